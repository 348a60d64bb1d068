import {
  applyPatch,
  refuse,
  splitMembers,
  wants,
  type Listing,
  type MemberChange,
  type MemberReference,
  type PatchOperation,
  type Query,
  type Resource,
  type ResourceHandler,
  type ResourceType,
  type Selection,
} from '@muster/scim';
import { fold, instant, isFault, newId } from '#kernel/index.js';
import { append } from '#core/index.js';
import { all, equals, type ScimGroup, type Writers } from '#store/index.js';
import { note, type ProvisioningContext } from './context.js';
import { differenceOf, type Difference } from './differences.js';
import { speaking } from './refusals.js';
import { changeMembers, membersOf, reportSkipped, rowsOf, type Moves } from './memberships.js';
import type { Translation } from './query.js';
import { bearsRoles, regrantMoved } from './regrants.js';
import { textOf, toKept, toResource } from './resources.js';
import { toSearchable } from './searchables.js';
import { MAX_CHANGE, requireFewRows, requireFitting, shortened } from './sizes.js';
import {
  begin,
  noSuch,
  requireCurrent,
  taken,
  tallyOf,
  touchGroups,
  type Rooms,
} from './writing.js';

type Ctx = ProvisioningContext;

/** Groups of a connection; their members are rows. */
export function createGroups(rooms: Rooms, type: ResourceType): ResourceHandler<Ctx> {
  const { store } = rooms;
  const say = speaking(rooms);
  const afterwards = { ...rooms, turns: rooms.turns.patient };
  return {
    type,
    create: (ctx, resource, selection) =>
      say(ctx, async () => {
        begin(ctx, 'group.create', type);
        return shown(afterwards, type, await createGroup(rooms, ctx, type, resource), selection);
      }),
    read: (ctx, id, selection) =>
      say(ctx, async () => {
        begin(ctx, 'group.read', type, id);
        return shown(rooms, type, owned(await store.read.scimGroups.get(id), ctx, id), selection);
      }),
    query: (ctx, query) => say(ctx, () => queryGroups(rooms, ctx, type, query)),
    replace: (ctx, id, resource, { ifMatch, selection }) =>
      say(ctx, async () => {
        begin(ctx, 'group.replace', type, id);
        const members = referencesOf(resource);
        const group = await changeGroup(rooms, ctx, type, {
          id,
          ifMatch,
          next: () => resource,
          moves: [{ kind: 'replace', members }],
        });
        return shown(afterwards, type, group, selection);
      }),
    patch: (ctx, id, operations, { ifMatch, selection }) =>
      say(ctx, async () => {
        begin(ctx, 'group.patch', type, id);
        const group = await patchGroup(rooms, ctx, type, { id, ifMatch, operations });
        // a quiet PATCH wants `meta` only: then 100,000 members are not read for nobody
        return shown(afterwards, type, group, selection);
      }),
    remove: (ctx, id, { ifMatch }) =>
      say(ctx, async () => {
        begin(ctx, 'group.delete', type, id);
        await removeGroup(rooms, ctx, id, ifMatch);
      }),
  };
}

function owned(group: ScimGroup | undefined, ctx: Ctx, id: string): ScimGroup {
  if (group?.connectionId !== ctx.session.connection.id) throw noSuch('group', id);
  return group;
}

async function shown(
  rooms: Parameters<typeof membersOf>[0],
  type: ResourceType,
  group: ScimGroup,
  selection: Selection,
): Promise<Resource> {
  const resource = toResource(type, group);
  if (!wants(type, selection, 'members')) return resource;
  const members = await membersOf(rooms, group.id);
  return members.length ? { ...resource, members } : resource;
}

