import { inOrganization } from '#core/tenancy/index.js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { operationList, type Operation } from '#api/index.js';
import type { Preset, Role } from '#core/index.js';
import { createMember } from '#core/members/lifecycle/create.js';
import {
  instant,
  newId,
  silentLog,
  systemClock,
  FULL_AUTHORITY,
  type Context,
} from '#kernel/index.js';
import { everything } from '#store/index.js';
import { PRESETS } from '../kit/application.js';
import { expectedOf, needsOwnServer, permissionsOf, type Expected } from '../kit/authority.js';
import { exchange } from '../kit/http-exchanges.js';
import { startServer, type TestServer } from '../kit/server.js';

// Every operation of the contract × every role of every preset, and × everybody who comes with the wrong key. What is expected
// follows from the presets and from the scope of the operation alone, so that a new operation, role or preset is covered on the day
// it is written. An id that is made up gives 404: the door has let the caller in.

let server: TestServer;
let organizations: Map<string, AuthorityFixture>;

interface AuthorityFixture {
  readonly id: string;
  /** with everything that the preset's roles permit */
  readonly key: string;
  /** role → a member who holds it, and nothing else */
  readonly members: ReadonlyMap<string, string>;
}

const ctx = (): Context => ({
  actor: { kind: 'operator', name: 'operator' },
  authority: FULL_AUTHORITY,
  traceId: newId(),
  clock: systemClock,
  log: silentLog,
});

async function createFixture(preset: Preset, roles: readonly Role[]): Promise<AuthorityFixture> {
  const { core } = server;
  const plan = preset.plans.find(({ features, roles: only }) => features.includes('*') && !only);
  const organization = await core.organizations.create(ctx(), {
    name: 'Example',
    slug: `home-${newId()}`,
    preset: preset.name,
    ...(plan && { plan: plan.name }),
    owner: { email: 'first@example.com', name: 'First' },
  });
  const since = instant(Date.now());
  const members = new Map<string, string>();
  for (const { name } of roles) {
    const member = await inOrganization(core.deps, ctx(), organization.id, (scope) =>
      createMember(scope, {
        name,
        email: `${newId()}@example.com`,
        status: 'active',
        source: 'manual',
        grants: [{ role: name, source: { kind: 'manual' }, since }],
      }),
    );
    members.set(name, member.id);
  }
  const scopes = permissionsOf(preset.roles);
  const { key } = await core.apiKeys.create(ctx(), organization.id, { name: 'Host', scopes });
  return { id: organization.id, key, members };
}

beforeAll(async () => {
  server = await startServer();
  organizations = new Map();
  for (const [name, preset] of PRESETS)
    organizations.set(name, await createFixture(preset, preset.roles));
});
afterAll(() => server.close());

const fixture = (preset: string): AuthorityFixture => {
  const found = organizations.get(preset);
  if (!found) throw new Error(`No organization of ${preset} was made.`);
  return found;
};

interface RequestInput {
  readonly organizationId: string;
  readonly key?: string;
  readonly acting?: string;
  /** of the path; what is absent here is made up */
  readonly ids?: Readonly<Record<string, string>>;
}

interface RequestResult {
  readonly status: number;
  readonly code: string;
}

