import { expect, test } from '@jest/globals';
import { instant, newId } from '#kernel/index.js';
import type { Exchange } from '#store/index.js';
import { overApplications } from '../kit/application.js';

/** More than one page looks at. */
const COUNT = 10_050;

overApplications('the log of exchanges', (app) => {
  test('a second filter that few entries meet: each page looks at 10,000, may be empty, and says where to go on', async () => {
    const { organization, connection } = await app().scimConnection();
    const { store, provisioning } = app();
    const at = instant(app().clock.now());
    const stamp = { version: 1, createdAt: at, updatedAt: at, organizationId: organization.id };
    const rows = Array.from({ length: COUNT }, (_, n): Exchange => {
      const outcome = n === 3 || n === COUNT - 3 ? 'refused' : 'ok';
      return {
        id: newId(),
        ...stamp,
        connectionId: connection.id,
        traceId: `trace-${n}`,
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
    });
    await store.transaction('exchanges', (tx) => tx.exchanges.insertMissing(rows));
    const refused = rows.filter(({ outcome }) => outcome === 'refused').map(({ id }) => id);
    const list = async (query: object) => {
      const pages: string[][] = [];
      let cursor: string | undefined;
      do {
        const page = await provisioning.exchanges.list(
          app().ctx(),
          organization.id,
          connection.id,
          { limit: 10, ...query, ...(cursor !== undefined && { cursor }) },
        );
        pages.push(page.items.map(({ id }) => id));
        cursor = page.next;
      } while (cursor !== undefined);
      return pages;
    };
    const [older, newer] = refused;
    const both = { resourceId: 'somebody', outcome: 'refused' } as const;
    expect(await list(both)).toEqual([[newer], [older]]);
    expect(await list({ ...both, order: 'asc' })).toEqual([[older], [newer]]);
    expect(await list({ resourceId: 'somebody', operation: 'user.create' })).toEqual([[], []]);
    // one filter is one walk of its index
    expect(await list({ outcome: 'refused' })).toEqual([[newer, older]]);
  });
});
