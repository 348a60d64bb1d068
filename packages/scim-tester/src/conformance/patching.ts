import { problem } from '../client/expectations.js';
import { at, isUnassigned, listAt, textAt } from '../client/json.js';
import { ENTERPRISE_URN, PATCH_URN, USER_URN } from '../client/messages.js';
import type { CheckGroup } from './checks.js';
import type { ConformanceRun, Created } from './conformance-run.js';

/** Rows 76 to 88: the rules of RFC 7644 section 3.5.2. */
export const patching: CheckGroup = {
  name: 'G',
  title: 'PATCH',
  checks: [
    {
      row: '76',
      title: 'a PatchOp of another schema, without operations or a known op: 400',
      verify: malformed,
    },
    { row: '77', title: 'add: merges, replaces, appends', verify: adding },
    { row: '78', title: 'adding what is there changes nothing', verify: addingAgain },
    {
      row: '79',
      title: 'add and replace without value: 400',
      async verify(run) {
        const user = await run.user();
        for (const op of ['add', 'replace'])
          run.expectError(
            await run.patch(user, { op, path: 'title' }),
            [400],
            ['invalidValue', 'invalidSyntax'],
          );
      },
    },
    {
      row: '80',
      title: 'remove: noTarget, mutability, and nothing to remove',
      verify: refusedRemoval,
    },
    { row: '81', title: 'remove takes exactly what the path names', verify: removing },
    { row: '82', title: 'replace: adds, merges complex, swaps multi-valued', verify: replacing },
    { row: '83', title: 'a value path without a match', verify: noMatch },
    { row: '84', title: 'what is readOnly or immutable: 400 mutability', verify: readOnly },
    { row: '85', title: 'bad and hostile paths: 400', verify: badPaths },
    { row: '86', title: 'in order, and all or nothing', verify: allOrNothing },
    { row: '87', title: 'a new primary takes the place of the old one', verify: onePrimary },
    { row: '88', title: 'paths by full URN', verify: urns },
  ],
};

async function malformed(run: ConformanceRun): Promise<void> {
  const user = await run.user();
  const fine = { op: 'replace', path: 'title', value: 'x' };
  for (const body of [
    { schemas: [USER_URN], Operations: [fine] },
    { schemas: [PATCH_URN] },
    { schemas: [PATCH_URN], Operations: [] },
    { schemas: [PATCH_URN], Operations: { ...fine } },
    { schemas: [PATCH_URN], Operations: [{ ...fine, op: 'move' }] },
    { schemas: [PATCH_URN], Operations: [{ path: 'title', value: 'x' }] },
  ]) {
    const answer = await run.send('PATCH', user.path, { body });
    run.expectError(answer, [400], ['invalidSyntax', 'invalidValue']);
  }
  for (const schemas of [undefined, []]) {
    const answer = await run.send('PATCH', user.path, { body: { schemas, Operations: [fine] } });
    run.expectStatus(answer, 200, 204, 400);
  }
  const body = { schemas: [PATCH_URN], operations: [fine] };
  run.expectStatus(await run.send('PATCH', user.path, { body }), 200, 204);
}

async function adding(run: ConformanceRun): Promise<void> {
  const user = await run.user({ name: { givenName: 'Ana' }, title: 'old' });
  const value = { name: { familyName: 'Zed' }, emails: [{ value: 'a@example.com', type: 'work' }] };
  const merged = await run.patched(user, { op: 'add', value });
  holds(run, user, at(merged, 'name', 'givenName') === 'Ana', 'name.givenName kept');
  holds(run, user, at(merged, 'name', 'familyName') === 'Zed', 'name.familyName added');
  const more = await run.patched(
    user,
    { op: 'add', path: 'title', value: 'new' },
    { op: 'add', path: 'emails', value: [{ value: 'b@example.com', type: 'home' }] },
    { op: 'add', path: 'name', value: { middleName: 'M' } },
  );
  holds(run, user, at(more, 'title') === 'new', 'title replaced');
  holds(run, user, listAt(more, 'emails').length === 2, 'emails appended');
  holds(run, user, at(more, 'name', 'givenName') === 'Ana', 'name merged');
}

