import { CORE, ENT, ID, type PatchCase } from './case.js';

const USER = { userName: 'u1' };
const GROUP = { displayName: 'G' };
const A = { value: 'a' };
const B = { value: 'b' };
const C = { value: 'c' };
const HOME = { value: 'h@x.example', type: 'home' };

type Plain = Omit<PatchCase, 'only'>;

/**
 * What identity providers really send; the row 90 shapes one by one, and E9 to E14, O7, O8. All
 * lenient.
 */
const lenient: readonly Plain[] = [
  {
    name: 'row 90, E9: Replace active "False"',
    before: { ...USER, active: true },
    operations: [{ op: 'Replace', path: 'active', value: 'False' }],
    after: { ...USER, active: false },
  },
  {
    name: 'E9: Add active "True"',
    before: { ...USER, active: false },
    operations: [{ op: 'ADD', path: 'Active', value: 'True' }],
    after: { ...USER, active: true },
  },
  {
    name: 'E9: names of the operation in any case',
    before: { ...USER, active: false },
    operations: [{ OP: 'Replace', Path: 'active', VALUE: true }],
    after: { ...USER, active: true },
  },
  {
    name: 'E9: path null is no path',
    before: { ...USER, active: true },
    operations: [{ op: 'replace', path: null, value: { active: 'false' } }],
    after: { ...USER, active: false },
  },
  {
    name: 'E9: the older shape, a list of one object',
    before: { ...USER, displayName: 'old', emails: [{ value: 'o@x', type: 'work' }] },
    operations: [
      { op: 'Replace', path: 'displayName', value: [{ $ref: null, value: 'new' }] },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: [{ value: 'n@x' }] },
    ],
    after: { ...USER, displayName: 'new', emails: [{ value: 'n@x', type: 'work' }] },
  },
  {
    name: 'row 90, O7: path-less {"active": false}',
    before: { ...USER, active: true },
    operations: [{ op: 'replace', value: { active: false } }],
    after: { ...USER, active: false },
  },
  {
    name: 'row 90, E11: dotted and URN keys',
    before: { ...USER, name: { familyName: 'F' } },
    operations: [
      {
        op: 'replace',
        value: { 'name.givenName': 'A', [`${ENT}:department`]: 'B', active: 'True' },
      },
    ],
    after: {
      ...USER,
      name: { familyName: 'F', givenName: 'A' },
      active: true,
      [ENT]: { department: 'B' },
    },
  },
  {
    name: 'E11: URN keys with a sub-attribute and of the core',
    before: USER,
    operations: [
      {
        op: 'Add',
        value: {
          [`${ENT}:manager.value`]: 'm',
          [`${CORE}:title`]: 't',
          [`${CORE}:name.familyName`]: 'F',
        },
      },
    ],
    after: { ...USER, title: 't', name: { familyName: 'F' }, [ENT]: { manager: { value: 'm' } } },
  },
  {
    name: 'E11: dotted keys inside the object of an extension',
    before: USER,
    operations: [{ op: 'add', value: { [ENT]: { 'manager.value': 'm', department: 'D' } } }],
    after: { ...USER, [ENT]: { manager: { value: 'm' }, department: 'D' } },
  },
  {
    name: 'E11: value paths as keys merge into one element',
    before: USER,
    operations: [
      {
        op: 'replace',
        value: {
          'emails[type eq "work"].value': 'w@x',
          'emails[type eq "work"].primary': 'True',
          'addresses[type eq "work"].locality': 'L',
          'addresses[type eq "work"].country': 'US',
        },
      },
    ],
    after: {
      ...USER,
      emails: [{ type: 'work', value: 'w@x', primary: true }],
      addresses: [{ type: 'work', locality: 'L', country: 'US' }],
    },
  },
  {
    name: 'row 37: unknown keys are ignored and told',
    before: USER,
    operations: [{ op: 'replace', value: { title: 't', nope: 1, 'a.b': 2, [ENT]: { x: 1 } } }],
    after: { ...USER, title: 't' },
    notes: ['attribute.ignored nope', 'attribute.ignored a.b', `attribute.ignored ${ENT}:x`],
  },
  {
    name: 'row 37: unknown sub-attributes are ignored and told once',
    before: USER,
    operations: [
      {
        op: 'add',
        path: 'emails',
        value: [
          { value: 'a@x', x: 1 },
          { value: 'b@x', x: 2 },
        ],
      },
    ],
    after: { ...USER, emails: [{ value: 'a@x' }, { value: 'b@x' }] },
    notes: ['attribute.ignored emails.x'],
  },
  {
    name: 'row 84: read-only attributes without path are ignored and told',
    before: USER,
    operations: [
      {
        op: 'replace',
        value: { meta: { version: 'x' }, groups: [], 'meta.created': 1, title: 't' },
      },
    ],
    after: { ...USER, title: 't' },
    notes: [
      'attribute.readOnly meta',
      'attribute.readOnly groups',
      'attribute.readOnly meta.created',
    ],
  },
  {
    name: 'O8: the own id inside the value',
    type: 'Group',
    before: GROUP,
    operations: [{ op: 'replace', value: { id: ID, displayName: 'H' } }],
    after: { displayName: 'H' },
  },
  {
    name: 'OneLogin: id null inside the value',
    before: USER,
    operations: [{ op: 'replace', value: { id: null, title: 't' } }],
    after: { ...USER, title: 't' },
  },
  {
    name: 'schemas inside the value and by path say nothing',
    before: USER,
    operations: [
      { op: 'replace', value: { schemas: [CORE, ENT, 'urn:x'], title: 't' } },
      { op: 'add', path: 'schemas', value: [ENT] },
    ],
    after: { ...USER, title: 't' },
  },
  {
    name: 'the core URN as path is the resource',
    before: USER,
    operations: [{ op: 'add', path: CORE, value: { title: 't' } }],
    after: { ...USER, title: 't' },
  },
  {
    name: 'row 90, E12: Add emails[type eq "work"].value on empty emails',
    before: USER,
    operations: [{ op: 'Add', path: 'emails[type eq "work"].value', value: 'w@x' }],
    after: { ...USER, emails: [{ type: 'work', value: 'w@x' }] },
  },
  {
    name: 'E12: Replace creates it beside others',
    before: { ...USER, emails: [HOME] },
    operations: [{ op: 'Replace', path: 'emails[type eq "work"].value', value: 'w@x' }],
    after: { ...USER, emails: [HOME, { type: 'work', value: 'w@x' }] },
  },
  {
    name: 'E12: several operations with one filter make one element',
    before: USER,
    operations: [
      { op: 'Add', path: 'addresses[type eq "work"].streetAddress', value: 'S' },
      { op: 'Add', path: 'addresses[type eq "work"].locality', value: 'L' },
      { op: 'Add', path: 'addresses[Type Eq "WORK"].country', value: 'US' },
    ],
    after: {
      ...USER,
      addresses: [{ type: 'work', streetAddress: 'S', locality: 'L', country: 'US' }],
    },
  },
  {
    name: 'E12: roles[primary eq "True"].value',
    before: USER,
    operations: [
      { op: 'Add', path: 'roles[primary eq "True"].display', value: 'R' },
      { op: 'Add', path: 'roles[primary eq "True"].value', value: 'r' },
      { op: 'Add', path: 'roles[primary eq "True"].type', value: 'app' },
    ],
    after: { ...USER, roles: [{ primary: true, display: 'R', value: 'r', type: 'app' }] },
  },
  {
    name: 'E12: a created primary takes it from the others',
    before: { ...USER, emails: [{ ...HOME, primary: true }] },
    operations: [
      { op: 'add', path: 'emails[type eq "work" and primary eq true].value', value: 'w@x' },
    ],
    after: {
      ...USER,
      emails: [
        { ...HOME, primary: false },
        { type: 'work', primary: true, value: 'w@x' },
      ],
    },
  },
  {
    name: 'E12: a whole element at a filter',
    before: USER,
    operations: [
      { op: 'add', path: 'phoneNumbers[type eq "mobile"]', value: { value: '1', display: 'M' } },
      { op: 'add', path: 'emails[type eq "work"]', value: 'w@x' },
      { op: 'add', path: 'emails[type eq "other"]', value: [{ value: 'o@x' }] },
    ],
    after: {
      ...USER,
      phoneNumbers: [{ type: 'mobile', value: '1', display: 'M' }],
      emails: [
        { type: 'work', value: 'w@x' },
        { type: 'other', value: 'o@x' },
      ],
    },
  },
  {
    name: 'E12: bare word in the filter',
    before: USER,
    operations: [{ op: 'add', path: 'emails[type eq work].value', value: 'w@x' }],
    after: { ...USER, emails: [{ type: 'work', value: 'w@x' }] },
  },
  {
    name: 'E12: a filter that the given value completes',
    before: USER,
    operations: [{ op: 'add', path: 'emails[type eq "work" and value pr].value', value: 'w@x' }],
    after: { ...USER, emails: [{ type: 'work', value: 'w@x' }] },
  },
  {
    name: 'E12: the value in the filter gives way to the new one',
    before: USER,
    operations: [{ op: 'replace', path: 'emails[value eq "old@x"].value', value: 'new@x' }],
    after: { ...USER, emails: [{ value: 'new@x' }] },
  },
  {
    name: 'E12: without eq conditions the new value itself must meet the filter',
    before: USER,
    operations: [{ op: 'add', path: 'emails[not (type eq "work")].display', value: 'x' }],
    after: { ...USER, emails: [{ display: 'x' }] },
  },
  {
    name: 'E12: an alternative describes no element',
    before: USER,
    operations: [
      { op: 'add', path: 'emails[type eq "work" or type eq "home"].value', value: 'x@y' },
    ],
    error: 'noTarget',
  },
  {
    name: 'E12: an element is taken away by its value',
    before: { ...USER, emails: [{ value: 'w@x', type: 'work', primary: true }, HOME] },
    operations: [{ op: 'Remove', path: 'emails[type eq "work"].value' }],
    after: { ...USER, emails: [HOME] },
  },
  {
    name: 'E12: "" and null at .value take the element away',
    before: { ...USER, emails: [{ value: 'w@x', type: 'work' }, HOME] },
    operations: [
      { op: 'Replace', path: 'emails[type eq "work"].value', value: '' },
      { op: 'Replace', path: 'emails[type eq "home"].value', value: null },
    ],
    after: USER,
  },
  {
    name: 'E12: "" at .value creates nothing',
    before: USER,
    operations: [{ op: 'Replace', path: 'emails[type eq "work"].value', value: '' }],
    after: 'same',
  },
  {
    name: 'row 92: add null has nothing to add',
    before: { ...USER, title: 't', emails: [HOME] },
    operations: [{ op: 'add', value: { title: null, emails: null, name: null, [ENT]: null } }],
    after: 'same',
  },
  ...managers(),
  ...members(),
];

