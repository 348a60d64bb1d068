import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isFault } from '#kernel/index.js';
import type { Member } from '#store/index.js';
import { FakeClock, TestApplication } from '../kit/application.js';
import { rawRows } from '../kit/raw-records.js';
import { overStores, storeKinds, type OpenedStore } from '../kit/stores.js';
import { bringBack, kept, type Kind } from './past/databases.js';

// People whom a release before erasures wrote are erased as well: its entries have no salts and no facets, its rows no addresses.

/** Each costs its history. */
const MAX_ERASED = 8;

overStores(
  'people in a database of the release before',
  (kind) => {
    const name: Kind = kind.name === 'mongodb' ? 'mongodb' : 'sqlite';
    const clock = new FakeClock();
    let opened: OpenedStore;
    let app: TestApplication;
    let organizationId: string;

    beforeAll(async () => {
      const past = JSON.parse((await kept(`${name}-answers.json`)).toString('utf8')) as {
        readonly now: number;
        readonly held: { readonly organizationId: string };
      };
      ({ organizationId } = past.held);
      clock.advance(past.now - clock.now());
      opened = await kind.open({ clock });
      await opened.store.close();
      await bringBack(name, opened.url);
      await opened.reopen({ clock });
      app = new TestApplication(opened.store, clock);
    }, 120_000);
    afterAll(async () => {
      await app.close();
      await opened.close();
    });

    test('are erased, and their addresses stand nowhere', async () => {
      const { core, ctx } = app;
      const erased: Member[] = [];
      const members = await app.members(organizationId);
      for (const member of members) {
        if (erased.length === MAX_ERASED) break;
        try {
          await core.erasures.eraseMember(ctx(), organizationId, { memberId: member.id });
          erased.push(member);
        } catch (error) {
          const codes = ['erasure.directory', 'erasure.merged', 'member.last_owner'] as const;
          if (!isFault(error, ...codes)) throw error;
        }
      }
      expect(erased.length).toBeGreaterThan(5);
      for (let look = 0; look < 4; look += 1) {
        while ((await core.erasures.run(ctx())).more);
        clock.advance(60_000);
      }
      const { items } = await core.erasures.list(ctx(), { limit: 200 }, organizationId);
      expect(new Set(items.map(({ status }) => status))).toEqual(new Set(['done']));
      expect((await core.journal.verify(ctx(), organizationId)).broken).toBeUndefined();
      const ofOthers = new Set(
        (await app.members(organizationId)).map(({ emailKey }) => emailKey ?? ''),
      );
      const addresses = erased.flatMap(({ emailKey }) =>
        emailKey === undefined || ofOthers.has(emailKey) ? [] : emailKey,
      );
      expect(addresses.length).toBeGreaterThan(3);
      const rows = [...(await rawRows(opened.url))].flatMap(([table, texts]) =>
        texts
          .filter((text) => text.includes(organizationId))
          .map((text) => ({ table, text: text.toLowerCase() })),
      );
      const left = addresses.flatMap((address) =>
        rows.filter(({ text }) => text.includes(address)).map(({ table }) => `${table} ${address}`),
      );
      expect(left).toEqual([]);
    }, 120_000);
  },
  storeKinds.filter(({ name }) => name !== 'sqlite-memory'),
);
