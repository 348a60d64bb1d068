import { expect, test } from '@jest/globals';
import { instant, newId, newTraceId } from '#kernel/index.js';
import type { Exchange } from '#store/index.js';
import { overApplications, type ScimConnection, type TestApplication } from '../kit/application.js';

/** More than one page looks at. */
const COUNT = 10_050;

type Place = Pick<ScimConnection, 'organization' | 'connection'>;

const NOW = '2026-03-01T12:00:00.000Z';

function entryOf({ organization, connection }: Place, outcome: 'ok' | 'refused'): Exchange {
  const at = instant(Date.parse(NOW));
  return {
    id: newId(),
    version: 1,
    createdAt: at,
    updatedAt: at,
    organizationId: organization.id,
    connectionId: connection.id,
    traceId: newTraceId(),
    method: 'GET',
    path: '/Users',
    operation: 'user.query',
    status: outcome === 'ok' ? 200 : 400,
    outcome,
    ...(outcome !== 'ok' && { trouble: outcome }),
    subjectId: 'somebody',
    latencyMs: 1,
    trace: [],
  };
}

/** The ids of each page, newest first, until there is no next one. */
async function pagesBy(
  house: TestApplication,
  { organization, connection }: Place,
  query: object,
): Promise<string[][]> {
  const { exchanges } = house.provisioning;
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const after = cursor !== undefined && { cursor };
    const asked = { limit: 10, ...query, ...after };
    const page = await exchanges.list(house.ctx(), organization.id, connection.id, asked);
    pages.push(page.items.map(({ id }) => id));
    cursor = page.next;
  } while (cursor !== undefined);
  return pages;
}

overApplications('the log of exchanges', (app) => {
  test('a second filter that few entries meet: each page looks at 10,000, may be empty, and says where to go on', async () => {
    const { organization, connection } = await app().scimConnection();
    const { store } = app();
    const rows = Array.from({ length: COUNT }, (_, n) =>
      entryOf({ organization, connection }, n === 3 || n === COUNT - 3 ? 'refused' : 'ok'),
    );
    await store.transaction('exchanges', (tx) => tx.exchanges.insertMissing(rows));
    const refused = rows.filter(({ outcome }) => outcome === 'refused').map(({ id }) => id);
    const list = (query: object) => pagesBy(app(), { organization, connection }, query);
    const [older, newer] = refused;
    const both = { resourceId: 'somebody', outcome: 'refused' } as const;
    expect(await list(both)).toEqual([[newer], [older]]);
    expect(await list({ ...both, order: 'asc' })).toEqual([[older], [newer]]);
    expect(await list({ resourceId: 'somebody', operation: 'user.create' })).toEqual([[], []]);
    // one filter is one walk of its index
    expect(await list({ outcome: 'refused' })).toEqual([[newer, older]]);
  });

  test('those that went well are picked from all: where 10,000 others are between, a page is empty and says where to go on', async () => {
    const { organization, connection } = await app().scimConnection();
    const { store, provisioning } = app();
    const entries = Array.from({ length: COUNT }, (_, n) =>
      entryOf({ organization, connection }, n === 3 || n === COUNT - 3 ? 'ok' : 'refused'),
    );
    await store.transaction('exchanges', (tx) => tx.exchanges.insertMissing(entries));
    const [older, newer] = entries.flatMap(({ id, outcome }) => (outcome === 'ok' ? id : []));
    const pages = await pagesBy(app(), { organization, connection }, { outcome: 'ok' });
    expect(pages).toEqual([[newer], [older]]);
    const figures = await provisioning.exchanges.connectionFigures();
    const known = figures.find(({ connectionId }) => connectionId === connection.id);
    expect(known?.lastSyncAt).toBe(Date.parse(NOW));
  });
});