function managers(): Plain[] {
  const set = { ...USER, [ENT]: { manager: { value: 'm' } } };
  const shapes: [string, unknown][] = [
    ['a string', 'm'],
    ['an object', { value: 'm' }],
    ['an object with $ref', { value: 'm', $ref: '../Users/m', displayName: 'M' }],
    ['a list of one object', [{ value: 'm' }]],
    ['a list of one string', ['m']],
  ];
  const assigned = shapes.flatMap(([name, value]): Plain[] => {
    const ref = name.includes('$ref') ? { $ref: '../Users/m' } : {};
    const after = { ...USER, [ENT]: { manager: { value: 'm', ...ref } } };
    return [
      {
        name: `row 90, E13: Add manager as ${name}`,
        before: USER,
        operations: [{ op: 'Add', path: `${ENT}:manager`, value }],
        after,
      },
      {
        name: `row 90, E13: path-less manager as ${name}`,
        before: USER,
        operations: [{ op: 'replace', value: { [ENT]: { manager: value } } }],
        after,
      },
    ];
  });
  const cleared = ['', null, [], { value: '' }, [{ value: '' }], { value: null }].map(
    (value): Plain => ({
      name: `row 90, E13: Replace manager with ${JSON.stringify(value)} clears it`,
      before: set,
      operations: [{ op: 'Replace', path: `${ENT}:manager`, value }],
      after: USER,
    }),
  );
  return [
    ...assigned,
    ...cleared,
    {
      name: 'row 90, E13: Add manager ""',
      before: set,
      operations: [{ op: 'Add', path: `${ENT}:manager`, value: '' }],
      after: USER,
    },
    {
      name: 'row 90, E13: Remove manager, with a value that says nothing',
      before: set,
      operations: [{ op: 'Remove', path: `${ENT}:manager`, value: '' }],
      after: USER,
    },
    {
      name: 'row 90: path ent:manager.value',
      before: USER,
      operations: [{ op: 'Add', path: `${ENT}:manager.value`, value: 'm' }],
      after: set,
    },
    {
      name: 'row 90: path ent:manager.value with ""',
      before: set,
      operations: [{ op: 'Replace', path: `${ENT}:manager.value`, value: '' }],
      after: USER,
    },
  ];
}

