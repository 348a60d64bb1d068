import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LOCALES } from '#kernel/index.js';
import { PROBLEMS } from '#core/index.js';
import { readSheet, writeXlsx } from '@muster/sheets';
import { overServers } from '../kit/server-suites.js';
import { shippedTexts } from '../kit/texts.js';
import type { Json, TestServer } from '../kit/server.js';

// M21, M22: what is exported is what is imported. An export that comes back as it went changes nothing, whoever is in it.

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const OWNER = { email: 'owner@example.com', name: 'Owner' };

interface Import {
  readonly id: string;
  readonly status: string;
  readonly report: Readonly<Record<string, number>>;
  readonly language?: string;
}

/** An organization over HTTP, and its sheets. */
class Place {
  private constructor(
    private readonly server: TestServer,
    readonly id: string,
  ) {}

  static async open(server: TestServer): Promise<Place> {
    const { body } = await server.rest('POST', '/organizations', {
      body: { name: 'Example', owner: OWNER },
    });
    return new Place(server, String(body['id']));
  }

  async call(method: string, path: string, body?: unknown): Promise<Json> {
    const options = body === undefined ? {} : { body };
    const reply = await this.server.rest(method, `/organizations/${this.id}${path}`, options);
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
    return reply.body;
  }

  async raw(path: string, init: RequestInit = {}): Promise<Response> {
    const authorization = `Bearer ${this.server.operatorKey}`;
    return fetch(`${this.server.url}/api/v1/organizations/${this.id}${path}`, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), authorization },
    });
  }

  async exported(query: string): Promise<Uint8Array> {
    const states = 'state=active,suspended,left,pending';
    const reply = await this.raw(`/members/export?${states}&${query}`);
    expect(reply.status).toBe(200);
    return new Uint8Array(await reply.arrayBuffer());
  }

  async imported(bytes: Uint8Array, type: string | undefined, query = ''): Promise<Import> {
    const headers = type === undefined ? {} : { 'content-type': type };
    const body = type === undefined ? new Blob([new Uint8Array(bytes)]) : new Uint8Array(bytes);
    const sent = await this.raw(`/imports?mode=add-or-update${query}`, {
      method: 'POST',
      headers,
      body,
    });
    const made = (await sent.json()) as Json;
    if (sent.status !== 202) throw new Error(JSON.stringify(made));
    return this.until(String(made.id), 'checked', 'done');
  }

  async until(id: string, ...statuses: string[]): Promise<Import> {
    for (let left = 400; ; left -= 1) {
      const found = (await this.call('GET', `/imports/${id}`)) as unknown as Import;
      if (statuses.includes(found.status) || left === 0) return found;
      await this.server.composed.jobs.runNow('run-tasks');
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  async problems(id: string, query = ''): Promise<string[]> {
    const { items } = await this.call('GET', `/imports/${id}/rows?status=invalid${query}`);
    return (items as unknown as { number: number; errors: Json[] }[]).flatMap(
      ({ number, errors }) =>
        errors.map(({ field, problem }) => `${number}: ${String(field)} ${String(problem)}`),
    );
  }
}

/** The rows of a sheet by title, changed, as a sheet again. */
async function edited(
  bytes: Uint8Array,
  change: (row: Map<string, string>) => void,
): Promise<Uint8Array> {
  const [titles, ...rows] = await rowsOf(bytes);
  for (const row of rows) change(row);
  const columns = [...(titles?.keys() ?? [])].map((title) => ({ key: title, title }));
  const records = rows.map((row) => Object.fromEntries(row));
  return writeXlsx({ rows: records, columns, sheet: 'People' });
}

async function rowsOf(bytes: Uint8Array): Promise<Map<string, string>[]> {
  const rows: Map<string, string>[] = [];
  for await (const { cells } of readSheet(bytes)) rows.push(new Map(cells));
  return rows;
}

const NAMES = [
  'Ann',
  '=cmd|x',
  "'quoted",
  '+49 123',
  'Müller; Jürgen, "Ö"',
  '山田 太郎',
  '-1',
  'true',
  '00123',
  '2026-03-01',
  '1e5',
  '_x0041_',
  'Zoë (manager)',
];
const THINGS = ['Lab, east', 'Design (member)', '=Sum; all', '"Q"', 'Plain', '…'];

const person = fc.record({
  name: fc.constantFrom(...NAMES),
  firstName: fc.option(fc.constantFrom(...NAMES), { nil: undefined }),
  roles: fc.subarray(['viewer', 'power', 'billing', 'member'], { minLength: 1 }),
  locale: fc.constantFrom('de', 'pt-BR', undefined),
  site: fc.constantFrom('=North', '12,5', undefined),
  floor: fc.constantFrom(0, -12.5, 1e21, undefined),
  remote: fc.constantFrom(true, false, undefined),
  spaces: fc.subarray(THINGS),
  products: fc.subarray(THINGS),
  state: fc.constantFrom('active', 'suspended', 'left', 'pending', 'directory', 'no address'),
});

type Person = typeof person extends fc.Arbitrary<infer T> ? T : never;

overServers('one dialect of sheets', (server) => {
  async function furnished(): Promise<{ place: Place; ids: Map<string, string> }> {
    const place = await Place.open(server());
    await place.call('PUT', '/attributes', {
      attributes: [
        { name: 'site', title: 'Status', type: 'text' },
        { name: 'floor', title: 'Floor', type: 'number' },
        { name: 'remote', title: 'floor', type: 'boolean' },
      ],
    });
    const ids = new Map<string, string>();
    for (const [index, name] of THINGS.entries()) {
      const product = { key: `key-${index}`, name, seats: 3 };
      ids.set(`space ${name}`, String((await place.call('POST', '/spaces', { name })).id));
      ids.set(`product ${name}`, String((await place.call('POST', '/products', product)).id));
    }
    return { place, ids };
  }

  async function bringIn(place: Place, ids: Map<string, string>, one: Person, index: number) {
    const { name, firstName, roles, locale, site, floor, remote, state } = one;
    const email = `user-${index}@example.com`;
    const spaces = one.spaces.map((space, at) => ({
      spaceId: ids.get(`space ${space}`),
      role: at % 2 === 0 ? 'member' : 'manager',
    }));
    const products = one.products.map((product) => ids.get(`product ${product}`));
    const names = { name, ...(firstName !== undefined && { firstName }) };
    const more = { ...names, ...(locale !== undefined && { locale }) };
    if (state === 'pending') {
      await place.call('POST', '/invitations', { email, roles, spaces, products, ...more });
      return;
    }
    if (state === 'directory' || state === 'no address') {
      const scim = await server().scim({ organizationId: place.id });
      const userName = state === 'directory' ? email : `nobody-${index}`;
      await scim.post('/Users', { schemas: [USER], userName, displayName: name });
      return;
    }
    const attributes = Object.fromEntries(
      Object.entries({ site, floor, remote }).filter(([, value]) => value !== undefined),
    );
    const member = await place.call('POST', '/members', { email, roles, ...more, attributes });
    const path = `/members/${String(member.id)}`;
    for (const { spaceId, role } of spaces) {
      await place.call('PUT', `/spaces/${String(spaceId)}${path}`, { role });
    }
    for (const productId of products) {
      const seat = { productId, memberId: member.id, whenFull: 'queue' };
      await place.call('POST', '/seats', seat);
    }
    if (state === 'suspended') await place.call('POST', `${path}/suspend`);
    if (state === 'left') await place.call('POST', `${path}/remove`, {});
  }

  test('M21 an export that comes back as it went changes nothing, whoever is in it (property)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(person, { minLength: 6, maxLength: 8 }), async (people) => {
        const { place, ids } = await furnished();
        for (const [index, one] of people.entries()) await bringIn(place, ids, one, index);
        const before = await place.call('GET', '/journal?order=desc&limit=1');
        const locale = LOCALES[people.length % LOCALES.length] ?? 'en';
        for (const [query, type] of [
          ['format=csv', 'text/csv'],
          [`format=xlsx&locale=${locale}`, XLSX],
        ] as const) {
          const { id, report } = await place.imported(await place.exported(query), type);
          expect(await place.problems(id)).toEqual([]);
          const rows = people.length + 1;
          expect(report).toMatchObject({ rows, unchanged: rows, errors: 0, toAdd: 0, toInvite: 0 });
        }
        expect(await place.call('GET', '/journal?order=desc&limit=1')).toEqual(before);
      }),
      { numRuns: 2, seed: 21, endOnFailure: true },
    );
  }, 120_000);

  test('M21 an export that is edited changes what was edited, of members and of who is invited', async () => {
    const place = await Place.open(server());
    await place.call('POST', '/spaces', { name: 'Lab' });
    const ann = { email: 'ann@example.com', name: 'Ann', roles: ['viewer'] };
    await place.call('POST', '/members', ann);
    await place.call('POST', '/invitations', { email: 'bob@example.com', roles: ['viewer'] });
    const eve = await place.call('POST', '/members', { email: 'eve@example.com', name: 'Eve' });
    await place.call('POST', `/members/${String(eve.id)}/remove`, {});
    const sheet = await edited(await place.exported('format=xlsx'), (row) => {
      if (row.get('email') === 'ann@example.com') {
        row.set('name', 'Ann Other').set('roles', 'viewer; billing').set('spaces', 'Lab (manager)');
      }
      if (row.get('email') === 'bob@example.com') row.set('name', 'Bob').set('roles', 'power');
    });
    const { id, report } = await place.imported(sheet, XLSX);
    expect(report).toMatchObject({ rows: 4, toUpdate: 2, unchanged: 2, errors: 0, toAdd: 0 });
    await place.call('POST', `/imports/${id}/apply`, {});
    expect(await place.until(id, 'done')).toMatchObject({ succeeded: 4, failed: 0 });
    const { items } = await place.call('GET', '/members?state=active,pending,left&sort=email');
    const shown = (items as unknown as Json[]).map(({ email, name, roles, status, spaces }) => [
      email,
      name,
      status,
      roles,
      spaces,
    ]);
    const space = [{ spaceId: expect.any(String), space: 'Lab', role: 'manager' }];
    expect(shown).toEqual([
      ['ann@example.com', 'Ann Other', 'active', ['viewer', 'billing'], space],
      ['bob@example.com', 'Bob', 'pending', ['power'], []],
      ['eve@example.com', 'Eve', 'left', [], []],
      ['owner@example.com', 'Owner', 'active', ['owner'], []],
    ]);
  });

  test('M21 a row that says another state or another address than its record is refused', async () => {
    const place = await Place.open(server());
    await place.call('POST', '/members', { email: 'ann@example.com', name: 'Ann' });
    const eve = await place.call('POST', '/members', { email: 'eve@example.com', name: 'Eve' });
    await place.call('POST', `/members/${String(eve.id)}/remove`, {});
    const sheet = await edited(await place.exported('format=xlsx&sort=email'), (row) => {
      if (row.get('name') === 'Ann') row.set('status', 'suspended');
      if (row.get('name') === 'Eve') row.set('name', 'Eva');
      if (row.get('name') === 'Owner') row.set('email', 'ann@example.org');
    });
    const { id } = await place.imported(sheet, XLSX);
    const problems = await place.problems(id);
    expect(problems).toHaveLength(3);
    expect(problems).toContainEqual(expect.stringContaining('status is active now'));
    expect(problems).toContainEqual(expect.stringContaining('name has left'));
    expect(problems).toContainEqual(expect.stringContaining('email is another address than'));
    const none = Buffer.from(
      'id,email,name\n01990000-0000-7000-8000-000000000000,x@example.com,X\n',
    );
    const other = await place.imported(none, 'text/csv');
    expect(await place.problems(other.id)).toEqual([`2: id ${PROBLEMS.unknownId}`]);
  });

  test('M22 German CSV of Excel is read under every name that browsers have, and answered in German', async () => {
    const place = await Place.open(server());
    const text =
      'E-Mail-Adresse;Vorname;Nachname;Rolle;Bevorzugte Sprache\r\n' +
      'j@example.com;J\xfcrgen;M\xfcller;Viewer;de\r\nnobody;;;K\xf6nig;de\r\n';
    const bytes = Buffer.from(text, 'latin1');
    for (const type of [
      'application/vnd.ms-excel',
      'application/octet-stream',
      'text/plain',
      'text/csv; charset=windows-1252',
      undefined,
    ]) {
      const { id, report, language } = await place.imported(bytes, type);
      expect(report).toMatchObject({ rows: 2, toAdd: 1, errors: 1 });
      expect(language).toBe('de');
      expect(await place.problems(id)).toEqual([
        '3: E-Mail-Adresse ist keine Adresse, an die eine E-Mail geschickt werden kann',
        '3: Rolle Es gibt keine Rolle „König“',
        '3: name fehlt, und die Adresse ist nicht bekannt',
      ]);
      const [inFrench] = await place.problems(id, '&locale=fr');
      expect(inFrench).toContain('une adresse à laquelle on peut écrire');
      const result = await place.raw(`/imports/${id}/result?format=csv&only=failed`);
      expect(await result.text()).toContain('Es gibt keine Rolle „König“');
    }
    const lying = await place.raw('/imports', {
      method: 'POST',
      headers: { 'content-type': XLSX },
      body: new Uint8Array(bytes),
    });
    const refused = (await lying.json()) as { code: string; details: Json };
    expect([lying.status, refused.code]).toEqual([400, 'sheet.refused']);
    expect(refused.details['hint']).toContain('no workbook');
  });
});

test('M22 every title of an export means one column, in every language', () => {
  const { sheets } = shippedTexts();
  const meanings = new Map<string, string>();
  const plain = (title: string): string =>
    title
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s\p{P}\p{S}]+/gu, '');
  for (const locale of LOCALES) {
    const { columns, spellings, facts, firstName, lastName, status, errors } = sheets[locale];
    const titles: [string, string][] = [
      ...Object.entries(columns).map(([key, { title }]): [string, string] => [key, title]),
      ...Object.entries(spellings).flatMap(([key, several]) =>
        several.map((title): [string, string] => [key, title]),
      ),
      ...Object.entries(facts),
      ['firstName', firstName],
      ['lastName', lastName],
      ['result.status', status],
      ['result.errors', errors],
    ];
    for (const [key, title] of titles) {
      expect([title, meanings.get(plain(title)) ?? key]).toEqual([title, key]);
      meanings.set(plain(title), key);
    }
  }
  expect(sheets.en.problems).toEqual(PROBLEMS);
});
