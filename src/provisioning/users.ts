import { isDeepStrictEqual } from 'node:util';
import {
  applyPatch,
  applyReplacement,
  wants,
  type Precondition,
  type Resource,
  type ResourceHandler,
  type ResourceType,
  type Selection,
} from '@muster/scim';
import { instant, newId } from '#kernel/index.js';
import {
  connectionTallyKey,
  endLink,
  isAppliedActive,
  linkOrCreateFromDirectory,
  relinkFromDirectory,
  syncWithDirectoryUsers,
  readDirectoryPerson,
  type ReadsAhead,
  type DirectoryLink,
  type SyncStep,
} from '#core/index.js';
import { equals, type Member, type ScimUser } from '#store/index.js';
import { note, type ProvisioningContext } from './context.js';
import { changesCustomAttributes, writeCustomAttributes } from './custom-attributes.js';
import { differenceOf, type Difference } from './differences.js';
import { groupsOfUsers, withGroups, type GroupsOfUsers } from './groups-of-users.js';
import { askAboutUser } from './hook-questions.js';
import { withScimErrors } from './scim-errors.js';
import { directoryUserOf, followLink, noteLink } from './links.js';
import { isSameWherePersonIsSaid, statementOf } from './persons.js';
import { noteRoles } from './group-grants.js';
import { brakeOnUser } from './mass-changes/staging.js';
import { afterBrake, eventOf, hideUser, withBrake } from './mass-changes/users.js';
import { namesOf } from './names.js';
import { readChangedMember, readsOfNewUser } from './reads-ahead.js';
import { toResource } from './resources.js';
import { requireFreeUserName, requireFreeValues, requireUnique } from './uniqueness.js';
import {
  createUserTexts,
  queryUsers,
  readNamedUsers,
  requireOwnUser,
  toFullResource,
} from './user-reads.js';
import { insertUser, recordFields, writeUser } from './user-records.js';
import {
  inScimScope,
  requirePrecondition,
  bumpGroupVersions,
  type ScimDeps,
  type ScimScope,
} from './writing.js';

type Ctx = ProvisioningContext;

/** Users of a connection, each linked to a member of the organization. */
export function createUsers(deps: ScimDeps, type: ResourceType): ResourceHandler<Ctx> {
  const { store } = deps;
  const run = withScimErrors(deps);
  const readNamed = readNamedUsers.bind(undefined, store.read);
  return {
    type,
    texts: createUserTexts(deps, type),
    // nobody has heard of a new user's id, so it is in no group
    create: (ctx, resource) =>
      run(ctx, async () => toResource(type, await createUser(deps, ctx, type, resource))),
    read: (ctx, id, selection) =>
      run(ctx, async () => {
        const user = await requireOwnUser(store.read, ctx, id);
        return toFullResource(store.read, type, user, selection);
      }),
    query: (ctx, query) => run(ctx, () => queryUsers(deps, ctx, type, query)),
    replace: (ctx, id, replacement, { selection, ...precondition }) => {
      const { compatibility } = ctx;
      const next = (current: Resource): Resource =>
        applyReplacement(type, current, replacement, { compatibility });
      const change = { id, precondition, next, selection };
      return run(ctx, () => changeUser(deps, ctx, type, change));
    },
    patch: (ctx, id, operations, { selection, ...precondition }) => {
      const { compatibility } = ctx;
      const next = (current: Resource): Resource =>
        applyPatch(type, current, operations, { compatibility }).resource;
      const change = { id, precondition, next, selection };
      return run(ctx, () => changeUser(deps, ctx, type, change));
    },
    remove: (ctx, id, precondition) =>
      run(ctx, () => removeUser(deps, ctx, type, { id, precondition })),
    namesOf: (ctx, ids) => run(ctx, () => namesOf(ctx, ids, readNamed)),
  };
}

async function createUser(
  deps: ScimDeps,
  ctx: Ctx,
  type: ResourceType,
  sent: Resource,
): Promise<ScimUser> {
  const { id: connectionId } = ctx.session.connection;
  const id = newId();
  // a user is not provisioned to be locked out; the default is for new people only
  const wanted = { ...sent, active: sent['active'] !== false };
  const createInScope = async (scope: ScimScope) => {
    const { tx, connection } = scope;
    const first = readUser(type, wanted);
    await requireFreeUserName(tx, connectionId, first.fields.userNameKey);
    const question = { point: 'before_user_create', id, version: 0, proposed: wanted } as const;
    const resource = askAboutUser(scope, question);
    const { fields, person, notes } = resource === wanted ? first : readUser(type, resource);
    await requireUnique(tx.scimUsers, type, { connectionId, id, before: {}, after: resource });
    const directoryUser = directoryUserOf(scope, resource, { id, person, ...fields });
    const link = await linkOrCreateFromDirectory(scope, connection, directoryUser);
    const memberId = link.member?.id ?? '';
    const user = await insertUser(scope, type, { id, ...fields, memberId });
    return { user, link, synced: await followLink(scope, link, resource), notes };
  };
  const ahead = readsOfNewUser(ctx.session.connection, type, wanted);
  const { user, link, synced, notes } = await inScimScope(deps, ctx, createInScope, ahead);
  ctx.exchange.resourceId = id;
  const difference = differenceOf({}, toResource(type, user));
  noteChange(ctx, { difference, link, member: link.member, synced, notes });
  return user;
}

