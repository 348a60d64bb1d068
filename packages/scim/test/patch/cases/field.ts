import { CORE, ENT, ID, type PatchCase } from './case.js';

const USER = { userName: 'u1' };
const GROUP = { displayName: 'G' };
const A = { value: 'a' };

type Plain = Omit<PatchCase, 'only'>;

/** S2: an unknown name does not keep the rest of a request from being done; an unknown extension nothing at all. */
function unknownNames(): Plain[] {
  const foreign = 'urn:ietf:params:scim:schemas:extension:custom:2.0:User';
  const off = { op: 'Replace', path: 'active', value: 'False' };
  const names = [
    `${foreign}:attr`,
    `${foreign}:list[type eq "a"].value`,
    `${ENT}:nope`,
    `${CORE}:nope`,
    'nope',
    'nope.x',
    'title.x',
    'name.nope',
    'emails[type eq "work"].nope',
    'emails[nope eq "x"]',
    'employeeNumber',
    'constructor.prototype',
  ];
  return [
    ...names.flatMap((path) => [
      {
        name: `S2: Add ${path}`,
        before: { ...USER, active: true },
        operations: [{ op: 'Add', path, value: 'x' }, off, { op: 'Remove', path }],
        after: { ...USER, active: false },
        notes: [`attribute.ignored ${path}`],
      },
    ]),
    {
      name: 'S2: only an unknown extension, by path and by key',
      before: USER,
      operations: [
        { op: 'Add', path: `${foreign}:attr`, value: 'x' },
        { op: 'Remove', path: foreign },
        { op: 'replace', value: { [foreign]: { attr: 'x' }, [`${foreign}:attr`]: 'x' } },
      ],
      after: 'same',
      notes: [`attribute.ignored ${foreign}:attr`, `attribute.ignored ${foreign}`],
    },
    ...[
      { op: 'replace', value: {} },
      { op: 'replace', value: { id: ID, schemas: ['urn:x:y'], meta: {} } },
      { op: 'add', path: 'emails', value: [] },
      { op: 'add', path: 'name', value: {} },
      { op: 'add', value: { title: null, [ENT]: {} } },
      { op: 'replace', path: ENT, value: {} },
    ].map((operation, index) => ({
      name: `S2: empty values are understood, ${index + 1}`,
      before: USER,
      operations: [operation],
      after: 'same' as const,
    })),
    {
      name: 'S1: values that cannot be read take nothing away',
      before: { ...USER, phoneNumbers: [{ value: '1', type: 'work' }] },
      operations: [
        { op: 'replace', path: 'emails', value: [{ address: 'a@x' }] },
        { op: 'add', path: 'phoneNumbers', value: [{ number: '2' }] },
        {
          op: 'replace',
          path: 'phoneNumbers',
          value: [{ value: '1', type: 'work' }, { number: '2' }],
        },
        { op: 'replace', path: 'title', value: 't' },
      ],
      after: { ...USER, title: 't', phoneNumbers: [{ value: '1', type: 'work' }] },
      notes: [
        'attribute.ignored emails.address',
        'value.unreadable emails',
        'attribute.ignored phoneNumbers.number',
        'value.unreadable phoneNumbers',
      ],
    },
  ];
}

/** S13, S22, S24: texts for elements, numbers for texts, objects in a list or as JSON text. */
function otherShapes(): Plain[] {
  const EMAIL = { value: 'a@x', type: 'work' };
  const wrapped: unknown[] = [
    [{ active: 'False', 'name.givenName': 'A' }],
    '{"active":false,"name":{"givenName":"A"}}',
    ' [{"active":false,"name":"{\\"givenName\\":\\"A\\"}"}]',
    ['{"active":false,"name":{"givenName":"A"}}'],
  ];
  return [
    {
      name: 'S13: texts for elements',
      before: USER,
      operations: [
        { op: 'Add', path: 'roles', value: ['Admin', 'Lead'] },
        { op: 'replace', value: { emails: 'a@x' } },
        { op: 'Remove', path: 'roles', value: 'lead' },
      ],
      after: { ...USER, roles: [{ value: 'Admin' }], emails: [{ value: 'a@x' }] },
      notes: ['value.converted roles', 'value.converted emails'],
    },
    {
      name: 'S13: numbers for texts',
      before: USER,
      operations: [
        { op: 'Replace', path: 'externalId', value: 7 },
        { op: 'Add', path: `${ENT}:employeeNumber`, value: 701984 },
        { op: 'Add', path: 'addresses[type eq "work"].postalCode', value: 12345 },
      ],
      after: {
        ...USER,
        externalId: '7',
        addresses: [{ type: 'work', postalCode: '12345' }],
        [ENT]: { employeeNumber: '701984' },
      },
    },
    {
      name: 'S22: a change that makes two values the same leaves one',
      before: {
        ...USER,
        emails: [
          { ...EMAIL, primary: true },
          { value: 'b@x', type: 'work' },
        ],
      },
      operations: [{ op: 'replace', path: 'emails[value eq "b@x"].value', value: 'A@x' }],
      after: { ...USER, emails: [{ value: 'A@x', type: 'work', primary: true }] },
    },
    {
      name: 'S22: a list that says a value twice',
      before: USER,
      operations: [{ op: 'replace', path: 'emails', value: [EMAIL, { ...EMAIL, display: 'A' }] }],
      after: { ...USER, emails: [{ ...EMAIL, display: 'A' }] },
    },
    ...wrapped.map((value, index) => ({
      name: `S24: an object that is wrapped, ${index + 1}`,
      before: { ...USER, active: true },
      operations: [{ op: 'replace', value }],
      after: { ...USER, active: false, name: { givenName: 'A' } },
    })),
    {
      name: 'S24: JSON text and a list of one at an extension',
      before: USER,
      operations: [
        { op: 'add', path: ENT, value: '{"department":"D"}' },
        { op: 'replace', path: ENT, value: [{ costCenter: 'C' }] },
      ],
      after: { ...USER, [ENT]: { department: 'D', costCenter: 'C' } },
    },
    ...['[{"value":"d"}]', ['{"value":"d"}'], '{"value":"d"}'].map((value, index) => ({
      name: `S24: members as JSON text, ${index + 1}`,
      type: 'Group' as const,
      before: { ...GROUP, members: [A] },
      operations: [{ op: 'add', path: 'members', value }],
      after: { ...GROUP, members: [A, { value: 'd' }] },
    })),
  ];
}

/** Rows of docs/reference/field-faults.md that lenient connections read. */
export const fieldCases: readonly PatchCase[] = [...unknownNames(), ...otherShapes()].map(
  (one): PatchCase => ({ ...one, only: 'lenient' }),
);
