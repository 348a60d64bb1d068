import { beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '#kernel/index.js';
import { everything, type Member } from '#store/index.js';
import { overServers } from '../kit/server-suites.js';
import {
  ADMISSIONS,
  clock,
  ENDINGS,
  operatorOf,
  PROMOTIONS,
  type Premises,
  type Wish,
} from './doors.js';
import { TestTenant } from './test-tenants.js';

/**
 * Every rule about who may come in, with what, and who may not go, asked through each way that leads to the same change. A way that is
 * added to the table is asked for all of them.
 */
const proofs = new Map<string, string>();

const resolver = {
  proofs: async (name: string): Promise<string[]> => {
    const domain = name.replace(/^_[^.]+\./, '');
    return [...proofs].filter(([proved]) => proved === domain).map(([, text]) => text);
  },
};

const wish = (domain: string, more: Partial<Wish> = {}): Wish => ({
  email: `user-${newId().slice(-12)}@${domain}`,
  name: 'User One',
  ...more,
});

overServers(
  'second doors',
  (server) => {
    let premises: Premises;
    let domain: string;
    let spaceId: string;
    let productId: string;
    /** a key that may write people, and neither spaces nor seats; and one that may */
    let peopleKey: string;
    let accessKey: string;

    async function open(preset?: string): Promise<Premises & { readonly domain: string }> {
      const tenant = await TestTenant.create(server(), preset);
      await tenant.operatorRequest('PATCH', '', { policies: { joinRequests: 'open' } });
      const scim = await server().scim({ organizationId: tenant.id });
      const name = `own-${newId().slice(-12)}.example`;
      const made = await tenant.operatorRequest('POST', '/domains', { name });
      proofs.set(name, String(made.record?.text));
      await tenant.operatorRequest('POST', `/domains/${String(made.id)}/verify`);
      return { tenant, scim, domainId: String(made.id), domain: name };
    }

    beforeAll(async () => {
      const opened = await open();
      ({ domain } = opened);
      premises = opened;
      const { tenant } = premises;
      const space = await tenant.operatorRequest('POST', '/spaces', { name: 'North' });
      const product = { key: 'editor', name: 'Editor', seats: 100 };
      spaceId = String(space.id);
      productId = String((await tenant.operatorRequest('POST', '/products', product)).id);
      const people = ['members', 'invitations', 'join-requests', 'domains', 'directory'];
      const scopes = people.map((area) => `${area}:write`);
      peopleKey = await tenant.narrowKey(...scopes);
      accessKey = await tenant.narrowKey(...scopes, 'spaces:write', 'seats:write');
    });

    /** What is there of a person: the roles, spaces and seats of a member, the promises of a pending invitation. */
    async function found(email: string, { tenant } = premises): Promise<string[]> {
      const { items } = await tenant.operatorRequest(
        'GET',
        `/members?email=${encodeURIComponent(email)}`,
      );
      const rows = (items ?? []) as unknown as {
        kind: string;
        id: string;
        roles: string[];
        status: string;
      }[];
      const all: string[] = [];
      for (const { kind, id, roles, status } of rows) {
        if (status === 'left') continue;
        all.push(...roles.map((role) => `${kind}: ${role}`));
        const path = kind === 'member' ? `/members/${id}` : `/invitations/${id}`;
        if (kind === 'member') {
          const seats = await tenant.operatorRequest('GET', `${path}/seats`);
          const spaces = await tenant.operatorRequest('GET', `${path}/spaces`);
          const held = (seats.items as unknown as { status: string }[]).map((one) => one.status);
          all.push(...held.map((one) => `${kind}: seat ${one}`));
          const items = spaces.items as unknown as object[];
          all.push(...items.map(() => `${kind}: space`));
        } else {
          const { spaces, products } = await tenant.operatorRequest('GET', path);
          all.push(...(spaces as unknown as object[]).map(() => `${kind}: space`));
          all.push(...(products as unknown as object[]).map(() => `${kind}: seat`));
        }
      }
      return all;
    }

    async function allMembers(): Promise<readonly Member[]> {
      const { members } = server().store.read;
      return (await members.find({ where: everything, limit: 1_000 })).records;
    }

    const DIRECTORY = /^a (mapped group|default role of the directory)$/;
    const REFUSED = /permission\.(escalation|missing)/;

    describe.each(Object.entries(ADMISSIONS))('%s', (title, door) => {
      const givesSeats = title !== 'a domain' && !title.startsWith('a default role');
      const givesSpaces = !title.startsWith('a default role');

      test('gives what the caller may give', async () => {
        const person = wish(domain, {
          roles: ['viewer'],
          ...(givesSpaces && { spaceId }),
          ...(givesSeats && { productId }),
        });
        expect(await door(premises, operatorOf(premises), person)).toBe('');
        const given = await found(person.email);
        expect(given.some((one) => one.endsWith(': viewer'))).toBe(true);
        expect(given.some((one) => one.endsWith(': space'))).toBe(givesSpaces);
        expect(given.some((one) => one.includes(': seat'))).toBe(givesSeats);
      });

      test.each([
        ['a member who may not give it', (tenant: TestTenant) => tenant.member('user-admin')],
      ])('gives no administrator’s role to %s', async (_who, make) => {
        const caller = premises.tenant.actingAs((await make(premises.tenant)).id);
        const person = wish(domain, { roles: ['admin'] });
        expect(await door(premises, caller, person)).toMatch(REFUSED);
        expect((await found(person.email)).filter((one) => one === 'member: admin')).toEqual([]);
      });

      test('gives no administrator’s role to a key that holds less', async () => {
        const { tenant } = premises;
        const caller = tenant.actingAs(undefined, accessKey);
        const person = wish(domain, { roles: ['admin'] });
        expect(await door(premises, caller, person)).toMatch(REFUSED);
        expect((await found(person.email)).filter((one) => one === 'member: admin')).toEqual([]);
      });

      test('gives no seat and no space to a key that may give neither', async () => {
        const { tenant } = premises;
        const caller = tenant.actingAs(undefined, peopleKey);
        const wishes = [
          ...(givesSpaces ? [wish(domain, { spaceId })] : []),
          ...(givesSeats ? [wish(domain, { productId })] : []),
        ];
        for (const person of wishes) {
          expect(await door(premises, caller, person)).toMatch(REFUSED);
          const given = await found(person.email);
          expect(given.filter((one) => /^member: (seat|space)/.test(one))).toEqual([]);
        }
      });

      test('knows no role that does not exist', async () => {
        const person = wish(domain, { roles: ['emperor'] });
        const answer = await door(premises, operatorOf(premises), person).catch(
          (error: Error) => error.message,
        );
        expect(answer).toMatch(/role\.unknown|request\.invalid/);
        expect((await found(person.email)).filter((one) => one.endsWith('emperor'))).toEqual([]);
      });

      test('makes no second member of an address that is present', async () => {
        const { tenant } = premises;
        const { email = '', id } = await tenant.member('viewer');
        const person = { ...wish(domain), email: email.toUpperCase() };
        await door(premises, operatorOf(premises), person).catch(() => undefined);
        const same = (await allMembers()).filter(
          (one) =>
            one.organizationId === tenant.id &&
            one.email?.toLowerCase() === email.toLowerCase() &&
            one.status !== 'left',
        );
        expect(same.map((one) => one.id)).toEqual([id]);
      });

      test.each([
        'a@localhost',
        '.a@own.example',
        `${'a'.repeat(65)}@own.example`,
        'a b@own.example',
      ])('takes no address %s', async (email) => {
        const answer = await door(premises, operatorOf(premises), {
          ...wish(domain, { roles: ['viewer'] }),
          email,
        }).catch((error: Error) => error.message);
        const { records } = await server().store.read.members.find({
          where: everything,
          limit: 1_000,
        });
        expect(records.filter((one) => one.email === email)).toEqual([]);
        expect(answer).not.toBe(undefined);
      });

      test('leaves names on one line', async () => {
        const person = wish(domain, { name: 'User\r\nOne\u202Egnp.exe' });
        await door(premises, operatorOf(premises), person).catch(() => undefined);
        const named = (await allMembers()).filter(({ email }) => email === person.email);
        const names = named.map(({ name }) => name);
        expect(names.filter((name) => /[\p{Cc}\u202A-\u202E\u2066-\u2069]/u.test(name))).toEqual(
          [],
        );
      });

      test('is shut when the organization is full, and when it is disabled', async () => {
        const closing = await open();
        const { tenant } = closing;
        await tenant.operatorRequest('PUT', '/plan', { plan: 'team' });
        await tenant.operatorRequest('PUT', '/limits', { members: 1 });
        const late = wish(closing.domain, { roles: ['viewer'] });
        await door(closing, operatorOf(closing), late).catch(() => undefined);
        const members = (await found(late.email, closing)).filter((one) =>
          one.startsWith('member'),
        );
        // a directory is not held up by a plan: its customers are told
        if (!DIRECTORY.test(title)) expect(members).toEqual([]);
        await tenant.operatorRequest('PUT', '/limits', { members: null });
        await tenant.operatorRequest('POST', '/disable');
        const person = wish(closing.domain, { roles: ['viewer'] });
        await door(closing, tenant.actingAs(), person).catch(() => undefined);
        const present = (await allMembers()).filter(({ email }) => email === person.email);
        expect(present).toEqual([]);
      });
    });

    describe('one role for each member, where the preset says so', () => {
      test.each(Object.entries(ADMISSIONS))('%s', async (_title, door) => {
        const spaces = await open('spaces');
        const person = wish(spaces.domain, { roles: ['user-admin', 'member'] });
        await door(spaces, operatorOf(spaces), person).catch(() => undefined);
        const roles = (await found(person.email, spaces)).filter((one) =>
          one.startsWith('member:'),
        );
        expect(roles.length).toBeLessThanOrEqual(1);
      });
    });

    describe.each(Object.entries(PROMOTIONS))('%s', (title, door) => {
      test('gives what the caller may give', async () => {
        const { id: memberId } = await premises.tenant.member('member');
        expect(await door(premises, operatorOf(premises), { memberId, role: 'viewer' })).toBe('');
        const { grants } = await premises.tenant.readMember(memberId);
        expect(grants.map(({ role }) => role)).toContain('viewer');
      });

      test('gives no administrator’s role to a member who may not give it', async () => {
        const { tenant } = premises;
        const { id: memberId } = await tenant.member('member');
        const caller = tenant.actingAs((await tenant.member('user-admin')).id);
        expect(await door(premises, caller, { memberId, role: 'admin' })).toMatch(REFUSED);
        const { grants } = await tenant.readMember(memberId);
        expect(grants.map(({ role }) => role)).not.toContain('admin');
      });

      test('touches nobody above the caller', async () => {
        const { tenant } = premises;
        const { id: memberId } = await tenant.member('admin');
        const caller = tenant.actingAs((await tenant.member('user-admin')).id);
        expect(await door(premises, caller, { memberId, role: 'viewer' })).toMatch(REFUSED);
        const { grants } = await tenant.readMember(memberId);
        expect(grants.map(({ role }) => role)).toContain('admin');
        expect(title).not.toBe('');
      });
    });

    describe('the last owner stays', () => {
      test.each(Object.entries(ENDINGS))('%s', async (_title, door) => {
        const { tenant, ...others } = await open();
        const memberId = tenant.ownerId;
        const home = { tenant, ...others };
        expect(await door(home, operatorOf(home), { memberId })).toMatch(
          /member\.(last_owner|last_admin|self|owner_leaves)/,
        );
        const { status, grants } = await tenant.readMember(memberId);
        expect([status, grants.map(({ role }) => role)]).toEqual(['active', ['owner']]);
      });
    });
  },
  { resolver, clock },
);
