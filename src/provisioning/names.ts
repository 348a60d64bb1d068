import type { Reading } from '#store/index.js';
import type { ProvisioningContext } from './context.js';
import { chunksOf } from './memberships.js';

/** Ids of ours are shorter; a manager may be named by anything. */
const MAX_ID_LENGTH = 64;

interface NamedRecords<R> {
  readonly reading: Pick<Reading<R>, 'getMany'>;
  nameOf(record: R): string;
}

interface OfConnection {
  readonly id: string;
  readonly connectionId: string;
  readonly deletedAt?: string;
}

/** How resources of the connection are named where others refer to them; what is not there has no name. */
export async function namesOf<R extends OfConnection>(
  { session }: ProvisioningContext,
  ids: readonly string[],
  { reading, nameOf }: NamedRecords<R>,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const chunk of chunksOf(ids.filter(({ length }) => length <= MAX_ID_LENGTH))) {
    for (const record of await reading.getMany(chunk)) {
      const isOwn = record.connectionId === session.connection.id;
      if (isOwn && record.deletedAt === undefined) names.set(record.id, nameOf(record));
    }
  }
  return names;
}
