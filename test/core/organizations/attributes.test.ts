import { expect, test } from '@jest/globals';
import { visibleAttributes } from '#core/index.js';
import type { AttributeDefinition, Member, Organization } from '#store/index.js';
import { createPerson } from '../../kit/organization-scopes.js';
import { faultOf, outcomeOf } from '../../kit/faults.js';
import { ENTERPRISE, overApplications, type ScimConnection } from '../../kit/application.js';

const DEPARTMENT: AttributeDefinition = { name: 'department', title: 'Department', type: 'text' };
const LEVEL: AttributeDefinition = { name: 'level', title: 'Level', type: 'number' };
const SIZE: AttributeDefinition = {
  name: 'size',
  title: 'Size',
  type: 'choice',
  choices: ['S', 'M', 'L'],
};

overApplications('custom attributes', (app) => {
  const define = (
    { id }: Organization,
    definitions: readonly AttributeDefinition[],
    expected?: number,
  ) => app().core.attributes.replace(app().ctx(), { organizationId: id, expected }, definitions);
  const at = ({ organizationId, id }: Member) => ({ organizationId, memberId: id });
  const update = (member: Member, attributes: Record<string, string | number | boolean | null>) =>
    app().core.members.update(app().ctx(), at(member), { attributes });

  test('definitions: checked as a whole, by version, at most fifty', async () => {
    const made = await app().organization();
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
    const organization = await define(await app().organization(), [DEPARTMENT, LEVEL, SIZE]);
    const member = await createPerson(app(), organization, 'User One', 'member');
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
    const journalEntries = await app().journal(organization.id);
    expect(journalEntries.at(-1)).toMatchObject({
      type: 'member.updated',
      before: { attributes: { level: { value: 3 } } },
      after: { attributes: { size: { value: 'L' } } },
    });
  });

  test('a definition that goes hides its values, and shows them again when it comes back', async () => {
    const organization = await define(await app().organization(), [DEPARTMENT, LEVEL]);
    const member = await createPerson(app(), organization, 'User One', 'member');
    const after = await update(member, { department: 'Tools', level: 3 });
    const without = await define(organization, [LEVEL]);
    expect(visibleAttributes(without, after.attributes)).toEqual({
      level: { value: 3, source: 'manual' },
    });
    const again = await define(organization, [LEVEL, DEPARTMENT]);
    expect(Object.keys(visibleAttributes(again, after.attributes))).toEqual([
      'level',
      'department',
    ]);
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
  const said = async (scim: ScimConnection, user: string): Promise<Record<string, string>> => {
    const { attributes = {} } = await scim.memberOf(user);
    const entries = Object.entries(attributes);
    return Object.fromEntries(entries.map(([key, one]) => [key, `${one.value} by ${one.source}`]));
  };

  test('a directory fills what has a SCIM attribute, typed; what it cannot mean is left out', async () => {
    const organization = await define(await app().organization(), FILLED);
    const scim = await app().scimConnection(organization);
    const user = await scim.user('user-1@example.com', {
      title: 'Engineer',
      nickName: 'm',
      name: { givenName: 'User', familyName: 'One' },
      [ENTERPRISE]: { department: 'Tools', costCenter: '12', manager: { value: 'boss-1' } },
    });
    expect(await said(scim, user)).toEqual({
      boss: 'boss-1 by directory',
      department: 'Tools by directory',
      family: 'One by directory',
      level: '12 by directory',
      size: 'M by directory',
      title: 'Engineer by directory',
    });
    await scim.patch(`/Users/${user}`, {
      op: 'replace',
      path: `${ENTERPRISE}:costCenter`,
      value: 'no number',
    });
    await scim.patch(`/Users/${user}`, { op: 'remove', path: 'title' });
    const { level, title, department } = await said(scim, user);
    expect([level, title, department]).toEqual([undefined, undefined, 'Tools by directory']);
    const { core, ctx } = app();
    const found = await core.members.roster(ctx(), organization.id, { limit: 5, q: 'user' });
    expect(found.items).toHaveLength(1);
  });

  test('a directory’s word is locked for people, theirs stands beside it, and unlocking frees it', async () => {
    const organization = await define(await app().organization(), FILLED);
    const scim = await app().scimConnection(organization);
    const user = await scim.user('user-1@example.com', { title: 'Engineer' });
    const member = await scim.memberOf(user);
    expect(await faultOf(update(member, { title: 'King' }))).toMatchObject({
      code: 'attribute.managed',
      attribute: 'title',
      connectionId: scim.connection.id,
    });
    await update(member, { note: 'ours', title: 'Engineer' });
    await scim.patch(`/Users/${user}`, { op: 'replace', value: { title: 'Architect' } });
    expect(await said(scim, user)).toEqual({
      note: 'ours by manual',
      title: 'Architect by directory',
    });
    const { core, ctx } = app();
    await core.members.unlock(ctx(), at(member), { hours: 1, reason: 'x' });
    await update(member, { title: 'King' });
    expect((await said(scim, user))['title']).toBe('King by manual');
    await scim.patch(`/Users/${user}`, { op: 'replace', value: { title: 'Engineer' } });
    expect((await said(scim, user))['title']).toBe('Engineer by directory');
  });
});