async function queryGroups(
  rooms: Rooms,
  ctx: Ctx,
  type: ResourceType,
  query: Query,
): Promise<Listing> {
  const { store, lister } = rooms;
  begin(ctx, 'group.query', type);
  const connectionId = ctx.session.connection.id;
  const translation: Translation = {
    connectionId,
    resourceType: type.definition.name,
    columns: { id: 'id', displayName: 'displayNameKey', externalId: 'externalId' },
    linked: {
      attribute: 'members',
      own: 'groupId',
      other: 'memberId',
      columns: { type: 'type' },
    },
  };
  const { records, ...rest } = await lister.list(store.read.scimGroups, query, translation, () =>
    store.read.tallies.get(tallyOf('groups', connectionId)),
  );
  const resources: Resource[] = [];
  let rows = 0;
  for (const group of records) {
    const resource = await shown(rooms, type, group, query.selection);
    const { members } = resource;
    rows += Array.isArray(members) ? members.length : 0;
    requireFewRows(rows, records.length);
    resources.push(resource);
  }
  return { resources, ...rest };
}

function derived(type: ResourceType, resource: Resource) {
  const displayName = textOf(resource, 'displayName') ?? '';
  const kept = toKept(type, resource);
  requireFitting(kept);
  return { ...kept, displayName, displayNameKey: fold(displayName) };
}

function referencesOf(resource: Resource): MemberReference[] {
  const members = (resource['members'] ?? []) as MemberReference[];
  if (members.every(({ value }) => value)) return members;
  throw refuse('invalidValue', 'members: each one must have a "value", the id of a user or group');
}

async function createGroup(
  rooms: Rooms,
  ctx: Ctx,
  type: ResourceType,
  resource: Resource,
): Promise<ScimGroup> {
  const { id: connectionId, organizationId } = ctx.session.connection;
  const now = instant(ctx.clock.now());
  const group: ScimGroup = {
    id: newId(),
    version: 1,
    createdAt: now,
    updatedAt: now,
    organizationId,
    connectionId,
    ...derived(type, resource),
  };
  const moves = await rooms.store.transaction(organizationId, async (tx) => {
    await refuseTaken(tx, connectionId, group.displayNameKey);
    await insertGroup(tx, type, group);
    await tx.tallies.adjust(tallyOf('groups', connectionId), 1);
    const members = referencesOf(resource);
    const moves = await changeMembers(ctx, tx, group, [{ kind: 'add', members }]);
    await append(ctx, tx, {
      organizationId,
      type: 'scim.group.created',
      target: { kind: 'scim-group', id: group.id, name: group.displayName },
      after: { connectionId, members: moves.added.size },
    });
    await reportSkipped(ctx, tx, group, moves);
    return moves;
  });
  ctx.account.resourceId = group.id;
  ctx.account.difference = [
    ...differenceOf({}, toResource(type, group)),
    ...membersDifference(moves),
  ];
  return group;
}

async function insertGroup(tx: Writers, type: ResourceType, group: ScimGroup): Promise<void> {
  try {
    await tx.scimGroups.insert(group, toSearchable(type, toResource(type, group)));
  } catch (error) {
    throw isFault(error, 'record.exists') ? taken('displayName') : error;
  }
}

async function refuseTaken(tx: Writers, connectionId: string, key: string): Promise<void> {
  const twin = await tx.scimGroups.first(
    all(equals('connectionId', connectionId), equals('displayNameKey', key)),
  );
  if (twin) throw taken('displayName', twin.id);
}

interface Addressed {
  readonly id: string;
  readonly ifMatch: readonly string[] | '*' | undefined;
}

function patchGroup(
  rooms: Rooms,
  ctx: Ctx,
  type: ResourceType,
  { id, ifMatch, operations }: Addressed & { readonly operations: readonly PatchOperation[] },
): Promise<ScimGroup> {
  const { members, rest } = splitMembers(operations);
  const { compatibility } = ctx;
  const next = (current: Resource): Resource =>
    applyPatch(type, current, rest, { compatibility }).resource;
  return changeGroup(rooms, ctx, type, { id, ifMatch, next, moves: members });
}

interface Change extends Addressed {
  /** pure: the group without its members as it is → as the client wants it */
  readonly next: (current: Resource) => Resource;
  readonly moves: readonly MemberChange[];
}

