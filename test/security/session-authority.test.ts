import { inOrganization } from '#core/tenancy/index.js';
import { createMember } from '#core/members/lifecycle/create.js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { operationList, type Operation } from '#api/index.js';
import type { Preset, Role } from '#core/index.js';
import { instant, newId } from '#kernel/index.js';
import { everything } from '#store/index.js';
import { exchange } from '../kit/http-exchanges.js';
import { PRESETS } from '../kit/application.js';
import { expectedOf, needsOwnServer, type Expected } from '../kit/authority.js';
import { startServer, type TestServer } from '../kit/server.js';
import { signIn, type SignedIn } from '../kit/sessions.js';
import { operatorContext } from './test-tenants.js';

// Every operation of the contract × every role, asked by a person with the cookie of a session and no key: what the role permits, and
// nothing more. test/project/authority asks the same by keys, test/http/sessions from other sites and in other organizations.

const preset = PRESETS.get('standard');
if (!preset) throw new Error('There is no preset standard.');
const { roles } = preset;

interface Person {
  readonly organizationId: string;
  readonly memberId: string;
  readonly signedIn: SignedIn;
}

let server: TestServer;
let people: ReadonlyMap<string, Person>;

beforeAll(async () => {
  server = await startServer();
  people = await personOfEachRole(preset, roles);
});
afterAll(() => server.close());

/** A new organization with one person for each of the roles, who has signed in by a code. */
async function personOfEachRole(
  { name: presetName, plans }: Preset,
  held: readonly Role[],
): Promise<Map<string, Person>> {
  const { core } = server;
  const ctx = operatorContext();
  const plan = plans.find(({ features, roles: only }) => features.includes('*') && !only);
  const { id } = await core.organizations.create(ctx, {
    name: 'Example',
    slug: `home-${newId()}`,
    preset: presetName,
    ...(plan && { plan: plan.name }),
    owner: { email: `${newId()}@example.com`, name: 'First' },
  });
  const made = new Map<string, Person>();
  for (const { name } of held) {
    const email = `${newId()}@example.com`;
    const { account } = await core.accounts.create(ctx, { email, name, emailVerified: true });
    const since = instant(Date.now());
    const member = await inOrganization(core.deps, ctx, id, (scope) =>
      createMember(scope, {
        name,
        email,
        accountId: account.id,
        status: 'active',
        source: 'manual',
        grants: [{ role: name, source: { kind: 'manual' }, since }],
      }),
    );
    const signedIn = await signIn(server, { accountId: account.id });
    made.set(name, { organizationId: id, memberId: member.id, signedIn });
  }
  return made;
}

interface Told {
  readonly status: number;
  readonly code: string;
}

/** With a body that no schema takes, so that a person who is let in does nothing. An id that is not given is made up. */
async function ask(
  { method, path }: Operation,
  { organizationId, signedIn }: Person,
  ids: Readonly<Record<string, string>> = {},
): Promise<Told> {
  const address = path.replace(/\{(\w+)\}/g, (_whole, name: string) =>
    name === 'organizationId' ? organizationId : (ids[name] ?? newId()),
  );
  const { status, text } = await exchange(`${server.url}/api/v1${address}`, {
    method,
    headers: { 'content-type': 'application/json', ...signedIn.headers },
    body: method === 'GET' ? undefined : '{"no schema": "takes this"}',
  });
  if (status < 300) return { status, code: '' };
  return { status, code: (JSON.parse(text) as { code: string }).code };
}

/** A proof that is asked for once more is no refusal: the role permits the act. */
const isRefusal = ({ status, code }: Told): boolean =>
  (status === 401 && code !== 'step_up.required') ||
  (status === 403 && code === 'permission.missing');

/** Rows of every collection but those of sessions, which note that they are used. */
async function state(organizationId: string): Promise<string> {
  const { read } = server.store;
  const counts: Record<string, number> = {};
  for (const [name, reading] of Object.entries(read)) {
    if ('count' in reading) counts[name] = await reading.count(everything);
  }
  const { records } = await read.members.find({ where: everything, limit: 1_000 });
  const rights = records.map(({ id, status, grants, standing }) => [id, status, grants, standing]);
  return JSON.stringify([counts, await read.organizations.get(organizationId), rights]);
}

describe.each(roles.map((role): [string, Role] => [role.name, role]))(
  'a person with the role %s and a session',
  (roleName, role) => {
    const person = (): Person => {
      const found = people.get(roleName);
      if (!found) throw new Error(`Nobody holds ${roleName}.`);
      return found;
    };
    const alone = async (): Promise<Person> =>
      (await personOfEachRole(preset, [role])).get(roleName) ?? person();
    const operations = (expected: Expected): Operation[] =>
      operationList.filter(
        (operation) => expectedOf(operation, [role], { bySession: true }) === expected,
      );

    test('is refused what the role does not permit, and nothing changes', async () => {
      const before = await state(person().organizationId);
      const wrong: string[] = [];
      for (const operation of operations('refused')) {
        const told = await ask(operation, person());
        if (told.status === 403 && told.code === 'permission.missing') continue;
        wrong.push(`${operation.operationId}: ${told.status} ${told.code}`);
      }
      expect(wrong).toEqual([]);
      expect(await state(person().organizationId)).toBe(before);
    });

    test('is let in where the role permits it', async () => {
      const wrong: string[] = [];
      for (const operation of operations('allowed')) {
        const told = await ask(operation, needsOwnServer(operation) ? await alone() : person());
        if (isRefusal(told) || told.status >= 500) {
          wrong.push(`${operation.operationId}: ${told.status} ${told.code}`);
        }
      }
      expect(wrong).toEqual([]);
    });

    test('is let in to what is their own, and not to that of others', async () => {
      const wrong: string[] = [];
      const { memberId } = person();
      const [other = ''] = [...people.values()]
        .map((one) => one.memberId)
        .filter((id) => id !== memberId);
      for (const operation of operations('own')) {
        // what takes no body is done: the person signs out everywhere, or takes their picture away
        const isDone = operation.method !== 'GET' && operation.body === undefined;
        const actor = isDone ? await alone() : person();
        const own = await ask(operation, actor, { memberId: actor.memberId });
        if (own.status === 401) wrong.push(`${operation.operationId}: ${own.code}`);
        if (operation.method !== 'GET' || !operation.path.includes('{memberId}')) continue;
        if (isRefusal(own)) wrong.push(`${operation.operationId}, own: ${own.code}`);
        const theirs = await ask(operation, person(), { memberId: other });
        if (!isRefusal(theirs)) wrong.push(`${operation.operationId}, other: ${theirs.code}`);
      }
      expect(wrong).toEqual([]);
    });
  },
);

test('there are operations to be tried', () => {
  const [first] = roles;
  if (!first) throw new Error('The preset has no role.');
  const of = (expected: Expected): number =>
    operationList.filter((operation) => expectedOf(operation, [first]) === expected).length;
  expect([of('allowed') > 80, of('refused') > 20, roles.length > 5]).toEqual([true, true, true]);
});
