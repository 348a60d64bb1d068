import type { Settings } from '#settings/index.js';
import { EXIT } from './exit-codes.js';
import { Refusal } from './refusals.js';

/** For commands that change what the next start finds: a database in memory is another one in each process. @throws Refusal */
export function requireKeptStore({ store }: Settings): void {
  if (store.url !== 'sqlite::memory:') return;
  const next = 'set store.url to the database of the server';
  throw new Refusal('the database is in memory and ends here', 'the settings', next, EXIT.usage);
}
