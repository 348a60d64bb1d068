import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  requests,
  startServer,
  type Reply,
  type ScimClient,
  type TestServer,
} from '../kit/server.js';
import { isFault } from '#kernel/index.js';
import { TestPasskey } from '../kit/authenticator.js';
import { FakeClock, GROUP, PATCH_OP, USER } from '../kit/application.js';
import { samlConnection, signIn, signInContext, type SignedIn } from '../kit/sessions.js';
import { overStores, storeKinds } from '../kit/stores.js';
import { operatorContext, statusAndCode, TestTenant } from './test-tenants.js';

/**
 * Everything ends at once: every way to lose access × every kind of access, on the server that did it and on another one over the same
 * database, asked right after the change. How long that took is printed. What ended does not come back with the person.
 */

interface Person {
  readonly tenant: TestTenant;
  readonly scim: ScimClient;
  readonly samlId: string;
  readonly accountId: string;
  readonly memberId: string;
  readonly email: string;
  /** of the directory, where the person came through it */
  readonly userId: string;
  readonly groupId: string;
  readonly byProvider: SignedIn;
  readonly byCode: SignedIn;
  readonly passkey: TestPasskey;
}

/** Begun before access is over, and finished after it, on the other server. */
type UnderWay = 'sign-in by passkey' | 'step-up by passkey' | 'enrolment of a passkey';

/** `code afterwards`: the code was on its way, and is typed in when access is over. */
type Access = 'session by provider' | 'session by code' | 'key' | 'code afterwards';

const EVERY: readonly Access[] = [
  'session by provider',
  'session by code',
  'key',
  'code afterwards',
];

/** The code with which each of them is refused. */
type Refusals = Readonly<Record<Access, string>>;

const same = (code: string): Refusals => ({
  'session by provider': code,
  'session by code': code,
  key: code,
  'code afterwards': code,
});

const OUT: Refusals = { ...same('401 session.login_required'), key: '403 acting.unknown' };
const NO_ROLE = same('403 permission.missing');
const OPEN = same('200');

/** As far as it differs from a session of the same way: the account is gone, or the clock went on for long. */
const GONE: Readonly<Record<UnderWay, string>> = {
  'sign-in by passkey': 'refused',
  'step-up by passkey': 'account.missing',
  'enrolment of a passkey': 'account.missing',
};

interface Ending {
  readonly through: 'directory' | 'hand';
  readonly end: (server: TestServer, person: Person) => Promise<unknown>;
  readonly refused: Refusals;
  readonly underWay?: Readonly<Record<UnderWay, string>>;
  /** the way back, where there is one */
  readonly restore?: (server: TestServer, person: Person) => Promise<unknown>;
}

const clock = new FakeClock();

const active = (value: boolean) => ({
  schemas: [PATCH_OP],
  Operations: [{ op: 'replace', value: { active: value } }],
});
const user = (email: string, more: object = {}) => ({ schemas: [USER], userName: email, ...more });

const byUser = ({ scim, userId, email }: Person, value: boolean): Promise<Reply> =>
  scim.put(`/Users/${userId}`, user(email, { active: value }));
const ofMember = ({ tenant, memberId }: Person, path: string, body?: unknown): Promise<unknown> =>
  tenant.operatorRequest('POST', `/members/${memberId}/${path}`, body);
const bulk = ({ tenant, memberId }: Person, action: string): Promise<unknown> =>
  tenant.operatorRequest('POST', '/members/bulk', { action, ids: [memberId] });
const restoreMember = (_server: TestServer, person: Person): Promise<unknown> =>
  ofMember(person, 'restore');
const asOperator = (server: TestServer, { tenant }: Person, path: string): Promise<Reply> =>
  server.rest('POST', `/organizations/${tenant.id}/${path}`, { body: {} });

