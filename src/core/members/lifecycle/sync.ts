import type { Connection, Member, ScimUser } from '#store/index.js';
import {
  isAppliedActive,
  isOfDirectory,
  usersOfMember,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { findHolder } from './address-holders.js';
import { isSuspendedByPerson, offerAddress, writeMember, type MemberChange } from './change.js';
import { changeOfPerson, type DirectoryPerson } from '../directory-person.js';

/** What became of the user of a connection. Only these change whether its member is here; `changed` is about all the rest. */
export type UserEvent =
  'created' | 'activated' | 'deactivated' | 'deleted' | 'entered_group' | 'changed';

const CAUSES: Readonly<Record<UserEvent, string>> = {
  created: 'the user was created',
  activated: 'active became true',
  deactivated: 'active became false',
  deleted: 'the user was deleted',
  entered_group: 'the user entered a mapped group',
  changed: 'the user changed',
};

/** Events that end a removal by a person, which all others leave alone. */
const RETURNS: readonly UserEvent[] = ['created', 'activated', 'entered_group'];

/** One step of the exchange log. */
export interface SyncStep {
  readonly step: string;
  readonly detail: string;
}

export interface SyncResult {
  readonly member: Member;
  /** what followed from the event, and why what did not */
  readonly steps: readonly SyncStep[];
}

export interface DirectoryChange {
  readonly event: UserEvent;
  readonly connection: Pick<Connection, 'id' | 'name'>;
  readonly person?: DirectoryPerson;
}

/**
 * Derives a member's status from the SCIM users that stand for it: active while one of them is, suspended when none is, left when there
 * is none. Users of sign-in count only where no directory speaks of the member. A member whom a person suspended stays suspended, and one
 * whom a person removed stays away, until one of `RETURNS`. Roles, spaces and seats follow the directories that stand behind the member.
 * Call it after the SCIM users were written.
 */
export async function syncWithDirectoryUsers(
  scope: OrganizationScope,
  member: Member,
  { event, connection, person }: DirectoryChange,
): Promise<SyncResult> {
  const users = await usersOfMember(scope.tx, member.id);
  const status = nextStatus(member, users, event);
  const change: MemberChange = {
    status,
    ...(status === 'suspended' &&
      status !== member.status && {
        suspendedBy: isSuspendedByPerson(member) ? 'person' : 'directory',
      }),
    ...(person && changeOfPerson(person)),
    ...(person?.email !== undefined && { email: person.email }),
    // who says no address any more wants none
    ...(person && !person.email && isWantedBy(connection, member) && { wanted: null }),
  };
  const given: SyncStep[] = [];
  const after = await writeMember(scope, member, change, {
    recompute: event !== 'changed',
    note: (step, detail) => given.push({ step, detail }),
  });
  // its users may say its address no longer, and another member wait for it
  const isOffered = after.status !== 'left' && (await offerAddress(scope, after));
  const settled = isOffered ? await scope.members.require(after.id) : after;
  if (settled.wanted && (person !== undefined || event === 'created')) {
    given.push(await conflictStep(scope, settled, settled.wanted.email));
  }
  const steps = await stepsOf(scope, { before: member, after, users, event, connection });
  return { member: settled, steps: [...steps, ...given] };
}

function isWantedBy({ id }: Pick<Connection, 'id'>, { wanted }: Member): boolean {
  return wanted?.connectionId === id;
}

async function conflictStep(
  scope: OrganizationScope,
  { id, email }: Member,
  wanted: string,
): Promise<SyncStep> {
  const holder = await findHolder(scope, wanted, id);
  const kept = email === undefined ? 'has no address' : `keeps ${email}`;
  const detail = `member ${id} ${kept}: ${wanted} belongs to member ${holder?.id ?? ''}`;
  return { step: 'member.address_conflict', detail };
}

export function nextStatus(
  member: Member,
  users: readonly ScimUser[],
  event: UserEvent,
): Member['status'] {
  const { status } = member;
  if (event === 'changed') return status;
  // whom the last directory gave up, an identity provider's sign-in does not keep
  if (event === 'deleted' ? !users.some(isOfDirectory) : users.length === 0) return 'left';
  if (status === 'left' && !RETURNS.includes(event)) return status;
  if (event === 'entered_group' && status !== 'left') return status;
  if (isSuspendedByPerson(member)) return 'suspended';
  return users.some(isAppliedActive) ? 'active' : 'suspended';
}

interface SyncOutcome {
  readonly before: Member;
  readonly after: Member;
  readonly users: readonly ScimUser[];
  readonly event: UserEvent;
  readonly connection: Pick<Connection, 'id' | 'name'>;
}

async function stepsOf(scope: OrganizationScope, outcome: SyncOutcome): Promise<SyncStep[]> {
  const { before, after, event } = outcome;
  const cause = CAUSES[event];
  const prefix = `member ${after.id}:`;
  const steps: SyncStep[] = [];
  if (before.status !== after.status) {
    const detail = `${prefix} ${before.status} → ${after.status}, because ${cause}`;
    steps.push({ step: 'member.status', detail });
  }
  if (before.email !== after.email) {
    const detail = `${prefix} ${before.email ?? 'none'} → ${after.email ?? 'none'}`;
    steps.push({ step: 'member.address', detail });
  }
  if (before.name !== after.name) {
    steps.push({ step: 'member.name', detail: `${prefix} ${before.name} → ${after.name}` });
  }
  const isWanted = outcome.users.some(isAppliedActive);
  const isRemoved = after.status === 'left' && before.status !== 'left';
  const held = isWanted && !isRemoved ? heldBy(after) : undefined;
  if (held !== undefined) steps.push({ step: 'member.held', detail: `${prefix} ${held}` });
  else if (after.status === 'active' && (event === 'deactivated' || event === 'deleted')) {
    const detail = `${prefix} stays active although ${cause}: ${await keepersOf(scope, outcome)}`;
    steps.push({ step: 'member.status', detail });
  }
  return steps;
}

/** Why a member is not here although a directory may say so. */
function heldBy(member: Member): string | undefined {
  if (member.status === 'left') {
    const ends = 'a new POST, active false to true or entering a mapped group ends that';
    return `stays removed: a person removed the member${at(member.leftAt)}; ${ends}`;
  }
  if (member.status === 'suspended' && isSuspendedByPerson(member)) {
    return `stays suspended: a person suspended the member${at(member.suspendedAt)}, and a person restores`;
  }
  return undefined;
}

function at(time: string | undefined): string {
  return time === undefined ? '' : ` at ${time}`;
}

/** The connections that keep a member active. */
async function keepersOf(
  { connections }: OrganizationScope,
  { users, connection }: SyncOutcome,
): Promise<string> {
  const ids = users.filter(isAppliedActive).map(({ connectionId }) => connectionId);
  const keepers = await connections.getMany(ids);
  const names = keepers.map(({ id, name }) =>
    id === connection.id ? `another user of "${name}"` : `"${name}"`,
  );
  return names.length === 0
    ? 'a person restored the member'
    : `${names.join(', ')} keeps the member active`;
}
