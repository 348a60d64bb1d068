import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ScimError } from '../src/error.js';
import { EVERYTHING, parseSelection, project, wants } from '../src/projection.js';
import type { Resource, ResourceType } from '../src/schema/definition.js';
import { ENTERPRISE_USER_URN as ENT } from '../src/schema/enterprise-user.js';
import { createRegistry } from '../src/schema/registry.js';
import { USER_URN } from '../src/schema/user.js';

const BADGE = 'urn:example:scim:schemas:1.0';

const registry = createRegistry({
  schemas: [
    {
      id: BADGE,
      name: 'Badge',
      attributes: [
        { name: 'level' },
        { name: 'tag', returned: 'always' },
        { name: 'history', returned: 'request' },
        { name: 'pin', returned: 'never', mutability: 'writeOnly' },
        {
          name: 'door',
          type: 'complex',
          subAttributes: [
            { name: 'value' },
            { name: 'key', returned: 'always' },
            { name: 'log', returned: 'request' },
            { name: 'code', returned: 'never' },
          ],
        },
      ],
    },
  ],
  extensions: [{ schema: BADGE, resourceType: 'User', required: false }],
});

function typeOf(name: string): ResourceType {
  const type = registry.type(name);
  if (!type) throw new Error(`${name} is not there`);
  return type;
}

const USER = typeOf('User');
const GROUP = typeOf('Group');

const person: Resource = {
  schemas: [USER_URN, ENT],
  id: '1',
  externalId: 'e',
  userName: 'user-1',
  name: { givenName: 'One', familyName: 'User' },
  emails: [{ value: 'a@example.com', type: 'work', primary: true }, { value: 'b@example.com' }],
  [ENT]: { department: 'D', manager: { value: 'm', displayName: 'M' } },
  meta: { resourceType: 'User', version: 'W/"1"' },
};

const badge = {
  level: '3',
  tag: 't',
  history: 'h',
  pin: '1234',
  door: { value: 'v', key: 'k', log: 'l', code: 'c' },
};

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
deepFreeze(person);

function only(attributes: string, resource = person) {
  return project(USER, resource, parseSelection(attributes));
}

function without(excluded: string, resource = person) {
  return project(USER, resource, parseSelection(undefined, excluded));
}

describe('without a selection', () => {
  test('a resource that may leave as it is, is not copied', () => {
    expect(project(USER, person, EVERYTHING)).toBe(person);
    expect(parseSelection('', ' , ')).toBe(EVERYTHING);
  });

  test('row 31: the password never leaves, not even when asked for', () => {
    const secret = { ...person, password: 'p' };
    expect(project(USER, secret, EVERYTHING)).toEqual(person);
    expect(only('password', secret)).toEqual({ schemas: person.schemas, id: '1' });
    expect(only('PASSWORD,userName', secret)).not.toHaveProperty('password');
    expect(without('title', secret)).not.toHaveProperty('password');
    expect(secret.password).toBe('p');
  });

  test('row E29: what no schema declares never leaves', () => {
    const foreign = {
      ...person,
      shoeSize: 42,
      'urn:example:gone:x': { y: 1 },
      name: { givenName: 'One', nick: 'x' },
      emails: [{ value: 'a', weight: 1 }, { weight: 2 }],
      [ENT]: { department: 'D', floor: 1 },
    };
    expect(project(USER, foreign, EVERYTHING)).toEqual({
      ...person,
      name: { givenName: 'One' },
      emails: [{ value: 'a' }],
      [ENT]: { department: 'D' },
    });
  });

  test('request and never attributes stay behind', () => {
    expect(project(USER, { ...person, [BADGE]: badge }, EVERYTHING)[BADGE]).toEqual({
      level: '3',
      tag: 't',
      door: { value: 'v', key: 'k' },
    });
  });
});

