import { openSqliteJobBackend } from '#adapters/sqlite/index.js';
import type { JobBackend } from '#jobs/index.js';
import type { Store } from '#store/index.js';

/** Agenda's backend over an open store, as main.ts makes it. */
export async function jobBackendOf(store: Store): Promise<JobBackend> {
  if (store.kind === 'sqlite') return openSqliteJobBackend(store);
  const { openMongoJobBackend } = await import('#adapters/mongo/index.js');
  return openMongoJobBackend(store);
}
