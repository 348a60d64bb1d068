import { describe, expect, test } from '@jest/globals';
import { ScimError } from '../../src/error.js';
import { checkFilter, type CheckOptions } from '../../src/filter/check.js';
import { parseFilter } from '../../src/filter/parse.js';
import type { ResolvedFilter } from '../../src/filter/resolved.js';
import { createRegistry } from '../../src/schema/registry.js';

const registry = createRegistry();
const ENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const LENIENT: CheckOptions = { compatibility: 'lenient', unknown: 'refuse' };
const STRICT: CheckOptions = { compatibility: 'strict', unknown: 'refuse' };
const ROOT: CheckOptions = { compatibility: 'lenient', unknown: 'absent' };

function check(text: string, options = LENIENT, typeName = 'User'): ResolvedFilter {
  const type = registry.type(typeName);
  if (type === undefined) throw new Error(`no type ${typeName}`);
  const filter = parseFilter(text, { compatibility: options.compatibility });
  return checkFilter(type, filter, options);
}

/** A resolved filter as short text: names as the schema spells them, literals as JSON. */
function show(filter: ResolvedFilter): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return `(${filter.filters.map(show).join(` ${filter.kind} `)})`;
    case 'not':
      return `not ${show(filter.filter)}`;
    case 'nothing':
      return 'nothing';
    case 'present':
      return `${place(filter)} pr`;
    case 'compare':
      return `${place(filter)} ${filter.operator} ${JSON.stringify(filter.value)}`;
    case 'has':
      return `${place(filter)}[${show(filter.filter)}]`;
  }
}

function place({ at }: Extract<ResolvedFilter, { at: unknown }>): string {
  const schema = at.schema ? `${at.schema.name}:` : '';
  return `${schema}${at.attribute.name}${at.sub ? `.${at.sub.name}` : ''}`;
}

function refused(text: string, options = LENIENT, typeName = 'User'): string {
  try {
    check(text, options, typeName);
  } catch (error) {
    expect(error).toMatchObject({ status: 400, scimType: 'invalidFilter' });
    return (error as ScimError).detail;
  }
  throw new Error(`${text} was accepted`);
}

describe('names', () => {
  test.each([
    ['USERNAME eq "x"', 'userName eq "x"'],
    ['NAME.FAMILYNAME co "x"', 'name.familyName co "x"'],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J"', 'userName sw "J"'],
    [`${ENT}:employeeNumber eq "1"`, 'EnterpriseUser:employeeNumber eq "1"'],
    [`${ENT.toUpperCase()}:MANAGER.VALUE eq "1"`, 'EnterpriseUser:manager.value eq "1"'],
    [`${ENT}:manager eq "1"`, 'EnterpriseUser:manager.value eq "1"'],
    ['emails co "@x"', 'emails.value co "@x"'],
    ['emails pr', 'emails pr'],
    ['name pr', 'name pr'],
    ['emails[TYPE eq "work" and value pr]', 'emails[(type eq "work" and value pr)]'],
    ['schemas eq "urn:x"', 'schemas eq "urn:x"'],
    ['meta.resourceType eq "User"', 'meta.resourceType eq "User"'],
    ['photos.value sw "https"', 'photos.value sw "https"'],
  ])('%s', (text, shown) => {
    expect(show(check(text))).toBe(shown);
  });

  test('row 70: group filters', () => {
    expect(show(check('members.value eq "id"', LENIENT, 'Group'))).toBe('members.value eq "id"');
    expect(show(check('members[value eq "id"]', LENIENT, 'Group'))).toBe('members[value eq "id"]');
    expect(show(check('members eq "id"', LENIENT, 'Group'))).toBe('members.value eq "id"');
  });

  test.each([
    'foo eq "x"',
    'name.foo eq "x"',
    'userName.foo eq "x"',
    'emails[foo eq "x"]',
    'emails[emails.type eq "x"]',
    'urn:unknown:2.0:User:userName eq "x"',
    'employeeNumber eq "1"',
    'constructor.prototype pr',
  ])('row 66: unknown %s', (text) => {
    expect(refused(text)).toMatch(/is not (an|a sub-)/);
    expect(refused(text, STRICT)).toMatch(/Look at \/Schemas/);
  });

  test('row 66 at the root: an unknown attribute has no value', () => {
    expect(show(check('foo eq "x"', ROOT))).toBe('nothing');
    expect(show(check('foo ne "x"', ROOT))).toBe('not nothing');
    expect(show(check('foo pr or title pr', ROOT))).toBe('(nothing or title pr)');
    expect(show(check('foo eq null', ROOT))).toBe('not nothing');
    expect(show(check('foo ne null', ROOT))).toBe('nothing');
    expect(show(check('foo[a eq "x"]', ROOT))).toBe('nothing');
    expect(show(check('emails[foo eq "x"]', ROOT))).toBe('emails[nothing]');
  });

  test('row 61: a complex attribute without value is not compared', () => {
    expect(refused('name eq "x"')).toContain('name.formatted');
    expect(refused('addresses co "x"')).toContain('complex');
    expect(refused('meta gt "x"')).toContain('complex');
  });

  test('brackets belong to lists', () => {
    expect(refused('name[familyName eq "x"]')).toContain('not a list');
    expect(refused('userName[value eq "x"]')).toContain('not a list');
    expect(refused('schemas[type eq "x"]')).toContain('sub-attribute');
    expect(refused('emails.value[value eq "x"]')).toContain('not a list');
  });

  test('what is never returned is not filtered on', () => {
    expect(refused('password eq "x"')).toContain('never returned');
    expect(refused('password pr', ROOT)).toContain('never returned');
    expect(refused('title pr or PASSWORD sw "a"')).toContain('never returned');
  });
});

