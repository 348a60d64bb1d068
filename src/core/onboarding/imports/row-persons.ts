import { addressKey, foldCase } from '#kernel/index.js';
import type { Invitation, Member } from '#store/index.js';
import { cellOf, isPresent, type Cells, type ImportContext } from './context.js';
import type { RowProblems } from './problems.js';

/** The state of a person as a sheet says it. */
type SheetStatus = Member['status'] | 'pending';

const STATUSES: readonly string[] = ['active', 'suspended', 'left', 'pending'];

/** Whom a row is about. */
export interface RowPerson {
  readonly member: Member | undefined;
  /** the row is about it, and no longer about a person who is to come in */
  readonly invitation: Invitation | undefined;
  /** of the row, else of the record that it names */
  readonly email: string;
}

function statusIn({ options }: ImportContext, cells: Cells): string {
  return foldCase(cellOf(options, cells, 'status').trim());
}

/** Whether the row says that its person is in this state. */
export function isAbout(importContext: ImportContext, cells: Cells, status: SheetStatus): boolean {
  return statusIn(importContext, cells) === status;
}

/**
 * The record of a row: by its id, else by its address. A sheet says in which state a person is and does not change it: a row that says
 * another state than the present one is refused, so that nobody is suspended or taken in again by an old export.
 */
export function personOf(
  importContext: ImportContext,
  cells: Cells,
  problems: RowProblems,
): RowPerson {
  const { options, members, membersById, pending, invitationsById } = importContext;
  const text = (key: 'id' | 'email'): string => cellOf(options, cells, key).trim();
  const [id, address] = [text('id'), text('email')];
  const byId = membersById.get(id) ?? invitationsById.get(id);
  if (id !== '' && !byId) problems.add('id', 'unknownId', { code: 'member.missing' });
  const isOther = address !== '' && byId && byId.emailKey !== addressKey(address);
  if (isOther) problems.add('email', 'otherAddress');
  const email = address === '' ? (byId?.email ?? '') : address;
  const key = addressKey(email);
  // a person who left may have come back as another member
  const named = membersById.get(id);
  const isPast = named?.status === 'left' && isAbout(importContext, cells, 'left');
  const found = isPast || isPresent(named) ? named : (members.get(key) ?? named);
  const invited = invitationsById.get(id) ?? pending.get(key);
  const person = { member: found, invited, isNamed: id !== '' && byId !== undefined };
  checkStatus(importContext, cells, person, problems);
  const isInvitation =
    !isPresent(found) &&
    invited?.status === 'pending' &&
    (isAbout(importContext, cells, 'pending') || invitationsById.has(id));
  return { member: found, invitation: isInvitation ? invited : undefined, email };
}

interface FoundPerson {
  readonly member: Member | undefined;
  readonly invited: Invitation | undefined;
  readonly isNamed: boolean;
}

function checkStatus(
  importContext: ImportContext,
  cells: Cells,
  { member, invited, isNamed }: FoundPerson,
  problems: RowProblems,
): void {
  const status = statusIn(importContext, cells);
  if (status !== '' && !STATUSES.includes(status)) return problems.add('status', 'status');
  const isOther = isPresent(member) && status !== '' && status !== member.status;
  if (isOther) {
    const code = 'member.not_active';
    problems.add('status', 'unchangedStatus', { code, values: { status: member.status } });
  }
  if (isPresent(member)) return;
  if (status === 'pending' && invited?.status !== 'pending' && !importContext.options.invite) {
    problems.add('status', 'notInvited', { code: 'invitation.missing' });
  }
  if (status === 'suspended' || (status === 'left' && !member)) {
    problems.add('status', 'stranger', { code: 'member.missing' });
  }
  // by its id alone a person who left is not taken in again
  if (status === '' && isNamed && member) problems.add('id', 'left', { code: 'member.left' });
}
