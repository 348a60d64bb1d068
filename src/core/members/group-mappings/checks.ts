import { Fault } from '#kernel/index.js';
import type { Connection, GroupMapping } from '#store/index.js';
import { requireFeature } from '#core/access/index.js';
import { MAX_MAPPINGS } from '#core/credentials/index.js';
import { requirePreset, requireRoles } from '#core/tenancy/index.js';
import type { ReadScope } from '../scopes.js';

/** What a group gives: exactly one of role, space and product. */
interface GivenByMapping {
  readonly role?: string;
  readonly space?: { readonly spaceId: string; readonly role: string };
  readonly productId?: string;
}

/** As it is asked for: the group is named by exactly one of id, externalId and name. */
export interface MappingInput extends GivenByMapping {
  readonly groupId?: string;
  readonly externalId?: string;
  readonly groupName?: string;
  /** a new group of the name is bound: at once where it is named so, and after the group was deleted */
  readonly bindByName?: boolean;
}

/** With the id of its group, or with what the group is to be known by. */
export interface MappingEntry extends GivenByMapping {
  readonly groupId: string;
  readonly unbound?: true;
  readonly externalId?: string;
  readonly groupName?: string;
  readonly byName?: true;
  readonly dormantSince?: string;
}

export interface MappingRequest extends Omit<MappingSettings, 'mappings'> {
  readonly mappings: readonly MappingInput[];
}

export interface MappingSettings {
  /**
   * `union`: the roles of all mapped groups; `first`: of the first in the list that the person is in. Spaces and seats are given by
   * every group in either mode.
   */
  readonly mode?: Connection['mappingMode'];
  /** null takes it away */
  readonly defaultRole?: string | null;
  /** when a mapped seat is not free: wait, or refuse the directory's request */
  readonly overSeatLimit?: 'queue' | 'refuse';
  readonly mappings: readonly MappingEntry[];
  /** the caller, who could give all of it, answers for credentials whose makers could not */
  readonly vouch?: boolean;
}

/** `role:admin`, `space:{id}:{role}`, `product:{id}` */
export function givesOf({ role, space, productId }: GivenByMapping): string {
  if (space) return `space:${space.spaceId}:${space.role}`;
  return productId === undefined ? `role:${role ?? ''}` : `product:${productId}`;
}

/** What it gives and by what it is bound, without the record around it. */
export function toMappingEntry({
  groupId,
  role,
  space,
  productId,
  externalId,
  groupName,
  byName,
  dormantSince,
}: MappingEntry | GroupMapping): MappingEntry {
  return {
    groupId,
    ...(role !== undefined && { role }),
    ...(space && { space }),
    ...(productId !== undefined && { productId }),
    ...(externalId !== undefined && { externalId }),
    ...(groupName !== undefined && { groupName }),
    ...(byName && { byName }),
    ...(dormantSince !== undefined && { dormantSince }),
  };
}

/** A connection, and the mappings that it has now. */
export interface CurrentMappings {
  readonly connection: Connection;
  readonly before: readonly GroupMapping[];
}

/** The connection as the settings make it, and the groups whose people it affects; undefined: all of the connection's. */
export function effectOf(
  { connection, before }: CurrentMappings,
  { mode = connection.mappingMode, defaultRole, mappings }: MappingSettings,
): { readonly changed: Connection; readonly groupIds: readonly string[] | undefined } {
  const { defaultRole: oldDefault, ...rest } = connection;
  const newDefault = defaultRole === undefined ? oldDefault : (defaultRole ?? undefined);
  const groupIds = [...new Set([...before, ...mappings].map(({ groupId }) => groupId))];
  const affectsAll =
    newDefault !== oldDefault ||
    mode !== connection.mappingMode ||
    // the store is asked for at most so many groups at once
    groupIds.length > MAX_MAPPINGS;
  const changed = {
    ...rest,
    mappingMode: mode,
    ...(newDefault !== undefined && { defaultRole: newDefault }),
  };
  return { changed, groupIds: affectsAll ? undefined : groupIds };
}

/**
 * Faults `request.invalid` (doubles, too many, not exactly one of role, space and product), `role.unknown`, `role.not_mappable`,
 * `space.missing`, `product.missing`, `plan.required`. What the caller may give is asked in authority.ts.
 */
export async function checkMappings(scope: ReadScope, settings: MappingSettings): Promise<void> {
  const { mappings } = settings;
  requireWellFormed(mappings);
  await checkRoles(scope, settings);
  await checkSpaces(scope, mappings);
  await scope.products.requireMany(mappings.flatMap(({ productId }) => productId ?? []));
}

/** Fault `request.invalid`. */
export function requireFew(mappings: readonly MappingInput[]): void {
  if (mappings.length <= MAX_MAPPINGS) return;
  const problem = `has more than ${MAX_MAPPINGS} entries`;
  throw new Fault('request.invalid', { errors: [{ field: 'mappings', problem }] });
}

function requireWellFormed(mappings: readonly MappingEntry[]): void {
  const invalid = (problem: string, field = 'mappings'): Fault =>
    new Fault('request.invalid', { errors: [{ field, problem }] });
  for (const [index, { role, space, productId }] of mappings.entries()) {
    const targets = [role, space, productId].filter((target) => target !== undefined);
    if (targets.length === 1) continue;
    throw invalid('names exactly one of role, space and productId', `mappings[${index}]`);
  }
  const entryKeys = new Set(mappings.map((target) => `${target.groupId} ${givesOf(target)}`));
  if (entryKeys.size < mappings.length) throw invalid('names a group and what it gives twice');
  const spaces = mappings.filter(({ space }) => space);
  const spaceKeys = new Set(
    spaces.map(({ groupId, space }) => `${groupId} ${space?.spaceId ?? ''}`),
  );
  if (spaceKeys.size < spaces.length) throw invalid('gives one group two roles in one space');
}

async function checkRoles(
  { tx, presets, organization }: ReadScope,
  { mappings, defaultRole }: MappingSettings,
): Promise<void> {
  const roleNames = new Set(mappings.flatMap(({ role }) => role ?? []));
  if (defaultRole) roleNames.add(defaultRole);
  const roles = await requireRoles(tx, presets, organization, [...roleNames]);
  for (const role of roles) {
    if (!role.mappable) throw new Fault('role.not_mappable', { role: role.name });
  }
}

async function checkSpaces(
  { presets, organization, spaces }: ReadScope,
  mappings: readonly MappingEntry[],
): Promise<void> {
  const requested = mappings.flatMap(({ space }) => space ?? []);
  if (requested.length === 0) return;
  requireFeature(presets, organization, 'spaces');
  const { spaceRoles } = requirePreset(presets, organization);
  const unknown = requested.find(({ role }) => !spaceRoles.some(({ name }) => name === role));
  if (unknown) throw new Fault('role.unknown', { spaceRole: unknown.role });
  await spaces.requireMany(requested.map(({ spaceId }) => spaceId));
}
