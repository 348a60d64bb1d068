import { Fault, type Context } from '#kernel/index.js';
import type {
  Connection,
  GroupMapping,
  Organization,
  Product,
  Space,
  Store,
  Writers,
} from '#store/index.js';
import { requireFeature, requireGrantable, requirePermission } from '#core/access/index.js';
import { type Presets, requirePreset, requireRoles } from '#core/tenancy/index.js';

/** More would make every person's roles a long sum; nobody has come near. */
export const MAX_MAPPINGS = 1_000;

/** What a group gives: exactly one of role, space and product. */
export interface MappingEntry {
  readonly groupId: string;
  readonly role?: string;
  readonly space?: { readonly spaceId: string; readonly role: string };
  readonly productId?: string;
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
}

/** `role:admin`, `space:{id}:{role}`, `product:{id}` */
export function givesOf({ role, space, productId }: MappingEntry): string {
  if (space) return `space:${space.spaceId}:${space.role}`;
  return productId === undefined ? `role:${role ?? ''}` : `product:${productId}`;
}

/** Only what it gives, without the record around it. */
export function toMappingEntry({
  groupId,
  role,
  space,
  productId,
}: MappingEntry | GroupMapping): MappingEntry {
  return {
    groupId,
    ...(role !== undefined && { role }),
    ...(space && { space }),
    ...(productId !== undefined && { productId }),
  };
}

export interface MappingCheck {
  readonly ctx: Context;
  readonly reading: Pick<
    Store['read'] | Writers,
    'roles' | 'scimGroups' | 'spaces' | 'products' | 'organizations' | 'groupMappings'
  >;
  readonly presets: Presets;
  readonly connection: Connection;
  readonly before: readonly GroupMapping[];
}

/**
 * Faults `request.invalid` (doubles, too many, not exactly one gift), `role.unknown`, `role.not_mappable`, `permission.escalation`
 * (the caller may not give a role that is newly mapped), `permission.missing` (nor a space or seat), `mapping.group_missing`,
 * `space.missing`, `product.missing`, `plan.required`.
 */
export async function checkMappings(check: MappingCheck, settings: MappingSettings): Promise<void> {
  const { reading, connection } = check;
  const { mappings } = settings;
  const organization = await reading.organizations.get(connection.organizationId);
  if (!organization) throw new Fault('organization.missing', { id: connection.organizationId });
  requireWellFormed(mappings);
  await checkRoles(check, organization, settings);
  requirePermissionToGive(check, mappings);
  const groupIds = [...new Set(mappings.map(({ groupId }) => groupId))];
  const groups = await reading.scimGroups.getMany(groupIds);
  const known = new Set(groups.filter((g) => g.connectionId === connection.id).map((g) => g.id));
  const unknown = mappings.find(({ groupId }) => !known.has(groupId));
  if (unknown) throw new Fault('mapping.group_missing', { groupId: unknown.groupId });
  await checkSpaces(check, organization, mappings);
  await requireOfOrganization(reading.products, organization, mappings, 'product.missing');
}

function requireWellFormed(mappings: readonly MappingEntry[]): void {
  const invalid = (problem: string, field = 'mappings'): Fault =>
    new Fault('request.invalid', { errors: [{ field, problem }] });
  if (mappings.length > MAX_MAPPINGS) throw invalid(`has more than ${MAX_MAPPINGS} entries`);
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
  { ctx, reading, presets, connection, before }: MappingCheck,
  organization: Organization,
  { mappings, defaultRole }: MappingSettings,
): Promise<void> {
  const roleNames = new Set(mappings.flatMap(({ role }) => role ?? []));
  if (defaultRole) roleNames.add(defaultRole);
  const roles = await requireRoles(reading, presets, organization, [...roleNames]);
  for (const role of roles) {
    if (!role.mappable) throw new Fault('role.not_mappable', { role: role.name });
  }
  const addedRoles = new Set(addedEntries(before, mappings).flatMap(({ role }) => role ?? []));
  if (defaultRole && defaultRole !== connection.defaultRole) addedRoles.add(defaultRole);
  requireGrantable(
    ctx,
    roles.filter(({ name }) => addedRoles.has(name)),
  );
}

/** What a group gives that it did not give before: the same role for another group is another gift. */
function addedEntries(
  before: readonly MappingEntry[],
  after: readonly MappingEntry[],
): MappingEntry[] {
  const keyOf = (entry: MappingEntry): string => `${entry.groupId} ${givesOf(entry)}`;
  const oldKeys = new Set(before.map(keyOf));
  return after.filter((entry) => !oldKeys.has(keyOf(entry)));
}

/** Spaces and seats are given by who may give them to people, too. */
function requirePermissionToGive(
  { ctx, before }: MappingCheck,
  mappings: readonly MappingEntry[],
): void {
  for (const { space, productId } of addedEntries(before, mappings)) {
    if (space) requirePermission(ctx, 'spaces:write');
    if (productId !== undefined) requirePermission(ctx, 'seats:write');
  }
}

async function checkSpaces(
  { reading, presets }: MappingCheck,
  organization: Organization,
  mappings: readonly MappingEntry[],
): Promise<void> {
  const requested = mappings.flatMap(({ space }) => space ?? []);
  if (requested.length === 0) return;
  requireFeature(presets, organization, 'spaces');
  const { spaceRoles } = requirePreset(presets, organization);
  const unknown = requested.find(({ role }) => !spaceRoles.some(({ name }) => name === role));
  if (unknown) throw new Fault('role.unknown', { spaceRole: unknown.role });
  await requireOfOrganization(reading.spaces, organization, mappings, 'space.missing');
}

async function requireOfOrganization(
  reading: { getMany(ids: readonly string[]): Promise<(Space | Product)[]> },
  organization: Organization,
  mappings: readonly MappingEntry[],
  code: 'space.missing' | 'product.missing',
): Promise<void> {
  const idOf = ({ space, productId }: MappingEntry): string | undefined =>
    code === 'space.missing' ? space?.spaceId : productId;
  const ids = [...new Set(mappings.flatMap((entry) => idOf(entry) ?? []))];
  if (ids.length === 0) return;
  const found = await reading.getMany(ids);
  const ours = found.filter(({ organizationId }) => organizationId === organization.id);
  const known = new Set(ours.map(({ id }) => id));
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined) throw new Fault(code, { id: unknown });
}
