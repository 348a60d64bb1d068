import { expect, test } from '@jest/globals';
import { inOrganization } from '#core/index.js';
import { createFeed, type DomainEvent, type Feed } from '#integrations/index.js';
import { newId } from '#kernel/index.js';
import { everything, type Store } from '#store/index.js';
import { appendEntries } from '../../kit/journal-entries.js';
import { overApplications, type TestApplication } from '../../kit/application.js';

overApplications('the feed of the installation', (app) => {
  test('hooks A2, A7: a transaction that commits late is numbered late, and both organizations appear', async () => {
    const [slow, quick] = [await app().organization(), await app().organization()];
    const feed = createFeed(app());
    const start = await feed.latest('installation');
    const { store } = app();
    await changing(app(), slow.id, async (append) => {
      await append();
      // one writer at a time in SQLite: there the other one cannot come between
      if (store.kind === 'mongodb') await changing(app(), quick.id, (other) => other());
      if (store.kind === 'mongodb') expect(await allAfter(feed, start)).toHaveLength(1);
    });
    if (store.kind === 'sqlite') await changing(app(), quick.id, (other) => other());
    const events = await allAfter(feed, start);
    expect(events.map(({ organizationId }) => organizationId).sort()).toEqual(
      [slow.id, quick.id].sort(),
    );
  });

  test('hooks A3: a transaction that is rolled back leaves no hole that readers wait for', async () => {
    const { id } = await app().organization();
    const feed = createFeed(app());
    const start = await feed.latest({ organizationId: id });
    const failing = changing(app(), id, async (append) => {
      await append();
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    await changing(app(), id, (append) => append());
    const page = await feed.read({ organizationId: id }, { after: start, limit: 10 });
    expect(page.events.map(({ cursor }) => cursor)).toEqual([page.cursor]);
    expect(page.more).toBe(false);
  });

  test('shows the entries of all journals once, in each organization in the order of its journal', async () => {
    const feed = createFeed(app());
    const start = await feed.latest('installation');
    const organizations = [await app().organization(), await app().organization()];
    for (let round = 0; round < 6; round += 1) {
      for (const { id } of organizations) await write(app(), id, 1 + round * 3);
      if (round % 2 === 0) await feed.number();
    }
    const events = await allAfter(feed, start, 7);
    const cursors = events.map(({ cursor }) => Number(cursor.split('.')[1]));
    const first = Number(start.split('.')[1]) + 1;
    expect(cursors).toEqual(cursors.map((_one, index) => first + index));
    for (const { id } of organizations) {
      const own = events.filter(({ organizationId }) => organizationId === id);
      const sequences = own.map(({ sequence }) => sequence);
      expect(sequences).toEqual(sequences.map((_one, index) => index + 1));
    }
  });

  test('two that number at once give each entry one place', async () => {
    const { id } = await app().organization();
    const feeds = [createFeed(app()), createFeed(app()), createFeed(app())];
    const start = await feeds[0]?.latest('installation');
    for (let round = 0; round < 5; round += 1) {
      await write(app(), id, 4);
      await Promise.all(feeds.map((feed) => feed.latest('installation')));
    }
    const [feed] = feeds;
    if (!feed || start === undefined) throw new Error('There is no feed.');
    const ids = (await allAfter(feed, start)).map((event) => event.id);
    expect(ids).toHaveLength(20);
    expect(new Set(ids).size).toBe(20);
    expect(await app().store.read.feedMarks.count(everything)).toBe(0);
  });

  test('hooks A24: a filter that matches nothing moves the cursor of the installation, too', async () => {
    const { id } = await app().organization();
    const feed = createFeed(app());
    const start = await feed.latest('installation');
    await write(app(), id, 1_200);
    const page = await feed.read('installation', { after: start, types: ['seat.*'], limit: 5 });
    expect(page).toMatchObject({ events: [], more: false });
    expect(page.cursor).toBe(await feed.latest('installation'));
  });

  test('an entry that comes between the reading of marks and their removal is numbered with them', async () => {
    const { id } = await app().organization();
    const { store, clock } = app();
    let late = 1;
    const readInOrder: Store['readInOrder'] = async (work) => {
      const answer = await store.readInOrder(work);
      // its mark would be the one that was read
      if (late-- > 0) await write(app(), id, 1);
      return answer;
    };
    const start = await createFeed(app()).latest('installation');
    const numbered = () => store.read.tallies.get(`feed-numbered:${id}`);
    const before = await numbered();
    await write(app(), id, 1);
    await createFeed({ store: withReadInOrder(store, readInOrder), clock }).number();
    // where each transaction has a mark of its own, the second one may wait for the next numbering
    if (store.kind === 'sqlite') expect(await numbered()).toBe(before + 2);
    expect(await allAfter(createFeed(app()), start)).toHaveLength(2);
    expect(await store.read.feedMarks.count(everything)).toBe(0);
  });

  test('what the feed keeps no longer is refused with the way back, at the end of its days', async () => {
    const { id } = await app().organization();
    const feed = createFeed(app());
    const start = await feed.latest('installation');
    await write(app(), id, 3);
    const own = await feed.latest({ organizationId: id });
    await feed.number();
    app().clock.advance(33 * 86_400_000);
    await write(app(), id, 1);
    await feed.number();
    while ((await feed.removeOld()).more);
    const expired = { code: 'feed.cursor_expired', details: { retryAfter: 60 } };
    const late = feed.read('installation', { after: start, limit: 5 });
    await expect(late).rejects.toMatchObject(expired);
    const fresh = await allAfter(feed, await feed.oldest('installation'));
    expect(fresh.at(-1)?.organizationId).toBe(id);
    const ofOrganization = feed.read({ organizationId: id }, { after: `${id}.0`, limit: 5 });
    await expect(ofOrganization).rejects.toMatchObject(expired);
    const next = await feed.read({ organizationId: id }, { after: own, limit: 5 });
    expect(next.events).toHaveLength(1);
  });
});

/** The store with another way to read in order. */
function withReadInOrder(store: Store, readInOrder: Store['readInOrder']): Store {
  return {
    kind: store.kind,
    read: store.read,
    readInOrder,
    transaction: (partition, work, options) => store.transaction(partition, work, options),
    ping: () => store.ping(),
    figures: () => store.figures(),
    close: () => store.close(),
  };
}

/** Entries of the time of the application's clock. */
function write(app: TestApplication, organizationId: string, count: number): Promise<void> {
  return appendEntries(app, organizationId, { count, at: app.clock.now() });
}

/** A change that holds its transaction open while `work` runs. */
function changing(
  app: TestApplication,
  organizationId: string,
  work: (append: () => Promise<void>) => Promise<void>,
): Promise<void> {
  return inOrganization(app.core.deps, app.ctx(), organizationId, ({ journal }) =>
    work(() =>
      journal.append({ type: 'member.unlocked', target: { kind: 'member', id: newId() } }),
    ),
  );
}

/** Every event behind the cursor, page by page. */
async function allAfter(feed: Feed, start: string, limit = 100): Promise<DomainEvent[]> {
  const found: DomainEvent[] = [];
  let after = start;
  for (let more = true; more;) {
    const page = await feed.read('installation', { after, limit });
    expect(page.events.length).toBeLessThanOrEqual(limit);
    found.push(...page.events);
    ({ cursor: after, more } = page);
  }
  return found;
}
