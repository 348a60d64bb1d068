import { instant, newId, type Context, type Page } from '#kernel/index.js';
import {
  equals,
  type Connection,
  type GroupMapping,
  type Recompute,
  type Store,
  type Writers,
} from '#store/index.js';
import {
  append,
  type ListQuery,
  nextVersion,
  tenantReaders,
  type CoreDeps,
} from '#core/tenancy/index.js';
import { mappingsOfConnection } from '../group-access/group-grants.js';
import {
  checkMappings,
  toMappingEntry,
  givesOf,
  MAX_MAPPINGS,
  type MappingEntry,
} from './checks.js';
import type { MappingSettings } from './checks.js';
import { previewOf, type PreviewItem } from './preview.js';

export { MAX_MAPPINGS, type MappingSettings } from './checks.js';
export type { PreviewItem } from './preview.js';

export interface MappingView {
  readonly mode: Connection['mappingMode'];
  readonly defaultRole?: string;
  readonly overSeatLimit?: 'queue' | 'refuse';
  readonly mappings: readonly (MappingEntry & {
    readonly groupName: string;
    readonly spaceName?: string;
    readonly productName?: string;
  })[];
  /** present while people's roles are being worked out anew */
  readonly recompute?: Recompute;
}

export interface GroupMappings {
  get(ctx: Context, organizationId: string, connectionId: string): Promise<MappingView>;
  /**
   * Puts the whole list in the place of the old one and marks the connection for recomputation (recompute.ts). Faults
   * `connection.missing` and those of `checkMappings`.
   */
  replace(
    ctx: Context,
    organizationId: string,
    connectionId: string,
    settings: MappingSettings,
  ): Promise<void>;
  /**
   * What `replace` would change, person by person, without writing anything. A page looks at `limit` people and holds those whom it
   * would change; somebody in two of the groups may be on two pages. Faults as `replace`.
   */
  preview(
    ctx: Context,
    organizationId: string,
    connectionId: string,
    request: { readonly settings: MappingSettings; readonly page: ListQuery },
  ): Promise<Page<PreviewItem> & { readonly looked: number }>;
}

export function createGroupMappings(deps: CoreDeps, forgetSessions: () => void): GroupMappings {
  const { store, presets } = deps;
  return {
    async get(_ctx, organizationId, connectionId) {
      const connection = await tenantReaders(store.read, organizationId).connections.require(
        connectionId,
      );
      const { mappingMode, defaultRole, recompute, overSeatLimit } = connection;
      return {
        mode: mappingMode,
        ...(defaultRole !== undefined && { defaultRole }),
        ...(overSeatLimit && { overSeatLimit }),
        mappings: await withNames(store, await mappingsOfConnection(store.read, connectionId)),
        ...(recompute && { recompute }),
      };
    },
    async replace(ctx, organizationId, connectionId, settings) {
      await store.transaction(organizationId, async (tx) => {
        const connection = await tenantReaders(tx, organizationId).connections.require(
          connectionId,
        );
        const before = await mappingsOfConnection(tx, connectionId);
        await checkMappings({ ctx, reading: tx, presets, connection, before }, settings);
        await writeMappings({ ctx, tx, connection, before }, settings);
      });
      forgetSessions();
    },
    async preview(ctx, organizationId, connectionId, { settings, page }) {
      const connection = await tenantReaders(store.read, organizationId).connections.require(
        connectionId,
      );
      const before = await mappingsOfConnection(store.read, connectionId);
      const check = { ctx, reading: store.read, presets, connection, before };
      await checkMappings(check, settings);
      return previewOf({ ctx, store, presets, connection, before }, settings, page);
    },
  };
}