/** Like users: read, think and write in one transaction, so that two pushes at once never lose a member (E16). */
async function changeGroup(
  rooms: Rooms,
  ctx: Ctx,
  type: ResourceType,
  { id, ifMatch, next, moves: changes }: Change,
): Promise<ScimGroup> {
  const { organizationId } = ctx.session.connection;
  const outcome = await rooms.store.transaction(organizationId, async (tx) => {
    const before = owned(await tx.scimGroups.get(id), ctx, id);
    requireCurrent(ifMatch, before.version);
    const current = toResource(type, before);
    const { externalId: _, ...rest } = before;
    const after: ScimGroup = {
      ...rest,
      ...derived(type, next(current)),
      version: before.version + 1,
      updatedAt: instant(ctx.clock.now()),
    };
    const renamed = differenceOf(current, toResource(type, after));
    const moves = await changeMembers(ctx, tx, before, changes);
    const difference = [...renamed, ...membersDifference(moves)];
    await reportSkipped(ctx, tx, before, moves);
    if (difference.length === 0) return { group: before, difference, marked: false };
    await writeGroup(ctx, tx, type, { before, after, difference });
    const { marked } = await regrantMoved(rooms, ctx, tx, { groupId: id, moves });
    return { group: after, difference, marked };
  });
  ctx.account.difference = outcome.difference;
  if (outcome.difference.length === 0) note(ctx.account, 'unchanged', 'nothing to write');
  if (outcome.marked) rooms.recompute(ctx);
  return outcome.group;
}

interface Writing {
  readonly before: ScimGroup;
  readonly after: ScimGroup;
  readonly difference: Difference;
}

async function writeGroup(
  ctx: Ctx,
  tx: Writers,
  type: ResourceType,
  { before, after, difference }: Writing,
): Promise<void> {
  const { id, connectionId, organizationId } = after;
  if (after.displayNameKey !== before.displayNameKey) {
    await refuseTaken(tx, connectionId, after.displayNameKey);
  }
  await tx.scimGroups.update(after, toSearchable(type, toResource(type, after)));
  if (after.displayName !== before.displayName) {
    // rows in which this group is itself a member
    await tx.groupMembers.setWhere(equals('memberId', id), 'display', after.displayName);
  }
  await append(ctx, tx, {
    organizationId,
    type: 'scim.group.updated',
    target: { kind: 'scim-group', id, name: after.displayName },
    after: { changes: shortened(difference, MAX_CHANGE) },
  });
}

async function removeGroup(
  rooms: Rooms,
  ctx: Ctx,
  id: string,
  ifMatch: Addressed['ifMatch'],
): Promise<void> {
  const { id: connectionId, organizationId } = ctx.session.connection;
  const marked = await rooms.store.transaction(organizationId, async (tx) => {
    const group = owned(await tx.scimGroups.get(id), ctx, id);
    requireCurrent(ifMatch, group.version);
    await touchGroups(ctx, tx, { groupType: rooms.groupType, memberId: id });
    await tx.groupMembers.removeWhere(equals('memberId', id));
    const connection = await tx.connections.get(connectionId);
    const rows = (await bearsRoles(tx, connection, id)) ? await rowsOf(tx, id) : [];
    const removed = new Set(rows.map(({ memberId }) => memberId));
    await tx.groupMembers.removeWhere(equals('groupId', id));
    await tx.scimGroups.remove(id, group.version);
    await tx.tallies.adjust(tallyOf('groups', connectionId), -1);
    await append(ctx, tx, {
      organizationId,
      type: 'scim.group.deleted',
      target: { kind: 'scim-group', id, name: group.displayName },
      before: { connectionId },
    });
    const moves = { added: new Set<string>(), removed };
    const { marked } = await regrantMoved(rooms, ctx, tx, { groupId: id, moves });
    await tx.groupMappings.removeWhere(equals('groupId', id));
    return marked;
  });
  if (marked) rooms.recompute(ctx);
}

/** Members in the exchange log: counts, and the first ids. */
function membersDifference({ added, removed }: Moves): Difference {
  if (added.size + removed.size === 0) return [];
  const some = (ids: Set<string>): unknown => ({ count: ids.size, ids: [...ids].slice(0, 20) });
  return [
    {
      path: 'members',
      ...(removed.size && { before: { removed: some(removed) } }),
      ...(added.size && { after: { added: some(added) } }),
    },
  ];
}
