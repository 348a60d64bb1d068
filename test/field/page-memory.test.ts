import { expect, test } from '@jest/globals';
import { PAGE_LIMITS, PageTurns } from '#http/scim/page-turns.js';
import { overServers } from '../kit/server-suites.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

overServers('many large pages at one time', (server) => {
  /** Counts the pages that are made at one time. */
  async function highestNumber(work: () => Promise<unknown>): Promise<number> {
    const { provider } = server().provisioning;
    const handle = provider.handle;
    let running = 0;
    let highest = 0;
    Object.assign(provider, {
      handle: async (...call: Parameters<typeof handle>) => {
        running += 1;
        highest = Math.max(highest, running);
        try {
          return await handle(...call);
        } finally {
          running -= 1;
        }
      },
    });
    try {
      await work();
    } finally {
      Object.assign(provider, { handle });
    }
    return highest;
  }

  test('A5 pages of one credential wait for each other before rows are read, and no one else waits for them', async () => {
    const greedy = await server().scim();
    const other = await server().scim();
    for (let at = 0; at < 10; at += 1) {
      const entitlements = Array.from({ length: 20 }, (_none, index) => ({
        value: `${index} ${'x'.repeat(2_000)}`,
      }));
      const user = { schemas: [USER], userName: `user-${at}`, entitlements };
      expect((await greedy.post('/Users', user)).text).toContain('user-');
    }
    const highest = await highestNumber(async () => {
      const search = { schemas: [SEARCH], count: 100 };
      const pages = Array.from({ length: 60 }, (_none, at) =>
        at % 2 === 0 ? greedy.get('/Users?count=100') : greedy.post('/Users/.search', search),
      );
      expect((await other.get('/Users?count=100')).status).toBe(200);
      const statuses = (await Promise.all(pages)).map(({ status }) => status);
      expect(new Set(statuses)).toEqual(new Set([200]));
    });
    expect(highest).toBeLessThanOrEqual(PAGE_LIMITS.perCredential + 1);
  });

  test('A5 beyond what may wait the answer is 503 with Retry-After, and nothing is read', async () => {
    const scim = await server().scim();
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const { provider } = server().provisioning;
    const handle = provider.handle;
    Object.assign(provider, {
      handle: async (...call: Parameters<typeof handle>) => {
        await gate;
        return handle(...call);
      },
    });
    try {
      const count = PAGE_LIMITS.perCredential + PAGE_LIMITS.waitingPerCredential + 5;
      const refused: number[] = [];
      const pages = Array.from({ length: count }, () =>
        scim.get('/Users').then((reply) => {
          if (reply.status !== 200) {
            refused.push(reply.status);
            expect(reply.headers.get('retry-after')).toMatch(/^\d+$/);
            expect(reply.body.status).toBe('503');
          }
          if (refused.length === 5) open();
        }),
      );
      await Promise.all(pages);
      expect(refused).toEqual([503, 503, 503, 503, 503]);
    } finally {
      open();
      Object.assign(provider, { handle });
    }
  });
});

test('A5 a page that fails leaves its place to the next one', async () => {
  const turns = new PageTurns({
    running: 1,
    perCredential: 1,
    waiting: 2,
    waitingPerCredential: 1,
  });
  const order: string[] = [];
  const page = (name: string, credential: string) =>
    turns.take(credential, async () => {
      order.push(name);
      await new Promise((resolve) => setImmediate(resolve));
      if (name === 'first') throw new Error('broken');
    });
  const first = page('first', 'a');
  const second = page('second', 'a');
  const third = page('third', 'b');
  await expect(page('fourth', 'a')).rejects.toMatchObject({ code: 'service.busy' });
  await expect(first).rejects.toThrow('broken');
  await Promise.all([second, third]);
  expect(order).toEqual(['first', 'second', 'third']);
});
