import { expect, test } from '@jest/globals';
import { createJournal } from '#core/journal/index.js';
import { createFeed } from '#integrations/index.js';
import { appendEntries } from '../../kit/journal-entries.js';
import { overApplications } from '../../kit/application.js';

const DAY_MS = 86_400_000;

overApplications('the purge of the journal', (app) => {
  test('waits for readers who are behind, five days at most', async () => {
    const { id } = await app().organization();
    const feed = createFeed(app());
    const start = await feed.latest({ organizationId: id });
    await appendEntries(app(), id, { count: 3, at: app().clock.now() });
    const cursors = [`${id}.${Number(start.split('.')[1]) + 1}`, 'installation.0'];
    const journal = createJournal(app().core.deps, {
      days: 1,
      heldFrom: (organizationId) => feed.unread(organizationId, cursors.slice(0, 1)),
    });
    app().clock.advance(3 * DAY_MS);
    while ((await journal.purge(app().ctx())).more);
    const page = await feed.read({ organizationId: id }, { after: cursors[0] ?? '', limit: 10 });
    expect(page.events).toHaveLength(2);
    const passed = feed.read({ organizationId: id }, { after: start, limit: 10 });
    await expect(passed).rejects.toMatchObject({ code: 'feed.cursor_expired' });
    app().clock.advance(4 * DAY_MS);
    while ((await journal.purge(app().ctx())).more);
    const late = feed.read({ organizationId: id }, { after: cursors[0] ?? '', limit: 10 });
    await expect(late).rejects.toMatchObject({ code: 'feed.cursor_expired' });
  });

  test('what an endpoint of the installation has still to read is found by its place', async () => {
    const { id } = await app().organization();
    const feed = createFeed(app());
    const start = await feed.latest('installation');
    const before = Number((await feed.latest({ organizationId: id })).split('.')[1]);
    await appendEntries(app(), id, { count: 5, at: app().clock.now() });
    const place = Number(start.split('.')[1]);
    await feed.number();
    expect(await feed.unread(id, [`installation.${place + 2}`])).toBe(before + 3);
    expect(await feed.unread(id, [await feed.latest('installation')])).toBeUndefined();
  });
});
