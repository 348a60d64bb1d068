import { expect, test } from '@jest/globals';
import { readSheet, writeCsv, writeTemplate, writeXlsx } from '@muster/sheets';
import { checkAgainstContract } from '../kit/contract.js';
import { overServers } from '../kit/server-suites.js';
import { requests, type Json, type Reply, type TestServer } from '../kit/server.js';
import { workbookParts, zip } from '../../packages/sheets/test/zips.js';

// Seed 1.18 to 1.21 over HTTP: real files, watched while they are worked on.

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const LANGUAGES = ['en', 'de', 'fr', 'es', 'ja'];

type Sheet = readonly (readonly string[])[];

async function collected(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

/** The first row has the titles. */
function file([titles = [], ...rows]: Sheet, format: 'xlsx' | 'csv'): Promise<Uint8Array> {
  const columns = titles.map((title, index) => ({ key: `c${index}`, title }));
  const records = rows.map((row) =>
    Object.fromEntries(row.map((text, index) => [`c${index}`, text])),
  );
  if (format === 'xlsx') return writeXlsx({ rows: records, columns, sheet: 'People' });
  return collected(writeCsv(records, columns));
}

async function read(bytes: Uint8Array): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const { cells } of readSheet(bytes)) rows.push([...cells.values()]);
  return rows;
}

