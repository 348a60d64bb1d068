import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { equals } from '#store/index.js';
import {
  GROUP,
  overApplications,
  rolesOf,
  USER,
  type TestApplication,
  type ScimConnection,
} from '../kit/application.js';

/** What a connection should look like, as plainly as it can be said. */
interface Model {
  readonly users: Map<string, { name: string; title?: string; active: boolean }>;
  readonly groups: Map<string, { name: string; members: Set<string> }>;
  /** the group whose people are administrators, and the one whose people pay */
  admins?: string;
  payers?: string;
}

type UserStep =
  | { kind: 'put'; at: number; name: string }
  | { kind: 'title'; at: number; title: string | null }
  | { kind: 'active'; at: number; active: boolean }
  | { kind: 'delete'; at: number }
  | { kind: 'half'; at: number };

type Move = 'join' | 'leave' | 'members' | 'clear';

type GroupStep =
  | { kind: 'deleteGroup'; at: number }
  | { kind: 'rename'; at: number; name: string; members: number[] }
  | { kind: Move; at: number; members: number[] };

type Step =
  | { kind: 'create' | 'clash'; at: number; name: string }
  | { kind: 'group'; at: number; name: string; members: number[] }
  | UserStep
  | GroupStep;

const at = fc.nat({ max: 30 });
const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'ä', 'G');
const members = fc.array(fc.nat({ max: 30 }), { maxLength: 5 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('create' as const), at, name }) },
  fc.record({ kind: fc.constantFrom('clash' as const, 'put' as const), at, name }),
  fc.record({
    kind: fc.constant('title' as const),
    at,
    title: fc.option(fc.constantFrom('T', 'U')),
  }),
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('active' as const), at, active: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), at }) },
  fc.record({ kind: fc.constantFrom('deleteGroup' as const, 'half' as const), at }),
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('group' as const, 'rename' as const),
      at,
      name,
      members,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'join' as const,
        'leave' as const,
        'members' as const,
        'clear' as const,
      ),
      at,
      members,
    }),
  },
);

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** One run: every step goes to the server and to the model, and both must give the same result. */
class Run {
  readonly model: Model = { users: new Map(), groups: new Map() };
  constructor(readonly scim: ScimConnection) {}

