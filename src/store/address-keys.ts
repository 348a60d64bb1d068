import { addressKey } from '#kernel/index.js';

/** Collections of schema version 1 with keys of addresses: the columns, and whether their words are searched. */
const COLUMNS = {
  members: ['emailKey'],
  invitations: ['emailKey', 'pendingKey'],
  accounts: ['emailKey'],
  'join-requests': ['emailKey', 'pendingKey'],
  mails: ['toKey'],
} as const;

export const COLLECTIONS_WITH_ADDRESSES: readonly {
  readonly name: string;
  /** the first one is in every record that has an address */
  readonly columns: readonly [string, ...string[]];
  readonly isSearched: boolean;
}[] = Object.entries(COLUMNS).map(([name, columns]) => ({
  name,
  columns,
  isSearched: name === 'members' || name === 'invitations',
}));

/**
 * What step 2 changes of a record whose address has a domain beyond ASCII: its keys, and the words that are added to its search.
 * Undefined when nothing changes.
 */
export function rekeyed(
  record: Readonly<Record<string, unknown>>,
  columns: readonly string[],
):
  | { readonly keys: Readonly<Record<string, string>>; readonly words: readonly string[] }
  | undefined {
  const keys: Record<string, string> = {};
  for (const column of columns) {
    const before = record[column];
    if (typeof before !== 'string') continue;
    const after = addressKey(before);
    if (after !== before) keys[column] = after;
  }
  const [key] = Object.values(keys);
  if (key === undefined) return undefined;
  // as they are cut when they are written
  const words = [key, key.slice(key.lastIndexOf('@') + 1)].map((word) => word.slice(0, 60));
  return { keys, words };
}
