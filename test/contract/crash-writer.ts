import { writeSync } from 'node:fs';
import { newId, silentLog, systemClock } from '#kernel/index.js';
import { sampleOrganization } from '../kit/samples.js';

/**
 * A process for crash.test.ts to kill: writes one organization and one tally per transaction, eight at a time, and prints the id
 * of each that was acknowledged.
 */
const [url = '', tally = ''] = process.argv.slice(2);
const options = { url, clock: systemClock, log: silentLog, migrate: 'auto' } as const;
const store = url.startsWith('sqlite:')
  ? await (await import('#adapters/sqlite/index.js')).openSqliteStore(options)
  : await (await import('#adapters/mongo/index.js')).openMongoStore(options);

async function write(): Promise<void> {
  for (;;) {
    const record = sampleOrganization({ id: newId() });
    await store.transaction('lane', async (tx) => {
      await tx.tallies.adjust(tally, 1);
      await tx.organizations.insert(record);
    });
    writeSync(1, `${record.id}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, write));