async function deactivateMissing(server: TestServer, person: Person): Promise<void> {
  const { tenant, memberId } = person;
  const { items } = await tenant.operatorRequest('GET', '/members?limit=200&state=active');
  const others = (items as unknown as { id: string; email: string; name: string }[]).filter(
    ({ id }) => id !== memberId,
  );
  const body = ['email,name', ...others.map(({ email, name }) => `${email},${name}`)].join('\n');
  const path = `/organizations/${tenant.id}/imports`;
  const headers = { 'content-type': 'text/csv' };
  const query = '?mode=deactivate-missing&dryRun=false';
  const { id } = (await server.rest('POST', path + query, { body, headers })).body;
  const until = async (status: string): Promise<void> => {
    for (let tries = 0; tries < 50; tries += 1) {
      await server.composed.jobs.runNow('run-tasks');
      const task = await server.rest('GET', `${path}/${String(id)}`);
      if (String(task.body['status']) === status) return;
    }
    throw new Error(`The import did not become ${status}.`);
  };
  await until('checked');
  await server.rest('POST', `${path}/${String(id)}/apply`, { body: { confirm: 1 } });
  await until('done');
}

async function disableConnection(server: TestServer, { tenant, samlId }: Person): Promise<Reply> {
  const rest = requests(`${server.url}/api/v1`, { authorization: `Bearer ${server.operatorKey}` });
  const path = `/organizations/${tenant.id}/connections/${samlId}`;
  return rest('PATCH', path, { body: { status: 'disabled' } });
}

/** Begun, and not yet done by the job. */
const deleteConnection = (
  { core }: TestServer,
  { tenant, samlId: connectionId }: Person,
): Promise<unknown> => {
  const target = { organizationId: tenant.id, connectionId };
  return core.connectionDeletions.begin(operatorContext(), target, 'keep');
};

