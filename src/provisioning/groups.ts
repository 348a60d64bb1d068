import {
  bindMappings,
  connectionTallyKey,
  firstVersion,
  makeMappingsDormant,
} from '#core/index.js';
import {
  applyPatch,
  applyReplacement,
  splitMembers,
  wants,
  type Listing,
  type MemberChange,
  type MemberReference,
  type PatchOperation,
  type Precondition,
  type Query,
  type Replacement,
  type Resource,
  type ResourceHandler,
  type ResourceType,
  type Selection,
} from '@muster/scim';
import { foldCase, instant } from '#kernel/index.js';
import { all, equals, type Readers, type ScimGroup, type Writers } from '#store/index.js';
import { note, type ProvisioningContext } from './context.js';
import { differenceOf, membersDifference, type Difference } from './differences.js';
import { endMemberships } from './ended-groups.js';
import { askAboutGroup } from './hook-questions.js';
import { withScimErrors } from './scim-errors.js';
import {
  changeMembers,
  membersOf,
  membersOrLong,
  reportSkipped,
  membershipsOf,
  type MembershipDelta,
} from './memberships.js';
import type { Translation } from './query.js';
import { grantsRoles, updateGroupGrants } from './group-grants.js';
import { insertGroup } from './group-records.js';
import { namesOf, type ReadNamed } from './names.js';
import { readsOfGroup } from './reads-ahead.js';
import { textOf, toStoredResource, toResource } from './resources.js';
import { toSearchable } from './searchables.js';
import { requireUnique } from './uniqueness.js';
import { MAX_CHANGE_LENGTH, requireFewRows, requireFitting, shortened } from './sizes.js';
import {
  inScimScope,
  notFound,
  requirePrecondition,
  notUnique,
  bumpGroupVersions,
  type ScimDeps,
  type ScimScope,
} from './writing.js';

type Ctx = ProvisioningContext;

/** Groups of a connection; their members are rows. */
export function createGroups(deps: ScimDeps, type: ResourceType): ResourceHandler<Ctx> {
  const { store } = deps;
  const run = withScimErrors(deps);
  const readNamed: ReadNamed = async (ids) =>
    (await store.read.scimGroups.getMany(ids)).map(({ id, connectionId, displayName: name }) => {
      return { id, connectionId, name };
    });
  const patientDeps = { ...deps, turns: deps.turns.patient };
  // a quiet PATCH wants `meta` only: then 100,000 members are not read
  const full = async (group: Promise<ScimGroup>, selection: Selection): Promise<Resource> =>
    toFullResource(patientDeps, type, await group, selection);
  return {
    type,
    create: (ctx, resource, selection) =>
      run(ctx, () => full(createGroup(deps, ctx, type, resource), selection)),
    read: (ctx, id, selection) => {
      const read = async (): Promise<Resource> =>
        toFullResource(deps, type, await requireOwnGroup(store.read, ctx, id), selection);
      return run(ctx, read);
    },
    query: (ctx, query) => run(ctx, () => queryGroups(deps, ctx, type, query)),
    replace: (ctx, id, replacement, { selection, ...precondition }) => {
      const change = { id, precondition, replacement };
      return run(ctx, () => full(replaceGroup(deps, ctx, type, change), selection));
    },
    patch: (ctx, id, operations, { selection, ...precondition }) => {
      const change = { id, precondition, operations };
      return run(ctx, () => full(patchGroup(deps, ctx, type, change), selection));
    },
    remove: (ctx, id, precondition) => run(ctx, () => removeGroup(deps, ctx, id, precondition)),
    namesOf: (ctx, ids) => run(ctx, () => namesOf(ctx, ids, readNamed)),
  };
}

async function requireOwnGroup(
  reading: Pick<Readers, 'scimGroups'>,
  ctx: Ctx,
  id: string,
): Promise<ScimGroup> {
  const group = await reading.scimGroups.get(id);
  if (group?.connectionId !== ctx.session.connection.id) throw notFound('group', id);
  return group;
}

/** Of a group that is answered alone; many members are read while they are written. */
async function toFullResource(
  deps: Parameters<typeof membersOrLong>[0],
  type: ResourceType,
  group: ScimGroup,
  selection: Selection,
): Promise<Resource> {
  const resource = toResource(type, group);
  if (!wants(type, selection, 'members')) return resource;
  const members = await membersOrLong(deps, group.id);
  return Array.isArray(members) && members.length === 0 ? resource : { ...resource, members };
}

async function queryGroups(
  deps: ScimDeps,
  ctx: Ctx,
  type: ResourceType,
  query: Query,
): Promise<Listing> {
  const { store, lister } = deps;
  const connectionId = ctx.session.connection.id;
  const translation: Translation = {
    connectionId,
    type,
    columns: { id: 'id', displayName: 'displayNameKey', externalId: 'externalId' },
    linked: {
      attribute: 'members',
      own: 'groupId',
      other: 'memberId',
      columns: { type: 'type' },
    },
  };
  const { records, ...rest } = await lister.list(store.read.scimGroups, query, translation, () =>
    store.read.tallies.get(connectionTallyKey('groups', connectionId)),
  );
  const withMembers = wants(type, query.selection, 'members');
  const resources: Resource[] = [];
  let rows = 0;
  for (const group of records) {
    const resource = toResource(type, group);
    const members = withMembers ? await membersOf(deps, group.id) : [];
    rows += members.length;
    requireFewRows(rows, records.length);
    resources.push(members.length ? { ...resource, members } : resource);
  }
  return { resources, ...rest };
}

