import { expect, test } from '@jest/globals';
import { attributesShown } from '#core/index.js';
import type { AttributeDefinition, Member, Organization } from '#store/index.js';
import { person } from '../kit/belongings.js';
import { faultOf, outcomeOf } from '../kit/faults.js';
import { ENTERPRISE, overHouses, type Side } from '../kit/house.js';

const DEPARTMENT: AttributeDefinition = { name: 'department', title: 'Department', type: 'text' };
const LEVEL: AttributeDefinition = { name: 'level', title: 'Level', type: 'number' };
const SIZE: AttributeDefinition = {
  name: 'size',
  title: 'Size',
  type: 'choice',
  choices: ['S', 'M', 'L'],
};

overHouses('custom attributes', (house) => {
  const define = (
    { id }: Organization,
    definitions: readonly AttributeDefinition[],
    expected?: number,
  ) =>
    house().directory.attributes.replace(
      house().ctx(),
      { organizationId: id, expected },
      definitions,
    );
  const at = ({ organizationId, id }: Member) => ({ organizationId, memberId: id });
  const update = (member: Member, attributes: Record<string, string | number | boolean | null>) =>
    house().directory.members.update(house().ctx(), at(member), { attributes });

  test('definitions: checked as a whole, by version, at most fifty', async () => {
    const made = await house().organization();
    const organization = await define(made, [DEPARTMENT, SIZE], made.version);
    expect(organization.attributes).toEqual([DEPARTMENT, SIZE]);
    expect(await outcomeOf(define(made, [], made.version))).toBe('request.precondition');
    const wrong = await faultOf(
      define(organization, [
        { ...DEPARTMENT, type: 'number' },
        { ...LEVEL, choices: ['1'] },
        { ...SIZE, name: 'color', choices: [] },
        { ...SIZE, choices: ['S', 'S'] },
        DEPARTMENT,
      ]),
    );
    expect(wrong).toMatchObject({
      code: 'request.invalid',
      errors: [
        { field: 'attributes[0].type' },
        { field: 'attributes[1].choices' },
        { field: 'attributes[2].choices' },
        { field: 'attributes[3].choices' },
        { field: 'attributes[4].name' },
        { field: 'attributes[4].type' },
      ].slice(0, 5),
    });
    const many = Array.from({ length: 51 }, (_, index) => ({ ...LEVEL, name: `level_${index}` }));
    expect(await outcomeOf(define(organization, many))).toBe('request.invalid');
    expect(await outcomeOf(define(organization, many.slice(1)))).toBe('done');
  });

  test('values have the type of their definition and a source, and are journalled', async () => {
    const organization = await define(await house().organization(), [DEPARTMENT, LEVEL, SIZE]);
    const member = await person(house(), organization, 'User One', 'member');
    const after = await update(member, { department: 'Tools', level: 3, size: 'M' });
    expect(after.attributes).toEqual({
      department: { value: 'Tools', source: 'manual' },
      level: { value: 3, source: 'manual' },
      size: { value: 'M', source: 'manual' },
    });
    expect(await faultOf(update(member, { shoe: 44 }))).toMatchObject({
      code: 'attribute.unknown',
      attribute: 'shoe',
    });
    for (const wrong of [{ level: '3' }, { size: 'XL' }, { department: true }]) {
      expect(await outcomeOf(update(member, wrong))).toBe('attribute.invalid');
    }
    const less = await update(member, { level: null, size: 'L' });
    expect(Object.keys(less.attributes ?? {})).toEqual(['department', 'size']);
    const lines = await house().journal(organization.id);
    expect(lines.at(-1)).toMatchObject({
      type: 'member.updated',
      before: { attributes: { level: { value: 3 } } },
      after: { attributes: { size: { value: 'L' } } },
    });
  });

  test('a definition that goes hides its values, and shows them again when it comes back', async () => {
    const organization = await define(await house().organization(), [DEPARTMENT, LEVEL]);
    const member = await person(house(), organization, 'User One', 'member');
    const after = await update(member, { department: 'Tools', level: 3 });
    const without = await define(organization, [LEVEL]);
    expect(attributesShown(without, after.attributes)).toEqual({
      level: { value: 3, source: 'manual' },
    });
    const again = await define(organization, [LEVEL, DEPARTMENT]);
    expect(Object.keys(attributesShown(again, after.attributes))).toEqual(['level', 'department']);
  });

  const FILLED: readonly AttributeDefinition[] = [
    { ...DEPARTMENT, scim: `${ENTERPRISE}:department` },
    { ...LEVEL, scim: `${ENTERPRISE}:costCenter` },
    { name: 'title', title: 'Title', type: 'text', scim: 'title' },
    { name: 'boss', title: 'Boss', type: 'text', scim: `${ENTERPRISE}:manager` },
    { name: 'family', title: 'Family', type: 'text', scim: 'name.familyName' },
    { ...SIZE, scim: 'nickName' },
    { name: 'note', title: 'Note', type: 'text' },
  ];
  const said = async (side: Side, user: string): Promise<Record<string, string>> => {
    const { attributes = {} } = await side.memberOf(user);
    const entries = Object.entries(attributes);
    return Object.fromEntries(entries.map(([key, one]) => [key, `${one.value} by ${one.source}`]));
  };

  test('a directory fills what has a SCIM attribute, typed; what it cannot mean is left out', async () => {
    const organization = await define(await house().organization(), FILLED);
    const side = await house().side(organization);
    const user = await side.user('user-1@example.com', {
      title: 'Engineer',
      nickName: 'm',
      name: { givenName: 'User', familyName: 'One' },
      [ENTERPRISE]: { department: 'Tools', costCenter: '12', manager: { value: 'boss-1' } },
    });
    expect(await said(side, user)).toEqual({
      boss: 'boss-1 by directory',
      department: 'Tools by directory',
      family: 'One by directory',
      level: '12 by directory',
      size: 'M by directory',
      title: 'Engineer by directory',
    });
    await side.patch(`/Users/${user}`, {
      op: 'replace',
      path: `${ENTERPRISE}:costCenter`,
      value: 'no number',
    });
    await side.patch(`/Users/${user}`, { op: 'remove', path: 'title' });
    const { level, title, department } = await said(side, user);
    expect([level, title, department]).toEqual([undefined, undefined, 'Tools by directory']);
    const { directory, ctx } = house();
    const found = await directory.members.roster(ctx(), organization.id, { limit: 5, q: 'user' });
    expect(found.items).toHaveLength(1);
  });

  test('a directory’s word is locked for people, theirs stands beside it, and unlocking frees it', async () => {
    const organization = await define(await house().organization(), FILLED);
    const side = await house().side(organization);
    const user = await side.user('user-1@example.com', { title: 'Engineer' });
    const member = await side.memberOf(user);
    expect(await faultOf(update(member, { title: 'King' }))).toMatchObject({
      code: 'attribute.managed',
      attribute: 'title',
      connectionId: side.connection.id,
    });
    await update(member, { note: 'ours', title: 'Engineer' });
    await side.patch(`/Users/${user}`, { op: 'replace', value: { title: 'Architect' } });
    expect(await said(side, user)).toEqual({
      note: 'ours by manual',
      title: 'Architect by directory',
    });
    const { directory, ctx } = house();
    await directory.members.unlock(ctx(), at(member), { hours: 1, reason: 'x' });
    await update(member, { title: 'King' });
    expect((await said(side, user))['title']).toBe('King by manual');
    await side.patch(`/Users/${user}`, { op: 'replace', value: { title: 'Engineer' } });
    expect((await said(side, user))['title']).toBe('Engineer by directory');
  });
});
