import { expect, test } from '@jest/globals';
import { FULL_AUTHORITY, newId, silentLog, type Context } from '#kernel/index.js';
import { createMember } from '#core/members/lifecycle/create.js';
import { inOrganization } from '#core/tenancy/index.js';
import type { Member } from '#store/index.js';
import { ENTERPRISE, FakeClock, USER } from '../kit/application.js';
import { overServers } from '../kit/server-suites.js';
import type { Json } from '../kit/server.js';

const OWNER = { email: 'owner@example.com', name: 'Owner' };
const DAY = 86_400_000;

const clock = new FakeClock();

overServers(
  'looking for people',
  (server) => {
    const bodyOf = async (method: string, path: string, body?: unknown): Promise<Json> => {
      const reply = await server().rest(method, path, { ...(body !== undefined && { body }) });
      if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
      return reply.body;
    };
    const place = async (): Promise<string> => {
      const input = { name: 'Example', slug: `example-${newId()}`, owner: OWNER };
      return String((await bodyOf('POST', '/organizations', input))['id']);
    };
    const itemsOf = (body: Json): Json[] => body['items'] as unknown as Json[];
    const list = (id: string, query: Record<string, string>): Promise<Json> =>
      bodyOf('GET', `/organizations/${id}/members?${String(new URLSearchParams(query))}`);
    const emails = async (id: string, query: Record<string, string>): Promise<unknown[]> =>
      itemsOf(await list(id, query)).map((row) => row['email']);
    const context: Context = {
      traceId: 'a-test',
      actor: { kind: 'operator', name: 'operator' },
      authority: FULL_AUTHORITY,
      clock,
      log: silentLog,
    };

    /** Straight into the store, as many at once as a transaction takes. */
    async function addMany(id: string, names: readonly string[]): Promise<Member[]> {
      const { core } = server();
      const made: Member[] = [];
      for (let from = 0; from < names.length; from += 250) {
        await inOrganization(core.deps, context, id, async (scope) => {
          for (const name of names.slice(from, from + 250)) {
            const email = `${name.toLowerCase().replaceAll(' ', '.')}@people.example.com`;
            const input = { name, email, status: 'active', source: 'manual', grants: [] } as const;
            made.push(await createMember(scope, input));
          }
        });
      }
      return made;
    }

    test('console B12: any part of the name, of any address, of the login, external id and employee number', async () => {
      const id = await place();
      const scim = await server().scim({ organizationId: id });
      const made = await scim.post('/Users', {
        schemas: [USER, ENTERPRISE],
        userName: 'abrandt.login@corp.example.com',
        externalId: '00uX7Hidden42',
        displayName: 'Ada Großbrandt',
        emails: [
          { value: 'ada.b@example.com', type: 'work', primary: true },
          { value: 'Second.Address@other.example.org', type: 'home' },
        ],
        [ENTERPRISE]: { employeeNumber: 'E-004711' },
      });
      expect(made.status).toBe(201);
      await bodyOf('POST', `/organizations/${id}/members`, { email: 'x@example.net', name: 'Xu' });
      for (const q of [
        'oßbran',
        'OßBRAN',
        'da.b@exam',
        'brandt.log',
        'ond.addr',
        'x7hidd',
        '4711',
        'brandt 0047',
        'ada other.example.org',
      ]) {
        expect({ q, found: await emails(id, { q }) }).toEqual({ q, found: ['ada.b@example.com'] });
      }
      // one and two letters are the beginning of a word
      expect(await emails(id, { q: 'da' })).toEqual([]);
      expect(await emails(id, { q: 'brandt xu' })).toEqual([]);
      // what the directory says anew is found anew
      const patch = { op: 'replace', path: `${ENTERPRISE}:employeeNumber`, value: 'E-9001' };
      const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
      const one = `/Users/${String(made.body['id'])}`;
      expect((await scim.patch(one, { schemas, Operations: [patch] })).status).toBeLessThan(300);
      expect(await emails(id, { q: '4711' })).toEqual([]);
      expect(await emails(id, { q: 'e-9001' })).toEqual(['ada.b@example.com']);
    });

    test('console B12: of invitations the name and the address, with + and apostrophes as they are', async () => {
      const id = await place();
      for (const email of ['a+b@example.com', "o'x@example.com", 'ü@example.com']) {
        await bodyOf('POST', `/organizations/${id}/invitations`, {
          email,
          name: 'Somebody Invited',
        });
        expect(await emails(id, { q: email })).toEqual([email]);
        const inner = email.slice(1, 9);
        expect(await emails(id, { q: inner })).toContain(email);
      }
      expect(await emails(id, { q: 'mebody' })).toHaveLength(3);
      const some = await bodyOf('GET', `/organizations/${id}/invitations?q=nvit`);
      expect(itemsOf(some)).toHaveLength(3);
    });

    test('console B14: of a whole address the row that has it is the first, in every order, and only once', async () => {
      const id = await place();
      for (const name of ['Aaa', 'Bbb', 'Zzz']) {
        const email = name === 'Zzz' ? 'ann@example.com' : `${name}.ann@example.com`;
        await bodyOf('POST', `/organizations/${id}/members`, { email, name });
      }
      for (const sort of ['name', '-name', 'email', 'createdAt', '-createdAt', 'lastActiveOn']) {
        for (const limit of ['1', '2', '50']) {
          const seen: unknown[] = [];
          let query: Record<string, string> = { q: 'Ann@Example.com', sort, limit };
          for (let pages = 0; pages < 5; pages += 1) {
            const page = await list(id, query);
            seen.push(...itemsOf(page).map((row) => row['email']));
            if (page['next'] === undefined) break;
            query = { ...query, cursor: String(page['next']) };
          }
          expect(seen[0]).toBe('ann@example.com');
          expect([...seen].sort()).toEqual([
            'Aaa.ann@example.com',
            'Bbb.ann@example.com',
            'ann@example.com',
          ]);
        }
      }
      // an address that only a directory says
      const scim = await server().scim({ organizationId: id });
      const emailsOf = [
        { value: 'work@example.com', primary: true },
        { value: 'bb.ann@example.com' },
      ];
      const user = { schemas: [USER], userName: 'zz-user', emails: emailsOf };
      expect((await scim.post('/Users', user)).status).toBe(201);
      const found = await emails(id, { q: 'bb.ann@example.com', sort: 'email' });
      expect(found).toEqual(['work@example.com', 'Bbb.ann@example.com']);
    });

    test('console B17: the number of all rows is the server’s, and not that of the page', async () => {
      const id = await place();
      await addMany(
        id,
        Array.from({ length: 60 }, (_, at) => `Person ${String(at).padStart(3, '0')}`),
      );
      await bodyOf('POST', `/organizations/${id}/invitations`, { email: 'in@people.example.com' });
      const first = await list(id, { limit: '25', total: 'true' });
      expect([first['total'], itemsOf(first).length, first['next'] !== undefined]).toEqual([
        62,
        25,
        true,
      ]);
      expect(first['totalIsCapped']).toBeUndefined();
      const second = await list(id, { limit: '25', cursor: String(first['next']) });
      expect(itemsOf(second)).toHaveLength(25);
      expect(second['total']).toBeUndefined();
      expect((await list(id, { q: 'erson 01', total: 'true' }))['total']).toBe(10);
      expect((await list(id, { q: 'people.exam', total: 'true' }))['total']).toBe(61);
      expect((await list(id, { state: 'pending', total: 'true' }))['total']).toBe(1);
      // of active members there is a tally: it and the rest are what a walk of the list finds
      const [one, two] = itemsOf(first).filter(
        ({ kind, standing }) => String(kind) === 'member' && String(standing) !== 'owner',
      );
      await bodyOf('POST', `/organizations/${id}/members/${one?.['id']}/suspend`);
      await bodyOf('POST', `/organizations/${id}/members/${two?.['id']}/remove`);
      for (const [state, total] of [
        ['active', 59],
        ['active,suspended', 60],
        ['active,suspended,pending', 61],
        ['active,suspended,left,pending', 62],
        ['suspended,left', 2],
      ] as const) {
        const counted = await list(id, { state, limit: '1', total: 'true' });
        const whole = await list(id, { state, limit: '200' });
        expect([state, counted['total'], itemsOf(whole).length]).toEqual([state, total, total]);
      }
      const filter = 'name co "son 02"';
      expect((await list(id, { filter, total: 'true', state: 'active' }))['total']).toBe(10);
    });

    test('console B18: a walk of 1,000 rows while 50 come and 50 go has none twice and none that stayed left out', async () => {
      const id = await place();
      const names = Array.from(
        { length: 1_000 },
        (_, at) => `Walker ${String(at).padStart(4, '0')}`,
      );
      const people = await addMany(id, names);
      const gone = people.filter((_, at) => at % 20 === 7);
      const seen: string[] = [];
      let query: Record<string, string> = { limit: '100', q: 'alker' };
      for (let page = 0; page < 20; page += 1) {
        const answer = await list(id, query);
        seen.push(...itemsOf(answer).map((row) => String(row['id'])));
        if (answer['next'] === undefined) break;
        query = { ...query, cursor: String(answer['next']) };
        const ids = gone.slice(page * 5, page * 5 + 5).map((one) => one.id);
        await bodyOf('POST', `/organizations/${id}/members/bulk`, { action: 'remove', ids });
        await addMany(
          id,
          Array.from(
            { length: 5 },
            (_, at) => `Walker ${String(page * 97 + at).padStart(4, '0')}b`,
          ),
        );
      }
      expect(new Set(seen).size).toBe(seen.length);
      const removed = new Set(gone.map((one) => one.id));
      const missing = people.filter((one) => !removed.has(one.id) && !seen.includes(one.id));
      expect(missing).toEqual([]);
    }, 120_000);

    test('console A21: instants of a filter are compared as instants, both ends included, whatever their offset', async () => {
      const id = await place();
      clock.advance(DAY);
      const { createdAt } = await bodyOf('POST', `/organizations/${id}/members`, {
        email: 'day@example.com',
        name: 'Day',
      });
      const at = Date.parse(String(createdAt));
      const local = (offsetHours: number): string => {
        const sign = offsetHours < 0 ? '-' : '+';
        const hours = String(Math.abs(offsetHours)).padStart(2, '0');
        return new Date(at + offsetHours * 3_600_000)
          .toISOString()
          .replace('Z', `${sign}${hours}:00`);
      };
      for (const offset of [13, -8, 0]) {
        const [from, to] = [local(offset), local(offset)];
        const filter = `createdAt ge "${from}" and createdAt le "${to}"`;
        expect(await emails(id, { filter })).toEqual(['day@example.com']);
      }
    });

    test('console A14, 1.27, 2.20, 3.22: counts of members, invitations that wait, end soon and ended, and requests', async () => {
      const id = await place();
      const home = `/organizations/${id}`;
      const [one] = await addMany(id, ['Person One', 'Person Two']);
      await bodyOf('POST', `${home}/members/${String(one?.id)}/suspend`);
      for (const email of ['in-1@example.com', 'in-2@example.com']) {
        await bodyOf('POST', `${home}/invitations`, { email });
      }
      const counts = () => bodyOf('GET', `${home}/member-counts`);
      expect(await counts()).toEqual({
        active: 2,
        suspended: 1,
        invitations: { pending: 2, expiringSoon: 0, expired: 0 },
        joinRequests: 0,
        seatRequests: 0,
        capped: [],
      });
      clock.advance(5.5 * DAY);
      await bodyOf('POST', `${home}/invitations`, { email: 'in-3@example.com' });
      expect((await counts())['invitations']).toEqual({ pending: 3, expiringSoon: 2, expired: 0 });
      clock.advance(2 * DAY);
      // before any job has ended them
      expect((await counts())['invitations']).toEqual({ pending: 1, expiringSoon: 0, expired: 2 });
    });
  },
  { clock },
);
