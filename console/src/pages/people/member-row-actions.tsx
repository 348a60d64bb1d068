import { useNavigate } from '@tanstack/react-router';
import { useCallback, type ReactNode } from 'react';
import { titleOf, useConsole, useLastOf } from '../../data/console.js';
import { useMe, useOrganizationId } from '../../data/organization.js';
import { useReasonOf as useWhy } from '../../patterns/member-changes/index.js';
import type { Act, Asked } from './changes.js';
import { nameOf } from './member-columns.js';
import type { MemberRow } from './member-requests.js';
import { useReason } from './reasons.js';
import { RowActions, type RowAction, type RowActionName } from './row-actions.js';
import { useTranslation } from 'react-i18next';

/** What the preset offers in a row, where it applies to the row. The same function as long as nothing that it says has changed. */
export function useMemberActions(
  onAsk: (asked: Asked) => void,
): (row: MemberRow, isNarrow: boolean) => ReactNode {
  const people = useConsole().data?.people;
  const reasonOf = useReasonOf();
  const navigate = useNavigate();
  const organizationId = useOrganizationId();
  return useCallback(
    (row, isNarrow) => {
      if (!people) return null;
      const { as, actions } = row.kind === 'member' ? people.memberRow : people.invitationRow;
      const names = row.kind === 'member' ? memberActions(row, actions) : invitedActions(actions);
      const run = (name: RowActionName): void => {
        if (name === 'edit' || name === 'access') {
          const panel = name === 'edit' ? { panel: 'details', edit: 'yes' } : { panel: 'access' };
          void navigate({
            to: `/o/${organizationId}/people/${row.id}`,
            search: ((old: object) => ({ ...old, ...panel })) as never,
          });
          return;
        }
        const act = (name === 'delete' ? 'revoke' : name) as Act;
        onAsk({ act, selection: { ids: [row.id] }, size: 1, name: nameOf(row) });
      };
      const shown: RowAction[] = names.map((name) => ({
        name,
        reason: reasonOf(row, name),
        run: () => run(name),
      }));
      return <RowActions as={isNarrow ? 'menu' : as} actions={shown} person={nameOf(row)} />;
    },
    [people, reasonOf, navigate, organizationId, onAsk],
  );
}

type Offered = readonly Exclude<RowActionName, 'restore'>[];

function memberActions(
  row: Extract<MemberRow, { kind: 'member' }>,
  actions: Offered,
): readonly RowActionName[] {
  if (row.status === 'left') return [];
  return actions.map((name) =>
    name === 'suspend' && row.status === 'suspended' ? 'restore' : name,
  );
}

/** A pending invitation is sent again or taken back; renewed and deleted are those that have ended. */
function invitedActions(actions: Offered): readonly RowActionName[] {
  return actions.filter((name) => name === 'resend' || name === 'revoke');
}

/** Why something cannot be done to the row: the rule that the server has, before the click (console A20). */
function useReasonOf(): (row: MemberRow, name: RowActionName) => string | undefined {
  const { t } = useTranslation('people');
  const reason = useReason();
  const me = useMe().data?.member;
  const beyondOf = useTitlesBeyond();
  const lastOf = useLastOf();
  const whyOf = useWhy();
  return useCallback(
    (row, name) => {
      if (name === 'access') return undefined;
      if (name === 'edit') return editReason(reason, row.id === me?.id);
      if (row.kind === 'invitation') return reason('invitations:write');
      const missing = reason('members:write');
      if (missing !== undefined) return missing;
      if (row.id === me?.id) return t('reason.self');
      const isManaged = row.managed && row.unlockedUntil === undefined;
      if (isManaged && (name === 'remove' || name === 'suspend')) return t('reason.managed');
      if (name === 'restore' && row.suspendedBy === 'directory') return t('reason.managed');
      const last = lastOf(row.id);
      if (last !== undefined && name !== 'restore') return whyOf(last);
      if (row.standing === 'owner' && me?.standing !== 'owner') return t('reason.owner');
      const beyond = beyondOf(row.roles);
      return beyond === undefined ? undefined : t('reason.manage', { role: beyond });
    },
    [t, reason, me, beyondOf, lastOf, whyOf],
  );
}

/** Whoever may not change the person may still change their spaces and seats, or it is themselves. */
function editReason(
  reason: (permission: string) => string | undefined,
  isOwn: boolean,
): string | undefined {
  const reasons = [reason('members:write'), reason('spaces:write'), reason('seats:write')];
  return isOwn || reasons.includes(undefined) ? undefined : reasons[0];
}

/** Roles of somebody that the person may not manage, in words. */
function useTitlesBeyond(): (roles: readonly string[]) => string | undefined {
  const known = useConsole().data?.roles;
  const manages = useMe().data?.mayManage;
  return useCallback(
    (roles) => {
      if (manages?.includes('*') === true) return undefined;
      const titles = roles
        .filter((role) => manages?.includes(role) !== true)
        .map((name) => {
          const role = known?.find((one) => one.name === name);
          return role === undefined ? name : titleOf(role);
        });
      return titles.length > 0 ? titles.join(', ') : undefined;
    },
    [known, manages],
  );
}