function members(): Plain[] {
  const three = { ...GROUP, members: [A, B, C] };
  const group = (name: string, operation: unknown, list: unknown[], before = three): Plain => ({
    name,
    type: 'Group',
    before,
    operations: [operation],
    after: list.length > 0 ? { ...GROUP, members: list } : GROUP,
  });
  const D = { value: 'd' };
  return [
    group(
      'row 90, E14: Remove members with a value list',
      { op: 'Remove', path: 'members', value: [A, C] },
      [B],
    ),
    group('E14: Remove members with one object', { op: 'Remove', path: 'members', value: A }, [
      B,
      C,
    ]),
    group('E14: Remove members with an id', { op: 'Remove', path: 'members', value: 'a' }, [B, C]),
    group('E14: Remove members with ids', { op: 'Remove', path: 'members', value: ['a', 'b'] }, [
      C,
    ]),
    group(
      'E14: what else is said of a listed member does not matter',
      {
        op: 'Remove',
        path: 'members',
        value: [{ value: 'a', display: 'Z', type: 'Group', $ref: 'x' }],
      },
      [B, C],
    ),
    group("E14: the flag's shape", { op: 'remove', path: 'members[value eq "b"]' }, [A, C]),
    group(
      'E14: several ids in one filter',
      { op: 'remove', path: 'members[value eq "a" or value eq "c"]' },
      [B],
    ),
    group(
      'Keycloak: Remove members with null empties',
      { op: 'remove', path: 'members', value: null },
      [],
    ),
    group('row 90: replace members with []', { op: 'replace', path: 'members', value: [] }, []),
    group(
      'row 90: replace members with a list',
      { op: 'replace', path: 'members', value: [B, D] },
      [B, D],
    ),
    group(
      'O8: path-less replace of members',
      { op: 'replace', value: { members: [{ value: 'd', display: 'D' }] } },
      [D],
    ),
    group('replace keeps a member once', { op: 'replace', path: 'members', value: [D, D, 'd'] }, [
      D,
    ]),
    group('row 90: add a member as a string', { op: 'add', path: 'members', value: 'd' }, [
      A,
      B,
      C,
      D,
    ]),
    group('row 90: add a member as an object', { op: 'add', path: 'members', value: D }, [
      A,
      B,
      C,
      D,
    ]),
    group('add members as strings', { op: 'Add', path: 'members', value: ['d', 'a'] }, [
      A,
      B,
      C,
      D,
    ]),
    group('add the member of a filter', { op: 'add', path: 'members[value eq "d"]', value: D }, [
      A,
      B,
      C,
      D,
    ]),
    {
      name: 'E14: an empty list removes nobody',
      type: 'Group',
      before: three,
      operations: [{ op: 'Remove', path: 'members', value: [] }],
      after: 'same',
    },
    {
      name: 'row 80: removing who is no member',
      type: 'Group',
      before: three,
      operations: [
        { op: 'remove', path: 'members[value eq "z"]' },
        { op: 'remove', path: 'members', value: [{ value: 'z' }] },
      ],
      after: 'same',
    },
    {
      name: 'replace members by the same keeps what the service said of them',
      type: 'Group',
      before: { ...GROUP, members: [{ value: 'a', display: 'A' }] },
      operations: [{ op: 'replace', path: 'members', value: ['a'] }],
      after: 'same',
    },
    {
      name: 'values listed for another list',
      before: {
        ...USER,
        roles: [A, B, { value: 'a', type: 't' }],
        addresses: [{ type: 'work', locality: 'L' }, { type: 'home' }],
      },
      operations: [
        { op: 'Remove', path: 'roles', value: [{ value: 'b' }, { value: 'A', type: 'T' }] },
        { op: 'Remove', path: 'addresses', value: [{ type: 'home' }] },
      ],
      after: { ...USER, roles: [A], addresses: [{ type: 'work', locality: 'L' }] },
    },
  ];
}

export const providerCases: readonly PatchCase[] = [
  ...lenient.map((one): PatchCase => ({ ...one, only: 'lenient' })),
  {
    name: 'E14: strict also removes only the listed members',
    type: 'Group',
    only: 'strict',
    before: { ...GROUP, members: [A, B] },
    operations: [{ op: 'remove', path: 'members', value: [A] }],
    after: { ...GROUP, members: [B] },
  },
  {
    name: 'strict reads no value of a remove elsewhere',
    only: 'strict',
    before: { ...USER, emails: [HOME] },
    operations: [{ op: 'remove', path: 'emails', value: [{ value: 'other@x' }] }],
    after: USER,
  },
  {
    name: 'strict keeps an element without value',
    only: 'strict',
    before: { ...USER, emails: [HOME] },
    operations: [{ op: 'remove', path: 'emails[type eq "home"].value' }],
    after: { ...USER, emails: [{ type: 'home' }] },
  },
];
