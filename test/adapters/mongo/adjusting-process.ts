import { silentLog, systemClock } from '#kernel/index.js';
import { openMongoStore } from '#adapters/mongo/index.js';

/**
 * A second Muster on the same data: `node … adjusting-process.ts <url> <organization> <times>`.
 * Prints its figures.
 */
const [url = '', organization = '', times = '0'] = process.argv.slice(2);
const store = await openMongoStore({ url, clock: systemClock, log: silentLog, migrate: 'auto' });
for (let count = 0; count < Number(times); count += 1) {
  await store.transaction('lane', async (tx) => {
    const record = await tx.organizations.get(organization);
    if (record === undefined) throw new Error('The organization is not there.');
    await tx.organizations.update({ ...record, version: record.version + 1 });
    await tx.tallies.adjust('shared', 1);
  });
}
console.log(JSON.stringify(store.figures()));
await store.close();
