import type { Context } from '#kernel/index.js';
import { equals, type AttributeDefinition, type Store } from '#store/index.js';
import { MAX_ROLES } from '#core/members/index.js';
import {
  type Presets,
  requireOpenOrganization,
  requirePreset,
  roleOf,
} from '#core/tenancy/index.js';
import { mayGrant } from '#core/access/index.js';

/** What a sheet of this organization can say, for the caller. */
export interface ImportForm {
  readonly locale?: string;
  /** those that the caller may give */
  readonly roles: readonly { readonly name: string; readonly title: string }[];
  readonly spaceRoles: readonly { readonly name: string; readonly title: string }[];
  /** the first thousand of each */
  readonly spaces: readonly string[];
  readonly products: readonly { readonly key: string; readonly name: string }[];
  readonly attributes: readonly AttributeDefinition[];
}

export async function formOf(
  store: Store,
  presets: Presets,
  ctx: Context,
  organizationId: string,
): Promise<ImportForm> {
  const organization = await requireOpenOrganization(store.read, organizationId);
  const { locale, attributes = [] } = organization;
  const where = equals('organizationId', organizationId);
  const preset = requirePreset(presets, organization);
  const custom = await store.read.roles.find({ where, limit: MAX_ROLES });
  const roles = [...preset.roles, ...custom.records.map(roleOf)].filter(
    (role) => role.standing !== 'owner' && !role.elevation && !role.retiring && mayGrant(ctx, role),
  );
  const spaces = await store.read.spaces.find({
    where,
    sort: [{ field: { column: 'nameKey' } }],
    limit: 1_000,
  });
  const products = await store.read.products.find({ where, limit: 1_000 });
  const named = <T extends { name: string; title: string }>({ name, title }: T) => ({
    name,
    title,
  });
  return {
    roles: roles.map(named),
    spaceRoles: preset.spaceRoles.map(named),
    attributes,
    spaces: spaces.records.map(({ name }) => name),
    products: products.records.map(({ key, name }) => ({ key, name })),
    ...(locale !== undefined && { locale }),
  };
}