/** With a body that no schema takes, so that whoever is let in does nothing. */
async function sendRequest(
  { method, path }: Operation,
  asking: RequestInput,
): Promise<RequestResult> {
  const { organizationId, key, acting, ids = {} } = asking;
  const address = path.replace(/\{(\w+)\}/g, (_whole, name: string) =>
    name === 'organizationId' ? organizationId : (ids[name] ?? newId()),
  );
  const { status, text } = await exchange(`${server.url}/api/v1${address}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(acting !== undefined && { 'muster-acting-member': acting }),
    },
    body: method === 'GET' ? undefined : '{"no schema": "takes this"}',
  });
  if (status < 300) return { status, code: '' };
  return { status, code: (JSON.parse(text) as { code: string }).code };
}

const isRefusal = ({ status, code }: RequestResult): boolean =>
  status === 401 || (status === 403 && code === 'permission.missing');

/** Rows of every collection, and what they are where a stranger could do most. */
async function state(organizationId: string): Promise<string> {
  const { read } = server.store;
  const counts: Record<string, number> = {};
  for (const [name, reading] of Object.entries(read)) {
    if ('count' in reading) counts[name] = await reading.count(everything);
  }
  const { records } = await read.members.find({ where: everything, limit: 1_000 });
  return JSON.stringify([counts, await read.organizations.get(organizationId), records]);
}

describe.each([...PRESETS.values()].map((preset): [string, Preset] => [preset.name, preset]))(
  'the preset %s',
  (presetName, preset) => {
    describe.each(preset.roles.map((role): [string, Role] => [role.name, role]))(
      'a member with the role %s',
      (roleName, role) => {
        const asking = (): RequestInput & { readonly acting: string } => {
          const { id, key, members } = fixture(presetName);
          return { organizationId: id, key, acting: members.get(roleName) ?? '' };
        };
        const operations = (expected: Expected): Operation[] =>
          operationList.filter((operation) => expectedOf(operation, [role]) === expected);

        test('is refused what the role does not permit, and nothing changes', async () => {
          const { id } = fixture(presetName);
          const before = await state(id);
          const wrong: string[] = [];
          for (const operation of operations('refused')) {
            const told = await sendRequest(operation, asking());
            if (told.status === 403 && told.code === 'permission.missing') continue;
            wrong.push(`${operation.operationId}: ${told.status} ${told.code}`);
          }
          expect(wrong).toEqual([]);
          expect(await state(id)).toBe(before);
        });

        test('is let in where the role permits it', async () => {
          const wrong: string[] = [];
          for (const operation of operations('allowed')) {
            const who = needsOwnServer(operation) ? await alone() : asking();
            const told = await sendRequest(operation, who);
            if (isRefusal(told) || told.status >= 500) {
              wrong.push(`${operation.operationId}: ${told.status} ${told.code}`);
            }
          }
          expect(wrong).toEqual([]);
        });

        test('is let in to what is their own, and not to that of others', async () => {
          const wrong: string[] = [];
          const [other = ''] = [...fixture(presetName).members.values()].filter(
            (id) => id !== asking().acting,
          );
          for (const operation of operations('own')) {
            const ours = { ...asking(), ids: { memberId: asking().acting } };
            const own = await sendRequest(operation, ours);
            if (own.status === 401) wrong.push(`${operation.operationId}: ${own.code}`);
            if (operation.method !== 'GET' || !operation.path.includes('{memberId}')) continue;
            if (isRefusal(own)) wrong.push(`${operation.operationId}, own: ${own.code}`);
            const theirs = await sendRequest(operation, { ...ours, ids: { memberId: other } });
            if (!isRefusal(theirs)) wrong.push(`${operation.operationId}, other: ${theirs.code}`);
          }
          expect(wrong).toEqual([]);
        });

        async function alone(): Promise<RequestInput> {
          const { id, key, members } = await createFixture(preset, [role]);
          return { organizationId: id, key, acting: members.get(roleName) ?? '' };
        }
      },
    );

    test('a key without scopes is let in nowhere', async () => {
      const { id } = fixture(presetName);
      const input = { name: 'Nothing', scopes: [] };
      const { key } = await server.core.apiKeys.create(ctx(), id, input);
      const before = await state(id);
      const wrong: string[] = [];
      for (const operation of operationList.filter(({ scope }) => scope !== 'public')) {
        const told = await sendRequest(operation, { organizationId: id, key });
        if (told.status === 403 && told.code === 'permission.missing') continue;
        wrong.push(`${operation.operationId}: ${told.status} ${told.code}`);
      }
      expect(wrong).toEqual([]);
      expect(await state(id)).toBe(before);
    });

    test('a key that speaks for a member may not more than the key', async () => {
      const { id, members } = fixture(presetName);
      const scopes = ['members:read'];
      const { key } = await server.core.apiKeys.create(ctx(), id, { name: 'Reader', scopes });
      const wrong: string[] = [];
      // the first role of a preset holds most: what is refused to it here is refused because of the key
      for (const [name, acting] of [...members].slice(0, 2)) {
        const role = preset.roles.find((one) => one.name === name);
        for (const operation of operationList.filter(({ scope }) => /:/.test(scope))) {
          const both =
            operation.scope === 'members:read' && role
              ? expectedOf(operation, [role])
              : ('refused' as const);
          if (both === 'own') continue;
          const told = await sendRequest(operation, { organizationId: id, key, acting });
          if (isRefusal(told) === (both === 'refused')) continue;
          wrong.push(`${name}, ${operation.operationId}: ${told.status} ${told.code}`);
        }
      }
      expect(wrong).toEqual([]);
    });
  },
);

describe('whoever belongs elsewhere', () => {
  const inside = operationList.filter(({ path }) => path.includes('{organizationId}'));
  const guarded = inside.filter(({ scope }) => scope !== 'public' && scope !== 'operator');

  test('there are operations to be tried', () => {
    expect(guarded.length).toBeGreaterThan(20);
    expect(PRESETS.size).toBe(6);
  });

  test('a key of another organization learns not even that this one exists', async () => {
    const [ours, theirs] = [fixture('standard'), fixture('spaces')];
    const before = await state(ours.id);
    const wrong: string[] = [];
    for (const operation of guarded) {
      const told = await sendRequest(operation, { organizationId: ours.id, key: theirs.key });
      if (told.status === 404 && told.code === 'organization.missing') continue;
      wrong.push(`${operation.operationId}: ${told.status} ${told.code}`);
    }
    expect(wrong).toEqual([]);
    expect(await state(ours.id)).toBe(before);
  });

  test('a member of another organization cannot be spoken for', async () => {
    const [ours, theirs] = [fixture('standard'), fixture('spaces')];
    const before = await state(ours.id);
    const [acting = ''] = theirs.members.values();
    const wrong: string[] = [];
    for (const operation of guarded) {
      for (const key of [ours.key, server.operatorKey]) {
        const told = await sendRequest(operation, { organizationId: ours.id, key, acting });
        if (told.status === 403 && told.code === 'acting.unknown') continue;
        wrong.push(`${operation.operationId}: ${told.status} ${told.code}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(await state(ours.id)).toBe(before);
  });

  test('what is the operator’s is no key’s and no member’s', async () => {
    const { id, key, members } = fixture('standard');
    const acting = members.get('owner') ?? '';
    const wrong: string[] = [];
    for (const operation of operationList.filter(({ scope }) => scope === 'operator')) {
      for (const who of [{ key }, { key, acting }, { key: server.operatorKey, acting }]) {
        const told = await sendRequest(operation, { organizationId: id, ...who });
        if (told.status === 403 && told.code === 'permission.missing') continue;
        wrong.push(`${operation.operationId}: ${told.status} ${told.code}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('without a key only links are opened', async () => {
    const { id } = fixture('standard');
    const before = await state(id);
    const wrong: string[] = [];
    for (const operation of operationList) {
      const told = await sendRequest(operation, { organizationId: id });
      const open = operation.scope === 'public';
      if (open ? !isRefusal(told) : told.code === 'credential.missing') continue;
      wrong.push(`${operation.operationId}: ${told.status} ${told.code}`);
    }
    expect(wrong).toEqual([]);
    expect(await state(id)).toBe(before);
  });
});
