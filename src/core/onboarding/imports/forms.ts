import type { Context } from '#kernel/index.js';
import { equals, type AttributeDefinition } from '#store/index.js';
import {
  findAll,
  viewOrganization,
  requirePreset,
  toRole,
  type CoreDeps,
} from '#core/tenancy/index.js';
import { mayGrant } from '#core/access/index.js';

/** What a caller can write into a sheet of this organization. */
export interface ImportForm {
  readonly locale?: string;
  /** those that the caller may give */
  readonly roles: readonly { readonly name: string; readonly title: string }[];
  readonly spaceRoles: readonly { readonly name: string; readonly title: string }[];
  readonly spaces: readonly string[];
  readonly products: readonly { readonly key: string; readonly name: string }[];
  readonly attributes: readonly AttributeDefinition[];
}

export async function formOf(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
): Promise<ImportForm> {
  const { read } = deps.store;
  const { organization } = await viewOrganization(deps, organizationId);
  const { locale, attributes = [] } = organization;
  const where = equals('organizationId', organizationId);
  const preset = requirePreset(deps.presets, organization);
  const custom = await findAll(read.roles, where);
  const roles = [...preset.roles, ...custom.map(toRole)].filter(
    (role) => role.standing !== 'owner' && !role.elevation && !role.retiring && mayGrant(ctx, role),
  );
  const spaces = await findAll(read.spaces, where);
  const products = await findAll(read.products, where);
  return {
    roles: roles.map(({ name, title }) => ({ name, title })),
    spaceRoles: preset.spaceRoles.map(({ name, title }) => ({ name, title })),
    attributes,
    spaces: spaces.sort((a, b) => (a.nameKey < b.nameKey ? -1 : 1)).map(({ name }) => name),
    products: products.map(({ key, name }) => ({ key, name })),
    ...(locale !== undefined && { locale }),
  };
}
