import type { Context } from '#kernel/index.js';
import type {
  CollectionName,
  Connection,
  Records,
  Searchable,
  Store,
  Stored,
} from '#store/index.js';
import { firstVersion } from '#core/tenancy/index.js';

/** One more than one question to the store answers. */
export const MANY = 1_001;

type Fields<R> = R extends Stored ? Omit<R, keyof Stored> & { readonly id?: string } : never;

/** Many records, written straight into the database: that there are so many is what matters, not how they came. In the order of ids. */
export async function insertMany<Name extends CollectionName>(
  { store, ctx }: { readonly store: Store; ctx(): Context },
  name: Name,
  count: number,
  fieldsOf: (index: number) => Fields<Records[NoInfer<Name>]>,
  searchableOf?: (record: Records[Name]) => Searchable,
): Promise<Records[Name][]> {
  const made = Array.from({ length: count }, (_, index) =>
    firstVersion<Stored>(ctx(), fieldsOf(index)),
  ) as readonly Stored[] as readonly Records[Name][];
  await store.transaction('many-rows', async (tx) => {
    const writer = tx[name] as unknown as {
      insert(record: Records[Name], searchable?: Searchable): Promise<void>;
      insertMissing(all: readonly Records[Name][]): Promise<string[]>;
    };
    if (!searchableOf) await writer.insertMissing(made);
    else for (const record of made) await writer.insert(record, searchableOf(record));
  });
  return [...made];
}

/** A directory that waits for its provider. */
export function directoryFields(organizationId: string, name: string): Fields<Connection> {
  return {
    organizationId,
    kind: 'scim',
    name,
    status: 'active',
    mappingMode: 'union',
    compatibility: 'lenient',
  };
}