describe('attributes', () => {
  test('row 41: id and schemas come along, nothing else', () => {
    expect(only('userName')).toEqual({ schemas: person.schemas, id: '1', userName: 'user-1' });
  });

  test.each([
    ['name.givenName', { name: { givenName: 'One' } }],
    ['NAME.GIVENNAME', { name: { givenName: 'One' } }],
    ['name.givenName, name.familyName', { name: person.name }],
    ['name,name.givenName', { name: person.name }],
    [`${USER_URN}:userName`, { userName: 'user-1' }],
    [`${USER_URN.toUpperCase()}:NAME.familyName`, { name: { familyName: 'User' } }],
    [`${ENT}:department`, { [ENT]: { department: 'D' } }],
    [`${ENT.toLowerCase()}:MANAGER.value`, { [ENT]: { manager: { value: 'm' } } }],
    [ENT, { [ENT]: person[ENT] }],
    ['emails.type', { emails: [{ type: 'work' }] }],
    ['meta.version', { meta: { version: 'W/"1"' } }],
    ['emails.display', {}],
  ])('row 43: %s', (attributes, wanted) => {
    expect(only(attributes)).toEqual({ schemas: person.schemas, id: '1', ...wanted });
  });

  test('row 43: a list of names, as in a SearchRequest', () => {
    const selection = parseSelection(['userName', 'title, externalId']);
    expect(Object.keys(project(USER, person, selection))).toEqual([
      'schemas',
      'id',
      'externalId',
      'userName',
    ]);
  });

  test('row 43: the URN of the core schema is all of it', () => {
    expect(Object.keys(only(USER_URN))).toEqual(['schemas', 'id', 'userName', 'name', 'emails']);
  });

  test.each([
    'nope',
    'emails.nope',
    'department',
    'urn:example:x:y',
    '..',
    'userName.x',
    '__proto__',
  ])('row 45: the unknown name %s leaves the minimum', (name) => {
    expect(only(name)).toEqual({ schemas: person.schemas, id: '1' });
  });

  test('request attributes come when they are named, always ones come in any case', () => {
    const full = { ...person, [BADGE]: badge };
    expect(only(`${BADGE}:history`, full)[BADGE]).toEqual({ tag: 't', history: 'h' });
    expect(only(`${BADGE}:door.log`, full)[BADGE]).toEqual({
      tag: 't',
      door: { key: 'k', log: 'l' },
    });
    expect(only(`${BADGE}:pin,${BADGE}:door.code`, full)[BADGE]).toEqual({ tag: 't' });
    expect(only(BADGE, full)[BADGE]).toEqual({
      level: '3',
      tag: 't',
      door: { value: 'v', key: 'k' },
    });
  });
});

describe('excludedAttributes', () => {
  test('row 42: what is returned always stays', () => {
    const rest = Object.fromEntries(Object.entries(person).filter(([key]) => key !== 'emails'));
    expect(without('id,schemas,emails')).toEqual(rest);
  });

  test.each([
    ['name.givenName', 'name', { familyName: 'User' }],
    [`${ENT}:manager`, ENT, { department: 'D' }],
    [`${ENT}:manager.value`, ENT, { department: 'D', manager: { displayName: 'M' } }],
    ['name.givenName,NAME.familyName', 'name', undefined],
    [ENT.toUpperCase(), ENT, undefined],
    ['nope,emails.nope', 'name', person.name],
  ])('row 43: %s', (excluded, name, wanted) => {
    const left = without(excluded)[name];
    expect(left).toEqual(wanted);
  });

  test('an always sub-attribute cannot be left out', () => {
    const full = { ...person, [BADGE]: badge };
    expect(without(`${BADGE}:door.key,${BADGE}:tag`, full)[BADGE]).toMatchObject({
      tag: 't',
      door: { key: 'k' },
    });
    expect(without(BADGE, full)[BADGE]).toEqual({ tag: 't' });
  });
});

test('row 44: both lists together are refused', () => {
  const both = () => parseSelection('userName', 'emails');
  expect(both).toThrow(ScimError);
  expect(both).toThrow(expect.objectContaining({ status: 400, scimType: 'invalidValue' }));
});

test('row E8: a handler can tell whether members are wanted', () => {
  expect(wants(GROUP, EVERYTHING, 'members')).toBe(true);
  expect(wants(GROUP, parseSelection(undefined, 'MEMBERS'), 'members')).toBe(false);
  expect(wants(GROUP, parseSelection(undefined, 'members.display'), 'members')).toBe(true);
  expect(wants(GROUP, parseSelection('displayName'), 'Members')).toBe(false);
  expect(wants(GROUP, parseSelection('members.value'), 'members')).toBe(true);
  expect(wants(USER, parseSelection(`${ENT}:manager.value`), 'manager', ENT)).toBe(true);
  expect(wants(USER, parseSelection('userName'), 'manager', ENT)).toBe(false);
  expect(wants(USER, EVERYTHING, 'password')).toBe(false);
  expect(wants(USER, EVERYTHING, 'nope')).toBe(false);
});

test('row 104: ten thousand members are passed through uncopied', () => {
  const members = Array.from({ length: 10_000 }, (_, index) => ({ value: `m${index}` }));
  const group = { schemas: [], id: 'g', displayName: 'G', members };
  expect(project(GROUP, group, EVERYTHING)).toBe(group);
});

test('whatever is asked for, secrets stay and id stays', () => {
  const names = fc.constantFrom(
    'password',
    'userName',
    'name.givenName',
    `${BADGE}:pin`,
    `${BADGE}:door`,
    `${BADGE}:door.code`,
    BADGE,
    USER_URN,
    'id',
    'x',
  );
  const resource = { ...person, password: 'secret-1', [BADGE]: { ...badge, pin: 'secret-2' } };
  fc.assert(
    fc.property(fc.array(names), fc.boolean(), (list, exclude) => {
      const selection = exclude ? parseSelection(undefined, list) : parseSelection(list);
      const text = JSON.stringify(project(USER, resource, selection));
      expect(text).not.toContain('secret');
      expect(text).not.toContain('"code"');
      expect(JSON.parse(text)).toMatchObject({ id: '1', schemas: person.schemas });
    }),
  );
});
