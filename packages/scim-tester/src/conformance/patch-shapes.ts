import { statusProblems } from '../client/expectations.js';
import { at, isUnassigned, listAt, textAt } from '../client/json.js';
import { ENTERPRISE_URN, patchBody, type Operation } from '../client/messages.js';
import { inParallel } from '../parallel.js';
import type { CheckGroup } from './checks.js';
import { holds } from './patching.js';
import type { ConformanceRun, Created } from './conformance-run.js';

/** Rows 89 to 92: answers, the shapes that providers send, and writers at the same time. */
export const patchShapes: CheckGroup = {
  name: 'G',
  title: 'PATCH as providers send it',
  checks: [
    { row: '89', title: '200 with the resource or 204; a taken userName: 409', verify: answers },
    { row: '90', title: 'every known shape of a user PATCH', verify: userShapes },
    { row: '90', title: 'every known shape of a group PATCH', verify: groupShapes },
    {
      row: '91',
      title: 'members added and removed at the same time: none is lost',
      verify: atOnce,
    },
    { row: '92', title: 'an empty text, then null: no value, no error', verify: nulls },
  ],
};

async function answers(run: ConformanceRun): Promise<void> {
  const [user, other] = [await run.user(), await run.user()];
  const title = { op: 'replace', path: 'title', value: 'x' };
  const plain = await run.patch(user, title);
  run.expectStatus(plain, 200, 204);
  if (plain.status === 200)
    run.expectThat(plain, at(plain.json, 'title') === 'x', 'the whole resource');
  const selected = await run.send('PATCH', user.path, {
    body: patchBody({ ...title, value: 'y' }),
    query: 'attributes=title',
  });
  run.expectNone(selected, statusProblems(selected, [200]));
  run.expectThat(selected, at(selected.json, 'title') === 'y', 'the title that was asked for');
  const taken = { op: 'replace', path: 'userName', value: other.body['userName'] };
  run.expectError(await run.patch(user, taken), [409], ['uniqueness']);
}

interface Shape {
  readonly operations: readonly Operation[];
  readonly holds: (resource: unknown) => boolean;
  readonly expected: string;
}

const MANAGER = `${ENTERPRISE_URN}:manager`;

const PLAIN_SHAPES: readonly Shape[] = [
  {
    operations: [{ op: 'Replace', path: 'active', value: 'False' }],
    holds: (resource) => at(resource, 'active') === false,
    expected: 'active false',
  },
  {
    operations: [{ op: 'replace', value: { active: true } }],
    holds: (resource) => at(resource, 'active') === true,
    expected: 'active true',
  },
  {
    operations: [{ op: 'replace', value: { active: 'false' } }],
    holds: (resource) => at(resource, 'active') === false,
    expected: 'active false',
  },
  {
    operations: [
      { op: 'Add', path: 'phoneNumbers[type eq "work"].value', value: '1' },
      { op: 'Add', path: 'phoneNumbers[type eq "work"].display', value: 'One' },
    ],
    holds: (resource) =>
      listAt(resource, 'phoneNumbers').length === 1 &&
      at(resource, 'phoneNumbers', 0, 'display') === 'One',
    expected: 'one phone number of two operations',
  },
  {
    operations: [
      {
        op: 'replace',
        value: { 'name.givenName': 'A', [`${ENTERPRISE_URN}:department`]: 'B' },
      },
    ],
    holds: (resource) =>
      at(resource, 'name', 'givenName') === 'A' &&
      at(resource, ENTERPRISE_URN, 'department') === 'B',
    expected: 'name.givenName A and department B',
  },
  {
    operations: [{ op: 'Add', path: 'emails[type eq "work"].value', value: 'w@example.com' }],
    holds: (resource) =>
      listAt(resource, 'emails').some(
        (one) => at(one, 'type') === 'work' && at(one, 'value') === 'w@example.com',
      ),
    expected: 'a work e-mail made from the path',
  },
];

