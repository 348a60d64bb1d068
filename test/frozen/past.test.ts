import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { all } from '#store/index.js';
import { overStores, storeKinds, type OpenedStore } from '../kit/stores.js';
import { FORGOTTEN, jobsOf, verifyAll } from './past/checks.js';
import { LAST_SPACE } from './past/communication.js';
import { bringBack, kept, type Kind } from './past/databases.js';
import { differencesOf } from './past/differences.js';
import { askToken } from './past/directory.js';
import { ask, type Recorded } from './past/requests.js';
import { Caller, listed, operatorOf, until } from './past/stage.js';
import { OPERATOR_KEY } from './past/settings.js';
import { openStage, type TodaysStage } from './past/stages.js';
import type { Held } from './past/story.js';

// Databases that the release of commit 24911f6 wrote, opened by today's program: record.ts says how they were made. The clock stands
// where it stood then, so that nothing in them expires.

interface Answers {
  readonly now: number;
  readonly held: Held;
  readonly answers: readonly Recorded[];
}

overStores(
  'a database of the release before',
  (kind) => {
    const name: Kind = kind.name === 'mongodb' ? 'mongodb' : 'sqlite';
    let opened: OpenedStore;
    let past: Answers;
    let today: TodaysStage;
    let here: Caller;

    beforeAll(async () => {
      past = JSON.parse((await kept(`${name}-answers.json`)).toString('utf8')) as Answers;
      opened = await kind.open();
      await opened.store.close();
      await bringBack(name, opened.url);
      today = await openStage(opened.url, past.now);
      here = operatorOf(today.stage).below(`/organizations/${past.held.organizationId}`);
    }, 120_000);

    afterAll(async () => {
      await today.close();
      await opened.close();
    });

    test('M16 goes on with links of the operator key, which a process of then makes and knows', () => {
      const key = createHmac('sha256', OPERATOR_KEY).update('links').digest('hex');
      const parts = JSON.stringify(['invite', 'an id', 1]);
      const made = createHmac('sha256', key).update(parts).digest('hex').slice(0, 48);
      expect(today.server.core.links.token('invite', 'an id', 1)).toBe(`muster_invite_${made}`);
    });

    test('verifies its journals', async () => {
      const { code, out } = await verifyAll(today.server);
      expect(out).toMatch(/ checked, 0 broken$/);
      expect(code).toBe(0);
    });

    test('answers every read as then', async () => {
      expect(past.answers.length).toBeGreaterThan(500);
      const compared = async (then: Recorded): Promise<string[]> =>
        differencesOf(then, await ask(today.stage, past.held, then));
      const differences: string[] = [];
      // some leave traces that later ones show; those of the operator leave none
      for (let rest = past.answers; rest.length > 0;) {
        const other = rest.findIndex(({ who }) => who !== 'operator');
        const count = other < 0 ? 10 : Math.min(10, Math.max(other, 1));
        const some = await Promise.all(rest.slice(0, count).map(compared));
        differences.push(...some.flat());
        rest = rest.slice(count);
      }
      expect(differences).toEqual([]);
    }, 240_000);

    test('a client is given a token for its secret', async () => {
      expect(await askToken(today.stage.url, past.held)).toMatch(/^muster_access_/);
    });

    test('a request that was named is not done again', async () => {
      const again = { 'idempotency-key': 'space-of-the-end' };
      const space = await here.ask('POST', '/spaces', LAST_SPACE, again);
      expect(space.id).toBe(past.held.lastSpaceId);
    });

    test('mails that waited go out with links and codes that open', async () => {
      const { held } = past;
      await today.stage.run('send-mail');
      const mails = (await today.stage.mails()).map((mail) => mail.replace(/=\r?\n/g, ''));
      const invited = mails.find((mail) => mail.includes('waiting@example.com')) ?? '';
      const token = /muster_invite_[0-9a-f]{48}/.exec(invited)?.[0];
      const nobody = new Caller(`${today.stage.url}/api/v1`);
      const landing = await nobody.ask('POST', '/invitations/lookup', { token });
      expect(landing['status']).toBe('pending');
      const code = /\b\d{8}\b/.exec(
        mails.find((mail) => mail.includes('postmaster@code.example')) ?? '',
      )?.[0];
      const proof = `/domains/${held.domainId}/confirm`;
      expect((await here.ask('POST', proof, { code }))['status']).toBe('verified');
      // what had been written down to be told is told
      expect(mails.some((mail) => mail.includes('two@example.com'))).toBe(true);
    });

    test('the link that ends a kind of mail still does', async () => {
      const nobody = new Caller(today.stage.url);
      const { status } = await nobody.send({ method: 'POST', path: past.held.unsubscribe });
      expect(status).toBe(200);
    });

    test('an invitation that nobody had accepted is accepted', async () => {
      const body = {
        token: past.held.open,
        email: 'invited@example.com',
        emailVerified: true,
        name: 'Invited then',
        explicit: true,
      };
      const member = await operatorOf(today.stage).ask('POST', '/invitations/accept', body);
      expect(JSON.stringify(member)).toContain('viewer');
    });

    test('an offer of ownership, an import and a key go on', async () => {
      const { held } = past;
      const offer = `/ownership-offers/${held.offerId}/accept`;
      const accepted = await here.as(held.ownerId).ask('POST', offer, { confirm: true });
      expect(accepted['status']).toBe('accepted');
      const sheets = await listed(here, '/imports?limit=100');
      const checked = sheets.find(({ status }) => String(status) === 'checked');
      const sheet = `/imports/${String(checked?.id)}`;
      await here.ask('POST', `${sheet}/apply`, { skipInvalid: true });
      await today.stage.run('run-tasks');
      await until('The end of an import', async () => {
        return String((await here.ask('GET', sheet))['status']) === 'done';
      });
      const key = new Caller(`${today.stage.url}/api/v1`, held.apiKey);
      const mine = key.below(`/organizations/${held.organizationId}`);
      await mine.ask('POST', '/members', { email: 'by-key@example.com', name: 'By key' });
    });

    test('a directory goes on where it was', async () => {
      const { held } = past;
      const scim = new Caller(`${today.stage.url}/scim/${held.connectionId}/v2`, held.token);
      const users = await listed(scim, '/Users?sortBy=userName');
      const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
      const Operations = [{ op: 'replace', path: 'active', value: true }];
      const inactive = users.find(({ active }) => String(active) === 'false');
      const path = `/Users/${String(inactive?.id)}`;
      const user = await scim.ask('PATCH', path, { schemas, Operations });
      expect(user['active']).toBe(true);
      await scim.ask('DELETE', `/Users/${String(users[0]?.id)}`);
    });

    test('every job runs, and the journals are whole after all of it', async () => {
      for (const job of await jobsOf(today.stage)) await today.stage.run(job);
      await today.stage.advance(FORGOTTEN);
      for (const job of await jobsOf(today.stage)) await today.stage.run(job);
      const { code, out } = await verifyAll(today.server);
      expect(out).toMatch(/ checked, 0 broken$/);
      expect(code).toBe(0);
    }, 120_000);

    test('M16 by now a key of its own signs, and the links of then go on', async () => {
      const { core } = today.server;
      const { records } = await core.deps.store.read.signingKeys.find({ where: all(), limit: 9 });
      expect(records.filter(({ imported }) => imported === true)).toHaveLength(3);
      // each of the three has a new one beside it, and codes, which there were none of, have theirs
      expect(records).toHaveLength(7);
      const parts = JSON.stringify(['notices', 'an id', 'seat-limit']);
      const key = createHmac('sha256', OPERATOR_KEY).update('links').digest('hex');
      const digest = createHmac('sha256', key).update(parts).digest('hex').slice(0, 48);
      const then = `muster_notices_${digest}`;
      expect(core.links.token('notices', 'an id', 'seat-limit')).not.toBe(then);
      expect(await core.links.verify(then, 'notices', 'an id', 'seat-limit')).toBe(true);
    });
  },
  storeKinds.filter(({ name }) => name !== 'sqlite-memory'),
);