describe('types', () => {
  test.each([
    'active gt true',
    'active le false',
    'x509Certificates.value gt "a"',
    'x509Certificates ge "a"',
    'emails[primary lt true]',
  ])('row 58: no order, %s', (text) => {
    expect(refused(text)).toContain('does not go with');
  });

  test('substrings need text', () => {
    expect(refused('active co "tr"')).toContain('does not go with');
    expect(refused('meta.created sw "2024"')).toContain('does not go with');
  });

  test('row 69: booleans as strings', () => {
    expect(show(check('active eq "True"'))).toBe('active eq true');
    expect(show(check('active eq FALSE'))).toBe('active eq false');
    expect(show(check('roles[primary eq "True"]'))).toBe('roles[primary eq true]');
    expect(refused('active eq "True"', STRICT)).toContain('boolean');
    expect(refused('active eq "yes"')).toContain('boolean');
    expect(refused('active eq 1')).toContain('The number 1');
  });

  test('other literals of the wrong type', () => {
    expect(refused('userName eq 5')).toContain('The number 5');
    expect(refused('userName eq true')).toContain('The boolean true');
    expect(refused('meta.created gt "yesterday"')).toContain('dateTime');
    expect(refused('meta.created gt "2024-02-30T00:00:00Z"')).toContain('dateTime');
    expect(refused('meta.created gt 5')).toContain('dateTime');
  });

  test('row 57: dateTimes are instants', () => {
    const instant = Date.UTC(2024, 0, 1, 10, 0, 0);
    for (const text of [
      '2024-01-01T10:00:00Z',
      '2024-01-01T12:00:00+02:00',
      '2024-01-01T05:30:00.000-04:30',
      '2024-01-01t10:00:00.0009z',
      '2024-01-01T10:00:00',
    ]) {
      expect(show(check(`meta.lastModified ge "${text}"`))).toBe(`meta.lastModified ge ${instant}`);
    }
  });

  test('row 64: null asks for presence', () => {
    expect(show(check('title eq null'))).toBe('not title pr');
    expect(show(check('title ne null'))).toBe('title pr');
    expect(show(check('name eq null'))).toBe('not name pr');
    expect(show(check('emails[type eq null]'))).toBe('emails[not type pr]');
    expect(refused('title gt null')).toContain('null');
  });
});
