import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ScimError } from '../../src/error.js';
import type { Compatibility, ResourceType } from '../../src/schema/definition.js';
import { ENTERPRISE_USER_URN as ENT } from '../../src/schema/enterprise-user.js';
import { GROUP_URN } from '../../src/schema/group.js';
import { createRegistry } from '../../src/schema/registry.js';
import { USER_URN } from '../../src/schema/user.js';
import { canonical, schemasOf } from '../../src/schema/validate.js';

const BADGE = 'urn:example:scim:schemas:2.0:Badge';

const registry = createRegistry({
  schemas: [
    {
      id: BADGE,
      attributes: [
        { name: 'level', type: 'integer', required: true },
        { name: 'weight', type: 'decimal' },
        { name: 'since', type: 'dateTime' },
        { name: 'colors', multiValued: true },
        {
          name: 'doors',
          type: 'complex',
          multiValued: true,
          subAttributes: [{ name: 'value', required: true }, { name: 'note' }],
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

interface Reading {
  compatibility?: Compatibility;
  purpose?: 'create' | 'replace';
  notes?: string[];
}

function read(name: string, input: unknown, reading: Reading = {}) {
  const { compatibility = 'lenient', purpose = 'create', notes = [] } = reading;
  return canonical(typeOf(name), input, {
    compatibility,
    purpose,
    note: (code, detail) => {
      notes.push(`${code} ${detail}`);
    },
  });
}

function user(more: object, reading?: Reading) {
  return read('User', { schemas: [USER_URN], userName: 'user-1', ...more }, reading);
}

function group(more: object, reading?: Reading) {
  return read('Group', { schemas: [GROUP_URN], displayName: 'Group One', ...more }, reading);
}

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ScimError) return `${error.status} ${error.scimType}: ${error.detail}`;
    throw error;
  }
  return 'accepted';
}

const both: Compatibility[] = ['lenient', 'strict'];

describe('what only the server sets', () => {
  test('row 26: id, meta and groups are left out, and a POST hears of it', () => {
    const notes: string[] = [];
    const sent = { id: 'x', meta: { version: '1' }, groups: [{ value: 'g' }] };
    expect(user(sent, { notes })).toEqual({ schemas: [USER_URN], userName: 'user-1' });
    expect(notes).toEqual(['attribute.readOnly id', 'attribute.readOnly groups']);
  });

  test('row 72: a PUT of what was read is no news, in strict mode too', () => {
    const notes: string[] = [];
    const sent = { id: 'x', meta: {}, groups: [{ value: 'g', $ref: 'x', display: 'G' }] };
    const reading: Reading = { purpose: 'replace', compatibility: 'strict', notes };
    expect(user(sent, reading)).toEqual({ schemas: [USER_URN], userName: 'user-1' });
    expect(notes).toEqual([]);
  });

  test('read-only sub-attributes are left out', () => {
    const manager = { value: 'm', displayName: 'Manager' };
    expect(user({ [ENT]: { manager } })[ENT]).toEqual({ manager: { value: 'm' } });
    expect(group({ members: [{ value: 'a', display: 'A', type: 'User' }] }).members).toEqual([
      { value: 'a', type: 'User' },
    ]);
  });

  test('row 31: the password stays in, for the handler to decide', () => {
    expect(user({ password: 'secret' }).password).toBe('secret');
  });
});

describe('required attributes', () => {
  test.each([undefined, '', '  ', null, 7, [], {}, true])('row 27: userName %j', (userName) => {
    for (const compatibility of both) {
      expect(refusal(() => user({ userName }, { compatibility }))).toMatch(
        /^400 invalidValue: userName /,
      );
    }
  });

  test('row 38: a group without displayName', () => {
    expect(refusal(() => group({ displayName: null }))).toBe(
      '400 invalidValue: displayName is required and must not be empty',
    );
  });

  test('of an extension, when it is there', () => {
    expect(user({}).schemas).toEqual([USER_URN]);
    expect(refusal(() => user({ [BADGE]: { weight: 1 } }))).toContain(`${BADGE}:level is required`);
    expect(refusal(() => user({ [BADGE]: { level: 1, doors: [{ note: 'n' }] } }))).toContain(
      `${BADGE}:doors[0].value is required`,
    );
  });

  test('schemas inside an extension say nothing when they name that extension', () => {
    for (const compatibility of both) {
      const notes: string[] = [];
      const sent = { [BADGE]: { schemas: [BADGE.toUpperCase()], level: 1 } };
      expect(user(sent, { compatibility, notes })[BADGE]).toEqual({ level: 1 });
      expect(notes).toEqual([]);
      expect(user({ [BADGE]: { schemas: [BADGE] } }, { compatibility })).not.toHaveProperty(BADGE);
    }
    const other = { [BADGE]: { schemas: [USER_URN], level: 1 } };
    expect(refusal(() => user(other, { compatibility: 'strict' }))).toContain('invalidSyntax');
    expect(user(other)[BADGE]).toEqual({ level: 1 });
  });

  test('a required extension', () => {
    const strict = createRegistry({
      schemas: [{ id: BADGE, attributes: [{ name: 'level' }] }],
      extensions: [{ schema: BADGE, resourceType: 'Group', required: true }],
    }).type('Group');
    const input = { schemas: [GROUP_URN], displayName: 'G' };
    const options = { compatibility: 'lenient', purpose: 'create', note: () => undefined } as const;
    expect(refusal(() => strict && canonical(strict, input, options))).toContain(
      `${BADGE} is a required extension`,
    );
  });
});

describe('schemas', () => {
  test.each([[undefined], [null], [[]]])('row 28: %j is refused by strict', (schemas) => {
    const compatibility = 'strict';
    expect(refusal(() => user({ schemas }, { compatibility }))).toMatch(/^400 invalidSyntax/);
    const notes: string[] = [];
    expect(user({ schemas }, { notes }).schemas).toEqual([USER_URN]);
    expect(notes).toEqual([`schemas.assumed ${USER_URN}`]);
  });

  test.each([[['urn:example:x:y']], [[7]], [{}], [''], [[null]], [[GROUP_URN]]])(
    'row 28: %j is refused',
    (schemas) => {
      for (const compatibility of both) {
        expect(refusal(() => user({ schemas }, { compatibility }))).toMatch(/^400 invalidSyntax/);
      }
    },
  );

  test('row 28: duplicates are one, in any case', () => {
    expect(user({ schemas: [USER_URN, USER_URN.toUpperCase()] }).schemas).toEqual([USER_URN]);
  });

  test('row E7: an unknown URN beside a known one: lenient drops it, strict refuses it', () => {
    const schemas = [USER_URN, 'urn:example:x:y'];
    const notes: string[] = [];
    expect(user({ schemas }, { notes }).schemas).toEqual([USER_URN]);
    expect(notes).toEqual(['schema.ignored urn:example:x:y']);
    expect(refusal(() => user({ schemas }, { compatibility: 'strict' }))).toMatch(
      /^400 invalidSyntax/,
    );
  });

  test('row 33: they follow the data, not the claim', () => {
    expect(user({ schemas: [USER_URN, ENT] }).schemas).toEqual([USER_URN]);
    expect(user({ [ENT]: { department: 'D' } }).schemas).toEqual([USER_URN, ENT]);
    expect(user({ [ENT.toUpperCase()]: { DEPARTMENT: 'D' } })).toMatchObject({
      schemas: [USER_URN, ENT],
      [ENT]: { department: 'D' },
    });
    expect(user({ [ENT]: { department: null } })).not.toHaveProperty([ENT]);
    expect(schemasOf(typeOf('User'), { [ENT]: {} })).toEqual([USER_URN]);
  });

  test('the body and extensions must be objects', () => {
    for (const body of [undefined, null, [], 'x', 1]) {
      expect(refusal(() => read('User', body))).toMatch(/^400 invalidSyntax/);
    }
    expect(refusal(() => user({ [ENT]: 'x' }))).toMatch(/^400 invalidValue/);
  });
});

describe('names', () => {
  test('row 34: attribute names in any case, answered in the spelling of the schema', () => {
    const input = { SCHEMAS: [USER_URN], USERNAME: 'u', Emails: [{ VALUE: 'e@example.com' }] };
    for (const compatibility of both) {
      expect(read('User', input, { compatibility })).toEqual({
        schemas: [USER_URN],
        userName: 'u',
        emails: [{ value: 'e@example.com' }],
      });
    }
  });

  test('row 34: one name in two spellings is refused', () => {
    expect(refusal(() => user({ USERNAME: 'b' }))).toMatch(/^400 invalidSyntax/);
    expect(refusal(() => user({ username: null }))).toMatch(/^400 invalidSyntax/);
    expect(refusal(() => user({ name: { givenName: 'a', GivenName: 'b' } }))).toMatch(
      /^400 invalidSyntax/,
    );
    const twice = { [ENT]: { department: 'D' }, [ENT.toLowerCase()]: { department: 'E' } };
    expect(refusal(() => user(twice))).toMatch(/^400 invalidSyntax/);
  });

  test('row 37: unknown names: lenient drops and names them once, strict refuses', () => {
    const sent = {
      shoeSize: 42,
      name: { nick: 'x' },
      emails: [
        { value: 'a', x: 1 },
        { value: 'b', x: 2 },
      ],
    };
    const notes: string[] = [];
    const result = user(sent, { notes });
    expect(result).not.toHaveProperty('shoeSize');
    expect(result).not.toHaveProperty('name');
    expect(result.emails).toEqual([{ value: 'a' }, { value: 'b' }]);
    expect(notes).toEqual([
      'attribute.ignored shoeSize',
      'attribute.ignored name.nick',
      'attribute.ignored emails.x',
    ]);
    for (const [key, value] of Object.entries(sent)) {
      expect(refusal(() => user({ [key]: value }, { compatibility: 'strict' }))).toMatch(
        /^400 invalidSyntax/,
      );
    }
  });

  test('row 37: thousands of unknown names do not become thousands of notes', () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`x${index}`, 1]));
    const notes: string[] = [];
    user(many, { notes });
    expect(notes.length).toBeLessThan(60);
    expect(notes.at(-1)).toBe('attribute.ignored and others');
  });

  test('row 85: __proto__ and constructor are unknown names and no more', () => {
    const body = `{"schemas":["${USER_URN}"],"userName":"u","__proto__":{"active":true},
      "constructor":{"prototype":{"x":1}},"name":{"__proto__":{"givenName":"x"}}}`;
    const result = read('User', JSON.parse(body));
    expect(result).toEqual({ schemas: [USER_URN], userName: 'u' });
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });
});

