import { expect, test } from '@jest/globals';
import { createDirectoryHealth } from '../../src/provisioning/health/health.js';
import { overApplications, type ScimConnection } from '../kit/application.js';

const DAY_MS = 86_400_000;
const NEVER = new AbortController().signal;

async function watch({ house }: ScimConnection): Promise<void> {
  await house.provisioning.exchanges.flush();
  await house.core.credentials.settle();
  await house.provisioning.health.watch(house.ctx(), NEVER);
}

async function health({ house, organization, connection }: ScimConnection) {
  await house.provisioning.exchanges.flush();
  await house.core.credentials.settle();
  return house.provisioning.health.get(house.ctx(), organization.id, connection.id);
}

async function told({ house, organization }: ScimConnection): Promise<unknown[]> {
  const entries = await house.journal(organization.id);
  return entries
    .filter(({ type }) => type === 'scim.sync.failing' || type === 'scim.sync.recovered')
    .map(({ type, after }) => [type, after?.['state']]);
}

overApplications('health of directories', (app) => {
  test('hooks I14: one that fell silent is stale, by the job and not by traffic, and recovers with a request', async () => {
    const scim = await app().scimConnection();
    await watch(scim);
    expect((await health(scim)).state).toBe('unused');
    await scim.user('user-1@example.com');
    expect(await health(scim)).toMatchObject({
      state: 'healthy',
      recent: { requests: 1, troubled: 0 },
      credentials: [{ kind: 'token', ageDays: 0 }],
    });
    app().clock.advance(8 * DAY_MS);
    await watch(scim);
    await watch(scim);
    expect(await told(scim)).toEqual([['scim.sync.failing', 'stale']]);
    const stale = await health(scim);
    expect(stale).toMatchObject({ state: 'stale', credentials: [{ ageDays: 8 }] });
    expect(stale.troubledSince).toBeDefined();
    await scim.call('GET', '/Users');
    await watch(scim);
    expect(await told(scim)).toEqual([
      ['scim.sync.failing', 'stale'],
      ['scim.sync.recovered', 'healthy'],
    ]);
    expect(await health(scim)).not.toHaveProperty('troubledSince');
  });

  test('a run looks at some directories and the next run goes on, until all were looked at', async () => {
    const silent = [await app().scimConnection(), await app().scimConnection()];
    for (const scim of silent) await scim.user('user-1@example.com');
    await app().provisioning.exchanges.flush();
    await app().core.credentials.settle();
    app().clock.advance(8 * DAY_MS);
    const health = createDirectoryHealth(app().core.deps, 1);
    const runs = [];
    do runs.push(await health.watch(app().ctx(), NEVER));
    while (runs.at(-1)?.more);
    expect(runs.length).toBeGreaterThan(silent.length);
    expect(Math.max(...runs.map(({ done }) => done))).toBe(1);
    for (const scim of silent) expect(await told(scim)).toEqual([['scim.sync.failing', 'stale']]);
  });

  test('one whose requests go wrong fails; what is told names the request, and one wrong request is no pattern', async () => {
    const scim = await app().scimConnection();
    await scim.user('user-1@example.com');
    await scim.call('POST', '/Users', { schemas: [] });
    await watch(scim);
    expect(await told(scim)).toEqual([]);
    for (let at = 0; at < 12; at += 1) {
      await scim.call('POST', '/Users', { schemas: [], externalId: `external-${at}` });
    }
    await watch(scim);
    expect(await told(scim)).toEqual([['scim.sync.failing', 'failing']]);
    const failing = await health(scim);
    expect(failing).toMatchObject({
      state: 'failing',
      lastTrouble: { operation: 'user.create', status: 400 },
    });
    const entries = await app().journal(scim.organization.id);
    const entry = entries.find(({ type }) => type === 'scim.sync.failing');
    expect(entry?.after).toMatchObject({ reason: '400 user.create' });
    app().clock.advance(2 * DAY_MS);
    await scim.call('GET', '/Users');
    await watch(scim);
    expect(await told(scim)).toHaveLength(2);
  });

  test('one person is worked out anew, and each step is shown', async () => {
    const scim = await app().scimConnection();
    const [id = ''] = await scim.seedUsers(1);
    const group = await scim.group('Payers', id);
    await scim.mapGroups([{ groupId: group, role: 'billing' }]);
    const member = await scim.memberOf(id);
    const { core } = app();
    const lost = { ...member, grants: [], version: member.version + 1 };
    await app().store.transaction(scim.organization.id, (tx) => tx.members.update(lost));
    const { organization } = scim;
    const shown = await core.recomputation.one(app().ctx(), organization.id, member.id);
    expect(shown.roles).toEqual({ before: [], after: ['billing'] });
    expect(shown.steps).toEqual(
      expect.arrayContaining([
        { step: 'member.status', detail: 'active' },
        { step: 'directory.user', detail: `user ${id}: said active, applied active` },
        { step: 'directory.mapping', detail: `group ${group} gives billing` },
      ]),
    );
    const again = await core.recomputation.one(app().ctx(), organization.id, member.id);
    expect(again.roles).toEqual({ before: ['billing'], after: ['billing'] });
  });

  test('hooks I13: a group lists its people, unless the provider asks for it without them', async () => {
    const scim = await app().scimConnection();
    const ids = await scim.seedUsers(3);
    const group = await scim.group('Payers', ...ids);
    expect((await scim.call('GET', `/Groups/${group}`)).body.members).toHaveLength(3);
    const without = await scim.call('GET', `/Groups/${group}?excludedAttributes=members`);
    expect(without.body.members).toBeUndefined();
  });
});
