import { expect, test } from '@jest/globals';
import { overApplications, type ScimConnection } from '../kit/application.js';

const PEOPLE = 2_500;
const COUNT = 100;

interface Page {
  readonly ids: string[];
  readonly total: number;
  readonly next: string | undefined;
}

async function page(scim: ScimConnection, query: string): Promise<Page> {
  const { body, status } = await scim.call('GET', `/Users?${query}&attributes=userName`);
  expect(status).toBe(200);
  const resources = (body['Resources'] ?? []) as unknown as { id: string }[];
  expect(body['itemsPerPage']).toBe(resources.length);
  return {
    ids: resources.map(({ id }) => id),
    total: Number(body['totalResults']),
    next: body['nextCursor'] === undefined ? undefined : String(body['nextCursor']),
  };
}

/** Reads page after page by index as Okta's import and Entra's account discovery do (O3, E25a). */
async function walk(
  scim: ScimConnection,
  query: string,
  between: (startIndex: number, seen: readonly string[]) => Promise<void> = async () => undefined,
): Promise<string[]> {
  const seen: string[] = [];
  for (let startIndex = 1; ;) {
    const { ids, total } = await page(scim, `${query}startIndex=${startIndex}&count=${COUNT}`);
    seen.push(...ids);
    startIndex += ids.length;
    if (ids.length === 0 || startIndex > total) return seen;
    await between(startIndex, seen);
  }
}

async function drop(scim: ScimConnection, id: string | undefined): Promise<void> {
  expect((await scim.call('DELETE', `/Users/${id ?? ''}`)).status).toBe(204);
}

