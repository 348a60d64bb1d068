import { CORE, ENT, type PatchCase } from './case.js';

const WORK = { value: 'w@x.example', type: 'work', primary: true };
const HOME = { value: 'h@x.example', type: 'home' };
const USER = { userName: 'u1' };

/** RFC 7644 sections 3.5.2 to 3.5.2.3: rows 77 to 83 and 86 to 89. */
export const rfcCases: readonly PatchCase[] = [
  {
    name: 'row 77: add without path merges the object',
    before: { ...USER, emails: [WORK] },
    operations: [{ op: 'add', value: { emails: [HOME], nickName: 'One' } }],
    after: { ...USER, nickName: 'One', emails: [WORK, HOME] },
  },
  {
    name: 'row 77: add to a single-valued attribute replaces it',
    before: { ...USER, title: 'old' },
    operations: [{ op: 'add', path: 'title', value: 'new' }],
    after: { ...USER, title: 'new' },
  },
  {
    name: 'row 77: add to a list appends',
    before: { ...USER, emails: [WORK] },
    operations: [{ op: 'add', path: 'emails', value: [HOME] }],
    after: { ...USER, emails: [WORK, HOME] },
  },
  {
    name: 'row 77: add to a list takes a single object',
    before: { ...USER, emails: [WORK] },
    operations: [{ op: 'add', path: 'emails', value: HOME }],
    after: { ...USER, emails: [WORK, HOME] },
  },
  {
    name: 'row 77: add to a complex attribute merges sub-attributes',
    before: { ...USER, name: { givenName: 'A', familyName: 'B' } },
    operations: [{ op: 'add', path: 'name', value: { familyName: 'C', middleName: 'M' } }],
    after: { ...USER, name: { givenName: 'A', familyName: 'C', middleName: 'M' } },
  },
  {
    name: 'row 77: add of a sub-attribute to an absent complex attribute',
    before: USER,
    operations: [{ op: 'add', path: 'name.givenName', value: 'A' }],
    after: { ...USER, name: { givenName: 'A' } },
  },
  {
    name: 'row 77: add to an absent attribute',
    before: USER,
    operations: [{ op: 'add', path: 'phoneNumbers', value: [{ value: '1', type: 'work' }] }],
    after: { ...USER, phoneNumbers: [{ value: '1', type: 'work' }] },
  },
  {
    name: 'row 77: add to a list keeps the type that is told apart',
    before: { ...USER, emails: [{ value: 'a@x', type: 'work' }] },
    operations: [{ op: 'add', path: 'emails', value: [{ value: 'a@x', type: 'home' }] }],
    after: {
      ...USER,
      emails: [
        { value: 'a@x', type: 'work' },
        { value: 'a@x', type: 'home' },
      ],
    },
  },
  {
    name: 'row 78: adding an equal element changes nothing, names in any order',
    before: { ...USER, emails: [WORK, HOME] },
    operations: [
      {
        op: 'add',
        path: 'emails',
        value: [{ primary: true, type: 'work', value: 'w@x.example' }],
      },
    ],
    after: 'same',
  },
  {
    name: 'row 78: adding an equal element without value changes nothing',
    before: { ...USER, addresses: [{ type: 'work', locality: 'L' }] },
    operations: [{ op: 'add', path: 'addresses', value: [{ locality: 'L', type: 'work' }] }],
    after: 'same',
  },
  {
    name: 'row 78: adding an equal single value changes nothing',
    before: { ...USER, title: 't', active: true, name: { givenName: 'A' } },
    operations: [
      { op: 'add', path: 'title', value: 't' },
      { op: 'add', value: { active: true, name: { givenName: 'A' } } },
    ],
    after: 'same',
  },
  {
    name: 'row 78: adding an existing member changes nothing',
    type: 'Group',
    before: { displayName: 'G', members: [{ value: 'a', display: 'A', type: 'User' }] },
    operations: [{ op: 'add', path: 'members', value: [{ value: 'a' }] }],
    after: 'same',
  },
  {
    name: 'row 78: one element twice in one value is one element',
    before: USER,
    operations: [{ op: 'add', path: 'emails', value: [HOME, { ...HOME, display: 'Home' }] }],
    after: { ...USER, emails: [{ ...HOME, display: 'Home' }] },
  },
  {
    name: 'row 78: a value that says more of an element takes effect on it',
    before: { ...USER, emails: [HOME] },
    operations: [{ op: 'add', path: 'emails', value: [{ ...HOME, display: 'Home' }] }],
    after: { ...USER, emails: [{ ...HOME, display: 'Home' }] },
  },
  {
    name: 'row 78: back and forth is no change',
    before: { ...USER, title: 'a' },
    operations: [
      { op: 'replace', path: 'title', value: 'b' },
      { op: 'remove', path: 'title' },
      { op: 'add', path: 'title', value: 'a' },
    ],
    after: 'same',
  },
  {
    name: 'row 80: removing an absent attribute changes nothing',
    before: USER,
    operations: [
      { op: 'remove', path: 'title' },
      { op: 'remove', path: 'name' },
      { op: 'remove', path: 'name.givenName' },
      { op: 'remove', path: 'emails' },
      { op: 'remove', path: `${ENT}:manager` },
      { op: 'remove', path: ENT },
    ],
    after: 'same',
  },
  {
    name: 'row 81: remove a single-valued attribute',
    before: { ...USER, title: 't' },
    operations: [{ op: 'remove', path: 'title' }],
    after: USER,
  },
  {
    name: 'row 81: remove a whole list',
    before: { ...USER, emails: [WORK, HOME] },
    operations: [{ op: 'remove', path: 'emails' }],
    after: USER,
  },
  {
    name: 'row 81: remove emails[type eq "work"]',
    before: { ...USER, emails: [WORK, HOME] },
    operations: [{ op: 'remove', path: 'emails[type eq "work"]' }],
    after: { ...USER, emails: [HOME] },
  },
  {
    name: 'row 81: remove with two conditions',
    before: { ...USER, emails: [WORK, HOME, { value: 'w@other', type: 'work' }] },
    operations: [{ op: 'remove', path: 'emails[type eq "work" and value ew "example"]' }],
    after: { ...USER, emails: [HOME, { value: 'w@other', type: 'work' }] },
  },
  {
    name: 'row 81: the last element gone is the attribute unassigned',
    before: { ...USER, emails: [WORK] },
    operations: [{ op: 'remove', path: 'emails[type eq "work"]' }],
    after: USER,
  },
  {
    name: 'row 81: remove emails[type eq "work"].display',
    before: {
      ...USER,
      emails: [
        { ...WORK, display: 'W' },
        { ...HOME, display: 'H' },
      ],
    },
    operations: [{ op: 'remove', path: 'emails[type eq "work"].display' }],
    after: { ...USER, emails: [WORK, { ...HOME, display: 'H' }] },
  },
  {
    name: 'row 81: remove a sub-attribute of all elements',
    before: {
      ...USER,
      emails: [
        { ...HOME, display: 'H' },
        { value: 'o@x', display: 'O' },
      ],
    },
    operations: [{ op: 'remove', path: 'emails.display' }],
    after: { ...USER, emails: [HOME, { value: 'o@x' }] },
  },
  {
    name: 'row 81: remove a sub-attribute, the last one unassigns the whole',
    before: { ...USER, name: { givenName: 'A' } },
    operations: [{ op: 'remove', path: 'name.givenName' }],
    after: USER,
  },
  {
    name: 'row 81: remove a sub-attribute and keep the others',
    before: { ...USER, name: { givenName: 'A', familyName: 'B' } },
    operations: [{ op: 'remove', path: 'NAME.GIVENNAME' }],
    after: { ...USER, name: { familyName: 'B' } },
  },
  {
    name: 'row 81: remove members[value eq "a"]',
    type: 'Group',
    before: { displayName: 'G', members: [{ value: 'a' }, { value: 'b' }] },
    operations: [{ op: 'remove', path: 'members[value eq "a"]' }],
    after: { displayName: 'G', members: [{ value: 'b' }] },
  },
  {
    name: 'row 81: ids are compared exactly',
    type: 'Group',
    only: 'lenient',
    before: { displayName: 'G', members: [{ value: 'a' }] },
    operations: [{ op: 'remove', path: 'members[value eq "A"]' }],
    after: 'same',
  },
  {
    name: 'row 81: remove members',
    type: 'Group',
    before: { displayName: 'G', members: [{ value: 'a' }, { value: 'b' }] },
    operations: [{ op: 'remove', path: 'members' }],
    after: { displayName: 'G' },
  },
  {
    name: 'row 81: remove a whole extension',
    before: { ...USER, [ENT]: { department: 'D', manager: { value: 'm' } } },
    operations: [{ op: 'remove', path: ENT }],
    after: USER,
  },
  {
    name: 'row 81: remove the manager, and the URN goes with the last attribute',
    before: { ...USER, [ENT]: { manager: { value: 'm' } } },
    operations: [{ op: 'remove', path: `${ENT}:manager` }],
    after: USER,
  },
  {
    name: 'row 81: remove the manager and keep the department',
    before: { ...USER, [ENT]: { department: 'D', manager: { value: 'm' } } },
    operations: [{ op: 'remove', path: `${ENT.toUpperCase()}:manager` }],
    after: { ...USER, [ENT]: { department: 'D' } },
  },
  {
    name: 'row 82: replace of an absent attribute adds it',
    before: USER,
    operations: [
      { op: 'replace', path: 'title', value: 't' },
      { op: 'replace', path: 'name.familyName', value: 'F' },
      { op: 'replace', path: 'emails', value: [HOME] },
    ],
    after: { ...USER, title: 't', name: { familyName: 'F' }, emails: [HOME] },
  },
  {
    name: 'row 82: replace of name keeps unlisted sub-attributes',
    before: { ...USER, name: { givenName: 'A', familyName: 'B' } },
    operations: [{ op: 'replace', path: 'name', value: { givenName: 'Z' } }],
    after: { ...USER, name: { givenName: 'Z', familyName: 'B' } },
  },
  {
    name: 'row 82: replace of name by nothing known changes nothing',
    before: { ...USER, name: { givenName: 'A' } },
    operations: [{ op: 'replace', path: 'name', value: {} }],
    after: 'same',
  },
  {
    name: 'row 82: replace of a list swaps the whole',
    before: { ...USER, emails: [WORK, HOME] },
    operations: [{ op: 'replace', path: 'emails', value: [{ value: 'n@x', type: 'other' }] }],
    after: { ...USER, emails: [{ value: 'n@x', type: 'other' }] },
  },
  {
    name: 'row 82: replace of a list by the same list changes nothing',
    before: { ...USER, emails: [WORK, HOME] },
    operations: [{ op: 'replace', path: 'emails', value: [WORK, HOME] }],
    after: 'same',
  },
  {
    name: 'row 82: replace without path',
    before: { ...USER, emails: [WORK, HOME], nickName: 'N', title: 't' },
    operations: [{ op: 'replace', value: { emails: [HOME], nickName: 'M' } }],
    after: { ...USER, emails: [HOME], nickName: 'M', title: 't' },
  },
  {
    name: 'row 83: replace of a sub-attribute of the matching elements only',
    before: {
      ...USER,
      addresses: [
        { type: 'work', streetAddress: 'S1', locality: 'L' },
        { type: 'home', streetAddress: 'S2' },
        { type: 'work', streetAddress: 'S3' },
      ],
    },
    operations: [{ op: 'replace', path: 'addresses[type eq "work"].streetAddress', value: 'N' }],
    after: {
      ...USER,
      addresses: [
        { type: 'work', streetAddress: 'N', locality: 'L' },
        { type: 'home', streetAddress: 'S2' },
        { type: 'work', streetAddress: 'N' },
      ],
    },
  },
  {
    name: 'row 83: replace of a matching element, others lose primary (RFC example)',
    before: { ...USER, addresses: [{ type: 'work' }, { type: 'home', primary: true }] },
    operations: [
      {
        op: 'replace',
        path: 'addresses[type eq "work"]',
        value: { type: 'work', streetAddress: 'S', primary: true },
      },
    ],
    after: {
      ...USER,
      addresses: [
        { type: 'work', streetAddress: 'S', primary: true },
        { type: 'home', primary: false },
      ],
    },
  },
  {
    name: 'row 83: the value that selects may change',
    before: { ...USER, emails: [HOME] },
    operations: [{ op: 'replace', path: 'emails[value eq "H@X.example"].value', value: 'n@x' }],
    after: { ...USER, emails: [{ value: 'n@x', type: 'home' }] },
  },
  {
    name: 'row 83: strict, no match is noTarget (replace)',
    only: 'strict',
    before: { ...USER, emails: [HOME] },
    operations: [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'x@y' }],
    error: 'noTarget',
  },
  {
    name: 'row 83: strict, no match is noTarget (add)',
    only: 'strict',
    before: USER,
    operations: [{ op: 'add', path: 'emails[type eq "work"]', value: { value: 'x@y' } }],
    error: 'noTarget',
  },
  {
    name: 'row 83: strict, no match is noTarget (remove)',
    only: 'strict',
    before: { ...USER, emails: [HOME] },
    operations: [{ op: 'remove', path: 'emails[type eq "work"]' }],
    error: 'noTarget',
  },
  {
    name: 'row 83: lenient, remove without match changes nothing',
    only: 'lenient',
    before: { ...USER, emails: [HOME] },
    operations: [
      { op: 'remove', path: 'emails[type eq "work"]' },
      { op: 'remove', path: 'emails[type eq "work"].display' },
      { op: 'remove', path: 'phoneNumbers[type eq "work"]' },
    ],
    after: 'same',
  },
  {
    name: 'row 86: each operation sees the one before',
    before: { ...USER, emails: [WORK] },
    operations: [
      { op: 'add', path: 'emails', value: [HOME] },
      { op: 'replace', path: 'emails[type eq "home"].value', value: 'second@x' },
      { op: 'remove', path: 'emails[type eq "work"]' },
      { op: 'add', path: 'title', value: 't' },
      { op: 'replace', path: 'title', value: 'u' },
    ],
    after: { ...USER, title: 'u', emails: [{ value: 'second@x', type: 'home' }] },
  },
  {
    name: 'row 86: a third operation that fails undoes all',
    before: USER,
    operations: [
      { op: 'add', path: 'title', value: 't' },
      { op: 'add', path: 'emails', value: [HOME] },
      { op: 'replace', path: 'emails[type eq "a" and type eq "b"].value', value: 'x' },
    ],
    error: 'noTarget',
  },
  {
    name: 'row 87: a new primary takes it from the others',
    before: { ...USER, emails: [WORK, HOME] },
    operations: [{ op: 'add', path: 'emails', value: [{ value: 'n@x', primary: true }] }],
    after: {
      ...USER,
      emails: [{ ...WORK, primary: false }, HOME, { value: 'n@x', primary: true }],
    },
  },
  {
    name: 'row 87: primary by path takes it from the others',
    before: { ...USER, emails: [WORK, HOME] },
    operations: [{ op: 'replace', path: 'emails[type eq "home"].primary', value: true }],
    after: {
      ...USER,
      emails: [
        { ...WORK, primary: false },
        { ...HOME, primary: true },
      ],
    },
  },
  {
    name: 'row 87: an existing element made primary by add',
    before: { ...USER, emails: [WORK, HOME] },
    operations: [{ op: 'add', path: 'emails', value: [{ ...HOME, primary: true }] }],
    after: {
      ...USER,
      emails: [
        { ...WORK, primary: false },
        { ...HOME, primary: true },
      ],
    },
  },
  {
    name: 'row 87: the primary element may be listed twice',
    before: { ...USER, emails: [WORK] },
    operations: [
      {
        op: 'add',
        path: 'emails',
        value: [
          { ...HOME, primary: true },
          { ...HOME, display: 'H' },
        ],
      },
    ],
    after: {
      ...USER,
      emails: [
        { ...WORK, primary: false },
        { ...HOME, primary: true, display: 'H' },
      ],
    },
  },
  {
    name: 'row 87: two primaries in one value',
    before: USER,
    operations: [{ op: 'add', path: 'emails', value: [WORK, { ...HOME, primary: true }] }],
    error: 'invalidValue',
  },
  {
    name: 'row 87: two elements made primary by one filter',
    before: { ...USER, emails: [HOME, { value: 'i@x', type: 'home' }] },
    operations: [{ op: 'replace', path: 'emails[type eq "home"].primary', value: true }],
    error: 'invalidValue',
  },
  {
    name: 'row 88: an extension attribute by full URN',
    before: USER,
    operations: [{ op: 'add', path: `${ENT}:employeeNumber`, value: '7' }],
    after: { ...USER, [ENT]: { employeeNumber: '7' } },
  },
  {
    name: 'row 88: a core sub-attribute by full URN, in any case',
    before: USER,
    operations: [{ op: 'add', path: `${CORE.toUpperCase()}:NAME.familyname`, value: 'F' }],
    after: { ...USER, name: { familyName: 'F' } },
  },
  {
    name: 'row 88: a core value path by full URN',
    before: { ...USER, emails: [HOME] },
    operations: [{ op: 'remove', path: `${CORE}:emails[type eq "home"]` }],
    after: USER,
  },
  {
    name: 'row 88: a whole extension as path',
    before: { ...USER, [ENT]: { department: 'D' } },
    operations: [{ op: 'replace', path: ENT, value: { COSTCENTER: 'C' } }],
    after: { ...USER, [ENT]: { department: 'D', costCenter: 'C' } },
  },
  {
    name: 'row 88: a whole extension inside a value without path',
    before: USER,
    operations: [{ op: 'add', value: { [ENT]: { department: 'D' }, schemas: [CORE, ENT] } }],
    after: { ...USER, [ENT]: { department: 'D' } },
  },
  {
    name: 'row 88: manager.value by path',
    before: { ...USER, [ENT]: { manager: { value: 'a', $ref: '../Users/a', displayName: 'A' } } },
    operations: [{ op: 'replace', path: `${ENT}:manager.value`, value: 'b' }],
    after: { ...USER, [ENT]: { manager: { value: 'b' } } },
  },
  {
    name: 'row 92: replace title with "", then with null',
    before: { ...USER, title: 't' },
    operations: [
      { op: 'replace', path: 'title', value: '' },
      { op: 'replace', path: 'title', value: null },
    ],
    after: USER,
  },
  {
    name: 'row 92: replace title with ""',
    before: { ...USER, title: 't' },
    operations: [{ op: 'replace', path: 'title', value: '' }],
    after: { ...USER, title: '' },
  },
  {
    name: 'row 92: null without path',
    before: { ...USER, title: 't', name: { givenName: 'A' }, [ENT]: { department: 'D' } },
    operations: [{ op: 'replace', value: { title: null, name: null, [ENT]: null } }],
    after: USER,
  },
  {
    name: 'row 92: null inside a replaced complex attribute',
    before: { ...USER, name: { givenName: 'A', familyName: 'B' } },
    operations: [{ op: 'replace', path: 'name', value: { givenName: null, middleName: 'M' } }],
    after: { ...USER, name: { familyName: 'B', middleName: 'M' } },
  },
  {
    name: 'row 92: null and [] for lists',
    before: { ...USER, emails: [WORK], roles: [{ value: 'r' }] },
    operations: [
      { op: 'replace', path: 'emails', value: null },
      { op: 'replace', path: 'roles', value: [] },
    ],
    after: USER,
  },
  {
    name: 'row 92: null at a value path takes the sub-attribute',
    before: { ...USER, emails: [{ ...HOME, display: 'H' }] },
    operations: [{ op: 'replace', path: 'emails[type eq "home"].display', value: null }],
    after: { ...USER, emails: [HOME] },
  },
];