const ENDINGS: Readonly<Record<string, Ending>> = {
  'SCIM PATCH': {
    through: 'directory',
    end: (_server, { scim, userId }) => scim.patch(`/Users/${userId}`, active(false)),
    restore: (_server, { scim, userId }) => scim.patch(`/Users/${userId}`, active(true)),
    refused: OUT,
  },
  'SCIM PUT': {
    through: 'directory',
    end: (_server, person) => byUser(person, false),
    restore: (_server, person) => byUser(person, true),
    refused: OUT,
  },
  'SCIM DELETE': {
    through: 'directory',
    end: (_server, { scim, userId }) => scim.delete(`/Users/${userId}`),
    refused: OUT,
  },
  'a group that gave the only role': {
    through: 'directory',
    end: (_server, { scim, groupId }) =>
      scim.put(`/Groups/${groupId}`, { schemas: [GROUP], displayName: groupId, members: [] }),
    refused: NO_ROLE,
  },
  'REST suspend': {
    through: 'hand',
    end: (_server, person) => ofMember(person, 'suspend'),
    restore: restoreMember,
    refused: OUT,
  },
  'REST remove': {
    through: 'hand',
    end: (_server, person) => ofMember(person, 'remove', {}),
    refused: OUT,
  },
  'bulk suspend': {
    through: 'hand',
    end: (_server, person) => bulk(person, 'suspend'),
    restore: restoreMember,
    refused: OUT,
  },
  'bulk remove': {
    through: 'hand',
    end: (_server, person) => bulk(person, 'remove'),
    refused: OUT,
  },
  'leaving by themselves': {
    through: 'hand',
    end: (_server, { tenant, memberId }) =>
      tenant.actingAs(memberId)('POST', '/me/leave', { body: {} }),
    refused: OUT,
  },
  'an import without them': {
    through: 'hand',
    end: deactivateMissing,
    restore: restoreMember,
    refused: OUT,
  },
  'a role that ends, before its job': {
    through: 'hand',
    end: async (_server, { tenant, memberId }) => {
      const until = new Date(clock.now() + 60_000).toISOString();
      await tenant.operatorRequest('PUT', `/members/${memberId}/roles`, {
        roles: [{ role: 'admin', until }],
        confirm: true,
      });
      clock.advance(60_001);
    },
    refused: NO_ROLE,
  },
  'a role that ends, by its job': {
    through: 'hand',
    end: async (server, { tenant, memberId }) => {
      const until = new Date(clock.now() + 60_000).toISOString();
      await tenant.operatorRequest('PUT', `/members/${memberId}/roles`, {
        roles: [{ role: 'admin', until }],
        confirm: true,
      });
      clock.advance(60_001);
      await server.composed.jobs.runNow('end-grants');
    },
    refused: NO_ROLE,
  },
  'the organization disabled': {
    through: 'hand',
    end: (server, person) => asOperator(server, person, 'disable'),
    restore: (server, person) => asOperator(server, person, 'enable'),
    refused: same('403 organization.disabled'),
  },
  'the connection disabled': {
    through: 'hand',
    end: disableConnection,
    refused: { ...OPEN, 'session by provider': '401 session.login_required' },
  },
  'the connection deleted': {
    through: 'hand',
    end: deleteConnection,
    refused: { ...OPEN, 'session by provider': '401 session.login_required' },
  },
  'the connection deleted, and gone': {
    through: 'hand',
    end: async (server, person) => {
      await deleteConnection(server, person);
      await server.composed.jobs.runNow('run-tasks');
    },
    refused: { ...OPEN, 'session by provider': '401 session.invalid' },
  },
  'the account erased': {
    through: 'hand',
    end: (server, { accountId }) => server.rest('DELETE', `/accounts/${accountId}`),
    refused: { ...same('401 session.invalid'), key: '200', 'code afterwards': '200' },
  },
  'the account erased, by its job': {
    through: 'hand',
    end: async (server, { accountId }) => {
      await server.rest('DELETE', `/accounts/${accountId}`);
      for (let runs = 0; runs < 40; runs += 1) {
        if (!(await server.store.read.accounts.get(accountId))) break;
        clock.advance(60_000);
        await server.composed.jobs.runNow('erase-people');
      }
    },
    refused: {
      ...same('401 session.invalid'),
      key: '403 acting.unknown',
      'code afterwards': 'account.missing',
    },
    underWay: GONE,
  },
  'codes refused by the organization': {
    through: 'hand',
    end: (server, { tenant }) =>
      server.rest('PATCH', `/organizations/${tenant.id}`, {
        body: { policies: { emailCode: 'refused' } },
      }),
    refused: {
      ...OPEN,
      'session by code': '401 session.login_required',
      'code afterwards': '401 session.login_required',
    },
  },
  'the member’s sessions revoked': {
    through: 'hand',
    end: (_server, person) => ofMember(person, 'sessions/revoke'),
    refused: { ...OUT, key: '200', 'code afterwards': '200' },
  },
  'the account’s sessions revoked': {
    through: 'hand',
    end: (server, { accountId }) => server.rest('POST', `/accounts/${accountId}/sessions/revoke`),
    refused: { ...same('401 session.invalid'), key: '200', 'code afterwards': '200' },
  },
  'a LogoutRequest of the provider': {
    through: 'hand',
    end: (server, { tenant, samlId, memberId }) =>
      server.core.sessions.endByLogout(
        signInContext(clock),
        { id: samlId, organizationId: tenant.id },
        { nameId: memberId },
      ),
    refused: { ...OPEN, 'session by provider': '401 session.invalid' },
  },
  'a logout token that names the session alone': {
    through: 'hand',
    end: (server, { tenant, samlId, memberId }) =>
      server.core.sessions.endByLogout(
        signInContext(clock),
        { id: samlId, organizationId: tenant.id },
        { sessionIndexes: [`of ${memberId}`] },
      ),
    refused: { ...OPEN, 'session by provider': '401 session.invalid' },
  },
  'signing out everywhere': {
    through: 'hand',
    end: (server, { accountId }) =>
      server.core.sessions.endOfAccount(signInContext(clock), accountId, { reason: 'signed_out' }),
    refused: { ...same('401 session.invalid'), key: '200', 'code afterwards': '200' },
  },
};

/** The account's passkey is as good as a code afterwards; what a company's session has begun is as good as that session. */
const underWayOf = (refused: Refusals): Readonly<Record<UnderWay, string>> => ({
  'sign-in by passkey': codeOf(refused['code afterwards']),
  'step-up by passkey': codeOf(refused['session by provider']),
  'enrolment of a passkey': codeOf(refused['session by provider']),
});

