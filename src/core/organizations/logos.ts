import { createHash } from 'node:crypto';
import { Fault, type Context } from '#kernel/index.js';
import type { Logo, Organization } from '#store/index.js';
import {
  firstVersion,
  nextVersion,
  type CoreDeps,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { updateOrganization, type OrganizationTarget } from './update.js';

/** A picture as it is shown: decoded, made small and written anew by the caller. */
export interface LogoPicture {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** Bytes of a logo as it is kept. */
const MAX_LOGO_BYTES = 131_072;

/**
 * The logo of an organization by the hash of its bytes, for everybody who has the address. Undefined where there is none (any more), and
 * of an organization that is closed.
 */
export async function readLogo(
  { store }: Pick<CoreDeps, 'store'>,
  organizationId: string,
  hash: string,
): Promise<LogoPicture | undefined> {
  const organization = await store.read.organizations.get(organizationId);
  if (organization?.status !== 'active' || organization.logoHash !== hash) return undefined;
  const logo = await store.read.logos.get(organizationId);
  return logo && { mediaType: logo.mediaType, bytes: Buffer.from(logo.data, 'base64') };
}

/** Keeps it as the logo of the organization. Faults `request.precondition`, `request.too_large`. */
export async function setLogo(
  deps: CoreDeps,
  ctx: Context,
  target: OrganizationTarget,
  { mediaType, bytes }: LogoPicture,
): Promise<Organization> {
  const limit = MAX_LOGO_BYTES;
  if (bytes.length > limit) throw new Fault('request.too_large', { limit });
  const logoHash = createHash('sha256').update(bytes).digest('hex');
  const data = Buffer.from(bytes).toString('base64');
  return updateOrganization(deps, ctx, target, async (before, scope) => {
    if (before.logoHash === logoHash) return before;
    await writeLogo(scope, { mediaType, data });
    return { ...before, logoHash };
  });
}

async function writeLogo(
  { ctx, tx, organization: { id } }: OrganizationScope,
  picture: Pick<Logo, 'mediaType' | 'data'>,
): Promise<void> {
  const before = await tx.logos.get(id);
  if (before) await tx.logos.update(nextVersion<Logo>(ctx, before, picture));
  else await tx.logos.insert(firstVersion<Logo>(ctx, { id, organizationId: id, ...picture }));
}

/** The name stands alone again. Fault `request.precondition`. */
export function removeLogo(
  deps: CoreDeps,
  ctx: Context,
  target: OrganizationTarget,
): Promise<Organization> {
  return updateOrganization(deps, ctx, target, async (before, { tx }) => {
    const { logoHash, ...rest } = before;
    if (logoHash === undefined) return before;
    await tx.logos.remove(before.id);
    return rest;
  });
}