/** What a resource comes to: the fields of the record, and the person with what was not taken as it came. */
function readUser(type: ResourceType, resource: Resource, before?: ScimUser) {
  const statement = statementOf(resource);
  const { person, notes } = readDirectoryPerson(statement);
  return { fields: recordFields(type, resource, person, before), statement, person, notes };
}

interface UserChange {
  readonly id: string;
  readonly precondition: Precondition;
  /** pure: the resource as it is → the resource as the client wants it */
  readonly next: (current: Resource) => Resource;
  /** what of it is answered */
  readonly selection: Selection;
}

/**
 * Reads, thinks and writes inside of one transaction of the organization: in this process no other change comes between, and
 * between processes the database makes one of the two think again. The answer is read there too: SQLite's connection for readers
 * would have to read its pages anew after each commit.
 */
async function changeUser(
  deps: ScimDeps,
  ctx: Ctx,
  type: ResourceType,
  change: UserChange,
): Promise<Resource> {
  const { id, selection } = change;
  const isAsked = wants(type, selection, 'groups');
  let groups: Promise<GroupsOfUsers> | undefined;
  const ahead: ReadsAhead = (tx) => {
    // a change of a user moves nobody into a group or out of one
    groups = isAsked ? groupsOfUsers(tx, [id]) : undefined;
    return [tx.scimUsers.get(id), ...(groups ? [groups] : [])];
  };
  const changeAndAnswer = async (scope: ScimScope) => {
    const outcome = await changeInScope(scope, type, change);
    if (!isAsked) return { outcome, answer: outcome.resource };
    const found = await (groups ?? groupsOfUsers(scope.tx, [id]));
    return { outcome, answer: withGroups(outcome.resource, found) };
  };
  const { outcome, answer } = await inScimScope(deps, ctx, changeAndAnswer, ahead);
  noteChange(ctx, outcome);
  return answer;
}

/** Nothing changed: nothing written. */
async function changeInScope(
  scope: ScimScope,
  type: ResourceType,
  { id, precondition, next }: UserChange,
): Promise<UserOutcome & { readonly resource: Resource }> {
  const { ctx, tx, connection } = scope;
  const before = await requireOwnUser(tx, ctx, id);
  requirePrecondition(precondition, before.version);
  const current = toResource(type, before);
  const { written, resource, difference, said } = nextUser(scope, type, { before, current, next });
  if (difference.length === 0) {
    const member = await tx.members.get(before.memberId);
    const change = { event: 'changed', connection } as const;
    const synced = member && (await syncWithDirectoryUsers(scope, member, change));
    return { resource: current, difference, member, synced };
  }
  await readChangedMember(scope, before, written);
  await requireFreeValues(tx, type, {
    before,
    after: written,
    resources: { before: current, after: resource },
  });
  // a mark of the record, which its resource does not show
  const after = await withBrake(scope, before, written);
  const { person, notes, isSame: isSamePerson } = changedPerson(said, current, resource);
  const isUnaffected =
    isAppliedActive(after) === isAppliedActive(before) &&
    isSamePerson &&
    !changesCustomAttributes(scope.organization, current, resource);
  const stated = directoryUserOf(scope, resource, { ...after, person });
  const link = isUnaffected
    ? undefined
    : await relinkFromDirectory(scope, connection, stated, {
        memberId: before.memberId,
        active: isAppliedActive(before),
      });
  const user = link ? { ...after, memberId: link.member?.id ?? '' } : after;
  await writeUser(scope, type, { current, user, resource, difference });
  await afterBrake(scope, before, user);
  if (link) {
    const synced = await followLink(scope, link, resource);
    return { resource, difference, link, member: link.member, synced, notes };
  }
  const member = await tx.members.get(after.memberId);
  const event = eventOf(before, after);
  const change = { event, connection, ...(!isUnaffected && { person }) };
  const synced = member && (await syncWithDirectoryUsers(scope, member, change));
  if (synced && !isUnaffected) await writeCustomAttributes(scope, synced.member, resource);
  return { resource, difference, member, synced, notes: isSamePerson ? [] : notes };
}

type Said = Omit<ReturnType<typeof readUser>, 'fields'>;

/** The person with what is said no longer. */
function changedPerson(
  { statement, person, notes }: Said,
  current: Resource,
  resource: Resource,
): Omit<Said, 'statement'> & { readonly isSame: boolean } {
  if (isSameWherePersonIsSaid(current, resource)) return { person, notes, isSame: true };
  const earlier = statementOf(current);
  if (isDeepStrictEqual(statement, earlier)) return { person, notes, isSame: true };
  return { ...readDirectoryPerson(statement, earlier), notes, isSame: false };
}

