import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCli } from '#cli/index.js';
import { newId, silentLog, systemClock, FULL_AUTHORITY, type Context } from '#kernel/index.js';
import { loadSettings, type Settings } from '#settings/index.js';
import { cliDeps } from '#main.js';
import { everything } from '#store/index.js';
import { PRESETS } from '../kit/application.js';
import { TestBrowser } from '../kit/browsers.js';
import { startServer } from '../kit/server.js';
import { overStores, storeKinds, type OpenedStore } from '../kit/stores.js';
import { createRecordingTerminal } from './servers.js';

const DAY_MS = 86_400_000;

const ctx: Context = {
  actor: { kind: 'operator', name: 'operator' },
  authority: FULL_AUTHORITY,
  traceId: newId(),
  clock: systemClock,
  log: silentLog,
};

overStores(
  'muster demo',
  (kind) => {
    let opened: OpenedStore;
    let settings: Settings;
    beforeAll(async () => {
      opened = await kind.open();
      // nobody listens on port 9
      const overrides = {
        store: { url: opened.url },
        http: { port: 9 },
        operator: { key: 'k'.repeat(32) },
        secrets: { key: 's'.repeat(43) },
      };
      settings = loadSettings({ env: {}, overrides });
    });
    afterAll(() => opened.close());

    const demo = async (...args: string[]) => {
      const { printed, terminal: recording } = createRecordingTerminal();
      const terminal = { ...recording, isScreen: true };
      const deps = { ...cliDeps(), loadSettings: () => settings };
      const code = await runCli(['demo', ...args], deps, terminal);
      return { code, out: printed.out.join('\n'), err: printed.err.join('\n') };
    };
    /** The links as a screen shows them, by the slug of their organization. */
    const linksIn = (out: string): Map<string, string> =>
      new Map(
        [...out.matchAll(/^ {2}(demo-\S+) {2}(http:\S+)$/gm)].map(([, slug = '', url = '']) => [
          slug,
          url,
        ]),
      );
    const small = (...presets: string[]) => ['--users', '12', '--preset', ...presets];
    const idIn = (out: string): string => /[0-9a-f-]{36}/.exec(out)?.[0] ?? '';

    /** What people see of an organization, without ids. */
    const look = async (organizationId: string) => {
      const rules = await cliDeps().openCore(settings);
      try {
        const { core } = rules;
        const page = { limit: 100 };
        const members = await core.members.list(ctx, organizationId, page);
        const journal = await core.journal.list(ctx, organizationId, { limit: 200, after: 0 });
        return {
          members: members.items,
          journal: journal.items,
          proof: await core.journal.verify(ctx, organizationId),
          invitations: await core.invitations.counts(ctx, organizationId),
          requests: (await core.joinRequests.list(ctx, organizationId, page)).items,
          seats: (await core.seats.list(ctx, organizationId, page)).items,
        };
      } finally {
        await rules.close();
      }
    };

    test('an organization has people who came, changed and went, and those who wait', async () => {
      const { code, out, err } = await demo(...small('standard'));
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain('nothing of this was mailed');
      const { members, journal, proof, invitations, requests, seats } = await look(idIn(out));
      const sources = new Set(members.map(({ source }) => source));
      expect([...sources].sort()).toEqual(['invitation', 'join_request', 'manual', 'scim']);
      expect(
        members.map(({ email = '' }) => email).filter((one) => !one.endsWith('.example.com')),
      ).toEqual([]);
      expect(invitations.pending).toBe(2);
      expect(invitations.accepted).toBeGreaterThan(0);
      expect(invitations.declined + invitations.revoked).toBe(1);
      const states = new Set(requests.map(({ status }) => status));
      expect([...states].sort()).toEqual(['approved', 'denied', 'pending']);
      expect(seats.length).toBeGreaterThan(0);
      // a journal of two months, in its order and whole
      const times = journal.map(({ createdAt }) => Date.parse(createdAt));
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(Date.now() - (times[0] ?? 0)).toBeGreaterThan(55 * DAY_MS);
      expect(Math.max(...times)).toBeLessThan(Date.now());
      expect(proof).toMatchObject({ last: journal.length });
      expect(proof.broken).toBeUndefined();
      const types = new Set(journal.map(({ type }) => type));
      for (const type of ['scim.user.created', 'role_mapping.changed', 'member.removed']) {
        expect(types).toContain(type);
      }
      const { records: mails } = await opened.store.read.mails.find({
        where: everything,
        limit: 10,
      });
      expect(mails).toEqual([]);
    });

    test('a second run is refused, unless it is asked for; the same seed makes the same people', async () => {
      const again = await demo(...small('standard'));
      expect([again.code, again.out]).toEqual([2, '']);
      expect(again.err).toContain('holds 1 example organizations already (demo-standard …)');
      const forced = await demo(...small('standard'), '--force');
      expect([forced.code, forced.err]).toEqual([0, '']);
      expect(forced.out).toContain('demo-standard-2');
      const rules = await cliDeps().openCore(settings);
      const { items } = await rules.core.organizations.list(ctx, { limit: 10 });
      await rules.close();
      expect(items).toHaveLength(2);
      const [one, two] = await Promise.all(items.map(({ id }) => look(id)));
      const facts = (seen: typeof one): string[] =>
        (seen?.journal ?? []).map(
          ({ type, createdAt, target }) => `${createdAt} ${type} ${target.name ?? ''}`,
        );
      expect(facts(two).length).toBeGreaterThan(50);
      expect(facts(two).map((fact) => fact.slice(25))).toEqual(
        facts(one).map((fact) => fact.slice(25)),
      );
    });

    test('--remove erases all of it, and nothing else', async () => {
      const rules = await cliDeps().openCore(settings);
      const { id } = await rules.core.organizations.create(ctx, { name: 'Real' });
      await rules.close();
      const removed = await demo('--remove');
      expect([removed.code, removed.out]).toEqual([0, '2 example organizations were erased.']);
      const { records: left } = await opened.store.read.organizations.find({
        where: everything,
        limit: 10,
      });
      expect(left.map((one) => one.id)).toEqual([id]);
      const { records: members } = await opened.store.read.members.find({
        where: everything,
        limit: 10,
      });
      expect(members).toEqual([]);
      expect((await demo('--remove')).out).toBe('There is no example organization.');
      const beside = await demo();
      expect([beside.code, beside.err.includes('which are no example data')]).toEqual([2, true]);
    });

    const each = kind.name === 'mongodb' ? ['lensai', 'lonti'] : [...PRESETS.keys()];
    test('every preset has its example, however small', async () => {
      const { code, out, err } = await demo('--users', '5', '--force', '--preset', ...each);
      expect([code, err]).toEqual([0, '']);
      for (const name of each) expect(out).toContain(`demo-${name} `);
      expect((await demo('--remove')).out).toBe(
        `${each.length} example organizations were erased.`,
      );
    }, 120_000);

    test('one click signs the owner in, once, and opens the organization in the console', async () => {
      const { code, out } = await demo(...small('nti', 'spaces'), '--force');
      expect(code).toBe(0);
      const links = linksIn(out);
      expect([...links.keys()]).toEqual(['demo-nti', 'demo-spaces']);
      const link = new URL(links.get('demo-nti') ?? '');
      const organization = link.searchParams.get('return') ?? '';
      const server = await startServer({
        storeUrl: opened.url,
        settings: { secrets: { key: 's'.repeat(43) } },
      });
      try {
        const browser = new TestBrowser(server.url);
        const address = link.pathname + link.search;
        await browser.submit(await browser.open(address), 'Sign in');
        expect(new URL(browser.url).pathname).toBe(organization);
        const id = organization.replace('/o/', '');
        const me = await browser.open(`/api/v1/organizations/${id}/me`);
        const { roles } = JSON.parse(me.text) as { roles: readonly { readonly name: string }[] };
        expect([me.status, roles.map(({ name }) => name)]).toEqual([200, ['account-admin']]);
        const again = await new TestBrowser(server.url).open(address);
        expect(again.forms.flatMap(({ buttons }) => buttons)).not.toContain('Sign in');
      } finally {
        await server.close();
      }
      await demo('--remove');
    }, 120_000);

    test('without a screen a link is in a file that only this user reads', async () => {
      const { printed, terminal } = createRecordingTerminal();
      const deps = { ...cliDeps(), loadSettings: () => settings };
      await runCli(['demo', ...small('logto'), '--force'], deps, terminal);
      const out = printed.out.join('\n');
      expect(out).toMatch(/ demo-logto {2}in \S+demo-logto\.link$/m);
      expect(out).not.toContain('token=');
      await demo('--remove');
    });

    test('a preset that is not there is named, with those that are', async () => {
      const { code, err } = await demo('--preset', 'nobody', '--force');
      expect([code, err.includes('take one of lensai, logto')]).toEqual([2, true]);
    });
  },
  storeKinds.filter(({ durable }) => durable),
);
