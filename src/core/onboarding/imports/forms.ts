import type { Context } from '#kernel/index.js';
import { equals, type AttributeDefinition } from '#store/index.js';
import { MAX_ROLES } from '#core/members/index.js';
import {
  requireOpenOrganization,
  requirePreset,
  toRole,
  type CoreDeps,
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
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
): Promise<ImportForm> {
  const { store, presets } = deps;
  const organization = await requireOpenOrganization(store.read, organizationId);
  const { locale, attributes = [] } = organization;
  const where = equals('organizationId', organizationId);
  const preset = requirePreset(presets, organization);
  const custom = await store.read.roles.find({ where, limit: MAX_ROLES });
  const roles = [...preset.roles, ...custom.records.map(toRole)].filter(
    (role) => role.standing !== 'owner' && !role.elevation && !role.retiring && mayGrant(ctx, role),
  );
  const spaces = await store.read.spaces.find({
    where,
    sort: [{ field: { column: 'nameKey' } }],
    limit: 1_000,
  });
  const products = await store.read.products.find({ where, limit: 1_000 });
  const toNameAndTitle = <T extends { name: string; title: string }>({ name, title }: T) => ({
    name,
    title,
  });
  return {
    roles: roles.map(toNameAndTitle),
    spaceRoles: preset.spaceRoles.map(toNameAndTitle),
    attributes,
    spaces: spaces.records.map(({ name }) => name),
    products: products.records.map(({ key, name }) => ({ key, name })),
    ...(locale !== undefined && { locale }),
  };
}