interface Before {
  readonly before: ScimUser;
  /** the same as its resource */
  readonly current: Resource;
  readonly next: UserChange['next'];
}

interface Written {
  readonly written: ScimUser;
  /** the same as its resource */
  readonly resource: Resource;
  readonly difference: Difference;
  readonly said: Said;
}

/** As the client wants it, and as the hooks let it be. */
function nextUser(
  scope: ScimScope,
  type: ResourceType,
  { before, current, next }: Before,
): Written {
  const wanted = readUser(type, next(current), before);
  const first = withFields(scope, type, { before, current, read: wanted });
  if (first.difference.length === 0) return first;
  const proposed = first.resource;
  const isDeactivation = before.active && !first.written.active;
  const asked = askAboutUser(scope, {
    point: isDeactivation ? 'before_user_deactivate' : 'before_user_update',
    id: before.id,
    version: before.version,
    before: current,
    proposed,
  });
  if (asked === proposed) return first;
  return withFields(scope, type, { before, current, read: readUser(type, asked, before) });
}

interface Reread extends Omit<Before, 'next'> {
  readonly read: ReturnType<typeof readUser>;
}

function withFields(
  { ctx }: Pick<ScimScope, 'ctx'>,
  type: ResourceType,
  { before, current, read }: Reread,
): Written {
  const { fields, ...said } = read;
  const { externalId: _, displayNameKey: __, ...rest } = before;
  const written: ScimUser = {
    ...rest,
    ...fields,
    userNameKey: keyOfName(before, fields),
    version: before.version + 1,
    updatedAt: instant(ctx.clock.now()),
  };
  const resource = toResource(type, written);
  return { written, resource, difference: differenceOf(current, resource), said };
}

interface UserOutcome {
  readonly difference: Difference;
  readonly link?: DirectoryLink | undefined;
  readonly member?: Member | undefined;
  readonly synced?: { readonly member: Member; readonly steps: readonly SyncStep[] } | undefined;
  readonly notes?: readonly string[];
}

function noteChange(ctx: Ctx, { difference, link, member, synced, notes = [] }: UserOutcome): void {
  ctx.exchange.difference = difference;
  if (difference.length === 0) note(ctx.exchange, 'unchanged', 'nothing to write');
  if (member) ctx.exchange.memberId = member.id;
  notePerson(ctx, notes);
  if (link) noteLink(ctx, link, synced?.member);
  noteSteps(ctx, synced?.steps ?? []);
  if (member && synced) noteRoles(ctx, member, synced.member);
}

/** A name that stays keeps its key: two old names may since have become one key, and the second one kept its own. */
function keyOfName(
  before: ScimUser,
  { attributes, userNameKey }: Pick<ScimUser, 'attributes' | 'userNameKey'>,
): string {
  const stays = attributes['userName'] === before.attributes['userName'];
  return stays ? before.userNameKey : userNameKey;
}

function noteSteps({ exchange }: Ctx, steps: readonly SyncStep[]): void {
  for (const { step, detail } of steps) note(exchange, step, detail);
}

/** What the member was not given as the user says it. */
function notePerson({ exchange }: Ctx, notes: readonly string[]): void {
  for (const detail of notes) note(exchange, 'member.identity', detail);
}

async function removeUser(
  deps: ScimDeps,
  ctx: Ctx,
  type: ResourceType,
  { id, precondition }: Pick<UserChange, 'id' | 'precondition'>,
): Promise<void> {
  const { id: connectionId } = ctx.session.connection;
  const { member, synced } = await inScimScope(deps, ctx, async (scope) => {
    const { tx, connection } = scope;
    const user = await requireOwnUser(tx, ctx, id);
    requirePrecondition(precondition, user.version);
    if (user.active) {
      const current = toResource(type, user);
      askAboutUser(scope, {
        point: 'before_user_deactivate',
        id,
        version: user.version,
        before: current,
        proposed: { ...current, active: false },
        isDeletion: true,
      });
    }
    await bumpGroupVersions(scope, deps.groupType, id);
    const batch = await brakeOnUser(scope, user, 'deleted');
    if (batch) {
      await hideUser(scope, user, batch);
    } else {
      await tx.groupMembers.removeWhere(equals('memberId', id));
      await tx.scimUsers.remove(id, user.version);
    }
    await tx.tallies.adjust(connectionTallyKey('users', connectionId), -1);
    await scope.journal.append({
      type: 'scim.user.deleted',
      target: { kind: 'scim-user', id, name: String(user.attributes['userName']) },
      before: { connectionId, memberId: user.memberId, active: user.active },
    });
    await endLink(scope, connection, user);
    const member = await tx.members.get(user.memberId);
    const change = { event: 'deleted', connection } as const;
    const synced = member && !batch && (await syncWithDirectoryUsers(scope, member, change));
    return { member, synced };
  });
  if (!member || !synced) return;
  ctx.exchange.memberId = member.id;
  noteSteps(ctx, synced.steps);
  noteRoles(ctx, member, synced.member);
}
