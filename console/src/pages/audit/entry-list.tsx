import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { server } from '../../data/server.js';
import type { ListSearch } from '../../navigation/search.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Time } from '../../parts/time.js';
import {
  instantsOf,
  List,
  type FilterField,
  type FoundOptions,
  type ListColumn,
} from '../../patterns/list/index.js';
import { useEntryWords, usePartyWords } from '../../patterns/journal/entry-words.js';
import classes from './audit.module.css';

export type Entry = Operations['listJournal']['output']['items'][number];
type Filter = Omit<NonNullable<Operations['listJournal']['input']['query']>, 'limit' | 'after'>;

/** First words of the types of entries, which stand for all below them. */
const KINDS = [
  'member',
  'invitation',
  'join_request',
  'role',
  'role_mapping',
  'space',
  'product',
  'seat',
  'scim',
  'sign_in',
  'session',
  'account',
  'api_key',
  'mail_template',
  'org',
  'ownership',
  'domain',
  'import',
  'task',
  'hook',
  'webhook',
] as const;

/** The filters of the address as the request has them; exports carry the same. */
export function filterOf(search: ListSearch): Filter {
  const { from, before } = instantsOf(search['days'] ?? '');
  const { type, actor, target } = search;
  return {
    order: 'desc',
    ...(type !== undefined && { type: `${type}.*` }),
    ...(actor !== undefined && { actor }),
    ...(target !== undefined && { target }),
    ...(from !== undefined && { from }),
    ...(before !== undefined && { until: before }),
  };
}

interface EntryListProps {
  readonly search: ListSearch;
  readonly tools: ReactNode;
}

/** Newest first. A row opens the entry with what it was before and after. */
export function EntryList({ search, tools }: EntryListProps): ReactNode {
  const { t } = useTranslation('audit');
  const organizationId = useOrganizationId();
  const wordsOf = useEntryWords();
  const navigate = useNavigate({ from: '/o/$organizationId/audit' });
  const { entry, ...filters } = search;
  const query = filterOf(filters);
  return (
    <List<Entry>
      name="audit"
      label={t('title')}
      source={{
        key: keyOf(organizationId, 'journal', query),
        read: async ({ cursor, limit, signal }) => {
          const after = cursor === undefined ? {} : { after: Number(cursor) };
          const asked = { ...query, limit: Math.min(limit, 100), ...after };
          const { items, next } = await server.listJournal({
            params: { organizationId },
            query: asked,
            signal,
          });
          return { items, next: next === undefined ? undefined : String(next) };
        },
      }}
      columns={useColumns()}
      fields={useFields()}
      idOf={({ sequence }) => String(sequence)}
      nameOf={({ sequence, type }) => `${wordsOf(type) ?? type} ${sequence}`}
      linkOf={({ sequence }) => {
        const at = new URLSearchParams({ ...filters, entry: String(sequence) });
        return `/o/${organizationId}/audit?${at.toString()}`;
      }}
      openId={entry}
      search={filters}
      onSearch={(next, push) => void navigate({ search: next, replace: !push })}
      tools={tools}
      empty={<EmptyState title={t('empty.title')} text={t('empty.text')} />}
    />
  );
}

function useColumns(): readonly ListColumn<Entry>[] {
  const { t } = useTranslation('audit');
  const partyOf = usePartyWords();
  return [
    {
      key: 'type',
      title: t('column.type'),
      width: 220,
      grow: 2,
      weight: 1,
      cell: (entry) => <What entry={entry} />,
    },
    {
      key: 'target',
      title: t('column.target'),
      width: 180,
      grow: 2,
      weight: 2,
      cell: (entry) => <bdi>{partyOf(entry).targetName}</bdi>,
    },
    {
      key: 'actor',
      title: t('column.actor'),
      width: 160,
      grow: 2,
      weight: 3,
      cell: (entry) => <bdi>{partyOf(entry).actorName}</bdi>,
    },
    {
      key: 'createdAt',
      title: t('column.time'),
      width: 130,
      weight: 2,
      cell: ({ createdAt }) => <Time at={createdAt} />,
    },
    {
      key: 'sequence',
      title: t('column.sequence'),
      width: 90,
      weight: 5,
      cell: ({ sequence }) => <span className="num">{sequence}</span>,
    },
  ];
}

/**
 * In words where there are any, and as programs read it. On the narrowest screens, where no other column has room, the second line says
 * who, on whom and when.
 */
function What({ entry }: { readonly entry: Entry }): ReactNode {
  const { type, createdAt, sequence } = entry;
  const { actorName, targetName } = usePartyWords()(entry);
  const words = useEntryWords()(type);
  return (
    <span className={classes['what']}>
      {words === undefined ? <code>{type}</code> : <span>{words}</span>}
      {words !== undefined && <code className={classes['type']}>{type}</code>}
      <small className="muted">
        <bdi>{actorName}</bdi> · <bdi>{targetName}</bdi> · <Time at={createdAt} />
        <span className="visually-hidden"> {sequence}</span>
      </small>
    </span>
  );
}

/** People are looked for on the server; whatever else acts is followed from an entry. */
export function useFields(): readonly FilterField[] {
  const { t } = useTranslation('audit');
  const organizationId = useOrganizationId();
  const find = async (text: string, signal: AbortSignal): Promise<FoundOptions> => {
    const {
      items,
      total,
      totalIsCapped: isCapped,
    } = await server.listMembers({
      params: { organizationId },
      query: {
        limit: 25,
        total: 'true',
        state: 'active,suspended,left',
        ...(text !== '' && { q: text }),
      },
      signal,
    });
    const options = items.map(({ id, name = '' }) => ({ value: `member:${id}`, label: name }));
    return { options, total, isCapped };
  };
  const nameOf = async (value: string): Promise<string> => {
    const [kind, memberId = ''] = value.split(':');
    if (kind !== 'member') return value;
    const { name } = await server.getMember({ params: { organizationId, memberId } });
    return name;
  };
  const options = KINDS.map((value) => ({ value, label: t(`kind.${value}`) }));
  return [
    { kind: 'choice', key: 'type', title: t('filter.type'), options, isSingle: true },
    { kind: 'pick', key: 'actor', title: t('filter.actor'), find, nameOf },
    { kind: 'pick', key: 'target', title: t('filter.target'), find, nameOf },
    { kind: 'days', key: 'days', title: t('filter.days') },
  ];
}
