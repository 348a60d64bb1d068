import { describe, expect, test } from '@jest/globals';
import { type AttributeDefinition, subAttribute } from '../../src/schema/definition.js';
import { ENTERPRISE_USER_URN } from '../../src/schema/enterprise-user.js';
import { GROUP_URN } from '../../src/schema/group.js';
import { SchemaError } from '../../src/schema/problems.js';
import { createRegistry, type RegistryExtras } from '../../src/schema/registry.js';
import { USER_URN } from '../../src/schema/user.js';

const BADGE = 'urn:example:scim:schemas:2.0:Badge';

const badge = {
  id: BADGE,
  name: 'Badge',
  attributes: [
    { name: 'color' },
    { name: 'level', type: 'integer', required: true },
    {
      name: 'doors',
      type: 'complex',
      multiValued: true,
      subAttributes: [
        { name: 'value' },
        { name: '$ref', type: 'reference', referenceTypes: ['x'] },
      ],
    },
  ],
};

function problems(extras: RegistryExtras): readonly string[] {
  try {
    createRegistry(extras);
  } catch (error) {
    if (error instanceof SchemaError) return error.problems;
    throw error;
  }
  return [];
}

function attributeOf(schema: string, name: string, sub?: string): AttributeDefinition {
  const found = createRegistry()
    .schema(schema)
    ?.attributes.find((one) => one.name === name);
  const leaf = found && sub !== undefined ? subAttribute(found, sub) : found;
  if (!leaf) throw new Error(`${name} is not there`);
  return leaf;
}

describe('the built-in registry', () => {
  const registry = createRegistry();

  test('row 19: User with its extension, and Group', () => {
    expect(registry.types.map((type) => type.definition.name)).toEqual(['User', 'Group']);
    expect(registry.type('USER')?.definition.schemaExtensions).toEqual([
      { schema: ENTERPRISE_USER_URN, required: false },
    ]);
    expect(registry.byEndpoint('groups')?.definition.name).toBe('Group');
    expect(registry.byEndpoint('/Users')?.definition.name).toBe('User');
    expect(registry.byEndpoint('Foos')).toBeUndefined();
  });

  test('row 34: attributes are found in any case, common ones too', () => {
    const user = registry.type('User');
    expect(user?.attribute('USERNAME')?.name).toBe('userName');
    expect(user?.attribute('username', USER_URN.toUpperCase())?.name).toBe('userName');
    expect(user?.attribute('DEPARTMENT', ENTERPRISE_USER_URN.toLowerCase())?.name).toBe(
      'department',
    );
    expect(user?.attribute('externalid')?.name).toBe('externalId');
    expect(user?.attribute('department')).toBeUndefined();
    expect(user?.attribute('userName', 'urn:example:other:x')).toBeUndefined();
    expect(user?.attribute('__proto__')).toBeUndefined();
    expect(registry.schema(GROUP_URN.toUpperCase())?.id).toBe(GROUP_URN);
  });

  test('row 18: every attribute is complete, and only complex ones have sub-attributes', () => {
    const check = (attribute: AttributeDefinition): void => {
      expect(attribute).toEqual({
        ...attribute,
        name: expect.stringMatching(/^[$A-Za-z]/),
        type: expect.any(String),
        description: expect.stringMatching(/\S/),
        multiValued: expect.any(Boolean),
        required: expect.any(Boolean),
        caseExact: expect.any(Boolean),
        mutability: expect.stringMatching(/^(readOnly|readWrite|immutable|writeOnly)$/),
        returned: expect.stringMatching(/^(always|never|default|request)$/),
        uniqueness: expect.stringMatching(/^(none|server|global)$/),
      });
      expect(attribute.subAttributes !== undefined).toBe(attribute.type === 'complex');
      expect(Array.isArray(attribute.referenceTypes)).toBe(attribute.type === 'reference');
      attribute.subAttributes?.forEach(check);
    };
    for (const schema of registry.schemas) schema.attributes.forEach(check);
  });

  test.each([
    [GROUP_URN, 'displayName', undefined, { required: true, uniqueness: 'server' }],
    [USER_URN, 'userName', undefined, { uniqueness: 'server', caseExact: false, required: true }],
    [USER_URN, 'groups', '$ref', { referenceTypes: ['Group'], mutability: 'readOnly' }],
    [USER_URN, 'x509Certificates', 'value', { type: 'binary', caseExact: true }],
    [USER_URN, 'photos', 'value', { caseExact: true, referenceTypes: ['external'] }],
    [USER_URN, 'profileUrl', undefined, { caseExact: true, type: 'reference' }],
    [USER_URN, 'password', undefined, { returned: 'never', mutability: 'writeOnly' }],
    [ENTERPRISE_USER_URN, 'manager', 'value', { caseExact: true }],
    [ENTERPRISE_USER_URN, 'manager', '$ref', { referenceTypes: ['User'] }],
    [ENTERPRISE_USER_URN, 'manager', 'displayName', { mutability: 'readOnly' }],
    [GROUP_URN, 'members', 'value', { mutability: 'immutable' }],
  ])('errata: %s %s %s', (schema, name, sub, wanted) => {
    expect(attributeOf(schema, name, sub)).toMatchObject(wanted);
  });

  test('row E29: display is declared wherever the RFC has it', () => {
    for (const name of ['emails', 'phoneNumbers', 'photos', 'roles', 'groups']) {
      expect(attributeOf(USER_URN, name, 'display').type).toBe('string');
    }
  });
});

