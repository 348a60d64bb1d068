import type { Readers } from '#store/index.js';
import { tenantReaders } from '#core/tenancy/index.js';

/** Whom a row is about, as they are called now. */
export interface RowPerson {
  readonly name: string;
  readonly email?: string;
}

interface RowIds {
  readonly memberId?: unknown;
  readonly invitationId?: unknown;
}

/** In the order of the rows; undefined where nobody is there any more. At most 1,000 rows. */
export async function peopleOf(
  read: Readers,
  organizationId: string,
  rows: readonly RowIds[],
): Promise<(RowPerson | undefined)[]> {
  const { members, invitations } = tenantReaders(read, organizationId);
  const ids = (name: keyof RowIds): string[] =>
    rows.flatMap((row) => (typeof row[name] === 'string' ? row[name] : []));
  const found = new Map<string, RowPerson>();
  for (const { id, name, email } of await members.getMany(ids('memberId'))) {
    found.set(id, { name, ...(email !== undefined && { email }) });
  }
  for (const { id, name = '', email } of await invitations.getMany(ids('invitationId'))) {
    found.set(id, { name, email });
  }
  return rows.map(({ memberId, invitationId }) => found.get(String(memberId ?? invitationId)));
}
