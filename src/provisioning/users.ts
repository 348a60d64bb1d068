import { isDeepStrictEqual } from 'node:util';
import {
  applyPatch,
  wants,
  type Listing,
  type Query,
  type Resource,
  type ResourceHandler,
  type ResourceType,
  type Selection,
} from '@muster/scim';
import { fold, instant, isFault, newId } from '#kernel/index.js';
import { admit, append, follow, mappingsOf, regrant } from '#core/index.js';
import { all, equals, type ScimUser, type Store, type Writers } from '#store/index.js';
import { note, type ProvisioningContext } from './context.js';
import { changesValues, fillAttributes } from './custom-attributes.js';
import { differenceOf } from './differences.js';
import { displayOf, personOf } from './displays.js';
import { speaking } from './refusals.js';
import { groupsOfUsers, withGroups } from './groups-of-users.js';
import type { Lister } from './listing.js';
import type { Translation } from './query.js';
import { noteRoles } from './regrants.js';
import { textOf, toKept, toResource } from './resources.js';
import { toSearchable } from './searchables.js';
import { MAX_CHANGE, requireFitting, shortened } from './sizes.js';
import {
  begin,
  groundOf,
  noSuch,
  requireCurrent,
  taken,
  tallyOf,
  touchGroups,
  type Rooms,
} from './writing.js';

type Ctx = ProvisioningContext;

/** Users of a connection, each wed to a member of the organization. */
export function createUsers(rooms: Rooms, type: ResourceType): ResourceHandler<Ctx> {
  const { store, lister } = rooms;
  const say = speaking(rooms);
  return {
    type,
    create: (ctx, resource, selection) =>
      say(ctx, async () => {
        begin(ctx, 'user.create', type);
        const user = await createUser(rooms, ctx, type, resource);
        return shown(store, type, user, selection);
      }),
    read: (ctx, id, selection) =>
      say(ctx, async () => {
        begin(ctx, 'user.read', type, id);
        return shown(store, type, owned(await store.read.scimUsers.get(id), ctx, id), selection);
      }),
    query: (ctx, query) => say(ctx, () => queryUsers(store, lister, ctx, type, query)),
    replace: (ctx, id, resource, { ifMatch, selection }) =>
      say(ctx, async () => {
        begin(ctx, 'user.replace', type, id);
        const user = await changeUser(rooms, ctx, type, { id, ifMatch, next: () => resource });
        return shown(store, type, user, selection);
      }),
    patch: (ctx, id, operations, { ifMatch, selection }) =>
      say(ctx, async () => {
        begin(ctx, 'user.patch', type, id);
        const { compatibility } = ctx;
        const next = (current: Resource): Resource =>
          applyPatch(type, current, operations, { compatibility }).resource;
        const user = await changeUser(rooms, ctx, type, { id, ifMatch, next });
        return shown(store, type, user, selection);
      }),
    remove: (ctx, id, { ifMatch }) =>
      say(ctx, async () => {
        begin(ctx, 'user.delete', type, id);
        await removeUser(rooms, ctx, id, ifMatch);
      }),
  };
}

/** Another connection's user is as unknown as any. */
function owned(user: ScimUser | undefined, ctx: Ctx, id: string): ScimUser {
  if (user?.connectionId !== ctx.session.connection.id) throw noSuch('user', id);
  return user;
}

async function shown(
  store: Store,
  type: ResourceType,
  user: ScimUser,
  selection: Selection,
): Promise<Resource> {
  const resource = toResource(type, user);
  if (!wants(type, selection, 'groups')) return resource;
  return withGroups(resource, await groupsOfUsers(store, [user.id]));
}

const COLUMNS: Translation['columns'] = {
  id: 'id',
  userName: 'userNameKey',
  externalId: 'externalId',
  displayName: 'displayNameKey',
  active: 'active',
};

