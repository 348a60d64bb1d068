import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createFeed, type Feed } from '#integrations/index.js';
import { silentLog } from '#kernel/index.js';
import { overApplications } from '../../kit/application.js';
import { recording } from '../../kit/recorded-stores.js';

/** The next thing that a watch says. */
function heard(feed: Feed): {
  readonly next: () => Promise<ReadonlySet<string> | undefined>;
  readonly stop: () => void;
} {
  const said: (ReadonlySet<string> | undefined)[] = [];
  let wake = (): void => undefined;
  const stop = feed.watch((organizationIds) => {
    said.push(organizationIds);
    wake();
  });
  const next = async (): Promise<ReadonlySet<string> | undefined> => {
    if (said.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return said.shift();
  };
  return { next, stop };
}

overApplications('what other processes wrote', (app) => {
  const calls: string[] = [];
  let feed: Feed;
  beforeAll(() => {
    const { store: written, clock } = app();
    const store = recording(written, calls);
    const readInOrder = written.readInOrder.bind(written);
    feed = createFeed({ store: { ...store, readInOrder }, clock, log: silentLog });
  });
  afterAll(() => feed.close());

  test('is told by organization, the first time as anything', async () => {
    await app().organization();
    const { next, stop } = heard(feed);
    expect(await next()).toBeUndefined();
    const changed = await app().organization();
    expect(await next()).toEqual(new Set([changed.id]));
    stop();
  });

  test('is told of after a pause in which nobody watched', async () => {
    const changed = await app().organization();
    const { next, stop } = heard(feed);
    expect(await next()).toEqual(new Set([changed.id]));
    stop();
  });

  test('costs the same number of questions for one reader and for fifty', async () => {
    const { next, stop } = heard(feed);
    const counted = async (readers: number): Promise<number> => {
      const organizations = [];
      for (let index = 0; index < readers; index += 1)
        organizations.push(await app().organization());
      while ((await next())?.has(organizations.at(-1)?.id ?? '') === false);
      const over = new AbortController();
      const waits = organizations.map(({ id }) =>
        feed.wait({ organizationId: id }, 60_000, over.signal),
      );
      calls.length = 0;
      const target = { organizationId: organizations[0]?.id ?? '' };
      await app().core.organizations.update(app().ctx(), target, { name: 'New' });
      await waits[0];
      over.abort();
      await Promise.all(waits);
      return calls.filter((call) => call.startsWith('read.')).length;
    };
    const one = await counted(1);
    expect(await counted(50)).toBeLessThanOrEqual(one + 2);
    stop();
  });
});