function managerShapesOf(managerId: string): readonly Shape[] {
  const managed = (resource: unknown): boolean =>
    at(resource, ENTERPRISE_URN, 'manager', 'value') === managerId;
  const unmanaged = (resource: unknown): boolean =>
    isUnassigned(at(resource, ENTERPRISE_URN, 'manager', 'value'));
  const manager = (op: string, value: unknown): Shape => ({
    operations: [{ op, path: MANAGER, value }],
    holds: value === '' ? unmanaged : managed,
    expected: value === '' ? 'no manager' : `manager.value ${managerId}`,
  });
  return [
    manager('Add', managerId),
    manager('Replace', ''),
    manager('Add', { value: managerId }),
    manager('Replace', ''),
    manager('Add', [{ value: managerId }]),
    {
      operations: [{ op: 'Replace', path: `${MANAGER}.value`, value: managerId }],
      holds: managed,
      expected: `manager.value ${managerId}`,
    },
  ];
}

async function userShapes(run: ConformanceRun): Promise<void> {
  const [user, boss] = [await run.user(), await run.user()];
  for (const shape of [...PLAIN_SHAPES, ...managerShapesOf(boss.id)]) {
    const after = await run.patched(user, ...shape.operations);
    holds(run, user, shape.holds(after), shape.expected);
  }
}

async function groupShapes(run: ConformanceRun): Promise<void> {
  const [one, two, three] = [await run.user(), await run.user(), await run.user()];
  const group = await run.group();
  const value = (...made: readonly Created[]): object[] => made.map(({ id }) => ({ value: id }));
  const path = 'members';
  for (const [operation, wanted] of [
    [{ op: 'add', path, value: one.id }, [one]],
    [{ op: 'add', path, value: { value: two.id } }, [one, two]],
    [{ op: 'Add', path, value: value(three) }, [one, two, three]],
    [{ op: 'Remove', path, value: value(two) }, [one, three]],
    [{ op: 'replace', path, value: [] }, []],
    [{ op: 'add', value: { members: value(two) } }, [two]],
    [{ op: 'remove', path, value: null }, []],
    [{ op: 'replace', path, value: value(one, two, three) }, [one, two, three]],
    [{ op: 'remove', path: `members[value eq "${one.id}"]` }, [two, three]],
    [{ op: 'replace', value: { id: group.id, displayName: run.name('group') } }, [two, three]],
  ] as const) {
    const after = await run.patched(group, operation);
    const ids = listAt(after, 'members').map((member) => textAt(member, 'value'));
    const same = ids.length === wanted.length && wanted.every(({ id }) => ids.includes(id));
    const expected = `after ${JSON.stringify(operation)} ${wanted.length} members`;
    holds(run, group, same, expected);
  }
}

async function atOnce(run: ConformanceRun): Promise<void> {
  const users = await run.crowd();
  const leaving = new Set(users.slice(0, 10).map(({ id }) => id));
  const group = await run.group({ members: [...leaving].map((value) => ({ value })) });
  await inParallel(users, 16, async ({ id }) => {
    const operation = leaving.has(id)
      ? { op: 'remove', path: `members[value eq "${id}"]` }
      : { op: 'add', path: 'members', value: [{ value: id }] };
    run.expectStatus(await run.patch(group, operation), 200, 204);
  });
  const ids = listAt(await run.get(group), 'members').map((member) => textAt(member, 'value'));
  const staying = users.length - leaving.size;
  holds(run, group, new Set(ids).size === staying, `${staying} members, none lost`);
  holds(run, group, !ids.some((id) => leaving.has(id)), 'those who left are not there');
}

async function nulls(run: ConformanceRun): Promise<void> {
  const user = await run.user({ title: 'x', nickName: 'n' });
  for (const value of ['', null]) {
    const after = await run.patched(user, { op: 'replace', path: 'title', value });
    holds(run, user, isUnassigned(at(after, 'title')), 'no title');
    holds(run, user, at(after, 'nickName') === 'n', 'the rest as before');
  }
}
