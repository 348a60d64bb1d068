import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inOrganization } from '#core/index.js';
import { createFeed, type DomainEvent } from '#integrations/index.js';
import { overApplications, type TestApplication } from '../../kit/application.js';

/** A change that takes its number and is committed `ms` milliseconds later. */
function change(app: TestApplication, organizationId: string, name: string, ms = 0): Promise<void> {
  return inOrganization(app.core.deps, app.ctx(), organizationId, async ({ journal }) => {
    await journal.append({ type: 'test.changed', target: { kind: 'test', id: name } });
    await sleep(ms);
  });
}

overApplications('the order of commits', (app, { secondApplication }) => {
  test('hooks A1: the one that took its number first and commits late is not passed over', async () => {
    const other = await secondApplication();
    const { id: organizationId } = await app().organization();
    const feed = createFeed(app());
    const seen: DomainEvent[] = [];
    let after = await feed.latest({ organizationId });
    const read = async (): Promise<void> => {
      const page = await feed.read({ organizationId }, { after, limit: 100 });
      seen.push(...page.events);
      after = page.cursor;
    };
    let isOver = false;
    const slow = change(app(), organizationId, 'slow', 700);
    await sleep(100);
    const both = Promise.all([slow, change(other, organizationId, 'quick')]).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await read();
      await sleep(20);
    }
    await both;
    await read();
    expect(seen.map(({ object }) => object.id).sort()).toEqual(['quick', 'slow']);
    const sequences = seen.map(({ sequence }) => sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
  });

  test('hooks A10: 150 people at one time are 150 events, and nobody is turned away', async () => {
    const scim = await app().scimConnection();
    const scope = { organizationId: scim.organization.id };
    const feed = createFeed(app());
    const start = await feed.latest(scope);
    const names = Array.from({ length: 150 }, (_, index) => `person-${index}@example.com`);
    await Promise.all(names.map((name) => scim.user(name)));
    const types = ['scim.user.created'];
    const { events } = await feed.read(scope, { after: start, types, limit: 1_000 });
    expect(events.map(({ object }) => object.name).sort()).toEqual([...names].sort());
    expect(new Set(events.map(({ id }) => id)).size).toBe(150);
  }, 120_000);

  test('hooks F9: what is refused is no event', async () => {
    const scim = await app().scimConnection();
    const scope = { organizationId: scim.organization.id };
    await scim.user('once@example.com');
    const feed = createFeed(app());
    const start = await feed.latest(scope);
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
    const again = await scim.call('POST', '/Users', { schemas, userName: 'once@example.com' });
    const unknown = await scim.call('POST', '/Users', { schemas: ['urn:x'], userName: 'other' });
    expect([again.status, unknown.status]).toEqual([409, 400]);
    expect(await feed.latest(scope)).toBe(start);
  });
});

test('hooks A28: no timer decides what a reader of the feed sees', () => {
  const folder = 'src/integrations/feed';
  // these wait for something new, or look for it: they decide when a reader looks, not what it sees
  const waiting = new Set(['waiters.ts', 'change-watch.ts']);
  const readers = readdirSync(folder).filter((name) => !waiting.has(name));
  expect(readers).toContain('organization-feed.ts');
  for (const name of readers) {
    const source = readFileSync(join(folder, name), 'utf8');
    expect([name, /setTimeout|setInterval|sleep\(/.test(source)]).toEqual([name, false]);
  }
});
