import type { Context } from '#kernel/index.js';
import { equals, type AttributeDefinition } from '#store/index.js';
import { MAX_ROLES } from '#core/members/index.js';
import { viewOrganization, requirePreset, toRole, type CoreDeps } from '#core/tenancy/index.js';
import { mayGrant } from '#core/access/index.js';

/** What a caller can write into a sheet of this organization. */
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
  const { read } = deps.store;
  const { organization } = await viewOrganization(deps, organizationId);
  const { locale, attributes = [] } = organization;
  const where = equals('organizationId', organizationId);
  const preset = requirePreset(deps.presets, organization);
  const custom = await read.roles.find({ where, limit: MAX_ROLES });
  const roles = [...preset.roles, ...custom.records.map(toRole)].filter(
    (role) => role.standing !== 'owner' && !role.elevation && !role.retiring && mayGrant(ctx, role),
  );
  const sort = [{ field: { column: 'nameKey' } }];
  const spaces = await read.spaces.find({ where, sort, limit: 1_000 });
  const products = await read.products.find({ where, limit: 1_000 });
  return {
    roles: roles.map(({ name, title }) => ({ name, title })),
    spaceRoles: preset.spaceRoles.map(({ name, title }) => ({ name, title })),
    attributes,
    spaces: spaces.records.map(({ name }) => name),
    products: products.records.map(({ key, name }) => ({ key, name })),
    ...(locale !== undefined && { locale }),
  };
}