  #user(index: number): string {
    return [...this.model.users.keys()][index % Math.max(1, this.model.users.size)] ?? 'nobody';
  }

  #group(index: number): string {
    return [...this.model.groups.keys()][index % Math.max(1, this.model.groups.size)] ?? 'nothing';
  }

  /** Ids of users; some that are not there, which are skipped. */
  #people(indexes: number[]): string[] {
    return indexes.map((index) => (index > 25 ? `stranger-${index}` : this.#user(index)));
  }

  #known(ids: string[]): string[] {
    return ids.filter((id) => this.model.users.has(id));
  }

  #taken(input: string, except?: string): boolean {
    return [...this.model.users].some(([id, user]) => id !== except && same(user.name, input));
  }

  #groupTaken(input: string, except?: string): boolean {
    return [...this.model.groups].some(([id, group]) => id !== except && same(group.name, input));
  }

  async take(one: Step): Promise<void> {
    const status = await this.#take(one);
    expect([one, status[0]]).toEqual([one, status[1]]);
  }

  /** @returns what the server answered, and what it should have answered */
  async #take(one: Step): Promise<[number, number]> {
    switch (one.kind) {
      case 'create':
      case 'clash':
        return this.#create(one.kind === 'clash' ? one.name.toUpperCase() : one.name);
      case 'put':
      case 'title':
      case 'active':
      case 'delete':
      case 'half':
        return this.#changeUser(one);
      case 'group':
        return this.#createGroup(one.name, one.members);
      default:
        return this.#changeGroup(one);
    }
  }

  async #create(userName: string): Promise<[number, number]> {
    const taken = this.#taken(userName);
    const reply = await this.scim.call('POST', '/Users', { schemas: [USER], userName });
    if (!taken) this.model.users.set(String(reply.body['id']), { name: userName, active: true });
    return [reply.status, taken ? 409 : 201];
  }

  async #changeUser(one: UserStep): Promise<[number, number]> {
    const id = this.#user(one.at);
    const user = this.model.users.get(id);
    const path = `/Users/${id}`;
    if (one.kind === 'delete') {
      const reply = await this.scim.call('DELETE', path);
      this.model.users.delete(id);
      for (const group of this.model.groups.values()) group.members.delete(id);
      return [reply.status, user ? 204 : 404];
    }
    if (one.kind === 'put') {
      const taken = this.#taken(one.name, id);
      const body = { schemas: [USER], userName: one.name };
      const reply = await this.scim.call('PUT', path, body);
      if (user && !taken) this.model.users.set(id, { name: one.name, active: user.active });
      return [reply.status, user ? (taken ? 409 : 200) : 404];
    }
    if (one.kind === 'half') {
      // the third operation fails: the first two leave nothing
      const reply = await this.scim.patch(
        path,
        { op: 'replace', path: 'title', value: 'never' },
        { op: 'replace', path: 'active', value: false },
        { op: 'replace', path: 'id', value: 'x' },
      );
      return [reply.status, user ? 400 : reply.status === 400 ? 400 : 404];
    }
    const value = one.kind === 'title' ? { title: one.title } : { active: one.active };
    const reply = await this.scim.patch(path, { op: 'replace', value });
    if (user && one.kind === 'active') user.active = one.active;
    if (user && one.kind === 'title') {
      if (one.title === null) delete user.title;
      else user.title = one.title;
    }
    return [reply.status, user ? 200 : 404];
  }

  async #createGroup(displayName: string, indexes: number[]): Promise<[number, number]> {
    const taken = this.#groupTaken(displayName);
    const ids = this.#people(indexes);
    const value = ids.map((id) => ({ value: id }));
    const body = { schemas: [GROUP], displayName, members: value };
    const reply = await this.scim.call('POST', '/Groups', body);
    if (!taken) {
      const group = { name: displayName, members: new Set(this.#known(ids)) };
      this.model.groups.set(String(reply.body['id']), group);
    }
    return [reply.status, taken ? 409 : 201];
  }

  async #changeGroup(one: GroupStep): Promise<[number, number]> {
    const id = this.#group(one.at);
    const path = `/Groups/${id}`;
    const group = this.model.groups.get(id);
    if (one.kind === 'deleteGroup') {
      const reply = await this.scim.call('DELETE', path);
      this.model.groups.delete(id);
      return [reply.status, group ? 204 : 404];
    }
    const ids = this.#people(one.members);
    const value = ids.map((member) => ({ value: member }));
    const unknownOnly = ids.length > 0 && this.#known(ids).length === 0;
    // strangers alone do not replace members
    const refused = unknownOnly && group !== undefined && group.members.size > 0;
    if (one.kind === 'rename') {
      const taken = this.#groupTaken(one.name, id);
      const body = { schemas: [GROUP], displayName: one.name, members: value };
      const reply = await this.scim.call('PUT', path, body);
      if (group && !taken && !refused) {
        this.model.groups.set(id, { name: one.name, members: new Set(this.#known(ids)) });
      }
      return [reply.status, group ? (refused ? 400 : taken ? 409 : 200) : 404];
    }
    const operation = {
      join: { op: 'add', path: 'members', value },
      leave: { op: 'Remove', path: 'members', value },
      members: { op: 'replace', path: 'members', value },
      clear: { op: 'remove', path: 'members' },
    }[one.kind];
    // an empty list adds nobody and removes nobody
    if (value.length === 0 && (one.kind === 'join' || one.kind === 'leave')) return [0, 0];
    const reply = await this.scim.patch(path, operation);
    if (refused && one.kind === 'members') return [reply.status, 400];
    if (group) this.#move(group, one.kind, ids);
    return [reply.status, group ? 204 : 404];
  }

  #move(group: { members: Set<string> }, kind: Move, ids: string[]): void {
    if (kind === 'clear' || kind === 'members') group.members.clear();
    for (const id of kind === 'leave' ? ids : []) group.members.delete(id);
    for (const id of kind === 'join' || kind === 'members' ? this.#known(ids) : []) {
      group.members.add(id);
    }
  }

  async compare(app: TestApplication): Promise<void> {
    const { scim, model } = this;
    const list = async (path: string) =>
      ((await scim.call('GET', `${path}?count=1000`)).body['Resources'] ?? []) as unknown as {
        id: string;
        [key: string]: unknown;
      }[];
    const ids = (values: unknown) =>
      ((values ?? []) as { value: string }[]).map(({ value }) => value).sort();
    const users = await list('/Users');
    expect(
      users.map(({ id, userName, title, active, groups }) => [
        id,
        userName,
        title,
        active,
        ids(groups),
      ]),
    ).toEqual(
      [...model.users].map(([id, { name: userName, title, active }]) => [
        id,
        userName,
        title,
        active,
        [...model.groups].flatMap(([group, { members }]) => (members.has(id) ? group : [])).sort(),
      ]),
    );
    const groups = await list('/Groups');
    expect(groups.map(({ id, displayName, members }) => [id, displayName, ids(members)])).toEqual(
      [...model.groups].map(([id, group]) => [id, group.name, [...group.members].sort()]),
    );
    await this.#compareStore(app, users.length, groups.length);
    await this.#compareMembers(app);
  }

  async #compareStore(app: TestApplication, users: number, groups: number): Promise<void> {
    const { read } = app.store;
    const { id } = this.scim.connection;
    const ours = equals('connectionId', id);
    expect(await read.tallies.get(`users:${id}`)).toBe(users);
    expect(await read.tallies.get(`groups:${id}`)).toBe(groups);
    expect(await read.scimUsers.count(ours)).toBe(users);
    expect(await read.scimGroups.count(ours)).toBe(groups);
    const rows = [...this.model.groups.values()].reduce(
      (sum, { members }) => sum + members.size,
      0,
    );
    expect(await read.groupMembers.count(ours)).toBe(rows);
    for (const path of ['/Users', '/Groups']) {
      const { body } = await this.scim.call('GET', `${path}?count=0`);
      expect(body['totalResults']).toBe(path === '/Users' ? users : groups);
    }
    const entries = await app.journal(this.scim.organization.id);
    expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, index) => index + 1));
    const count = (type: string) => entries.filter((entry) => entry.type === type).length;
    expect(count('scim.user.created') - count('scim.user.deleted')).toBe(users);
    expect(count('scim.group.created') - count('scim.group.deleted')).toBe(groups);
  }

  /** Members follow users, and roles follow groups. */
  async #compareMembers(app: TestApplication): Promise<void> {
    const { model, scim } = this;
    const standing = new Set<string>();
    for (const [id, { active }] of model.users) {
      const member = await scim.memberOf(id);
      standing.add(member.id);
      expect(member.status).toBe(active ? 'active' : 'suspended');
      const roles: string[] = [];
      if (model.admins && model.groups.get(model.admins)?.members.has(id))
        roles.push('admin by group');
      if (model.payers && model.groups.get(model.payers)?.members.has(id))
        roles.push('billing by group');
      expect(rolesOf(member)).toEqual(roles.length ? roles : ['member by default']);
    }
    expect(standing.size).toBe(model.users.size);
    for (const member of await app.members(scim.organization.id)) {
      if (standing.has(member.id) || member.source === 'manual') continue;
      expect([member.status, rolesOf(member)]).toEqual(['left', []]);
    }
  }
}

overApplications('random operations', (app, { kind }) => {
  test('leave users, groups, members, roles, tallies and journal as a plain model has them', async () => {
    const property = fc.asyncProperty(
      fc.array(step, { minLength: 20, maxLength: 45 }),
      async (steps) => {
        const run = new Run(await app().scimConnection());
        await run.take({ kind: 'create', at: 0, name: 'first' });
        await run.take({ kind: 'group', at: 0, name: 'Admins', members: [0] });
        await run.take({ kind: 'group', at: 0, name: 'Payers', members: [] });
        [run.model.admins = '', run.model.payers = ''] = [...run.model.groups.keys()];
        await run.scim.mapGroups(
          [
            { groupId: run.model.admins, role: 'admin' },
            { groupId: run.model.payers, role: 'billing' },
          ],
          { defaultRole: 'member' },
        );
        for (const one of steps) await run.take(one);
        await run.compare(app());
      },
    );
    await fc.assert(property, { numRuns: kind.name === 'mongodb' ? 5 : 60 });
  }, 90_000);
});