async function queryUsers(
  store: Store,
  lister: Lister,
  ctx: Ctx,
  type: ResourceType,
  query: Query,
): Promise<Listing> {
  begin(ctx, 'user.query', type);
  const connectionId = ctx.session.connection.id;
  const translation: Translation = {
    connectionId,
    resourceType: type.definition.name,
    columns: COLUMNS,
    linked: { attribute: 'groups', own: 'memberId', other: 'groupId', columns: {} },
  };
  const { records, ...rest } = await lister.list(store.read.scimUsers, query, translation, () =>
    store.read.tallies.get(tallyOf('users', connectionId)),
  );
  const groups = wants(type, query.selection, 'groups')
    ? await groupsOfUsers(
        store,
        records.map(({ id }) => id),
      )
    : undefined;
  const resources = records.map((user) => {
    const resource = toResource(type, user);
    return groups ? withGroups(resource, groups) : resource;
  });
  return { resources, ...rest };
}

/** What the record says beside its resource. A user without `active` is active: nobody is provisioned to be locked out. */
function derived(type: ResourceType, resource: Resource) {
  const kept = toKept(type, { ...resource, active: resource['active'] !== false });
  requireFitting(kept);
  const displayName = textOf(resource, 'displayName');
  return {
    ...kept,
    userNameKey: fold(textOf(resource, 'userName') ?? ''),
    active: resource['active'] !== false,
    ...(displayName !== undefined && { displayNameKey: fold(displayName) }),
  };
}

async function createUser(
  { store, presets }: Rooms,
  ctx: Ctx,
  type: ResourceType,
  resource: Resource,
): Promise<ScimUser> {
  const { id: connectionId, organizationId } = ctx.session.connection;
  const now = instant(ctx.clock.now());
  const id = newId();
  const { user, member, steps } = await store.transaction(organizationId, async (tx) => {
    const ground = groundOf(ctx, tx, presets);
    const parts = derived(type, resource);
    await refuseTaken(tx, connectionId, parts.userNameKey);
    // not the session's copy, which may be a second old and know another default role
    const connection = (await tx.connections.get(connectionId)) ?? ctx.session.connection;
    const admission = await admit(ground, connection, personOf(resource), parts.active);
    const user: ScimUser = {
      id,
      version: 1,
      createdAt: now,
      updatedAt: now,
      organizationId,
      connectionId,
      ...parts,
      memberId: admission.member.id,
    };
    await insertUser(tx, type, user);
    await tx.tallies.adjust(tallyOf('users', connectionId), 1);
    await append(ctx, tx, {
      organizationId,
      type: 'scim.user.created',
      target: { kind: 'scim-user', id, name: textOf(resource, 'userName') ?? id },
      after: { connectionId, memberId: user.memberId, active: user.active },
    });
    const mappings = connection.defaultRole ? await mappingsOf(tx, connectionId) : [];
    // somebody who was here already and whom their only directory calls inactive
    const held = admission.decision === 'linked' && !user.active;
    const followed = held ? await follow(ground, admission.member) : admission.member;
    const member = await regrant(ground, {
      connection,
      mappings,
      scimUserId: id,
      member: followed,
    });
    await fillAttributes(ground, member, resource);
    return { user, member, steps: admission };
  });
  ctx.account.resourceId = id;
  ctx.account.difference = differenceOf({}, toResource(type, user));
  note(ctx.account, `member.${steps.decision}`, `member ${member.id}: ${steps.why}`);
  if (member.grants.length) noteRoles(ctx, steps.member, member);
  return user;
}

async function refuseTaken(tx: Writers, connectionId: string, userNameKey: string): Promise<void> {
  const twin = await tx.scimUsers.first(
    all(equals('connectionId', connectionId), equals('userNameKey', userNameKey)),
  );
  if (twin) throw taken('userName', twin.id);
}

async function insertUser(tx: Writers, type: ResourceType, user: ScimUser): Promise<void> {
  try {
    await tx.scimUsers.insert(user, toSearchable(type, toResource(type, user)));
  } catch (error) {
    // two processes at once: both looked and found nothing
    throw isFault(error, 'record.exists') ? taken('userName') : error;
  }
}

interface Change {
  readonly id: string;
  readonly ifMatch: readonly string[] | '*' | undefined;
  /** pure: the resource as it is → the resource as the client wants it */
  readonly next: (current: Resource) => Resource;
}