/** Of `401 session.invalid`, or of what was refused before there was a request. */
const codeOf = (text: string): string => text.split(' ').at(-1) ?? text;

interface PasskeyOutcome {
  readonly outcome: string;
  /** where it was right */
  readonly made?: { readonly token: string };
}

let made = 0;
const longest: Record<string, number> = {};

overStores(
  'everything ends at once',
  (kind) => {
    let did: TestServer;
    let another: TestServer;
    let release: () => Promise<void>;

    beforeAll(async () => {
      const opened = await kind.open({ clock });
      did = await startServer({ storeUrl: opened.url, clock });
      another = await startServer({ storeUrl: opened.url, clock });
      release = () => opened.close();
    });
    afterAll(async () => {
      await another.close();
      await did.close();
      await release();
      const times = Object.entries(longest).map(([where, ms]) => `${where} ${ms} ms`);
      process.stderr.write(`refused after at most: ${times.join(', ')}\n`);
    });

    async function personThrough(through: Ending['through']): Promise<Person> {
      made += 1;
      const email = `person-${made}@example.com`;
      const tenant = await TestTenant.create(did);
      const scim = await did.scim({ organizationId: tenant.id });
      let userId = '';
      let groupId = '';
      if (through === 'directory') {
        userId = String((await scim.post('/Users', user(email))).body.id);
        const group = { schemas: [GROUP], displayName: 'Admins', members: [{ value: userId }] };
        groupId = String((await scim.post('/Groups', group)).body.id);
        await tenant.operatorRequest('PUT', `/connections/${scim.connectionId}/group-mappings`, {
          mode: 'union',
          mappings: [{ groupId, role: 'admin' }],
        });
      } else {
        const body = { email, name: 'Person', roles: ['admin'] };
        await tenant.operatorRequest('POST', '/members', body);
      }
      const account = await did.rest('POST', '/accounts', {
        body: { email, name: 'Person', emailVerified: true },
      });
      const accountId = String(account.body.id);
      const { items } = await tenant.operatorRequest('GET', `/members?email=${email}`);
      const memberId = String(items?.[0]?.id);
      const { id: samlId } = await samlConnection(did.store, tenant.id);
      const passkey = await enrol(accountId);
      const byProvider = await steppedUp(
        await signIn(
          { ...did, clock },
          {
            accountId,
            connectionId: samlId,
            organizationId: tenant.id,
            logout: { nameId: memberId, sessionIndex: `of ${memberId}` },
          },
        ),
      );
      const byCode = await signIn({ ...did, clock }, { accountId });
      const ids = { accountId, memberId, samlId, userId, groupId };
      return { tenant, scim, email, ...ids, byProvider, byCode, passkey };
    }

    /** With the second factor shown a moment ago. */
    async function steppedUp(before: SignedIn): Promise<SignedIn> {
      const made = await did.core.sessions.stepUp(signInContext(clock), before.session, 'passkey');
      return { ...made, headers: await headersOf(made.token) };
    }

    const headersOf = async (token: string): Promise<Readonly<Record<string, string>>> => ({
      cookie: `muster-${await did.core.sessions.installation()}=${token}`,
    });

    async function enrol(accountId: string): Promise<TestPasskey> {
      const { session } = await steppedUp(await signIn({ ...did, clock }, { accountId }));
      const { factors } = did.composed.signIn;
      const ctx = signInContext(clock);
      const { id, options } = await factors.beginPasskey(ctx, session, 'person');
      const passkey = new TestPasskey('localhost');
      const text = passkey.create(options, { origin: did.home });
      const made = await factors.confirmPasskey(ctx, session, { id, name: '', text });
      expect(made.outcome).toBe('right');
      return passkey;
    }

    /** Of a sign-in of the account, and of a step-up and an enrolment in the session that the provider made. */
    async function begin(
      person: Person,
    ): Promise<Readonly<Record<UnderWay, () => Promise<PasskeyOutcome>>>> {
      const { passkey, byProvider } = person;
      const { session } = byProvider;
      const ctx = signInContext(clock);
      const [here, there] = [did.composed.signIn.factors, another.composed.signIn.factors];
      const signing = await here.askSignIn(ctx, undefined);
      const stepping = await there.askPasskey(ctx, session, {});
      const begun = await here.beginPasskey(ctx, session, 'person');
      if (!signing || !stepping) throw new Error('Nothing was asked.');
      const get = (options: { readonly challenge: string }, { home }: TestServer): string =>
        passkey.get(options, { origin: home });
      return {
        'sign-in by passkey': () => {
          const text = get(signing.options, another);
          return there.signIn(ctx, { flow: signing.flow, text }, {});
        },
        'step-up by passkey': () => {
          const text = get(stepping.options, did);
          return here.checkPasskey(ctx, session, { flow: stepping.flow, text });
        },
        'enrolment of a passkey': () => {
          const text = new TestPasskey('localhost').create(begun.options, { origin: another.home });
          return there.confirmPasskey(ctx, session, { id: begun.id, name: '', text });
        },
      };
    }

    /** What the session is good for that came of it, or why none came. */
    async function finish(
      { tenant }: Person,
      work: () => Promise<PasskeyOutcome>,
    ): Promise<string> {
      try {
        const result = await work();
        if (!result.made) return 'refused';
        const headers = await headersOf(result.made.token);
        const path = `/organizations/${tenant.id}/journal?limit=1`;
        const reply = await requests(`${did.url}/api/v1`)('GET', path, { headers });
        return statusAndCode(reply);
      } catch (error) {
        if (isFault(error)) return error.code;
        throw error;
      }
    }

    /** What an administrator may read, asked by each kind of access. */
    async function ask(server: TestServer, person: Person, access: Access): Promise<string> {
      try {
        return await answerOf(server, person, access);
      } catch (error) {
        if (isFault(error)) return error.code;
        throw error;
      }
    }

    async function answerOf(server: TestServer, person: Person, access: Access): Promise<string> {
      const { tenant, memberId, accountId } = person;
      const headersOf = async (): Promise<Readonly<Record<string, string>>> => {
        if (access === 'session by provider') return person.byProvider.headers;
        if (access === 'session by code') return person.byCode.headers;
        if (access === 'code afterwards') {
          return (await signIn({ ...did, clock }, { accountId })).headers;
        }
        return { authorization: `Bearer ${tenant.key}`, 'muster-acting-member': memberId };
      };
      const headers = await headersOf();
      const path = `/organizations/${tenant.id}/journal?limit=1`;
      return statusAndCode(await requests(`${server.url}/api/v1`)('GET', path, { headers }));
    }

    async function askAll(server: TestServer, person: Person): Promise<Record<string, string>> {
      const found: Record<string, string> = {};
      for (const access of EVERY) found[access] = await ask(server, person, access);
      return found;
    }

    for (const [way, { through, end, refused, underWay, restore }] of Object.entries(ENDINGS)) {
      test(`signin I9 ${way}`, async () => {
        const person = await personThrough(through);
        expect(await askAll(did, person)).toEqual(OPEN);
        expect(await askAll(another, person)).toEqual(OPEN);
        const begun = await begin(person);
        await end(did, person);
        const ended = performance.now();
        expect([await askAll(another, person), await askAll(did, person)]).toEqual([
          refused,
          refused,
        ]);
        const took = Math.ceil(performance.now() - ended);
        longest[kind.name] = Math.max(longest[kind.name] ?? 0, took);
        const left: Record<string, string> = {};
        for (const [name, work] of Object.entries(begun)) left[name] = await finish(person, work);
        const codes = Object.entries(left).map(([name, text]) => [name, codeOf(text)]);
        expect(Object.fromEntries(codes)).toEqual(underWay ?? underWayOf(refused));
        if (!restore) return;
        await restore(did, person);
        const back = await askAll(another, person);
        expect(back).toEqual({
          ...same('401 session.login_required'),
          key: '200',
          'code afterwards': '200',
        });
      });
    }
  },
  storeKinds.filter(({ name }) => name !== 'sqlite-memory'),
);
