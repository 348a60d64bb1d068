import type { Operations } from '@muster/client';
import type { Selection } from '../../patterns/list/index.js';

type Body = Operations['changeMembers']['input']['body'];
export type Change = Body['change'];
export type ChangeKind = Change['kind'];
export type ServerSelection = Body['selection'];
export type Preview = Operations['previewMemberChange']['output'];

/** What somebody wants to do, and to whom. */
export interface Asked {
  readonly act: Act;
  readonly selection: ServerSelection;
  /** how many the person saw */
  readonly size: number;
  /** of the only one */
  readonly name?: string | undefined;
  /** the filters in words, where the selection is all that match (console A6) */
  readonly filterWords?: string | undefined;
}

/** One dialog each. */
export type Act =
  'suspend' | 'restore' | 'remove' | 'roles' | 'seats' | 'spaces' | 'resend' | 'renew' | 'revoke';

/** Where a list sends its selection: rows by their ids, or a query of the list less some rows. */
export function serverSelection(
  selection: Selection,
  list: 'members' | 'invitations',
): ServerSelection {
  if (selection.kind === 'ids') return { ids: [...selection.ids.keys()] };
  const exclude = [...selection.excluded.keys()];
  const rest = exclude.length > 0 ? { exclude } : {};
  const { sort: _sort, ...query } = selection.request;
  return (
    list === 'members' ? { filter: query, ...rest } : { invitations: query, ...rest }
  ) as ServerSelection;
}

/** The group of words of an act: `people:removing.confirm`. */
export const WORDS = {
  suspend: 'suspending',
  restore: 'restoring',
  remove: 'removing',
  roles: 'givingRoles',
  seats: 'seating',
  spaces: 'spacing',
  resend: 'resending',
  renew: 'renewing',
  revoke: 'revoking',
} as const satisfies Record<Act, string>;

/** What an act does when nothing has to be chosen. */
export function changeOf(act: Act): Change | undefined {
  if (act === 'suspend' || act === 'restore' || act === 'remove') return { kind: act };
  if (act === 'resend') return { kind: 'resendInvitations' };
  if (act === 'renew') return { kind: 'renewInvitations' };
  if (act === 'revoke') return { kind: 'revokeInvitations' };
  return undefined;
}

export const DANGEROUS: readonly Act[] = ['remove', 'revoke', 'suspend'];