/**
 * Reads, thinks and writes inside of one transaction of the organization's lane: in this process nobody comes between, and
 * between processes the database makes one of the two think again. Nothing changed: nothing written.
 */
async function changeUser(
  { store, presets }: Rooms,
  ctx: Ctx,
  type: ResourceType,
  { id, ifMatch, next }: Change,
): Promise<ScimUser> {
  const { id: connectionId, organizationId } = ctx.session.connection;
  const outcome = await store.transaction(organizationId, async (tx) => {
    const before = owned(await tx.scimUsers.get(id), ctx, id);
    requireCurrent(ifMatch, before.version);
    const current = toResource(type, before);
    const parts = derived(type, next(current));
    const { externalId: _, displayNameKey: __, ...rest } = before;
    const after: ScimUser = {
      ...rest,
      ...parts,
      version: before.version + 1,
      updatedAt: instant(ctx.clock.now()),
    };
    const difference = differenceOf(current, toResource(type, after));
    if (difference.length === 0) return { user: before, difference };
    if (parts.userNameKey !== before.userNameKey) {
      await refuseTaken(tx, connectionId, parts.userNameKey);
    }
    const resource = toResource(type, after);
    await tx.scimUsers.update(after, toSearchable(type, resource));
    await renameRows(tx, current, resource);
    await append(ctx, tx, {
      organizationId,
      type: 'scim.user.updated',
      target: { kind: 'scim-user', id, name: textOf(resource, 'userName') ?? id },
      after: { changes: shortened(difference, MAX_CHANGE) },
    });
    const person = personOf(resource);
    const ground = groundOf(ctx, tx, presets);
    const same =
      after.active === before.active &&
      isDeepStrictEqual(person, personOf(current)) &&
      !changesValues(ground.organization, current, resource);
    const member = same ? undefined : await tx.members.get(after.memberId);
    const followed = member && (await follow(ground, member, person));
    if (followed) await fillAttributes(ground, followed, resource);
    return { user: after, difference, member, followed };
  });
  const { user, difference, member, followed } = outcome;
  ctx.account.difference = difference;
  if (difference.length === 0) note(ctx.account, 'unchanged', 'nothing to write');
  if (member && followed && member.status !== followed.status) {
    const change = `${member.status} → ${followed.status}`;
    note(ctx.account, 'member.status', `member ${member.id}: ${change}, because active changed`);
  }
  return user;
}

/** Membership rows carry the name that is shown; somebody is in few groups. */
async function renameRows(tx: Writers, before: Resource, after: Resource): Promise<void> {
  const display = displayOf(after);
  if (displayOf(before) === display) return;
  await tx.groupMembers.setWhere(equals('memberId', String(after['id'])), 'display', display);
}

async function removeUser(
  { store, presets, groupType }: Rooms,
  ctx: Ctx,
  id: string,
  ifMatch: Change['ifMatch'],
): Promise<void> {
  const { id: connectionId, organizationId } = ctx.session.connection;
  const { member, followed } = await store.transaction(organizationId, async (tx) => {
    const user = owned(await tx.scimUsers.get(id), ctx, id);
    requireCurrent(ifMatch, user.version);
    await touchGroups(ctx, tx, { groupType, memberId: id });
    await tx.groupMembers.removeWhere(equals('memberId', id));
    await tx.scimUsers.remove(id, user.version);
    await tx.tallies.adjust(tallyOf('users', connectionId), -1);
    await append(ctx, tx, {
      organizationId,
      type: 'scim.user.deleted',
      target: { kind: 'scim-user', id, name: String(user.attributes['userName']) },
      before: { connectionId, memberId: user.memberId, active: user.active },
    });
    const member = await tx.members.get(user.memberId);
    const followed = member && (await follow(groundOf(ctx, tx, presets), member));
    return { member, followed };
  });
  if (!member || !followed) return;
  note(ctx.account, 'member.status', `member ${member.id}: ${member.status} → ${followed.status}`);
  noteRoles(ctx, member, followed);
}