describe('values', () => {
  test('row 35: null, [] and {} are absent', () => {
    expect(
      user({ title: null, emails: [], name: {}, roles: [null], phoneNumbers: [{}], active: null }),
    ).toEqual({ schemas: [USER_URN], userName: 'user-1' });
  });

  test('an empty string of an optional attribute is a value', () => {
    expect(user({ title: '' }).title).toBe('');
  });

  test.each([
    ['active', 'maybe'],
    ['active', 1],
    ['active', ''],
    ['emails', 7],
    ['emails', [7]],
    ['emails', [[{ value: 'x' }]]],
    ['emails', [{ value: true }]],
    ['addresses', 'Main 1'],
    ['addresses', ['Main 1']],
    ['name', [{ givenName: 'x' }]],
    ['name', 'x'],
    ['name', { givenName: true }],
    ['title', 1.5],
    ['title', 2 ** 53],
    ['title', true],
    ['title', { value: 'x' }],
    ['title', ['x']],
  ])('row 36: %s %j', (name, value) => {
    for (const compatibility of both) {
      expect(refusal(() => user({ [name]: value }, { compatibility }))).toMatch(
        new RegExp(`^400 invalidValue: ${name}.* must be `),
      );
    }
  });

  test('row 27: a number is no userName', () => {
    for (const compatibility of both) {
      expect(refusal(() => user({ userName: 7 }, { compatibility }))).toMatch(/^400 invalidValue/);
    }
  });

  test.each([
    ['emails', 'e@example.com', [{ value: 'e@example.com' }]],
    [
      'emails',
      ['e@example.com', { value: 'f', type: 'work' }],
      [{ value: 'e@example.com' }, { value: 'f', type: 'work' }],
    ],
    ['roles', ['Admin'], [{ value: 'Admin' }]],
    ['title', 7, '7'],
    ['externalId', -(2 ** 53) + 1, '-9007199254740991'],
    ['name', { givenName: 7 }, { givenName: '7' }],
    ['phoneNumbers', [{ value: 5551234 }], [{ value: '5551234' }]],
    ['addresses', [{ postalCode: 12345 }], [{ postalCode: '12345' }]],
  ])('S13: %s %j', (name, value, read) => {
    const notes: string[] = [];
    expect(user({ [name]: value }, { notes })[name]).toEqual(read);
    expect(notes.join()).toMatch(new RegExp(`^value.converted ${name}`));
    expect(refusal(() => user({ [name]: value }, { compatibility: 'strict' }))).toMatch(
      /^400 invalidValue/,
    );
  });

  test('S22: a value is kept once', () => {
    for (const compatibility of both) {
      const emails = [
        { value: 'a@x', type: 'work', primary: true },
        { value: 'A@x', type: 'Work', display: 'A' },
        { value: 'a@x', type: 'home' },
        { value: 'a@x', type: 'work', primary: true },
      ];
      expect(user({ emails }, { compatibility }).emails).toEqual([
        { value: 'a@x', type: 'work', primary: true, display: 'A' },
        { value: 'a@x', type: 'home' },
      ]);
    }
  });

  test('row 36, E9: booleans as strings are coerced, in strict mode refused', () => {
    for (const [text, value] of [
      ['True', true],
      ['False', false],
      ['false', false],
    ] as const) {
      expect(user({ active: text }).active).toBe(value);
      expect(refusal(() => user({ active: text }, { compatibility: 'strict' }))).toMatch(
        /^400 invalidValue/,
      );
    }
    const emails = [{ value: 'a', primary: 'True' }];
    expect(user({ emails }).emails).toEqual([{ value: 'a', primary: true }]);
  });

  test('row 32: two primary values are refused', () => {
    const emails = [
      { value: 'a', primary: true },
      { value: 'b', primary: 'true' },
    ];
    expect(refusal(() => user({ emails }))).toBe(
      '400 invalidValue: emails has more than one value whose primary is true',
    );
  });

  test.each([
    ['x509Certificates', [{ value: 'not base64!' }]],
    ['x509Certificates', [{ value: 'abc' }]],
    ['photos', [{ value: 'not a uri' }]],
    ['profileUrl', 'www.example.com'],
    [BADGE, { level: 1, since: 'yesterday' }],
    [BADGE, { level: 1, since: '2026-02-30T00:00:00Z' }],
    [BADGE, { level: 1, since: '2026-02-03' }],
    [BADGE, { level: 1.5 }],
    [BADGE, { level: '1' }],
    [BADGE, { level: 1, weight: 'x' }],
    [BADGE, { level: 1, colors: [1] }],
    ['title', 'half \ud800 pair'],
    ['title', 'nul \0'],
  ])('row 40: %s %j', (name, value) => {
    expect(refusal(() => user({ [name]: value }))).toMatch(/^400 invalidValue/);
  });

  test('row 40: right ones come back as they were sent', () => {
    const sent = {
      x509Certificates: [{ value: 'YWJjZA==' }],
      photos: [{ value: 'data:image/png;base64,YWJj' }],
      profileUrl: 'https://example.com/u?x=1#y',
      [BADGE]: { level: 3, weight: 1.5, since: '2024-02-29T23:59:59.123+02:00', colors: ['red'] },
    };
    expect(user(sent)).toMatchObject(sent);
  });

  test('row 10: texts are kept to the letter', () => {
    const title = '  e\u0301 漢字 👩‍👩‍👧 "\\ ';
    expect(user({ title }).title).toBe(title);
  });

  test('limits: long strings and long lists are refused, many members are not', () => {
    expect(user({ title: 'x'.repeat(8_192) }).title).toHaveLength(8_192);
    expect(refusal(() => user({ title: 'x'.repeat(8_193) }))).toMatch(/^400 invalidValue: title/);
    const emails = Array.from({ length: 1_001 }, (_, index) => ({ value: `e${index}` }));
    expect(refusal(() => user({ emails }))).toMatch(/^400 invalidValue: emails has more than 1000/);
    const members = Array.from({ length: 10_000 }, (_, index) => ({ value: `m${index}` }));
    expect(group({ members }).members).toEqual(members);
  });

  test('an error never repeats the value', () => {
    expect(refusal(() => user({ password: ['secret'] }))).not.toContain('secret');
    expect(refusal(() => user({ active: 'secret' }))).not.toContain('secret');
  });
});

