import { expect, test } from '@jest/globals';
import { inOrganization } from '#core/index.js';
import { all, equals } from '#store/index.js';
import { overApplications, type ScimConnection, type TestApplication } from '../kit/application.js';

/** More than go with their group in one transaction, and more than one step of the job removes. */
const PEOPLE = 1_234;
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

interface Ended {
  readonly scim: ScimConnection;
  readonly ids: readonly string[];
  /** of the group that is gone */
  readonly gone: string;
  /** of a small one in which the first person is, too */
  readonly small: string;
}

overApplications('a large group that is deleted', (app) => {
  const rowsOf = (groupId: string): Promise<number> =>
    app().store.read.groupMembers.count(equals('groupId', groupId));

  async function endedGroup(): Promise<Ended> {
    const scim = await app().scimConnection();
    const ids = await scim.seedUsers(PEOPLE);
    const small = await scim.group('Small', String(ids[0]));
    const members = ids.map((value) => ({ value }));
    const body = { schemas: [GROUP], displayName: 'Large', externalId: 'large', members };
    const gone = String((await scim.call('POST', '/Groups', body)).body['id']);
    await scim.join(small, gone);
    expect((await scim.call('DELETE', `/Groups/${gone}`)).status).toBe(204);
    // its rows are there: what follows would be shown by a reader that does not know
    expect(await rowsOf(gone)).toBe(PEOPLE);
    return { scim, ids, gone, small };
  }

  async function removeRows({ provisioning, ctx }: TestApplication): Promise<number> {
    let done = 0;
    for (let more = true; more;) {
      const outcome = await provisioning.removeEndedGroups(ctx());
      done += outcome.done;
      more = outcome.more;
    }
    return done;
  }

  const groupsIn = (body: Record<string, unknown>): readonly { readonly value: string }[] =>
    (body['groups'] ?? []) as readonly { readonly value: string }[];

  test('is gone for everybody at once: for its people, in filters, as a member of others, and by its name', async () => {
    const { scim, ids, gone, small } = await endedGroup();
    expect((await scim.call('GET', `/Groups/${gone}`)).status).toBe(404);
    expect((await scim.join(gone, String(ids[1]))).status).toBe(404);
    const [first, second] = ids;
    const one = await scim.call('GET', `/Users/${first}`);
    expect(groupsIn(one.body).map(({ value }) => value)).toEqual([small]);
    const other = await scim.call('GET', `/Users/${second}?attributes=groups`);
    expect(groupsIn(other.body)).toEqual([]);
    const found = async (filter: string): Promise<unknown> => {
      const list = await scim.call('GET', `/Users?count=1&filter=${encodeURIComponent(filter)}`);
      expect(list.status).toBe(200);
      return list.body['totalResults'];
    };
    expect(await found(`groups.value eq "${gone}"`)).toBe(0);
    expect(await found(`groups[value eq "${gone}"]`)).toBe(0);
    expect(await found('groups pr')).toBe(1);
    expect(await found('not (groups pr)')).toBe(PEOPLE - 1);
    expect(await found(`groups.value ne "${small}"`)).toBe(PEOPLE - 1);
    const { body: parent } = await scim.call('GET', `/Groups/${small}`);
    expect(parent['members']).toMatchObject([{ value: first }]);
    // walked by cursor while the rows go: the pages are of one question
    const walk = `/Users?count=400&filter=${encodeURIComponent('not (groups pr)')}&cursor`;
    const page = await scim.call('GET', walk);
    await removeRows(app());
    const next = await scim.call('GET', `${walk}=${String(page.body['nextCursor'])}`);
    expect(next.body['Resources']).toHaveLength(400);
  });

  test('comes back under its name and its external id, with the people who are put into it', async () => {
    const { scim, ids, gone } = await endedGroup();
    const members = ids.slice(0, 600).map((value) => ({ value }));
    const body = { schemas: [GROUP], displayName: 'Large', externalId: 'large', members };
    const again = await scim.call('POST', '/Groups', body);
    expect(again.status).toBe(201);
    expect(again.body['members']).toHaveLength(600);
    const id = String(again.body['id']);
    const last = await scim.call('GET', `/Users/${ids[599]}`);
    expect(groupsIn(last.body)).toMatchObject([{ value: id, display: 'Large' }]);
    await removeRows(app());
    expect([await rowsOf(gone), await rowsOf(id)]).toEqual([0, 600]);
  });

  test('loses its rows by a job, which goes on where a run ended, and each of them once', async () => {
    const { scim, ids, gone } = await endedGroup();
    const { provisioning, ctx, store } = app();
    expect((await scim.call('DELETE', `/Users/${ids[7]}`)).status).toBe(204);
    const stopped = new AbortController();
    stopped.abort();
    expect(await provisioning.removeEndedGroups(ctx(), stopped.signal)).toMatchObject({ done: 0 });
    const runs = await Promise.all([removeRows(app()), removeRows(app())]);
    expect((runs[0] ?? 0) + (runs[1] ?? 0)).toBe(PEOPLE - 1 + 1);
    expect(await rowsOf(gone)).toBe(0);
    expect(await store.read.endedGroups.count(all())).toBe(0);
    expect(await provisioning.removeEndedGroups(ctx())).toEqual({ done: 0, more: false });
  });

  test('is none of those that a person leaves at a sign-in', async () => {
    const { scim, ids, gone, small } = await endedGroup();
    const { core, provisioning, ctx, store } = app();
    const { organization, connection } = scim;
    const user = await store.read.scimUsers.get(String(ids[0]));
    if (!user) throw new Error('The first person is not there.');
    const stated = await inOrganization(core.deps, ctx(), organization.id, (scope) =>
      provisioning.people.setGroups({ ...scope, connection }, user, ['Small']),
    );
    expect(stated).toEqual({ isOther: false });
    expect([await rowsOf(gone), await rowsOf(small)]).toEqual([PEOPLE, 1]);
  });
});