overApplications('paging', (app) => {
  let scim: ScimConnection;
  let ids: string[];

  test('a deep walk by index sees everybody once, in the order of making', async () => {
    scim = await app().scimConnection();
    ids = await scim.seedUsers(PEOPLE);
    expect(await walk(scim, '')).toEqual(ids);
  });

  test('two walks at once do not disturb each other, with filter, with sort', async () => {
    const filter = `filter=${encodeURIComponent('userName sw "person-1"')}&`;
    const some = ids.filter((_, index) => String(index).startsWith('1'));
    const [plain, filtered, sorted] = await Promise.all([
      walk(scim, ''),
      walk(scim, filter),
      walk(scim, 'sortBy=userName&sortOrder=descending&'),
    ]);
    expect(plain).toEqual(ids);
    expect(filtered).toEqual(some);
    expect(new Set(sorted).size).toBe(PEOPLE);
    expect(sorted[0]).toBe(ids[9]);
  });

  test('who is added during a walk comes at its end; who is there all the time comes once', async () => {
    const added: string[] = [];
    const seen = await walk(scim, '', async (startIndex) => {
      if (startIndex % 500 === 1) added.push(await scim.user(`added-${startIndex}@example.com`));
    });
    expect(seen).toEqual([...ids, ...added]);
    for (const id of added) await drop(scim, id);
  });

  test('who is deleted deep in a walk shifts nobody out of it', async () => {
    const gone: string[] = [];
    const seen = await walk(scim, '', async (startIndex, before) => {
      if (startIndex <= 1_001 || startIndex % 300 !== 1) return;
      // one who was seen long ago, one of the last page, and one who is still to come
      for (const id of [before[gone.length], before.at(-3), ids[startIndex + 150]]) {
        if (id === undefined || gone.includes(id)) continue;
        gone.push(id);
        await drop(scim, id);
      }
    });
    const left = ids.filter((id) => !gone.includes(id));
    expect(gone.length).toBeGreaterThan(6);
    expect(new Set(seen).size).toBe(seen.length);
    expect(left.filter((id) => !seen.includes(id))).toEqual([]);
    expect(await walk(scim, '')).toEqual(left);
    ids = left;
  });

  test('who is deleted early in a walk is never the reason to see somebody twice', async () => {
    const gone: string[] = [];
    const seen = await walk(scim, '', async (startIndex, before) => {
      if (startIndex > 501) return;
      const id = before[startIndex - 60];
      if (id !== undefined) gone.push(id);
      await drop(scim, id);
    });
    expect(new Set(seen).size).toBe(seen.length);
    ids = ids.filter((id) => !gone.includes(id));
    expect(await walk(scim, '')).toEqual(ids);
  });

  test('a walk through a range of times, in its order: nobody is missed whom a change takes to its end', async () => {
    const filter = `filter=${encodeURIComponent('meta.lastModified gt "2026-01-01T00:00:00Z"')}&`;
    const changed: string[] = [];
    const seen = await walk(scim, filter, async (startIndex, before) => {
      if (startIndex % 400 !== 1) return;
      const id = before.at(-7) ?? '';
      changed.push(id);
      const value = `Changed ${startIndex}`;
      await scim.patch(`/Users/${id}`, { op: 'replace', path: 'displayName', value });
    });
    expect(changed.length).toBeGreaterThan(3);
    expect(ids.filter((id) => !seen.includes(id))).toEqual([]);
    expect(await walk(scim, filter)).toHaveLength(ids.length);
    const since = encodeURIComponent('meta.lastModified gt "2036-01-01T00:00:00Z"');
    expect(await page(scim, `filter=${since}`)).toEqual({ ids: [], total: 0, next: undefined });
    const cut = encodeURIComponent('displayName sw "changed"');
    expect((await page(scim, `filter=${cut}`)).ids.sort()).toEqual([...changed].sort());
  });

  test('beyond the end: nobody, and the total stays right', async () => {
    for (const startIndex of [ids.length + 1, 1_000_000]) {
      const { ids: found, total } = await page(scim, `startIndex=${startIndex}&count=10`);
      expect([found, total]).toEqual([[], ids.length]);
    }
    expect(await page(scim, 'count=0')).toEqual({ ids: [], total: ids.length, next: undefined });
    expect((await page(scim, 'count=100000')).ids).toHaveLength(1_000);
    const { ids: last } = await page(scim, `startIndex=${ids.length}&count=10`);
    expect(last).toEqual(ids.slice(-1));
  });

  test('a walk by cursor: everybody once, also while people come and go', async () => {
    const seen: string[] = [];
    const gone: string[] = [];
    let cursor = '';
    for (;;) {
      const { ids: found, total, next } = await page(scim, `cursor=${cursor}&count=600`);
      seen.push(...found);
      if (next === undefined) break;
      expect(total).toBeGreaterThan(2_000);
      expect(next).toMatch(/^[A-Za-z0-9._~-]+$/);
      cursor = next;
      gone.push(found[5] ?? '');
      await drop(scim, found[5]);
    }
    expect(seen).toEqual(ids);
    ids = ids.filter((id) => !gone.includes(id));
    expect((await page(scim, `cursor=${cursor}&count=600`)).next).toBeUndefined();
  });

  test('a cursor lasts an hour, belongs to its question, and cannot be forged', async () => {
    const first = await page(scim, 'cursor=&count=10&sortBy=userName');
    const refused = async (query: string) => {
      const { status, body } = await scim.call('GET', `/Users?${query}`);
      return [status, body['scimType']];
    };
    const next = first.next ?? '';
    const second = await page(scim, `cursor=${next}&count=10&sortBy=userName`);
    expect(second.ids).toHaveLength(10);
    expect(second.ids.filter((id) => first.ids.includes(id))).toEqual([]);
    const forged = `${next.slice(0, -2)}${next.endsWith('A') ? 'BB' : 'AA'}`;
    expect(await refused(`cursor=${forged}&sortBy=userName`)).toEqual([400, 'invalidCursor']);
    expect(await refused('cursor=abc')).toEqual([400, 'invalidCursor']);
    expect(await refused(`cursor=${next}&sortBy=title`)).toEqual([400, 'invalidCursor']);
    expect(await refused(`cursor=${next}`)).toEqual([400, 'invalidCursor']);
    const other = await app().scimConnection();
    const theirs = await other.call('GET', `/Users?cursor=${next}&sortBy=userName`);
    expect(theirs).toMatchObject({ status: 400, body: { scimType: 'invalidCursor' } });
    expect(await refused('cursor=&count=-1')).toEqual([400, 'invalidCount']);
    app().clock.advance(3_601_000);
    expect(await refused(`cursor=${next}&sortBy=userName`)).toEqual([400, 'expiredCursor']);
  });
});
