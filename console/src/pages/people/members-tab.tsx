import { useQueryClient } from '@tanstack/react-query';
import { IconMailForward, IconUserMinus } from '@tabler/icons-react';
import { useCallback, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole, useLastOf } from '../../data/console.js';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { EmptyState } from '../../parts/empty-state.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import {
  List,
  useFilterWords,
  useSelection,
  type ListPage,
  type ListSource,
  type PageQuestion,
  type SelectionState,
} from '../../patterns/list/index.js';
import { useReasonOf } from '../../patterns/member-changes/index.js';
import { BulkBar, type BarAct } from './bulk-bar.js';
import { serverSelection, type Act, type Asked } from './changes.js';
import { ExportButton } from './export-button.js';
import { nameOf, useMemberColumns } from './member-columns.js';
import { useMemberFields } from './member-fields.js';
import {
  contraryOf,
  memberQuery,
  queryOfIds,
  type MemberQuery,
  type MemberRow,
} from './member-requests.js';
import { useMemberActions } from './member-row-actions.js';
import { useReason } from './reasons.js';
import { useRowWidths } from './row-actions.js';
import { SavedViews } from './saved-views.js';
import type { TabProps } from './tab-props.js';
import { useAsked } from './use-asked.js';

interface MembersTabProps extends TabProps {
  /** which members: the tab of the suspended has no others */
  readonly states: readonly string[];
}

/** Members, and pending invitations where the preset shows them among members. */
export function MembersTab(props: MembersTabProps): ReactNode {
  const { search, onSearch, states, openId, onPlace } = props;
  const { t } = useTranslation('people');
  const organizationId = useOrganizationId();
  const query = memberQuery(search, states);
  const { sort: _sort, ...request } = query;
  const listKey = JSON.stringify([organizationId, 'members', states]);
  const selection = useSelection(listKey, request as Record<string, string>);
  const fields = useMemberFields(states);
  const filterWords = useFilterWords(fields, search);
  const { ask, dialog } = useAsked(selection.clear);
  const actions = useMemberActions(ask);
  const onAct = (act: Act): void =>
    ask(askedOf(act, selection, filterWords === '' ? t('everybody') : filterWords));
  const acts = useActs(selection, states);
  const inner = { selection, acts, onAct };
  const countMatching = (ids: readonly string[]): Promise<number> =>
    countOf(organizationId, queryOfIds(query, ids));
  return (
    <>
      <List<MemberRow>
        name="members"
        label={t('title')}
        source={{
          key: keyOf(organizationId, 'members', query),
          read: (page) => readMembers(organizationId, query, page),
          reversed: reversedOf(organizationId, query),
        }}
        columns={useMemberColumns()}
        idOf={idOf}
        nameOf={nameOf}
        linkOf={useCallback(
          ({ kind, id }: MemberRow) =>
            kind === 'member' ? `/o/${organizationId}/people/${id}` : undefined,
          [organizationId],
        )}
        openId={openId}
        onPlace={onPlace}
        search={search}
        onSearch={onSearch}
        searchLabel={t('search')}
        fields={fields}
        selection={selection}
        actions={actions}
        {...useActionsWidths()}
        tools={(rows) => (
          <>
            <Toolbar acts={acts} onAct={onAct} size={selection.size} />
            <SavedViews list="members" search={search} onSearch={onSearch} />
            <ExportButton rows={rows} query={query} filterWords={filterWords} />
          </>
        )}
        bar={(rows) => <BulkBar {...inner} rows={rows} idOf={idOf} countMatching={countMatching} />}
        empty={<NoMembers states={states} />}
      />
      {dialog}
    </>
  );
}

function idOf({ id }: MemberRow): string {
  return id;
}

function NoMembers({ states }: { readonly states: readonly string[] }): ReactNode {
  const { t } = useTranslation('people');
  if (states.length === 1) {
    return <EmptyState title={t('empty.suspended')} text={t('empty.suspendedText')} />;
  }
  return <EmptyState title={t('empty.members')} text={t('empty.membersText')} />;
}

function useActionsWidths() {
  const { data } = useConsole();
  const { as = 'menu', actions = [] } = data?.people.memberRow ?? {};
  const isMixed = data?.people.invitedAmongMembers === true;
  return useRowWidths(as, [actions, ...(isMixed ? [['resend', 'revoke'] as const] : [])]);
}

async function readMembers(
  organizationId: string,
  query: MemberQuery,
  page: PageQuestion,
): Promise<ListPage<MemberRow>> {
  const { cursor, limit, isFirst, signal } = page;
  return server.listMembers({
    params: { organizationId },
    query: {
      ...query,
      limit,
      ...(cursor !== undefined && { cursor }),
      ...(isFirst && { total: 'true' }),
    },
    signal,
  });
}

