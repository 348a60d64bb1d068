import { Fault, type Context } from '#kernel/index.js';
import type { Organization, Writers } from '#store/index.js';
import type { Ground } from './members/ground.js';
import { findOrganization, requireActive, type OrganizationReading } from './organizations/open.js';
import type { Presets } from './roles.js';

/** Faults `organization.missing`, `organization.deleted`, `organization.disabled`. */
export async function requireOpenOrganization(
  reading: OrganizationReading,
  id: string,
): Promise<Organization> {
  const organization = await findOrganization(reading, id);
  requireActive(organization);
  return organization;
}

/** What a rule stands on inside of a transaction. Faults as above. */
export async function openGround(
  ctx: Context,
  tx: Writers,
  presets: Presets,
  organizationId: string,
): Promise<Ground> {
  return { ctx, tx, presets, organization: await requireOpenOrganization(tx, organizationId) };
}

/** Who decided, as records keep it: the id where there is one. */
export function whoIs({ actor }: Context): string {
  return 'id' in actor ? actor.id : actor.name;
}

/** Fault `request.precondition`, when the caller knows another version. */
export function requireVersion(
  record: { readonly id: string; readonly version: number },
  expected: number | undefined,
): void {
  if (expected === undefined || expected === record.version) return;
  throw new Fault('request.precondition', { id: record.id, version: record.version });
}
