import { instant, type Context, type Page } from '#kernel/index.js';
import {
  equals,
  type Connection,
  type GroupMapping,
  type Readers,
  type Reading,
  type Recompute,
} from '#store/index.js';
import {
  firstVersion,
  type ListQuery,
  type CoreDeps,
  inOrganization,
  type OrganizationScope,
  requireStepUp,
  tenantReaders,
} from '#core/tenancy/index.js';
import {
  type DescribedCredential,
  mappingsOfConnection,
  requireConnection,
  writeConnection,
} from '#core/credentials/index.js';
import { readScope, type ReadScope } from '../scopes.js';
import { credentialsBeyond, requireMayChange, requireVouched } from './authority.js';
import {
  checkMappings,
  type CurrentMappings,
  effectOf,
  toMappingEntry,
  givesOf,
  type MappingEntry,
  type MappingInput,
  type MappingRequest,
  type MappingSettings,
} from './checks.js';
import { resolveGroups } from './group-references.js';
import { previewOf, type PreviewItem } from './preview.js';

export type { MappingRequest } from './checks.js';
export type { PreviewItem } from './preview.js';

/** Shown beside each mapping that was opted into it. */
const BY_NAME_WARNING =
  'A new group of this name is bound: everybody who can name a group at the identity provider can give this.';

/** One mapping, with the names of what it points to. */
export interface MappingLine extends MappingInput {
  readonly groupId: string;
  readonly groupName: string;
  /** `dormant`: its group was deleted; `waiting`: its group has not come yet */
  readonly state: 'bound' | 'dormant' | 'waiting';
  readonly dormantSince?: string;
  readonly spaceName?: string;
  readonly productName?: string;
  readonly warning?: string;
}

export interface MappingView {
  readonly mode: Connection['mappingMode'];
  readonly defaultRole?: string;
  readonly overSeatLimit?: 'queue' | 'refuse';
  readonly mappings: readonly MappingLine[];
  /** present while members' roles are being worked out anew */
  readonly recompute?: Recompute;
}

export interface MappingPreview extends Page<PreviewItem> {
  readonly looked: number;
  /** their makers could not give it: the change needs somebody to vouch for them */
  readonly credentials?: readonly DescribedCredential[];
}

export type GroupMappings = ReturnType<typeof createGroupMappings>;

export function createGroupMappings(deps: CoreDeps, forgetSessions: () => void) {
  const { read } = deps.store;
  return {
    async get(_ctx: Context, organizationId: string, connectionId: string): Promise<MappingView> {
      const { connections } = tenantReaders(read, organizationId);
      const connection = await connections.require(connectionId);
      const { mappingMode, defaultRole, recompute, overSeatLimit } = connection;
      return {
        mode: mappingMode,
        ...(defaultRole !== undefined && { defaultRole }),
        ...(overSeatLimit && { overSeatLimit }),
        mappings: await withNames(read, await mappingsOfConnection(read, connectionId)),
        ...(recompute && { recompute }),
      };
    },
    /**
     * Puts the whole list in the place of the old one and marks the connection for recomputation (recomputation.ts). Faults
     * `connection.missing`, `connection.deleting`, those of `checkMappings` and of authority.ts.
     */
    async replace(
      ctx: Context,
      organizationId: string,
      connectionId: string,
      request: MappingRequest,
    ): Promise<void> {
      const work = async (scope: OrganizationScope): Promise<void> => {
        await requireConnection(scope, connectionId);
        requireStepUp(scope.ctx, 'mappings');
        const current = await currentMappings(scope, connectionId);
        const settings = await resolve(scope, current, request);
        await checkMappings(scope, settings);
        await requireMayChange(scope, current, settings);
        const vouchedFor = await requireVouched(scope, current, settings);
        await writeMappings(scope, current, { settings, vouchedFor });
      };
      await inOrganization(deps, ctx, organizationId, work, 'any');
      forgetSessions();
    },
    /**
     * What `replace` would change, person by person, without writing anything. A page looks at `limit` people and holds those whom it
     * would change; a person in two of the groups may be on two pages. Faults as `replace`.
     */
    async preview(
      ctx: Context,
      organizationId: string,
      connectionId: string,
      { settings: request, page }: { readonly settings: MappingRequest; readonly page: ListQuery },
    ): Promise<MappingPreview> {
      const scope = await readScope(deps, ctx, organizationId, 'any');
      const current = await currentMappings(scope, connectionId);
      const settings = await resolve(scope, current, request);
      await checkMappings(scope, settings);
      await requireMayChange(scope, current, settings);
      const beyond = await credentialsBeyond(scope, current, settings);
      return {
        ...(await previewOf(scope, current, settings, page)),
        ...(beyond.length > 0 && { credentials: beyond }),
      };
    },
  };
}

