import type { ProvisioningContext } from './context.js';
import { chunksOf } from './memberships.js';

/** Ids of ours are shorter; a manager may be named by anything. */
const MAX_ID_LENGTH = 64;

/** A record, with the name by which others refer to it. */
export interface NamedRecord {
  readonly id: string;
  readonly connectionId: string;
  readonly deletedAt?: string;
  readonly name: string;
}

/** Reads those that are there; at most 1,000 ids. */
export type ReadNamed = (ids: readonly string[]) => Promise<readonly NamedRecord[]>;

/** How resources of the connection are named where others refer to them; what is not there has no name. */
export async function namesOf(
  { session }: ProvisioningContext,
  ids: readonly string[],
  read: ReadNamed,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const chunk of chunksOf(ids.filter(({ length }) => length <= MAX_ID_LENGTH))) {
    for (const { id, connectionId, deletedAt, name } of await read(chunk)) {
      const isOwn = connectionId === session.connection.id;
      if (isOwn && deletedAt === undefined) names.set(id, name);
    }
  }
  return names;
}
