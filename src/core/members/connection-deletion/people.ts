import { Fault, isFault } from '#kernel/index.js';
import type { AttributeValue, Connection, Member, PeopleChoice, ScimUser } from '#store/index.js';
import { mayManage, reachOf } from '#core/access/index.js';
import { endAccessOfConnection, type Ended, type EndedAccess } from '#core/entitlements/index.js';
import {
  allUsersOfMember,
  isOfDirectory,
  rolesOfMember,
  standingOf,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import {
  isSuspendedByPerson,
  offerAddress,
  requireRemainingAdmin,
  writeMember,
} from '../lifecycle/change.js';
import {
  directoriesBehind,
  directoriesOf,
  settledGrants,
  type Directory,
} from '../lifecycle/directories.js';
import { requestOfUser, withdrawLinkRequest } from '../lifecycle/link-requests.js';
import { nextStatus } from '../lifecycle/sync.js';
import { endGrantsOfConnection } from './role-grants.js';
import { removeUsers } from './records.js';

/** Why a person is not suspended or removed as it was asked for. */
export type StayReason =
  | 'other_connection'
  | 'self'
  | 'authority'
  | 'member.last_owner'
  | 'member.last_admin'
  | 'member.last_break_glass';

/** What became of one person, or would become of them. */
export interface SettledPerson extends EndedAccess {
  readonly memberId: string;
  readonly name: string;
  readonly email?: string;
  /** the state of the member from now on */
  readonly outcome: 'kept' | 'suspended' | 'removed';
  readonly because?: StayReason;
  readonly roles: Ended<string>;
}

export interface Settlement {
  readonly connection: Connection;
  readonly people: PeopleChoice;
}

/** What became of one user: its person, or nobody where it waited for a link or its member had left. */
export type SettledUser =
  | { readonly kind: 'person'; readonly users: number; readonly person: SettledPerson }
  | { readonly kind: 'waiting' | 'gone' | 'settled'; readonly users: number };

/**
 * Takes a user of a connection that is deleted away from its member, with all others of the connection that stand for the member, and
 * makes of the member what was chosen. Called for each user; one that went with an earlier one is `settled`.
 */
export async function settleUser(
  scope: OrganizationScope,
  settlement: Settlement,
  user: ScimUser,
): Promise<SettledUser> {
  const { connection } = settlement;
  if (user.memberId === '') {
    const request = await requestOfUser(scope, user.id);
    if (request) await withdrawLinkRequest(scope, request);
    await removeUsers(scope, connection, [user]);
    return { kind: 'waiting', users: 1 };
  }
  const standing = await allUsersOfMember(scope.tx, user.memberId);
  const own = standing.filter(({ connectionId }) => connectionId === connection.id);
  if (!own.some(({ id }) => id === user.id)) return { kind: 'settled', users: 0 };
  await removeUsers(scope, connection, own);
  const member = await scope.members.get(user.memberId);
  if (!member || member.status === 'left') return { kind: 'gone', users: own.length };
  const others = standing.filter((one) => one.connectionId !== connection.id && isOfDirectory(one));
  const person = await settleMember(scope, settlement, { member, others });
  return { kind: 'person', users: own.length, person };
}

interface Person {
  readonly member: Member;
  /** users of other connections that stand for the member; those of sign-in decide about nobody */
  readonly others: readonly ScimUser[];
}

async function settleMember(
  scope: OrganizationScope,
  settlement: Settlement,
  { member, others }: Person,
): Promise<SettledPerson> {
  const directories = await directoriesOf(scope, member.id);
  const wanted = await wantedOutcome(scope, settlement, { member, others });
  const plan = { ...settlement, member, directories, ...wanted };
  try {
    await requireRemaining(scope, plan);
  } catch (error) {
    if (
      !(error instanceof Fault) ||
      !isFault(error, 'member.last_owner', 'member.last_admin', 'member.last_break_glass')
    ) {
      throw error;
    }
    await appendRefusal(scope, plan, error);
    const because = error.code as StayReason;
    return carryOut(scope, { ...plan, status: member.status, because, keeps: 'all' });
  }
  return carryOut(scope, plan);
}

interface Plan extends Settlement {
  readonly member: Member;
  readonly directories: readonly Directory[];
  readonly status: Member['status'];
  readonly because?: StayReason;
  readonly keeps: 'none' | 'grantable' | 'all';
}

/** A directory that stands behind the member decides about them, and a caller about nobody whom they may not manage. */
async function wantedOutcome(
  scope: OrganizationScope,
  { people }: Settlement,
  { member, others }: Person,
): Promise<Pick<Plan, 'status' | 'because' | 'keeps'>> {
  const { status } = member;
  if (others.length > 0) {
    const isOver = nextStatus(member, others, 'deleted') === 'suspended';
    const keeps = people === 'keep' ? 'grantable' : 'none';
    const because = people !== 'keep' && !isOver && { because: 'other_connection' as const };
    return { status: isOver ? 'suspended' : status, keeps, ...because };
  }
  if (people === 'keep') return { status, keeps: 'grantable' };
  const because = await stayReason(scope, member);
  if (because) return { status, keeps: 'grantable', because };
  return { status: people === 'remove' ? 'left' : 'suspended', keeps: 'none' };
}

async function stayReason(
  { ctx, tx, presets, organization }: OrganizationScope,
  member: Member,
): Promise<StayReason | undefined> {
  if (ctx.authority.memberId === member.id) return 'self';
  const roles = await rolesOfMember(tx, presets, organization, member, ctx.clock.now());
  return roles.every((role) => mayManage(ctx, role)) ? undefined : 'authority';
}

/** Faults `member.last_owner`, `member.last_admin`. */
async function requireRemaining(scope: OrganizationScope, plan: Plan): Promise<void> {
  const { member, status, directories } = plan;
  const { grants } = await endGrantsOfConnection(scope, member, grantEndOf(plan));
  const settled = settledGrants(scope, { ...member, status, grants }, directories);
  const { presets, organization, tx } = scope;
  const standing = standingOf(presets, organization.preset, settled);
  await requireRemainingAdmin(tx, member, { ...member, status, standing });
}

function grantEndOf({ connection, directories, keeps }: Plan) {
  return { connectionId: connection.id, others: directories, keeps };
}

async function carryOut(callerScope: OrganizationScope, plan: Plan): Promise<SettledPerson> {
  const { connection, member, status, directories, keeps, because } = plan;
  const scope = connection.notifyMembers === true ? callerScope : silentFor(callerScope, member);
  const { authority } = scope.ctx;
  const { grants, roles } = await endGrantsOfConnection(scope, member, grantEndOf(plan));
  const behind = directoriesBehind({ status }, directories);
  const ended = await endAccessOfConnection(scope, member, {
    connectionId: connection.id,
    keepsSpaces: keeps !== 'none' && reachOf(authority, 'spaces:write') === 'any',
    keepsSeats: keeps !== 'none' && reachOf(authority, 'seats:write') === 'any',
    givenByOthers: new Set(
      behind.flatMap(({ mappings }) => mappings.flatMap(({ productId }) => productId ?? [])),
    ),
  });
  const isManaged = directories.some((one) => one.connection.kind === 'scim');
  const isByPerson = !isManaged || isSuspendedByPerson(member);
  const after = await writeMember(scope, member, {
    status,
    grants,
    ...(status === 'suspended' && { suspendedBy: isByPerson ? 'person' : 'directory' }),
    ...(directories.length === 0 && status !== 'left' && attributesByHand(member)),
    ...(member.wanted?.connectionId === connection.id && { wanted: null }),
  });
  // users of the others may say its address no longer, and another member wait for it
  if (directories.length > 0) await offerAddress(scope, after);
  return {
    memberId: member.id,
    name: member.name,
    ...(member.email !== undefined && { email: member.email }),
    outcome: OUTCOMES[status],
    ...(because && { because }),
    roles,
    ...ended,
  };
}

const OUTCOMES = { active: 'kept', suspended: 'suspended', left: 'removed' } as const;

/** Without a directory people may change what one said. */
function attributesByHand({ attributes }: Member): {
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
} {
  const entries = Object.entries(attributes ?? {});
  if (!entries.some(([, { source }]) => source === 'directory')) return {};
  const byHand = entries.map(([name, { value, source }]) => [
    name,
    { value, source: source === 'directory' ? ('manual' as const) : source },
  ]);
  return { attributes: Object.fromEntries(byHand) as Record<string, AttributeValue> };
}

/** A thousand people are not told at once what they expect; a connection that notifies its members tells them of this, too. */
function silentFor(scope: OrganizationScope, { id }: Member): OrganizationScope {
  const { journal } = scope;
  return {
    ...scope,
    journal: {
      append: (entry) =>
        journal.append(
          entry.target.id === id ? { ...entry, after: { ...entry.after, notify: false } } : entry,
        ),
    },
  };
}

async function appendRefusal(
  { journal }: OrganizationScope,
  { connection, member }: Plan,
  { code }: Fault,
): Promise<void> {
  await journal.append({
    type: 'scim.lockout_refused',
    target: { kind: 'member', id: member.id, name: member.name },
    after: { code, connectionId: connection.id },
  });
}
