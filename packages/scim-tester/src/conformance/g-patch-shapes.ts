import { statusProblems } from '../client/expectations.js';
import { at, isUnassigned, listAt, textAt } from '../client/json.js';
import { ENTERPRISE_URN, patchBody, type Operation } from '../client/messages.js';
import { inParallel } from '../simulation/stages.js';
import type { CheckGroup } from './checks.js';
import { holds } from './g-patch.js';
import type { Lab, Made } from './labs.js';

/** Rows 89 to 92: answers, the shapes that providers send, and writers at the same time. */
export const patchShapes: CheckGroup = {
  name: 'G',
  title: 'PATCH as providers send it',
  checks: [
    { row: '89', title: '200 with the resource or 204; a taken userName: 409', run: answers },
    { row: '90', title: 'every known shape of a user PATCH', run: userShapes },
    { row: '90', title: 'every known shape of a group PATCH', run: groupShapes },
    { row: '91', title: '50 members added at the same time are all there', run: atOnce },
    { row: '92', title: 'an empty text, then null: no value, no error', run: nulls },
  ],
};

async function answers(lab: Lab): Promise<void> {
  const [user, other] = [await lab.user(), await lab.user()];
  const title = { op: 'replace', path: 'title', value: 'x' };
  const plain = await lab.patch(user, title);
  lab.ok(plain, 200, 204);
  if (plain.status === 200) lab.that(plain, at(plain.json, 'title') === 'x', 'the whole resource');
  const asked = await lab.send('PATCH', user.path, {
    body: patchBody({ ...title, value: 'y' }),
    query: 'attributes=title',
  });
  lab.none(asked, statusProblems(asked, [200]));
  lab.that(asked, at(asked.json, 'title') === 'y', 'the title that was asked for');
  const taken = { op: 'replace', path: 'userName', value: other.body['userName'] };
  lab.refused(await lab.patch(user, taken), [409], ['uniqueness']);
}

interface Shape {
  readonly operations: readonly Operation[];
  readonly holds: (resource: unknown) => boolean;
  readonly expected: string;
}

const MANAGER = `${ENTERPRISE_URN}:manager`;

function userShapesOf(managerId: string): readonly Shape[] {
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

async function userShapes(lab: Lab): Promise<void> {
  const [user, boss] = [await lab.user(), await lab.user()];
  for (const shape of userShapesOf(boss.id)) {
    const after = await lab.patched(user, ...shape.operations);
    holds(lab, user, shape.holds(after), shape.expected);
  }
}

async function groupShapes(lab: Lab): Promise<void> {
  const [one, two, three] = [await lab.user(), await lab.user(), await lab.user()];
  const group = await lab.group();
  const value = (...made: readonly Made[]): object[] => made.map(({ id }) => ({ value: id }));
  const path = 'members';
  for (const [operation, wanted] of [
    [{ op: 'add', path, value: one.id }, [one]],
    [{ op: 'add', path, value: { value: two.id } }, [one, two]],
    [{ op: 'Add', path, value: value(three) }, [one, two, three]],
    [{ op: 'Remove', path, value: value(two) }, [one, three]],
    [{ op: 'replace', path, value: [] }, []],
    [{ op: 'replace', path, value: value(one, two, three) }, [one, two, three]],
    [{ op: 'remove', path: `members[value eq "${one.id}"]` }, [two, three]],
    [{ op: 'replace', value: { id: group.id, displayName: lab.name('group') } }, [two, three]],
  ] as const) {
    const after = await lab.patched(group, operation);
    const ids = listAt(after, 'members').map((member) => textAt(member, 'value'));
    const same = ids.length === wanted.length && wanted.every(({ id }) => ids.includes(id));
    const expected = `after ${JSON.stringify(operation)} ${wanted.length} members`;
    holds(lab, group, same, expected);
  }
}

const WRITERS = 50;

async function atOnce(lab: Lab): Promise<void> {
  const users: Made[] = [];
  await inParallel(Array.from({ length: WRITERS }), 8, async () => {
    users.push(await lab.user());
  });
  const [leaver] = users;
  const group = await lab.group();
  if (leaver)
    lab.ok(
      await lab.patch(group, { op: 'add', path: 'members', value: [{ value: leaver.id }] }),
      200,
      204,
    );
  await inParallel(users, 16, async (user) => {
    const gone = user === leaver;
    const operation = gone
      ? { op: 'remove', path: `members[value eq "${user.id}"]` }
      : { op: 'add', path: 'members', value: [{ value: user.id }] };
    lab.ok(await lab.patch(group, operation), 200, 204);
  });
  const ids = listAt(await lab.get(group), 'members').map((member) => textAt(member, 'value'));
  holds(lab, group, new Set(ids).size === WRITERS - 1, `${WRITERS - 1} members, none lost`);
  holds(lab, group, !ids.includes(leaver?.id ?? ''), 'the one who left is not there');
}

async function nulls(lab: Lab): Promise<void> {
  const user = await lab.user({ title: 'x', nickName: 'n' });
  for (const value of ['', null]) {
    const after = await lab.patched(user, { op: 'replace', path: 'title', value });
    holds(lab, user, isUnassigned(at(after, 'title')), 'no title');
    holds(lab, user, at(after, 'nickName') === 'n', 'the rest as before');
  }
}
