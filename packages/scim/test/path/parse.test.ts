import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ScimError } from '../../src/error.js';
import { parsePath } from '../../src/path/parse.js';
import type { Target } from '../../src/patch/operation.js';
import type { Compatibility } from '../../src/schema/definition.js';
import { createRegistry } from '../../src/schema/registry.js';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const registry = createRegistry();

function parse(text: string, compatibility: Compatibility = 'strict', name = 'User'): Target {
  const type = registry.type(name);
  if (type === undefined) throw new Error(`no ${name}`);
  return parsePath(type, text, compatibility);
}

/** The target as short text: extension, attribute, number of conditions, sub-attribute. */
function show(target: Target): string {
  if (target.kind === 'resource') return 'resource';
  if (target.kind === 'extension') return target.schema.name;
  const { schema, attribute, filter, sub } = target;
  return [
    schema ? `${schema.name}:` : '',
    attribute.name,
    filter ? `[${filter.kind}]` : '',
    sub ? `.${sub.name}` : '',
  ].join('');
}

describe('row 88: what a path names', () => {
  test.each([
    ['userName', 'userName'],
    ['USERNAME', 'userName'],
    ['externalId', 'externalId'],
    ['name.familyName', 'name.familyName'],
    [`${CORE}:name.familyName`, 'name.familyName'],
    [`${CORE.toLowerCase()}:USERNAME`, 'userName'],
    [ENT, 'EnterpriseUser'],
    [ENT.toUpperCase(), 'EnterpriseUser'],
    [`${ENT}:`, 'EnterpriseUser'],
    [`${ENT}:manager`, 'EnterpriseUser:manager'],
    [`${ENT}:manager.value`, 'EnterpriseUser:manager.value'],
    [`${ENT}:manager.$ref`, 'EnterpriseUser:manager.$ref'],
    ['emails', 'emails'],
    ['emails.value', 'emails.value'],
    ['emails[type eq "work"]', 'emails[compare]'],
    ['emails[type eq "work"].value', 'emails[compare].value'],
    ['EMAILS[TYPE EQ "work" AND NOT (primary eq true)].VALUE', 'emails[and].value'],
    ['addresses[type eq "work"].streetAddress', 'addresses[compare].streetAddress'],
    [`${CORE}:emails[type eq "work"]`, 'emails[compare]'],
    ['emails[value eq "]"].display', 'emails[compare].display'],
    ['emails[type pr]', 'emails[present]'],
    ['meta.created', 'meta.created'],
  ])('%s', (text, shown) => {
    expect(show(parse(text))).toBe(shown);
    expect(show(parse(text, 'lenient'))).toBe(shown);
  });

  test('members of a group', () => {
    expect(show(parse('members[value eq "id"]', 'strict', 'Group'))).toBe('members[compare]');
    expect(show(parse('members[value eq"id"]', 'strict', 'Group'))).toBe('members[compare]');
  });

  test('the core URN alone is the resource, when lenient', () => {
    expect(show(parse(CORE, 'lenient'))).toBe('resource');
    for (const bad of [`${CORE}:`, `${ENT}::`, 'title:']) {
      expect(() => parse(bad, 'lenient')).toThrow(expect.objectContaining({ status: 400 }));
    }
    expect(() => parse(CORE)).toThrow(expect.objectContaining({ scimType: 'invalidPath' }));
  });

  test("a filter's literals have their attribute's type", () => {
    const target = parse('roles[primary eq "True"].value', 'lenient');
    expect(target).toMatchObject({ filter: { kind: 'compare', operator: 'eq', value: true } });
  });

  test('any text is a target or an invalidPath, quickly', () => {
    const piece = fc.constantFrom(
      'emails',
      'type',
      '[',
      ']',
      '.',
      ' eq ',
      '"x"',
      ':',
      ENT,
      '__proto__',
      '(',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          expect(parse(pieces.join(''))).toHaveProperty('kind');
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError);
          expect(error).toMatchObject({ status: 400, scimType: 'invalidPath' });
        }
      }),
      { numRuns: 2000 },
    );
  });
});
