import { expect, test } from '@jest/globals';
import { createFeed } from '#integrations/index.js';
import { overApplications } from '../../kit/application.js';

overApplications('the feed of an organization', (app) => {
  test('shows each entry once, in order, whatever the size of the page', async () => {
    const scim = await app().scimConnection();
    for (let index = 0; index < 5; index += 1) await scim.user(`user-${index}@example.com`);
    const scope = { organizationId: scim.organization.id };
    const feed = createFeed(app());
    const seen: number[] = [];
    let after = await feed.oldest(scope);
    for (let more = true; more;) {
      const page = await feed.read(scope, { after, limit: 3 });
      expect(page.events.length).toBeLessThanOrEqual(3);
      seen.push(...page.events.map(({ sequence }) => sequence));
      ({ cursor: after, more } = page);
    }
    const entries = await app().journal(scim.organization.id);
    expect(seen).toEqual(entries.map(({ sequence }) => sequence));
    expect(after).toBe(await feed.latest(scope));
  });

  test('a cursor of another feed, a malformed one, and one of the future are refused', async () => {
    const { id: organizationId } = await app().organization();
    const other = await app().organization();
    const feed = createFeed(app());
    const latest = await feed.latest({ organizationId });
    const wrong = [`${other.id}.1`, 'x', `${organizationId}.-1`, `${organizationId}.9999`, ''];
    for (const after of wrong) {
      const page = feed.read({ organizationId }, { after, limit: 1 });
      await expect(page).rejects.toMatchObject({ code: 'feed.cursor_unknown' });
    }
    const page = await feed.read({ organizationId }, { after: latest, limit: 1 });
    expect(page).toEqual({ events: [], cursor: latest, more: false });
  });
});