async function addingAgain(run: ConformanceRun): Promise<void> {
  const emails = [{ value: 'a@example.com', type: 'work' }];
  const user = await run.user({ title: 'same', emails });
  const before = await run.get(user);
  const after = await run.patched(
    user,
    { op: 'add', path: 'title', value: 'same' },
    { op: 'add', path: 'emails', value: emails },
  );
  holds(run, user, listAt(after, 'emails').length === 1, 'no second equal e-mail');
  const same = at(before, 'meta', 'lastModified') === at(after, 'meta', 'lastModified');
  holds(run, user, same, 'lastModified unchanged');
  holds(
    run,
    user,
    at(before, 'meta', 'version') === at(after, 'meta', 'version'),
    'version unchanged',
  );
  const members = [{ value: user.id }];
  const group = await run.group({ members });
  const was = await run.get(group);
  const is = await run.patched(group, { op: 'add', path: 'members', value: members });
  holds(run, group, JSON.stringify(was) === JSON.stringify(is), 'the group unchanged');
}

async function refusedRemoval(run: ConformanceRun): Promise<void> {
  const [user, group] = [await run.user(), await run.group()];
  run.expectError(await run.patch(user, { op: 'remove' }), [400], ['noTarget']);
  for (const [made, path] of [
    [user, 'userName'],
    [group, 'displayName'],
  ] as const) {
    const answer = await run.patch(made, { op: 'remove', path });
    run.expectError(answer, [400], ['mutability', 'invalidValue']);
  }
  run.expectStatus(await run.patch(user, { op: 'remove', path: 'title' }), 200, 204);
  const path = `members[value eq "${user.id}"]`;
  const nobody = await run.patch(group, { op: 'remove', path });
  if (nobody.status === 400) run.expectError(nobody, [400], ['noTarget']);
  else run.expectStatus(nobody, 200, 204);
}

async function removing(run: ConformanceRun): Promise<void> {
  const boss = await run.user();
  const user = await run.user({
    schemas: [USER_URN, ENTERPRISE_URN],
    emails: [
      { value: 'a@example.com', type: 'work', display: 'A' },
      { value: 'b@example.com', type: 'home' },
    ],
    [ENTERPRISE_URN]: { department: 'Research', manager: { value: boss.id } },
  });
  const remove = (path: string): Promise<unknown> => run.patched(user, { op: 'remove', path });
  const plain = await remove('emails[type eq "work"].display');
  const work = listAt(plain, 'emails').find((one) => at(one, 'type') === 'work');
  holds(run, user, at(work, 'value') === 'a@example.com', 'the e-mail stays');
  holds(run, user, at(work, 'display') === undefined, 'its display goes');
  const home = await remove('emails[type eq "work"]');
  holds(run, user, listAt(home, 'emails').length === 1, 'one e-mail left');
  const none = await remove('emails[type eq "home"]');
  holds(run, user, isUnassigned(at(none, 'emails')), 'emails unassigned');
  const alone = await remove(`${ENTERPRISE_URN}:manager`);
  holds(run, user, at(alone, ENTERPRISE_URN, 'department') === 'Research', 'department stays');
  holds(run, user, isUnassigned(at(alone, ENTERPRISE_URN, 'manager')), 'no manager');
  const gone = await remove(ENTERPRISE_URN);
  holds(run, user, isUnassigned(at(gone, ENTERPRISE_URN)), 'no enterprise data');
  const other = await run.user();
  const group = await run.group({ members: [{ value: boss.id }, { value: other.id }] });
  const fewer = await run.patched(group, { op: 'remove', path: `members[value eq "${boss.id}"]` });
  const left = listAt(fewer, 'members').map((member) => textAt(member, 'value'));
  holds(run, group, left.length === 1 && left[0] === other.id, 'the other member stays');
  const empty = await run.patched(group, { op: 'remove', path: 'members' });
  holds(run, group, isUnassigned(at(empty, 'members')), 'no members');
}

async function replacing(run: ConformanceRun): Promise<void> {
  const emails = [{ value: 'a@example.com', type: 'work' }];
  const user = await run.user({ name: { givenName: 'Ana', familyName: 'Zed' }, emails });
  const after = await run.patched(
    user,
    { op: 'replace', path: 'nickName', value: 'N' },
    { op: 'replace', path: 'name', value: { givenName: 'Bo' } },
    { op: 'replace', path: 'emails', value: [{ value: 'c@example.com', type: 'other' }] },
  );
  holds(run, user, at(after, 'nickName') === 'N', 'nickName added');
  holds(run, user, at(after, 'name', 'givenName') === 'Bo', 'name.givenName replaced');
  holds(run, user, at(after, 'name', 'familyName') === 'Zed', 'name.familyName kept');
  holds(run, user, listAt(after, 'emails').length === 1, 'emails swapped');
}

