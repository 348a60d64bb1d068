import { expect } from '@jest/globals';
import { SCHEMA_VERSION, everything } from '#store/index.js';
import { faultOf } from '../kit/faults.js';
import { overStores, contractTest } from '../kit/stores.js';
import { sampleOrganization } from '../kit/samples.js';

const nothing = () => undefined;

overStores('migrations', (kind) => {
  if (!kind.durable) {
    contractTest(
      kind,
      'a database that is made anew is at the version of the program',
      async () => {
        const opened = await kind.open({ migrate: 'refuse' });
        expect(await opened.store.read.organizations.count(everything)).toBe(0);
        await opened.close();
      },
    );
    return;
  }

  contractTest(kind, 'inspecting changes nothing and tells what is to be done', async () => {
    expect(await faultOf(kind.open({ migrate: 'refuse' }))).toMatchObject({
      code: 'store.unsuitable',
      current: 0,
      target: SCHEMA_VERSION,
    });
    const opened = await kind.open();
    const state = { current: SCHEMA_VERSION, target: SCHEMA_VERSION, pending: [], missing: [] };
    expect(await kind.inspect(opened.url)).toEqual(state);
    await opened.reopen({ migrate: 'refuse' });
    await opened.close();
    expect(await kind.inspect(opened.url)).toMatchObject({
      current: 0,
      pending: [{ version: 1 }],
    });
  });

  contractTest(kind, 'a step that was interrupted is done again, and once', async () => {
    const opened = await kind.open();
    await opened.store.transaction('lane', async (tx) => {
      for (const slug of ['one', 'two', 'three']) {
        await tx.organizations.insert(sampleOrganization({ slug, preset: 'first' }));
      }
    });
    const interrupted = await kind.withOneMoreMigration(() => {
      throw new Error('pulled the plug');
    });
    await expect(opened.reopen({ migrations: interrupted })).rejects.toThrow('pulled the plug');
    expect((await kind.inspect(opened.url)).current).toBe(SCHEMA_VERSION);
    let steps = 0;
    const whole = await kind.withOneMoreMigration(() => {
      steps += 1;
    });
    await opened.reopen({ migrations: whole });
    const { records } = await opened.store.read.organizations.find({
      where: everything,
      limit: 10,
    });
    expect(records.map((record) => record.preset)).toEqual(['second', 'second', 'second']);
    await opened.reopen({ migrations: whole });
    expect(steps).toBe(1);
    expect((await kind.inspect(opened.url)).current).toBe(SCHEMA_VERSION + 1);
    await opened.close();
  });

  contractTest(kind, 'a database that is newer than the program is refused', async () => {
    const opened = await kind.open({ migrations: await kind.withOneMoreMigration(nothing) });
    expect(await faultOf(opened.reopen())).toMatchObject({
      code: 'store.unsuitable',
      current: SCHEMA_VERSION + 1,
      target: SCHEMA_VERSION,
    });
    await opened.close();
  });
});
