import { problem } from '../client/expectations.js';
import { at, isUnassigned, listAt, textAt } from '../client/json.js';
import { ENTERPRISE_URN, PATCH_URN, USER_URN } from '../client/messages.js';
import type { CheckGroup } from './checks.js';
import type { Lab, Made } from './labs.js';

/** Rows 76 to 88: the rules of RFC 7644 section 3.5.2. */
export const patching: CheckGroup = {
  name: 'G',
  title: 'PATCH',
  checks: [
    { row: '76', title: 'a PatchOp without schema, operations or a known op: 400', run: malformed },
    { row: '77', title: 'add: merges, replaces, appends', run: adding },
    { row: '78', title: 'adding what is there changes nothing', run: addingAgain },
    {
      row: '79',
      title: 'add and replace without value: 400',
      async run(lab) {
        const user = await lab.user();
        for (const op of ['add', 'replace'])
          lab.refused(
            await lab.patch(user, { op, path: 'title' }),
            [400],
            ['invalidValue', 'invalidSyntax'],
          );
      },
    },
    {
      row: '80',
      title: 'remove: noTarget, mutability, and nothing to remove',
      run: refusedRemoval,
    },
    { row: '81', title: 'remove takes exactly what the path names', run: removing },
    { row: '82', title: 'replace: adds, merges complex, swaps multi-valued', run: replacing },
    { row: '83', title: 'a value path without a match', run: noMatch },
    { row: '84', title: 'what is readOnly or immutable: 400 mutability', run: readOnly },
    { row: '85', title: 'bad and hostile paths: 400', run: badPaths },
    { row: '86', title: 'in order, and all or nothing', run: allOrNothing },
    { row: '87', title: 'a new primary takes the place of the old one', run: onePrimary },
    { row: '88', title: 'paths by full URN', run: urns },
  ],
};

async function malformed(lab: Lab): Promise<void> {
  const user = await lab.user();
  const fine = { op: 'replace', path: 'title', value: 'x' };
  for (const body of [
    { Operations: [fine] },
    { schemas: [PATCH_URN] },
    { schemas: [PATCH_URN], Operations: [] },
    { schemas: [PATCH_URN], Operations: { ...fine } },
    { schemas: [PATCH_URN], Operations: [{ ...fine, op: 'move' }] },
    { schemas: [PATCH_URN], Operations: [{ path: 'title', value: 'x' }] },
  ]) {
    const answer = await lab.send('PATCH', user.path, { body });
    lab.refused(answer, [400], ['invalidSyntax', 'invalidValue']);
  }
  const body = { schemas: [PATCH_URN], operations: [fine] };
  lab.ok(await lab.send('PATCH', user.path, { body }), 200, 204);
}

async function adding(lab: Lab): Promise<void> {
  const user = await lab.user({ name: { givenName: 'Ana' }, title: 'old' });
  const value = { name: { familyName: 'Zed' }, emails: [{ value: 'a@example.com', type: 'work' }] };
  const merged = await lab.patched(user, { op: 'add', value });
  holds(lab, user, at(merged, 'name', 'givenName') === 'Ana', 'name.givenName kept');
  holds(lab, user, at(merged, 'name', 'familyName') === 'Zed', 'name.familyName added');
  const more = await lab.patched(
    user,
    { op: 'add', path: 'title', value: 'new' },
    { op: 'add', path: 'emails', value: [{ value: 'b@example.com', type: 'home' }] },
    { op: 'add', path: 'name', value: { middleName: 'M' } },
  );
  holds(lab, user, at(more, 'title') === 'new', 'title replaced');
  holds(lab, user, listAt(more, 'emails').length === 2, 'emails appended');
  holds(lab, user, at(more, 'name', 'givenName') === 'Ana', 'name merged');
}

async function addingAgain(lab: Lab): Promise<void> {
  const emails = [{ value: 'a@example.com', type: 'work' }];
  const user = await lab.user({ title: 'same', emails });
  const before = await lab.get(user);
  const after = await lab.patched(
    user,
    { op: 'add', path: 'title', value: 'same' },
    { op: 'add', path: 'emails', value: emails },
  );
  holds(lab, user, listAt(after, 'emails').length === 1, 'no second equal e-mail');
  const same = at(before, 'meta', 'lastModified') === at(after, 'meta', 'lastModified');
  holds(lab, user, same, 'lastModified unchanged');
  holds(
    lab,
    user,
    at(before, 'meta', 'version') === at(after, 'meta', 'version'),
    'version unchanged',
  );
}