function recordFields(type: ResourceType, resource: Resource) {
  const displayName = textOf(resource, 'displayName') ?? '';
  const stored = toStoredResource(type, resource);
  requireFitting(stored);
  return { ...stored, displayName, displayNameKey: foldCase(displayName) };
}

/** The engine refuses a member without a `value`. */
function referencesOf(resource: Resource): readonly MemberReference[] {
  return (resource['members'] ?? []) as MemberReference[];
}

async function createGroup(
  deps: ScimDeps,
  ctx: Ctx,
  type: ResourceType,
  resource: Resource,
): Promise<ScimGroup> {
  const { id: connectionId, organizationId } = ctx.session.connection;
  const group = firstVersion<ScimGroup>(ctx, {
    organizationId,
    connectionId,
    ...recordFields(type, resource),
  });
  const { delta, marked } = await inScimScope(deps, ctx, async (scope) => {
    const { tx } = scope;
    await requireFreeDisplayName(tx, connectionId, group.displayNameKey);
    const unique = { connectionId, id: group.id, before: {}, after: resource };
    await requireUnique(tx.scimGroups, type, unique);
    await insertGroup(scope, type, group);
    const members = referencesOf(resource);
    const delta = await changeMembers(scope, group, [{ kind: 'add', members }]);
    askAboutGroup(scope, { point: 'before_group_create', version: 0, proposed: group, delta });
    await scope.journal.append({
      type: 'scim.group.created',
      target: { kind: 'scim-group', id: group.id, name: group.displayName },
      after: { connectionId, members: delta.added.size },
    });
    await reportSkipped(scope, group, delta);
    return { delta, ...(await followBinding(scope, group, delta)) };
  });
  if (marked) deps.recompute(ctx);
  ctx.exchange.resourceId = group.id;
  ctx.exchange.difference = [
    ...differenceOf({}, toResource(type, group)),
    ...membersDifference(delta),
  ];
  return group;
}

/** A group that comes may be one for which mappings wait. */
async function followBinding(
  scope: ScimScope,
  group: ScimGroup,
  delta: MembershipDelta,
): Promise<{ readonly marked: boolean }> {
  if (!(await bindMappings(scope, group, 'creation'))) return { marked: false };
  note(scope.ctx.exchange, 'mapping.bound', `mappings that waited for the group take effect`);
  return updateGroupGrants(scope, group.id, delta);
}

/** A group that gets an externalId may be one for which mappings wait: then all of its people count as new. */
async function deltaWithBinding(
  scope: ScimScope,
  { before, after }: Omit<GroupUpdate, 'difference'>,
  delta: MembershipDelta,
): Promise<MembershipDelta> {
  if (after.externalId === undefined || after.externalId === before.externalId) return delta;
  if (!(await bindMappings(scope, after, 'change'))) return delta;
  note(scope.ctx.exchange, 'mapping.bound', `mappings that waited for the group take effect`);
  const rows = await membershipsOf(scope.tx, after.id);
  return { added: new Set(rows.map(({ memberId }) => memberId)), removed: delta.removed };
}

async function requireFreeDisplayName(
  tx: Writers,
  connectionId: string,
  displayNameKey: string,
): Promise<void> {
  const existing = await tx.scimGroups.first(
    all(equals('connectionId', connectionId), equals('displayNameKey', displayNameKey)),
  );
  if (existing) throw notUnique('displayName', existing.id);
}

interface GroupAddress {
  readonly id: string;
  readonly precondition: Precondition;
}

/** Strict clears the members that the request does not name; lenient keeps them, like the engine does. */
function replaceGroup(
  deps: ScimDeps,
  ctx: Ctx,
  type: ResourceType,
  { id, precondition, replacement }: GroupAddress & { readonly replacement: Replacement },
): Promise<ScimGroup> {
  const { compatibility } = ctx;
  const members = referencesOf(replacement.resource);
  const namesMembers = compatibility === 'strict' || replacement.named.has('members');
  const next = (current: Resource): Resource =>
    applyReplacement(type, current, replacement, { compatibility });
  const memberChanges: MemberChange[] = namesMembers ? [{ kind: 'replace', members }] : [];
  return changeGroup(deps, ctx, type, { id, precondition, next, memberChanges });
}