/** The list from its end, where the server has its order both ways. */
function reversedOf(organizationId: string, query: MemberQuery): ListSource<MemberRow> | undefined {
  const contrary = contraryOf(query);
  if (!contrary) return undefined;
  return {
    key: keyOf(organizationId, 'members', contrary),
    read: (page) => readMembers(organizationId, contrary, page),
  };
}

/** How many rows a list has, without its rows. */
async function countOf(organizationId: string, query: MemberQuery): Promise<number> {
  const { total = 0 } = await server.listMembers({
    params: { organizationId },
    query: { ...query, limit: 1, total: 'true' },
  });
  return total;
}

function askedOf(act: Act, selection: SelectionState, filterWords: string): Asked {
  const { selection: held, size } = selection;
  const [only] = held.kind === 'ids' && size === 1 ? [...held.ids.values()] : [];
  return {
    act,
    selection: serverSelection(held, 'members'),
    size,
    ...(only !== undefined && { name: only }),
    ...(held.kind === 'matching' && { filterWords }),
  };
}

/** What can be done to the selection, with the number that it is about. */
function useActs(selection: SelectionState, states: readonly string[]): readonly BarAct[] {
  const { t } = useTranslation('people');
  const reason = useReason();
  const kinds = useKinds(selection);
  const members = reason('members:write');
  const last = useLastReason(selection);
  const ending = members ?? last;
  const invitations = kinds && kinds.invitations;
  const acts: BarAct[] = [
    { act: 'roles', label: t('bar.roles'), reason: members },
    { act: 'seats', label: t('bar.seats'), reason: reason('seats:write') },
    { act: 'spaces', label: t('bar.spaces'), reason: reason('spaces:write') },
    ...(states.includes('pending')
      ? [
          {
            act: 'resend' as const,
            label: t('resend'),
            about: invitations === selection.size ? undefined : invitations,
            reason: reason('invitations:write'),
          },
        ]
      : []),
    ...(states.includes('active')
      ? [{ act: 'suspend' as const, label: t('suspend'), reason: ending }]
      : []),
    ...(kinds === undefined || kinds.suspended > 0 || !states.includes('active')
      ? [{ act: 'restore' as const, label: t('restore'), reason: members }]
      : []),
    { act: 'remove', label: t('bar.remove'), reason: ending },
  ];
  return acts;
}

/** Why the only one who is selected stays as they are: the last of their standing. Of more, the trial says whom it concerns. */
function useLastReason({ selection: held, size }: SelectionState): string | undefined {
  const lastOf = useLastOf();
  const reasonOf = useReasonOf();
  const [only] = held.kind === 'ids' && size === 1 ? [...held.ids.keys()] : [];
  const last = only === undefined ? undefined : lastOf(only);
  return last && reasonOf(last);
}

/** Of rows that are selected by their ids: how many are what. Undefined where all that match are selected. */
function useKinds(
  selection: SelectionState,
): { readonly invitations: number; readonly suspended: number } | undefined {
  const client = useQueryClient();
  const organizationId = useOrganizationId();
  const { selection: held } = selection;
  if (held.kind === 'matching') return undefined;
  const pages = client.getQueriesData<ListPage<MemberRow>>({
    queryKey: keyOf(organizationId, 'members'),
  });
  const rows = new Map(pages.flatMap(([, page]) => page?.items ?? []).map((row) => [row.id, row]));
  const picked = [...held.ids.keys()].flatMap((id) => rows.get(id) ?? []);
  return {
    invitations: picked.filter(({ kind }) => kind === 'invitation').length,
    suspended: picked.filter(({ status }) => status === 'suspended').length,
  };
}

interface ToolbarProps {
  readonly acts: readonly BarAct[];
  readonly size: number;
  readonly onAct: (act: Act) => void;
}

/** Buttons that a preset keeps above the list, whether rows are ticked or not (rows 1.22 and 1.27). */
function Toolbar({ acts, size, onAct }: ToolbarProps): ReactNode {
  const { t } = useTranslation('people');
  const { data } = useConsole();
  const tools = data?.people.toolbar ?? [];
  return tools.map((tool) => {
    const act = acts.find((one) => one.act === tool);
    const Icon = tool === 'remove' ? IconUserMinus : IconMailForward;
    const about = tool === 'resend' && size > 0 ? act?.about : undefined;
    const isNobody = size === 0 || about === 0;
    const tick = tool === 'remove' ? t('tickFirst') : t('tickPending');
    return (
      <ReasonedButton
        key={tool}
        variant="default"
        aria-label={tool === 'remove' ? t('remove') : t('resend')}
        px={9}
        reason={isNobody ? tick : act?.reason}
        onClick={() => onAct(tool)}
      >
        <Icon size={17} aria-hidden="true" />
      </ReasonedButton>
    );
  });
}