describe('foreign shapes', () => {
  test('a lone object for a list: lenient wraps it, strict refuses it', () => {
    expect(user({ emails: { value: 'a' } }).emails).toEqual([{ value: 'a' }]);
    expect(refusal(() => user({ emails: { value: 'a' } }, { compatibility: 'strict' }))).toMatch(
      /^400 invalidValue: emails must be a list of objects/,
    );
  });

  test('members that are only their ids are read like all others', () => {
    const plain = { value: 'a-1' };
    const twice = { members: [plain, { value: 'A-1' }, { value: 'a-1' }] };
    expect(group(twice).members).toEqual([plain, { value: 'A-1' }]);
    const mixed = { members: [plain, { Value: 'b' }, { value: 'c', type: 'User' }, 'a-1'] };
    expect(group(mixed).members).toEqual([plain, { value: 'b' }, { value: 'c', type: 'User' }]);
    for (const wrong of [{ value: ' ' }, { value: '' }, { value: null }, {}, { type: 'User' }]) {
      const members = [plain, plain, wrong];
      expect(refusal(() => group({ members }))).toMatch(/members\[2\] must have a "value"/);
    }
    expect(refusal(() => group({ members: [plain, { value: 'a\0' }] }))).toMatch(/Unicode/);
    const foreign = { members: [plain, { value: 'b', other: 1 }] };
    expect(group(foreign).members).toEqual([plain, { value: 'b' }]);
    expect(refusal(() => group(foreign, { compatibility: 'strict' }))).toMatch(/members\.other/);
  });

  test('row 90: members as ids', () => {
    expect(group({ members: ['a', { value: 'b' }] }).members).toEqual([
      { value: 'a' },
      { value: 'b' },
    ]);
    expect(group({ members: 'a' }).members).toEqual([{ value: 'a' }]);
    expect(refusal(() => group({ members: ['a'] }, { compatibility: 'strict' }))).toMatch(
      /^400 invalidValue: members\[0\] must be an object/,
    );
  });

  test.each([['m'], [{ value: 'm' }], [[{ value: 'm' }]], [['m']]])(
    'row E13: manager as %j',
    (manager) => {
      expect(user({ [ENT]: { manager } })[ENT]).toEqual({ manager: { value: 'm' } });
    },
  );

  test.each([[''], [null], [[]], [[null]], [{}]])('row E13: no manager as %j', (manager) => {
    expect(user({ [ENT]: { manager, department: 'D' } })[ENT]).toEqual({ department: 'D' });
  });

  test('row E13: strict takes the manager as the schema has it and not otherwise', () => {
    for (const manager of ['m', '', [{ value: 'm' }]]) {
      expect(refusal(() => user({ [ENT]: { manager } }, { compatibility: 'strict' }))).toMatch(
        /^400 invalidValue/,
      );
    }
  });
});