function patchGroup(
  deps: ScimDeps,
  ctx: Ctx,
  type: ResourceType,
  {
    id,
    precondition,
    operations,
  }: GroupAddress & { readonly operations: readonly PatchOperation[] },
): Promise<ScimGroup> {
  const { members, rest } = splitMembers(operations);
  const { compatibility } = ctx;
  const next = (current: Resource): Resource =>
    applyPatch(type, current, rest, { compatibility }).resource;
  return changeGroup(deps, ctx, type, { id, precondition, next, memberChanges: members });
}

interface GroupChange extends GroupAddress {
  /** pure: the group without its members as it is → as the client wants it */
  readonly next: (current: Resource) => Resource;
  readonly memberChanges: readonly MemberChange[];
}

/** Like users: read, think and write in one transaction, so that two pushes at once never lose a member (E16). */
async function changeGroup(
  deps: ScimDeps,
  ctx: Ctx,
  type: ResourceType,
  { id, precondition, next, memberChanges }: GroupChange,
): Promise<ScimGroup> {
  const changeInScope = async (scope: ScimScope) => {
    const { tx } = scope;
    const before = await requireOwnGroup(tx, ctx, id);
    requirePrecondition(precondition, before.version);
    const current = toResource(type, before);
    const { externalId: _, ...rest } = before;
    const fields = recordFields(type, next(current));
    const isRenamed = fields.displayName !== before.displayName;
    const after: ScimGroup = {
      ...rest,
      ...fields,
      // as with users: a name that stays keeps its key
      displayNameKey: isRenamed ? fields.displayNameKey : before.displayNameKey,
      version: before.version + 1,
      updatedAt: instant(ctx.clock.now()),
    };
    const renamed = differenceOf(current, toResource(type, after));
    const delta = await changeMembers(scope, before, memberChanges);
    const difference = [...renamed, ...membersDifference(delta)];
    await reportSkipped(scope, before, delta);
    if (difference.length === 0) return { group: before, difference, marked: false };
    const asked = { point: 'before_group_update', version: before.version, before } as const;
    askAboutGroup(scope, { ...asked, proposed: after, delta });
    await writeGroup(scope, type, { before, after, difference });
    const people = await deltaWithBinding(scope, { before, after }, delta);
    const { marked } = await updateGroupGrants(scope, id, people);
    return { group: after, difference, marked };
  };
  const outcome = await inScimScope(deps, ctx, changeInScope, readsOfGroup(id, memberChanges));
  ctx.exchange.difference = outcome.difference;
  if (outcome.difference.length === 0) note(ctx.exchange, 'unchanged', 'nothing to write');
  if (outcome.marked) deps.recompute(ctx);
  return outcome.group;
}

interface GroupUpdate {
  readonly before: ScimGroup;
  readonly after: ScimGroup;
  readonly difference: Difference;
}

async function writeGroup(
  { tx, journal }: ScimScope,
  type: ResourceType,
  { before, after, difference }: GroupUpdate,
): Promise<void> {
  const { id, connectionId } = after;
  if (after.displayNameKey !== before.displayNameKey) {
    await requireFreeDisplayName(tx, connectionId, after.displayNameKey);
  }
  const resource = toResource(type, after);
  const unique = { connectionId, id, before: toResource(type, before), after: resource };
  await requireUnique(tx.scimGroups, type, unique);
  await tx.scimGroups.update(after, toSearchable(type, resource));
  if (after.displayName !== before.displayName) {
    // rows in which this group is itself a member
    await tx.groupMembers.setWhere(equals('memberId', id), 'display', after.displayName);
  }
  await journal.append({
    type: 'scim.group.updated',
    target: { kind: 'scim-group', id, name: after.displayName },
    after: { changes: shortened(difference, MAX_CHANGE_LENGTH) },
  });
}

async function removeGroup(
  deps: ScimDeps,
  ctx: Ctx,
  id: string,
  precondition: Precondition,
): Promise<void> {
  const marked = await inScimScope(deps, ctx, async (scope) => {
    const { tx, connection } = scope;
    const connectionId = connection.id;
    const group = await requireOwnGroup(tx, ctx, id);
    requirePrecondition(precondition, group.version);
    const { version } = group;
    askAboutGroup(scope, { point: 'before_group_delete', version, before: group, proposed: group });
    await bumpGroupVersions(scope, deps.groupType, id);
    await tx.groupMembers.removeWhere(equals('memberId', id));
    const givesRoles = await grantsRoles(scope, id);
    const rows = givesRoles ? await membershipsOf(tx, id) : [];
    const removed = new Set(rows.map(({ memberId }) => memberId));
    if (givesRoles) await tx.groupMembers.removeWhere(equals('groupId', id));
    else await endMemberships(scope, group);
    await tx.scimGroups.remove(id, group.version);
    await tx.tallies.adjust(connectionTallyKey('groups', connectionId), -1);
    await scope.journal.append({
      type: 'scim.group.deleted',
      target: { kind: 'scim-group', id, name: group.displayName },
      before: { connectionId },
    });
    const delta = { added: new Set<string>(), removed };
    const { marked } = await updateGroupGrants(scope, id, delta);
    await makeMappingsDormant(scope, group);
    return marked;
  });
  if (marked) deps.recompute(ctx);
}