async function refusedRemoval(lab: Lab): Promise<void> {
  const [user, group] = [await lab.user(), await lab.group()];
  lab.refused(await lab.patch(user, { op: 'remove' }), [400], ['noTarget']);
  for (const [made, path] of [
    [user, 'userName'],
    [group, 'displayName'],
  ] as const) {
    const answer = await lab.patch(made, { op: 'remove', path });
    lab.refused(answer, [400], ['mutability', 'invalidValue']);
  }
  lab.ok(await lab.patch(user, { op: 'remove', path: 'title' }), 200, 204);
  const path = `members[value eq "${user.id}"]`;
  const nobody = await lab.patch(group, { op: 'remove', path });
  if (nobody.status === 400) lab.refused(nobody, [400], ['noTarget']);
  else lab.ok(nobody, 200, 204);
}

async function removing(lab: Lab): Promise<void> {
  const boss = await lab.user();
  const user = await lab.user({
    schemas: [USER_URN, ENTERPRISE_URN],
    emails: [
      { value: 'a@example.com', type: 'work', display: 'A' },
      { value: 'b@example.com', type: 'home' },
    ],
    [ENTERPRISE_URN]: { department: 'Research', manager: { value: boss.id } },
  });
  const remove = (path: string): Promise<unknown> => lab.patched(user, { op: 'remove', path });
  const plain = await remove('emails[type eq "work"].display');
  const work = listAt(plain, 'emails').find((one) => at(one, 'type') === 'work');
  holds(lab, user, at(work, 'value') === 'a@example.com', 'the e-mail stays');
  holds(lab, user, at(work, 'display') === undefined, 'its display goes');
  const home = await remove('emails[type eq "work"]');
  holds(lab, user, listAt(home, 'emails').length === 1, 'one e-mail left');
  const none = await remove('emails[type eq "home"]');
  holds(lab, user, isUnassigned(at(none, 'emails')), 'emails unassigned');
  const alone = await remove(`${ENTERPRISE_URN}:manager`);
  holds(lab, user, at(alone, ENTERPRISE_URN, 'department') === 'Research', 'department stays');
  holds(lab, user, isUnassigned(at(alone, ENTERPRISE_URN, 'manager')), 'no manager');
  const gone = await remove(ENTERPRISE_URN);
  holds(lab, user, isUnassigned(at(gone, ENTERPRISE_URN)), 'no enterprise data');
  const other = await lab.user();
  const group = await lab.group({ members: [{ value: boss.id }, { value: other.id }] });
  const fewer = await lab.patched(group, { op: 'remove', path: `members[value eq "${boss.id}"]` });
  const left = listAt(fewer, 'members').map((member) => textAt(member, 'value'));
  holds(lab, group, left.length === 1 && left[0] === other.id, 'the other member stays');
  const empty = await lab.patched(group, { op: 'remove', path: 'members' });
  holds(lab, group, isUnassigned(at(empty, 'members')), 'no members');
}

async function replacing(lab: Lab): Promise<void> {
  const emails = [{ value: 'a@example.com', type: 'work' }];
  const user = await lab.user({ name: { givenName: 'Ana', familyName: 'Zed' }, emails });
  const after = await lab.patched(
    user,
    { op: 'replace', path: 'nickName', value: 'N' },
    { op: 'replace', path: 'name', value: { givenName: 'Bo' } },
    { op: 'replace', path: 'emails', value: [{ value: 'c@example.com', type: 'other' }] },
  );
  holds(lab, user, at(after, 'nickName') === 'N', 'nickName added');
  holds(lab, user, at(after, 'name', 'givenName') === 'Bo', 'name.givenName replaced');
  holds(lab, user, at(after, 'name', 'familyName') === 'Zed', 'name.familyName kept');
  holds(lab, user, listAt(after, 'emails').length === 1, 'emails swapped');
}

