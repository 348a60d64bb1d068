import { expect, test } from '@jest/globals';
import { inOrganization } from '#core/index.js';
import { overApplications, type TestApplication } from '../../kit/application.js';

const CHANGES = 5;

/** How often transactions were repeated while each of so many organizations was written to by a writer of its own. */
async function retriesOf(app: TestApplication, organizations: number): Promise<number> {
  const ids: string[] = [];
  for (let index = 0; index < organizations; index += 1) ids.push((await app.organization()).id);
  const before = app.store.figures().retries;
  await Promise.all(
    ids.map(async (organizationId) => {
      for (let number = 0; number < CHANGES; number += 1) {
        await inOrganization(app.core.deps, app.ctx(), organizationId, ({ journal }) =>
          journal.append({ type: 'test.changed', target: { kind: 'test', id: String(number) } }),
        );
      }
    }),
  );
  return app.store.figures().retries - before;
}

overApplications('the journals of many organizations', (app) => {
  test('hooks A9: no counter is shared by organizations: changes do not collide however many there are', async () => {
    expect(await retriesOf(app(), 5)).toBe(0);
    expect(await retriesOf(app(), 50)).toBe(0);
  });
});
