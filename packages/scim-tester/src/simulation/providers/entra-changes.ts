import { at, isObject } from '../../client/json.js';
import { ENTERPRISE_URN, type Operation } from '../../client/messages.js';
import type { Person } from '../people.js';

/** One PATCH of Entra and what the person has afterwards. */
export interface Change {
  readonly row: string;
  readonly operations: readonly Operation[];
  /** what is there afterwards */
  readonly has?: object;
  /** what is not there afterwards: said when it is */
  readonly lacks?: (resource: unknown) => string | undefined;
}

const EMPLOYEE = `${ENTERPRISE_URN}:employeeNumber`;
const DEPARTMENT = `${ENTERPRISE_URN}:department`;
const MANAGER = `${ENTERPRISE_URN}:manager`;

/**
 * What Entra sends about one person, in its two ways: without the flag capitalised operations, text for booleans, one operation
 * per attribute (E9, E12); with `aadOptscim062020` lower case, real booleans, and everything simple in one path-less value whose
 * keys are paths (E10, E11).
 */
export function profileChanges(person: Person, modern: boolean, managerId: string): Change[] {
  return [
    ...(modern ? modernChanges(person) : oldChanges(person)),
    ...multiValuedChanges(person, modern),
    ...managerChanges(modern, managerId),
  ];
}

function oldChanges({ title, department, givenName, displayName }: Person): Change[] {
  return [
    {
      row: 'E9',
      operations: [
        { op: 'Replace', path: 'displayName', value: `${displayName} 2` },
        { op: 'Add', path: 'title', value: title },
        { op: 'Replace', path: 'name.givenName', value: `${givenName} 2` },
        { op: 'Add', path: DEPARTMENT, value: department },
        { op: 'Add', path: EMPLOYEE, value: '0701' },
      ],
      has: {
        displayName: `${displayName} 2`,
        title,
        name: { givenName: `${givenName} 2` },
        [ENTERPRISE_URN]: { department, employeeNumber: '0701' },
      },
    },
    {
      row: 'E9',
      operations: [{ op: 'Replace', path: 'active', value: 'True' }],
      has: { active: true },
    },
  ];
}

function modernChanges({ title, department, givenName, displayName }: Person): Change[] {
  return [
    {
      row: 'E11',
      operations: [
        {
          op: 'replace',
          value: {
            displayName: `${displayName} 2`,
            'name.givenName': `${givenName} 2`,
            active: true,
            [EMPLOYEE]: '0701',
          },
        },
        { op: 'add', value: { title, [DEPARTMENT]: department } },
      ],
      has: {
        displayName: `${displayName} 2`,
        title,
        active: true,
        name: { givenName: `${givenName} 2` },
        [ENTERPRISE_URN]: { department, employeeNumber: '0701' },
      },
    },
  ];
}

/** E12: the element that the path names may not be there yet; several operations about one make one element. */
function multiValuedChanges({ email }: Person, modern: boolean): Change[] {
  const add = modern ? 'add' : 'Add';
  const replace = modern ? 'replace' : 'Replace';
  const role = modern ? 'roles[primary eq true].value' : 'roles[primary eq "True"].value';
  return [
    {
      row: 'E12',
      operations: [
        { op: add, path: 'phoneNumbers[type eq "mobile"].value', value: '+1 555 0100' },
        { op: add, path: 'addresses[type eq "work"].locality', value: 'Örebro' },
        { op: add, path: 'addresses[type eq "work"].postalCode', value: '701 00' },
        { op: add, path: 'addresses[type eq "work"].country', value: 'SE' },
        { op: add, path: role, value: 'reader' },
      ],
      has: {
        phoneNumbers: [{ type: 'mobile', value: '+1 555 0100' }],
        addresses: [{ type: 'work', locality: 'Örebro', postalCode: '701 00', country: 'SE' }],
        roles: [{ primary: true, value: 'reader' }],
      },
      lacks: (resource) => several(resource, 'addresses') ?? several(resource, 'roles'),
    },
    {
      row: 'E12',
      operations: [
        { op: replace, path: 'emails[type eq "work"].value', value: `new.${email}` },
        { op: replace, path: 'phoneNumbers[type eq "mobile"].value', value: '+1 555 0199' },
        { op: replace, path: 'phoneNumbers[type eq "fax"].value', value: '+1 555 0198' },
      ],
      has: {
        emails: [{ type: 'work', value: `new.${email}` }],
        phoneNumbers: [
          { type: 'mobile', value: '+1 555 0199' },
          { type: 'fax', value: '+1 555 0198' },
        ],
      },
      lacks: (resource) => several(resource, 'emails'),
    },
    {
      row: 'E12',
      operations: [
        { op: replace, path: 'emails[type eq "work"].value', value: email },
        { op: modern ? 'remove' : 'Remove', path: 'phoneNumbers[type eq "fax"]' },
      ],
      has: { emails: [{ type: 'work', value: email }], phoneNumbers: [{ type: 'mobile' }] },
      lacks: (resource) => several(resource, 'phoneNumbers'),
    },
  ];
}

function several(resource: unknown, attribute: string): string | undefined {
  const values = at(resource, attribute);
  const one = !Array.isArray(values) || values.length <= 1;
  return one ? undefined : `one element in ${attribute}, merged from all operations`;
}

/** E13: a bare id, an object, an array with one; emptied by an empty text or a Remove. The answer is always an object. */
function managerChanges(modern: boolean, id: string): Change[] {
  const add = modern ? 'add' : 'Add';
  const replace = modern ? 'replace' : 'Replace';
  const has = { [ENTERPRISE_URN]: { manager: { value: id } } };
  const isObjectNow = (resource: unknown): string | undefined => {
    const manager = at(resource, ENTERPRISE_URN, 'manager');
    return isObject(manager) ? undefined : 'manager as an object with value';
  };
  const isGone = (resource: unknown): string | undefined => {
    const value = at(resource, ENTERPRISE_URN, 'manager', 'value');
    return value === undefined ? undefined : 'no manager after it was cleared';
  };
  const set = (op: string, value: unknown): Change => ({
    row: 'E13',
    operations: [{ op, path: MANAGER, value }],
    has,
    lacks: isObjectNow,
  });
  const clear = (operation: Operation): Change => ({
    row: 'E13',
    operations: [operation],
    lacks: isGone,
  });
  return [
    set(add, id),
    clear({ op: replace, path: MANAGER, value: '' }),
    set(replace, { value: id }),
    clear({ op: modern ? 'remove' : 'Remove', path: MANAGER }),
    set(add, [{ $ref: `../Users/${id}`, value: id }]),
  ];
}