describe('properties', () => {
  const text = fc.string({ unit: 'binary', maxLength: 12 });
  const sent = fc.record(
    {
      userName: fc.constantFrom('u', 'U 2'),
      title: fc.option(text),
      active: fc.constantFrom(true, 'False', null),
      name: fc.option(fc.dictionary(fc.constantFrom('givenName', 'FamilyName', 'x'), text)),
      EMAILS: fc.array(fc.record({ value: text, Type: text }, { requiredKeys: [] })),
      [ENT]: fc.option(fc.record({ department: text, manager: text }, { requiredKeys: [] })),
      nonsense: fc.jsonValue(),
    },
    { requiredKeys: ['userName'] },
  );

  test('the canonical form of a canonical form is itself, in strict mode too', () => {
    fc.assert(
      fc.property(sent, (more) => {
        let once;
        try {
          once = user(more);
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError);
          return;
        }
        expect(user(once)).toEqual(once);
        expect(user(once, { compatibility: 'strict' })).toEqual(once);
      }),
    );
  });

  test('whatever JSON comes, the answer is a resource or a 400', () => {
    const names = fc.constantFrom('userName', 'emails', 'active', 'name', 'photos', ENT, BADGE);
    fc.assert(
      fc.property(fc.dictionary(names, fc.jsonValue()), (more) => {
        expect(refusal(() => user(more))).toMatch(/^(accepted|400 invalid(Value|Syntax): )/);
      }),
    );
  });
});