async function withNames(
  store: Store,
  mappings: readonly GroupMapping[],
): Promise<MappingView['mappings']> {
  const namesById = async (
    reading: { getMany(ids: readonly string[]): Promise<readonly { id: string }[]> },
    ids: readonly string[],
    nameOf: (record: never) => string,
  ): Promise<Map<string, string>> => {
    const found = ids.length === 0 ? [] : await reading.getMany([...new Set(ids)]);
    return new Map(found.map((record) => [record.id, nameOf(record as never)]));
  };
  const nameOfRecord = (record: { name: string }): string => record.name;
  const { scimGroups, spaces, products } = store.read;
  const groupIds = mappings.map(({ groupId }) => groupId);
  const spaceIds = mappings.flatMap(({ space }) => space?.spaceId ?? []);
  const productIds = mappings.flatMap(({ productId }) => productId ?? []);
  const groupNames = await namesById(
    scimGroups,
    groupIds,
    (group: { displayName: string }) => group.displayName,
  );
  const spaceNames = await namesById(spaces, spaceIds, nameOfRecord);
  const productNames = await namesById(products, productIds, nameOfRecord);
  return mappings.map((mapping) => {
    const { groupId, space, productId } = mapping;
    return {
      ...toMappingEntry(mapping),
      groupName: groupNames.get(groupId) ?? '',
      ...(space && { spaceName: spaceNames.get(space.spaceId) ?? '' }),
      ...(productId !== undefined && { productName: productNames.get(productId) ?? '' }),
    };
  });
}

interface MappingChange {
  readonly ctx: Context;
  readonly tx: Writers;
  readonly connection: Connection;
  readonly before: readonly GroupMapping[];
}

async function writeMappings(
  { ctx, tx, connection, before }: MappingChange,
  settings: MappingSettings,
): Promise<void> {
  const { mappings, mode = connection.mappingMode } = settings;
  const { organizationId, id: connectionId } = connection;
  const now = instant(ctx.clock.now());
  await tx.groupMappings.removeWhere(equals('connectionId', connectionId));
  for (const [position, mapping] of mappings.entries()) {
    await tx.groupMappings.insert({
      id: newId(),
      version: 1,
      createdAt: now,
      updatedAt: now,
      organizationId,
      connectionId,
      ...toMappingEntry(mapping),
      gives: givesOf(mapping),
      position,
    });
  }
  const after = connectionAfter(ctx, connection, before, settings);
  await tx.connections.update(after);
  const toEntries = (list: readonly MappingEntry[]): unknown => list.map(toMappingEntry);
  const settingsOf = ({ mappingMode, defaultRole, overSeatLimit }: Connection): object => ({
    mode: mappingMode,
    defaultRole,
    ...(overSeatLimit && { overSeatLimit }),
  });
  await append(ctx, tx, {
    organizationId,
    type: 'role_mapping.changed',
    target: { kind: 'connection', id: connectionId, name: connection.name },
    before: { ...settingsOf(connection), mappings: toEntries(before) },
    after: { ...settingsOf(after), mode, mappings: toEntries(mappings) },
  });
}

/** The connection with what was decided, and with the mark for the recomputation. */
function connectionAfter(
  ctx: Context,
  connection: Connection,
  before: readonly MappingEntry[],
  { mode = connection.mappingMode, defaultRole, overSeatLimit, mappings }: MappingSettings,
): Connection {
  const { defaultRole: oldDefault, ...rest } = connection;
  const newDefault = defaultRole === undefined ? oldDefault : (defaultRole ?? undefined);
  const allEntries = [...before, ...mappings];
  const groupIds = [...new Set(allEntries.map(({ groupId }) => groupId))];
  // the store is asked for at most so many groups at once
  const isTooMany = groupIds.length > MAX_MAPPINGS;
  const affectsEverybody =
    isTooMany || newDefault !== oldDefault || mode !== connection.mappingMode;
  return nextVersion<Connection>(
    ctx,
    { ...rest, ...(newDefault !== undefined && { defaultRole: newDefault }) },
    {
      mappingMode: mode,
      ...(overSeatLimit && { overSeatLimit }),
      // until the recomputation has taken back what the old list gave
      ...(allEntries.some(({ role }) => role === undefined) && { givesBelongings: true }),
      // a recomputation that was under way starts again for everybody, because its own groups are not known any more
      recompute: {
        done: 0,
        startedAt: instant(ctx.clock.now()),
        ...(!affectsEverybody && !connection.recompute && { groupIds }),
      },
    },
  );
}