overServers('imports over REST', (server, kind) => {
  /** An organization, and what is done below its address. */
  class Place {
    constructor(
      readonly id: string,
      readonly key = server().operatorKey,
    ) {}

    static async open(more: object = {}): Promise<Place> {
      const owner = { email: 'owner@example.com', name: 'Owner' };
      const reply = await server().rest('POST', '/organizations', {
        body: { name: 'Example', owner, ...more },
      });
      return new Place(String(reply.body['id']));
    }

    rest(method: string, path: string, body?: unknown): Promise<Reply> {
      return server().rest(method, `/organizations/${this.id}${path}`, { body });
    }

    async bytes(path: string): Promise<{ status: number; type: string; body: Buffer }> {
      const response = await fetch(`${server().url}/api/v1/organizations/${this.id}${path}`, {
        headers: { authorization: `Bearer ${this.key}` },
      });
      const body = Buffer.from(await response.arrayBuffer());
      return { status: response.status, type: response.headers.get('content-type') ?? '', body };
    }

    async send(bytes: Uint8Array, query = '', type = XLSX, headers = {}): Promise<Reply> {
      const url = `${server().url}/api/v1/organizations/${this.id}/imports${query}`;
      const response = await fetch(url, {
        method: 'POST',
        body: new Uint8Array(bytes),
        headers: { authorization: `Bearer ${this.key}`, 'content-type': type, ...headers },
      });
      const text = await response.text();
      const { status } = response;
      checkAgainstContract({
        method: 'POST',
        path: `/organizations/${this.id}/imports`,
        status,
        text,
      });
      const body = JSON.parse(text) as Json;
      return { status, headers: response.headers, text, body };
    }

    async until(id: string, ...statuses: string[]): Promise<Json> {
      const end = performance.now() + 100_000;
      for (;;) {
        const { body } = await this.rest('GET', `/imports/${id}`);
        if (statuses.includes(String(body['status']))) return body;
        if (performance.now() > end) throw new Error(`It stays ${String(body['status'])}.`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }

    async checked(sheet: Sheet, query = '', format: 'xlsx' | 'csv' = 'xlsx'): Promise<Json> {
      const type = format === 'xlsx' ? XLSX : 'text/csv';
      const reply = await this.send(await file(sheet, format), query, type);
      expect(reply.status).toBe(202);
      expect(reply.body).toMatchObject({ status: 'checking' });
      return this.until(String(reply.body['id']), 'checked', 'done');
    }

    async emails(): Promise<string[]> {
      const { body } = await this.rest('GET', '/members?limit=200');
      return (body['items'] as unknown as Json[]).map((item) => String(item['email'])).sort();
    }
  }

  const people = (count: number): string[][] =>
    Array.from({ length: count }, (_, n) => [`user-${n}@example.com`, `User ${n}`]);

  const organizationOf = (one: TestServer, id: string) => one.store.read.organizations.get(id);

  async function furnished(): Promise<Place> {
    const fixture = await Place.open();
    await fixture.rest('POST', '/products', { key: 'editor', name: 'Editor', seats: 1 });
    await fixture.rest('POST', '/spaces', { name: 'Lab' });
    const organization = await organizationOf(server(), fixture.id);
    await server().store.transaction(fixture.id, async (tx) => {
      await tx.organizations.update({
        ...organization!,
        version: organization!.version + 1,
        attributes: [
          { name: 'site', title: 'Site', type: 'choice', choices: ['North', 'South'] },
          { name: 'remote', title: 'Remote', type: 'boolean' },
        ],
      });
    });
    return fixture;
  }

  test('1.18, 1.19: the template has this organization’s roles, products, spaces and attributes to choose from', async () => {
    const fixture = await furnished();
    for (const language of LANGUAGES) {
      const { status, type, body } = await fixture.bytes(`/imports/template?locale=${language}`);
      expect([status, type]).toEqual([200, XLSX]);
      const [titles = []] = await read(body);
      expect(titles).toHaveLength(9);
      expect(titles.slice(-2)).toEqual(['Site', 'Remote']);
      // what was handed out is understood when it comes back
      const row = ['user-1@example.com', 'User One', 'Viewer', 'Editor', 'Lab', 'Manager'];
      const filled = await fixture.checked([
        titles,
        [...row, 'de', 'South', language === 'ja' ? 'はい' : 'yes'],
      ]);
      expect(filled).toMatchObject({ report: { valid: 1, errors: 0, toAdd: 1 } });
      const csv = await fixture.bytes(`/imports/template?locale=${language}&format=csv`);
      expect(await read(csv.body)).toEqual([titles]);
    }
    const german = await fixture.bytes('/imports/template?locale=de');
    expect((await read(german.body))[0]).toEqual([
      'E-Mail',
      'Name',
      'Rollen',
      'Lizenzen',
      'Bereiche',
      'Rolle in Bereichen',
      'Sprache',
      'Site',
      'Remote',
    ]);
  });

  test('1.19 to 1.21: a workbook is checked, let go, watched; its people are there', async () => {
    const fixture = await furnished();
    const titles = ['Email', 'Name', 'Seats', 'Spaces', 'Remote'];
    const checked = await fixture.checked([
      titles,
      ['user-1@example.com', 'User One', 'Editor', 'Lab', 'yes'],
      ['user-2@example.com', 'User Two', 'Editor', '', 'no'],
    ]);
    expect(checked).toMatchObject({
      status: 'checked',
      mode: 'add-or-update',
      total: 2,
      done: 2,
      report: {
        rows: 2,
        valid: 2,
        errors: 0,
        toAdd: 2,
        toUpdate: 0,
        unchanged: 0,
        toSuspend: 0,
        seats: [{ product: 'Editor', needed: 2, free: 1, waiting: 1 }],
        places: { needed: 2, used: 1, beyond: 0 },
      },
    });
    expect(await fixture.emails()).toEqual(['owner@example.com']);
    const id = String(checked['id']);
    const rows = await fixture.rest('GET', `/imports/${id}/rows?status=valid`);
    expect(rows.body['items']?.[0]).toMatchObject({
      number: 2,
      status: 'valid',
      action: 'add',
      cells: { Email: 'user-1@example.com', Remote: 'yes' },
    });
    const applied = await fixture.rest('POST', `/imports/${id}/apply`, {});
    expect(applied.status).toBe(202);
    const done = await fixture.until(id, 'done');
    expect(done).toMatchObject({ succeeded: 2, failed: 0 });
    expect(await fixture.emails()).toEqual([
      'owner@example.com',
      'user-1@example.com',
      'user-2@example.com',
    ]);
    const again = await fixture.rest('POST', `/imports/${id}/apply`, {});
    expect(again.body).toMatchObject({ status: 'done', succeeded: 2 });
    const list = await fixture.rest('GET', '/imports');
    expect(list.body['items']).toMatchObject([{ id, status: 'done' }]);
    expect((await fixture.rest('POST', `/imports/${id}/cancel`)).body['code']).toBe('task.over');
  });

  test('titles that are unknown, missing or ambiguous are told at once, and nothing is kept', async () => {
    const fixture = await Place.open();
    const refused = async (titles: string[], query = ''): Promise<unknown> => {
      const bytes = await file([titles, titles.map(() => 'x')], 'csv');
      const { status, body } = await fixture.send(bytes, query, 'text/csv');
      expect([status, body['code']]).toEqual([400, 'request.invalid']);
      return (body['errors'] as unknown as Json[]).map((error) => String(error['field']));
    };
    expect(await refused(['Name', 'Shoe size'])).toEqual(['email', 'Shoe size']);
    expect(await refused(['E-Mail', 'Email'])).toEqual(['email']);
    expect(await refused(['Name'], '?ignoreUnknown=true')).toEqual(['email']);
    expect((await fixture.rest('GET', '/imports')).body['items']).toEqual([]);
    const sheet = [
      ['Shoe size', 'email', 'name'],
      ['43', 'user-1@example.com', 'User One'],
    ];
    const kept = await fixture.checked(sheet, '?ignoreUnknown=true', 'csv');
    expect(kept).toMatchObject({ columns: [{ title: 'Shoe size' }, { key: 'email' }, {}] });
  });

  test('the result says what is wrong; mended and sent again, it is right', async () => {
    const fixture = await Place.open();
    const checked = await fixture.checked(
      [
        ['Note', 'E-Mail', 'Vorname', 'Nachname', 'Rollen'],
        ['first', 'user-1@example.com', 'User', '=1+1', 'Viewer'],
        ['second', 'user-2@example', 'User', 'Two', 'king'],
      ],
      '?ignoreUnknown=true',
    );
    expect(checked).toMatchObject({ report: { valid: 1, errors: 1 } });
    const id = String(checked['id']);
    const held = await fixture.rest('POST', `/imports/${id}/apply`, {});
    expect(held.body).toMatchObject({ code: 'import.not_checked' });
    await fixture.rest('POST', `/imports/${id}/apply`, { skipInvalid: true });
    await fixture.until(id, 'done');
    for (const format of ['xlsx', 'csv'] as const) {
      const all = await read((await fixture.bytes(`/imports/${id}/result?format=${format}`)).body);
      expect(all.map(([note, email]) => `${note} ${email}`)).toEqual([
        'Note E-Mail',
        'second user-2@example',
        'first user-1@example.com',
      ]);
      expect(all[2]?.[3]).toBe('=1+1');
      expect(all[2]?.[5]).toBe('erledigt');
    }
    const query = 'format=xlsx&only=failed&locale=de';
    const [titles = [], failed = []] = await read(
      (await fixture.bytes(`/imports/${id}/result?${query}`)).body,
    );
    expect(titles.slice(-2)).toEqual(['Importstatus', 'Importfehler']);
    expect(failed.slice(-2)).toEqual([
      'fehlerhaft',
      'E-Mail: ist keine Adresse, an die eine E-Mail geschickt werden kann\nRollen: Es gibt keine Rolle „king“',
    ]);
    const mended = failed.map((cell) =>
      cell.replace('king', 'Member').replace(/@example$/, '@example.com'),
    );
    const second = await fixture.checked([titles, mended], '?ignoreUnknown=true&dryRun=false');
    const over = await fixture.until(String(second['id']), 'done');
    expect(over).toMatchObject({ succeeded: 1, columns: [{ title: 'Note' }, {}, {}, {}, {}] });
    expect(await fixture.emails()).toContain('user-2@example.com');
    const members = await fixture.rest('GET', '/members?email=user-1@example.com');
    expect(JSON.stringify(members.body)).toContain('User =1+1');
  });

  test('hostile files are refused and leave nothing', async () => {
    const fixture = await Place.open();
    const bomb = zip(
      workbookParts({ rows: `<x:row r="1"><x:c r="A1"/></x:row>${' '.repeat(40_000_000)}` }),
    );
    const parts = workbookParts({ rows: '' });
    const liar = zip(
      parts.map((part) => (part.name.includes('sheet') ? { ...part, declaredSize: 3 } : part)),
    );
    const macros = zip([...parts, { name: 'xl/vbaProject.bin', content: 'x' }]);
    for (const bytes of [bomb, macros, Buffer.from('%PDF-1.7')]) {
      const { status, body } = await fixture.send(bytes);
      expect([status, body['code']]).toEqual([400, 'sheet.refused']);
    }
    expect((await fixture.send(liar)).body['code']).toMatch(/^sheet\.(refused|unreadable)$/);
    const wide = await file([Array.from({ length: 201 }, (_, n) => `Title ${n}`), ['x']], 'csv');
    const large = await fixture.send(wide, '', 'text/csv');
    expect([large.status, large.body['code']]).toEqual([413, 'sheet.too_large']);
    const json = await fixture.send(Buffer.from('{}'), '', 'application/json');
    expect([json.status, json.body['code']]).toEqual([415, 'request.media_type']);
    // one that goes wrong after some of its rows were kept
    const rows = Array.from({ length: 1_200 }, (_, n) => `user-${n}@example.com,User ${n}\n`);
    const broken = `email,name\n${rows.join('')}"user-x@example.com,never closed`;
    const reply = await fixture.send(Buffer.from(broken), '', 'text/csv');
    expect([reply.status, reply.body['code']]).toEqual([400, 'sheet.unreadable']);
    expect((await fixture.rest('GET', '/imports')).body['items']).toEqual([]);
    expect(await fixture.emails()).toEqual(['owner@example.com']);
  });

  test('1.21: a large sheet is worked on while it is watched; rows appear over time', async () => {
    const count = kind.name === 'mongodb' ? 150 : 2_000;
    const fixture = await Place.open();
    const checked = await fixture.checked([['email', 'name'], ...people(count)]);
    expect(checked).toMatchObject({ total: count, report: { toAdd: count, errors: 0 } });
    const id = String(checked['id']);
    await fixture.rest('POST', `/imports/${id}/apply`, {});
    const { status, type, body } = await fixture.bytes(`/imports/${id}/events`);
    expect([status, type]).toEqual([200, 'text/event-stream; charset=utf-8']);
    const events = body
      .toString()
      .split('\n\n')
      .filter((text) => text.startsWith('event: '));
    const names = events.map((text) => /^event: (\w+)/.exec(text)?.[1]);
    expect(names.at(-1)).toBe('done');
    expect(new Set(names.slice(0, -1))).toEqual(new Set(['progress']));
    const figures = events.map(
      (text) => (JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? '') as { done: number }).done,
    );
    expect(figures).toEqual([...figures].sort((a, b) => a - b));
    expect(figures.at(-1)).toBe(count);
    expect(figures.length).toBeGreaterThan(1);
    const found = await fixture.rest('GET', `/imports/${id}/rows?status=succeeded&limit=200`);
    expect(found.body['items']?.[0]).toMatchObject({ action: 'add', memberId: expect.any(String) });
  }, 240_000);

  test('who watches and goes away is not written to any more', async () => {
    const fixture = await Place.open();
    const sheet = await file([['email', 'name'], ...people(3)], 'csv');
    const { body } = await fixture.send(sheet, '?mode=add', 'text/csv');
    const id = String(body['id']);
    await fixture.until(id, 'checked');
    // back to an import that does not move, as if its process had died
    await server().store.transaction(id, async (tx) => {
      const task = await tx.tasks.get(id);
      const leaseUntil = new Date(Date.now() + 20_000).toISOString();
      const stuck = { status: 'running', workerId: 'gone', leaseUntil } as const;
      await tx.tasks.update({ ...task!, ...stuck, version: task!.version + 1 });
    });
    const gone = new AbortController();
    const url = `${server().url}/api/v1/organizations/${fixture.id}/imports/${id}/events`;
    const headers = { authorization: `Bearer ${server().operatorKey}` };
    const response = await fetch(url, { headers, signal: gone.signal });
    const reader = response.body!.getReader();
    let text = '';
    while (!text.includes('event: progress')) {
      text += Buffer.from((await reader.read()).value ?? []).toString();
    }
    gone.abort();
    await expect(reader.read()).rejects.toThrow();
    const cancelled = await fixture.rest('POST', `/imports/${id}/cancel`);
    expect(cancelled.body).toMatchObject({ status: 'cancelled' });
  });

  test('the same upload again with one Idempotency-Key is one import, another file is a conflict', async () => {
    const fixture = await Place.open();
    const headers = { 'idempotency-key': 'import-1' };
    const sheet = await file([['email', 'name'], ...people(2)], 'csv');
    const first = await fixture.send(sheet, '', 'text/csv', headers);
    const second = await fixture.send(sheet, '', 'text/csv', headers);
    expect(second.body['id']).toBe(first.body['id']);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    const other = await file([['email', 'name'], ...people(3)], 'csv');
    const third = await fixture.send(other, '', 'text/csv', headers);
    expect([third.status, third.body['code']]).toEqual([409, 'idempotency.conflict']);
    expect((await fixture.rest('GET', '/imports')).body['items']).toHaveLength(1);
  });

  test('deactivating people needs their number; a template of ours is a sheet without rows', async () => {
    const fixture = await Place.open();
    const all = [['email', 'name'], ...people(3)];
    await fixture.checked(all, '?dryRun=false', 'csv');
    const checked = await fixture.checked(
      [['email'], ['owner@example.com'], ['user-0@example.com']],
      '?mode=deactivate-missing&dryRun=false',
      'csv',
    );
    expect(checked).toMatchObject({ status: 'checked', report: { toSuspend: 2, unchanged: 2 } });
    const id = String(checked['id']);
    const missing = await fixture.rest('GET', `/imports/${id}/rows?limit=200`);
    expect(missing.body['items']?.[2]).toMatchObject({
      action: 'suspend',
      missing: { email: 'user-1@example.com', name: 'User 1' },
    });
    const refused = await fixture.rest('POST', `/imports/${id}/apply`, { confirm: 1 });
    expect([refused.status, refused.body['code']]).toEqual([409, 'import.guard']);
    await fixture.rest('POST', `/imports/${id}/apply`, { confirm: 2 });
    await fixture.until(id, 'done');
    const members = await fixture.rest('GET', '/members?email=user-2@example.com');
    expect(JSON.stringify(members.body)).toContain('"suspended"');
    const texts = { sheet: 'A', instructions: 'B', notInListTitle: 'C', notInListText: 'D' };
    const columns = [{ key: 'email', title: 'Email' }];
    const empty = await writeTemplate({ texts, columns, instructions: [['How']] });
    const reply = await fixture.send(empty);
    expect(reply.body).toMatchObject({ code: 'request.invalid', errors: [{ field: 'sheet' }] });
  });

  test('strangers get no template and send no sheet', async () => {
    const fixture = await Place.open();
    const anonymous = requests(`${server().url}/api/v1`);
    const path = `/organizations/${fixture.id}/imports`;
    expect((await anonymous('GET', `${path}/template`)).status).toBe(401);
    const headers = { 'content-type': 'text/csv' };
    expect((await anonymous('POST', path, { body: 'email\n', headers })).status).toBe(401);
  });
});
