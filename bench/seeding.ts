/** Fills the database of a run, as a process of its own: the sources that will read it write it. Run by rows.ts. */
import { silentLog, systemClock } from '#kernel/index.js';
import { openStore } from '#main.js';
import { loadSettings } from '#settings/index.js';
import { bulkInsert } from './bulk.js';
import { seedFrozenUsers } from './frozen-users.js';
import type { Prepared } from './preparing.js';
import { fillQuickly } from './quick-filling.js';
import { seedMembers } from './rest-rows.js';
import { GROUP_SIZES, OUTSIDE, seedGroup, seedTeams, seedUsers } from './seed.js';

const [storeUrl = '', count = '0', given = '{}'] = process.argv.slice(2);
const size = Number(count);
const tenant = JSON.parse(given) as Prepared;

const settings = loadSettings({ env: {}, overrides: { store: { url: storeUrl } } });
const bulk = await bulkInsert(storeUrl);
await fillQuickly(storeUrl, {
  open: () => openStore(settings, { clock: systemClock, log: silentLog }),
  async fill(store) {
    await seedUsers(store, tenant, {
      from: 0,
      to: size + OUTSIDE,
      ...(bulk && { bulk: bulk.insert }),
    });
    await seedMembers(store, tenant.hostedId, size, bulk?.insertMembers);
    for (const [n, members] of GROUP_SIZES.entries()) {
      if (members <= size) await seedGroup(store, tenant, { n, size: members, among: size });
    }
    await seedTeams(store, tenant, size);
  },
}).finally(() => bulk?.close());
await seedFrozenUsers(storeUrl, tenant, size);
process.send?.('seeded');
process.disconnect();