describe("an operator's schemas", () => {
  test('row O11: extensions and resource types of their own', () => {
    const registry = createRegistry({
      schemas: [badge, { ...badge, id: `${BADGE}s`, name: 'Badges' }],
      resourceTypes: [{ name: 'Badge', endpoint: '/Badges', schema: `${BADGE}s` }],
      extensions: [{ schema: BADGE.toUpperCase(), resourceType: 'user', required: true }],
    });
    const user = registry.type('User');
    expect(user?.extension(BADGE)?.name).toBe('Badge');
    expect(user?.definition.schemaExtensions[1]).toEqual({ schema: BADGE, required: true });
    expect(user?.attribute('COLOR', BADGE)).toEqual({
      name: 'color',
      type: 'string',
      multiValued: false,
      description: 'color',
      required: false,
      caseExact: false,
      mutability: 'readWrite',
      returned: 'default',
      uniqueness: 'none',
    });
    expect(registry.byEndpoint('Badges')?.attribute('level')?.type).toBe('integer');
    expect(createRegistry().type('User')?.extension(BADGE)).toBeUndefined();
  });

  test('all faults are told together, each with its place', () => {
    const found = problems({
      schemas: [
        {
          id: 'badge',
          attributes: [
            { name: '__proto__' },
            { name: 'constructor' },
            { name: 'id' },
            { name: 'a', type: 'text' },
            { name: 'A' },
            { name: 'b', mutability: 'never' },
            { name: 'c', multivalued: true },
            { name: 'd', type: 'complex' },
            {
              name: 'e',
              type: 'complex',
              subAttributes: [{ name: 'f', type: 'complex', subAttributes: [{ name: 'g' }] }],
            },
            { name: 'h', type: 'reference' },
            { name: 'i', required: 'yes' },
            { name: 'j', subAttributes: [{ name: 'k' }] },
            { name: 'l', mutability: 'writeOnly' },
            { type: 'string' },
            'm',
          ],
        },
      ],
    });
    expect(found.map((problem) => problem.slice(0, problem.indexOf(': ')))).toEqual([
      'schemas[0].id',
      'schemas[0].attributes[0].name',
      'schemas[0].attributes[1].name',
      'schemas[0].attributes[2].name',
      'schemas[0].attributes[3].type',
      'schemas[0].attributes[4].name',
      'schemas[0].attributes[5].mutability',
      'schemas[0].attributes[6]',
      'schemas[0].attributes[7].subAttributes',
      'schemas[0].attributes[8].subAttributes[0].type',
      'schemas[0].attributes[9].referenceTypes',
      'schemas[0].attributes[10].required',
      'schemas[0].attributes[11].subAttributes',
      'schemas[0].attributes[12].returned',
      'schemas[0].attributes[13].name',
      'schemas[0].attributes[14]',
    ]);
  });

  test.each([
    ['a URN in use', { schemas: [{ ...badge, id: USER_URN.toUpperCase() }] }, 'defined already'],
    ['no object', { schemas: [null] }, 'must be a schema'],
    ['no attributes', { schemas: [{ id: BADGE, attributes: [] }] }, 'one attribute or more'],
    [
      'an extension of nothing',
      { extensions: [{ schema: ENTERPRISE_USER_URN, resourceType: 'Car', required: false }] },
      'Car is not one of User, Group',
    ],
    [
      'an extension without schema',
      { extensions: [{ schema: BADGE, resourceType: 'User', required: false }] },
      'no schema has the URN',
    ],
    [
      'an extension given twice',
      { extensions: [{ schema: ENTERPRISE_USER_URN, resourceType: 'User', required: false }] },
      'extends User already',
    ],
    [
      'a type name in use',
      { resourceTypes: [{ name: 'user', endpoint: '/Persons', schema: USER_URN }] },
      'defined already',
    ],
    [
      'an endpoint in use',
      { resourceTypes: [{ name: 'Person', endpoint: '/users', schema: USER_URN }] },
      'taken already',
    ],
    [
      'an endpoint of the protocol',
      { resourceTypes: [{ name: 'Person', endpoint: '/Schemas', schema: USER_URN }] },
      'taken already',
    ],
    [
      'a bad endpoint',
      { resourceTypes: [{ name: 'Person', endpoint: 'persons/x', schema: USER_URN }] },
      'one path segment',
    ],
    [
      'a type without schema',
      { resourceTypes: [{ name: 'Person', endpoint: '/Persons', schema: BADGE }] },
      'no schema has the URN',
    ],
  ])('refuses %s', (_what, extras, wanted) => {
    expect(problems(extras).join('\n')).toContain(wanted);
  });
});