/** Strict: 400 noTarget. Lenient, for Entra (E12): an element made from what the filter says. */
async function noMatch(lab: Lab): Promise<void> {
  const user = await lab.user({ emails: [{ value: 'a@example.com', type: 'work' }] });
  const path = 'emails[type eq "home"].value';
  const answer = await lab.patch(user, { op: 'replace', path, value: 'b@example.com' });
  if (answer.status === 400) return lab.refused(answer, [400], ['noTarget']);
  lab.ok(answer, 200, 204);
  const home = listAt(await lab.get(user), 'emails').find((one) => at(one, 'type') === 'home');
  lab.that(answer, at(home, 'value') === 'b@example.com', 'a home e-mail with that value');
}

async function readOnly(lab: Lab): Promise<void> {
  const user = await lab.user();
  for (const [path, value] of [
    ['id', 'mine'],
    ['meta.created', '2001-01-01T00:00:00Z'],
    ['groups', [{ value: 'x' }]],
  ] as const) {
    const answer = await lab.patch(user, { op: 'replace', path, value });
    lab.refused(answer, [400], ['mutability']);
  }
  const group = await lab.group({ members: [{ value: user.id }] });
  const path = `members[value eq "${user.id}"].value`;
  const answer = await lab.patch(group, { op: 'replace', path, value: 'other' });
  lab.refused(answer, [400], ['mutability']);
}

async function badPaths(lab: Lab): Promise<void> {
  const user = await lab.user();
  for (const path of [
    'emails[type eq',
    '..',
    'nope.x',
    '__proto__',
    'constructor.prototype',
    '__proto__.polluted',
  ]) {
    const answer = await lab.patch(user, { op: 'replace', path, value: 'x' });
    lab.refused(answer, [400], ['invalidPath', 'noTarget', 'invalidValue', 'invalidSyntax']);
  }
  const later = await lab.user();
  lab.that(later.answer, at(later.answer.json, 'polluted') === undefined, 'nothing polluted');
}

async function allOrNothing(lab: Lab): Promise<void> {
  const user = await lab.user({ title: 'a' });
  const seen = await lab.patched(
    user,
    { op: 'add', path: 'emails', value: [{ value: 'a@example.com', type: 'work' }] },
    { op: 'replace', path: 'emails[type eq "work"].value', value: 'b@example.com' },
  );
  holds(lab, user, at(seen, 'emails', 0, 'value') === 'b@example.com', 'the second sees the first');
  const answer = await lab.patch(
    user,
    { op: 'replace', path: 'title', value: 'b' },
    { op: 'remove', path: 'emails' },
    { op: 'replace', path: 'id', value: 'mine' },
  );
  lab.refused(answer, [400]);
  const after = await lab.get(user);
  const same = JSON.stringify(after) === JSON.stringify(seen);
  if (!same) lab.none(answer, [problem('everything as before, lastModified too', after)]);
}

async function onePrimary(lab: Lab): Promise<void> {
  const user = await lab.user({
    emails: [
      { value: 'a@example.com', type: 'work', primary: true },
      { value: 'b@example.com', type: 'home' },
    ],
  });
  const path = 'emails[type eq "home"].primary';
  const after = await lab.patched(user, { op: 'replace', path, value: true });
  const primaries = listAt(after, 'emails').filter((one) => at(one, 'primary') === true);
  const only = primaries.length === 1 && at(primaries[0], 'type') === 'home';
  holds(lab, user, only, 'the home e-mail alone is primary');
}

async function urns(lab: Lab): Promise<void> {
  const user = await lab.user();
  const after = await lab.patched(
    user,
    { op: 'add', path: `${ENTERPRISE_URN}:employeeNumber`, value: '7' },
    { op: 'add', path: `${USER_URN}:name.familyName`, value: 'Zed' },
  );
  holds(lab, user, at(after, ENTERPRISE_URN, 'employeeNumber') === '7', 'employeeNumber');
  holds(lab, user, at(after, 'name', 'familyName') === 'Zed', 'name.familyName');
  holds(
    lab,
    user,
    listAt(after, 'schemas').includes(ENTERPRISE_URN),
    `${ENTERPRISE_URN} in schemas`,
  );
}

/** About the answer that came last. */
export function holds(lab: Lab, made: Made, fact: boolean, expected: string): void {
  lab.that(lab.client.exchanges.at(-1) ?? made.answer, fact, expected);
}
