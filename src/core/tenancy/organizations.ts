import { Fault } from '#kernel/index.js';
import type { Organization, Reading, Store, Writers } from '#store/index.js';

export type OrganizationReading =
  Pick<Store['read'], 'organizations'> | Pick<Writers, 'organizations'>;

/** Fault `organization.missing`. Deleted and disabled ones are found. */
export async function findOrganization(
  reading: OrganizationReading,
  id: string,
): Promise<Organization> {
  const organization = await reading.organizations.get(id);
  if (!organization) throw new Fault('organization.missing', { id });
  return organization;
}

/** Faults `organization.deleted`, `organization.disabled`. Checked before every call for an organization. */
export function requireActive({ id, status, purgeAt }: Organization): void {
  if (status === 'deleted') throw new Fault('organization.deleted', { id, purgeAt });
  if (status === 'disabled') throw new Fault('organization.disabled', { id });
}

/** Fault `organization.missing` or `organization.deleted`: for what the operator does to disabled ones as well. */
export async function requireKept(reading: OrganizationReading, id: string): Promise<Organization> {
  const organization = await findOrganization(reading, id);
  if (organization.status === 'deleted') requireActive(organization);
  return organization;
}

/** The organization, active. Faults `organization.missing`, `organization.deleted`, `organization.disabled`. */
export async function requireOpenOrganization(
  reading: OrganizationReading,
  id: string,
): Promise<Organization> {
  const organization = await findOrganization(reading, id);
  requireActive(organization);
  return organization;
}

/** Fault `organization.missing`. */
export async function requireOrganization(
  reading: { readonly organizations: Pick<Reading<{ id: string }>, 'get'> },
  id: string,
): Promise<void> {
  if (!(await reading.organizations.get(id))) throw new Fault('organization.missing', { id });
}