async function currentMappings(scope: ReadScope, connectionId: string): Promise<CurrentMappings> {
  const connection = await scope.connections.require(connectionId);
  return { connection, before: await mappingsOfConnection(scope.tx, connectionId) };
}

async function resolve(
  scope: ReadScope,
  current: CurrentMappings,
  request: MappingRequest,
): Promise<MappingSettings> {
  return { ...request, mappings: await resolveGroups(scope, current, request.mappings) };
}

async function withNames(
  { scimGroups, spaces, products }: Readers,
  mappings: readonly GroupMapping[],
): Promise<MappingView['mappings']> {
  const find = async <R>(
    reading: Pick<Reading<R>, 'getMany'>,
    ids: readonly string[],
  ): Promise<R[]> => (ids.length === 0 ? [] : reading.getMany([...new Set(ids)]));
  const groups = mappings.map(({ groupId }) => groupId);
  const spaceIds = mappings.flatMap(({ space }) => space?.spaceId ?? []);
  const productIds = mappings.flatMap(({ productId }) => productId ?? []);
  const names = new Map([
    ...(await find(scimGroups, groups)).map(({ id, displayName }) => [id, displayName] as const),
    ...(await find(spaces, spaceIds)).map(({ id, name }) => [id, name] as const),
    ...(await find(products, productIds)).map(({ id, name }) => [id, name] as const),
  ]);
  return mappings.map((mapping) => {
    const { groupId, space, productId, role, externalId, groupName, byName, dormantSince } =
      mapping;
    const state = mapping.unboundKey === undefined ? 'bound' : dormantSince ? 'dormant' : 'waiting';
    return {
      groupId,
      state,
      groupName: names.get(groupId) ?? groupName ?? '',
      ...(role !== undefined && { role }),
      ...(space && { space }),
      ...(productId !== undefined && { productId }),
      ...(externalId !== undefined && { externalId }),
      ...(byName && { bindByName: true, warning: BY_NAME_WARNING }),
      ...(dormantSince !== undefined && { dormantSince }),
      ...(space && { spaceName: names.get(space.spaceId) ?? '' }),
      ...(productId !== undefined && { productName: names.get(productId) ?? '' }),
    };
  });
}

interface MappingChange {
  readonly settings: MappingSettings;
  /** their makers could not give what is new */
  readonly vouchedFor: readonly DescribedCredential[];
}

async function writeMappings(
  scope: OrganizationScope,
  { connection, before }: CurrentMappings,
  { settings, vouchedFor }: MappingChange,
): Promise<void> {
  const { ctx, tx, journal } = scope;
  const { mappings } = settings;
  const { organizationId, id: connectionId } = connection;
  await tx.groupMappings.removeWhere(equals('connectionId', connectionId));
  for (const [position, mapping] of mappings.entries()) {
    await tx.groupMappings.insert(
      firstVersion(ctx, {
        organizationId,
        connectionId,
        ...toMappingEntry(mapping),
        ...(mapping.unbound && { unboundKey: connectionId }),
        gives: givesOf(mapping),
        position,
      }),
    );
  }
  const after = await writeConnectionAfter(scope, { connection, before }, settings);
  const toEntries = (list: readonly MappingEntry[]): unknown => list.map(toMappingEntry);
  const settingsOf = ({ mappingMode, defaultRole, overSeatLimit }: Connection): object => ({
    mode: mappingMode,
    defaultRole,
    ...(overSeatLimit && { overSeatLimit }),
  });
  await journal.append({
    type: 'role_mapping.changed',
    target: { kind: 'connection', id: connectionId, name: connection.name },
    before: { ...settingsOf(connection), mappings: toEntries(before) },
    after: {
      ...settingsOf(after),
      mappings: toEntries(mappings),
      ...(vouchedFor.length > 0 && { vouchedFor }),
    },
  });
}

/** The connection with what was decided, and with the mark for the recomputation. */
function writeConnectionAfter(
  scope: OrganizationScope,
  current: CurrentMappings,
  settings: MappingSettings,
): Promise<Connection> {
  const { connection, before } = current;
  const { overSeatLimit, mappings } = settings;
  const { changed, groupIds } = effectOf(current, settings);
  return writeConnection(scope, changed, {
    ...(overSeatLimit && { overSeatLimit }),
    // until the recomputation has taken back what the old list gave
    ...([...before, ...mappings].some(({ role }) => role === undefined) && {
      givesBelongings: true,
    }),
    // a recomputation that was under way starts again for all members, because its own groups are not known any more
    recompute: {
      done: 0,
      startedAt: instant(scope.ctx.clock.now()),
      ...(groupIds && !connection.recompute && { groupIds }),
    },
  });
}