/** Strict: 400 noTarget. Lenient, for Entra (E12): an element made from what the filter says. */
async function noMatch(run: ConformanceRun): Promise<void> {
  const user = await run.user({ emails: [{ value: 'a@example.com', type: 'work' }] });
  const path = 'emails[type eq "home"].value';
  const answer = await run.patch(user, { op: 'replace', path, value: 'b@example.com' });
  if (answer.status === 400) return run.expectError(answer, [400], ['noTarget']);
  run.expectStatus(answer, 200, 204);
  const home = listAt(await run.get(user), 'emails').find((one) => at(one, 'type') === 'home');
  run.expectThat(answer, at(home, 'value') === 'b@example.com', 'a home e-mail with that value');
}

async function readOnly(run: ConformanceRun): Promise<void> {
  const user = await run.user();
  for (const [path, value] of [
    ['id', 'mine'],
    ['meta.created', '2001-01-01T00:00:00Z'],
    ['groups', [{ value: 'x' }]],
  ] as const) {
    const answer = await run.patch(user, { op: 'replace', path, value });
    run.expectError(answer, [400], ['mutability']);
  }
  const group = await run.group({ members: [{ value: user.id }] });
  const path = `members[value eq "${user.id}"].value`;
  const answer = await run.patch(group, { op: 'replace', path, value: 'other' });
  run.expectError(answer, [400], ['mutability']);
}

async function badPaths(run: ConformanceRun): Promise<void> {
  const user = await run.user();
  for (const path of [
    'emails[type eq',
    '..',
    'nope.x',
    '__proto__',
    'constructor.prototype',
    '__proto__.polluted',
  ]) {
    const answer = await run.patch(user, { op: 'replace', path, value: 'x' });
    run.expectError(answer, [400], ['invalidPath', 'noTarget', 'invalidValue', 'invalidSyntax']);
  }
  const later = await run.user();
  run.expectThat(later.answer, at(later.answer.json, 'polluted') === undefined, 'nothing polluted');
}

async function allOrNothing(run: ConformanceRun): Promise<void> {
  const user = await run.user({ title: 'a' });
  const seen = await run.patched(
    user,
    { op: 'add', path: 'emails', value: [{ value: 'a@example.com', type: 'work' }] },
    { op: 'replace', path: 'emails[type eq "work"].value', value: 'b@example.com' },
  );
  holds(run, user, at(seen, 'emails', 0, 'value') === 'b@example.com', 'the second sees the first');
  const answer = await run.patch(
    user,
    { op: 'replace', path: 'title', value: 'b' },
    { op: 'remove', path: 'emails' },
    { op: 'replace', path: 'id', value: 'mine' },
  );
  run.expectError(answer, [400]);
  const after = await run.get(user);
  const same = JSON.stringify(after) === JSON.stringify(seen);
  if (!same) run.expectNone(answer, [problem('everything as before, lastModified too', after)]);
  const group = await run.group();
  const refused = await run.patch(
    group,
    { op: 'add', path: 'members', value: [{ value: user.id }] },
    { op: 'replace', path: 'id', value: 'mine' },
  );
  run.expectError(refused, [400]);
  holds(run, group, isUnassigned(at(await run.get(group), 'members')), 'no members');
  holds(run, user, isUnassigned(at(await run.get(user), 'groups')), 'no groups');
}

async function onePrimary(run: ConformanceRun): Promise<void> {
  const user = await run.user({
    emails: [
      { value: 'a@example.com', type: 'work', primary: true },
      { value: 'b@example.com', type: 'home' },
    ],
  });
  const path = 'emails[type eq "home"].primary';
  const after = await run.patched(user, { op: 'replace', path, value: true });
  const primaries = listAt(after, 'emails').filter((one) => at(one, 'primary') === true);
  const only = primaries.length === 1 && at(primaries[0], 'type') === 'home';
  holds(run, user, only, 'the home e-mail alone is primary');
}

async function urns(run: ConformanceRun): Promise<void> {
  const user = await run.user();
  const after = await run.patched(
    user,
    { op: 'add', path: `${ENTERPRISE_URN}:employeeNumber`, value: '7' },
    { op: 'add', path: `${USER_URN}:name.familyName`, value: 'Zed' },
  );
  holds(run, user, at(after, ENTERPRISE_URN, 'employeeNumber') === '7', 'employeeNumber');
  holds(run, user, at(after, 'name', 'familyName') === 'Zed', 'name.familyName');
  holds(
    run,
    user,
    listAt(after, 'schemas').includes(ENTERPRISE_URN),
    `${ENTERPRISE_URN} in schemas`,
  );
}

/** About the answer that came last. */
export function holds(run: ConformanceRun, made: Created, fact: boolean, expected: string): void {
  run.expectThat(run.client.exchanges.at(-1) ?? made.answer, fact, expected);
}
