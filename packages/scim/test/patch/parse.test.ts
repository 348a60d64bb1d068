import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ScimError } from '../../src/error.js';
import { applyPatch } from '../../src/patch/apply.js';
import { MAX_OPERATIONS, parsePatch, patchSteps, PATCH_OP_URN } from '../../src/patch/parse.js';
import { evaluate } from '../../src/filter/evaluate.js';
import { checkFilter } from '../../src/filter/check.js';
import { parseFilter } from '../../src/filter/parse.js';
import type { Resource } from '../../src/schema/definition.js';
import { createRegistry } from '../../src/schema/registry.js';
import { CORE, ENT } from './cases/case.js';

const found = createRegistry().type('User');
if (found === undefined) throw new Error('no User');
const type = found;
const NOTHING = { compatibility: 'lenient', id: 'u', note: () => undefined } as const;
const OK = { op: 'add', path: 'title', value: 't' };

function failure(body: unknown): ScimError {
  try {
    parsePatch(type, body, NOTHING);
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('row 76: the envelope', () => {
  test.each<[string, unknown]>([
    ['no body', undefined],
    ['null', null],
    ['a list', [OK]],
    ['a string', 'x'],
    ['schemas empty text', { schemas: '', Operations: [OK] }],
    ['schemas a string', { schemas: PATCH_OP_URN, Operations: [OK] }],
    ['another schema', { schemas: [CORE], Operations: [OK] }],
    ['no Operations', { schemas: [PATCH_OP_URN] }],
    ['Operations null', { schemas: [PATCH_OP_URN], Operations: null }],
    ['Operations empty', { schemas: [PATCH_OP_URN], Operations: [] }],
    ['Operations an object', { schemas: [PATCH_OP_URN], Operations: OK }],
    ['Operations twice', { schemas: [PATCH_OP_URN], Operations: [OK], operations: [OK] }],
  ])('%s', (_name, body) => {
    expect(failure(body)).toMatchObject({ status: 400, scimType: 'invalidSyntax' });
  });

  test.each([[undefined], [null], [[]]])(
    'S19: schemas %j is taken for its own, if lenient',
    (schemas) => {
      const notes: string[] = [];
      const note = (code: string, detail: string): number => notes.push(`${code} ${detail}`);
      const body = { ...(schemas !== undefined && { schemas }), Operations: [OK] };
      expect(parsePatch(type, body, { ...NOTHING, note })).toMatchObject([{ value: 't' }]);
      expect(notes).toEqual([`schemas.assumed ${PATCH_OP_URN}`]);
      expect(() => parsePatch(type, body, { ...NOTHING, compatibility: 'strict' })).toThrow(
        expect.objectContaining({ scimType: 'invalidSyntax' }),
      );
    },
  );

  test('names in any letter case', () => {
    const body = { SCHEMAS: [PATCH_OP_URN.toLowerCase()], operations: [OK] };
    expect(parsePatch(type, body, NOTHING)).toMatchObject([{ op: 'add', value: 't' }]);
  });

  test('too many operations are 413', () => {
    const Operations = Array.from({ length: MAX_OPERATIONS + 1 }, () => OK);
    const error = failure({ schemas: [PATCH_OP_URN], Operations });
    expect(error.status).toBe(413);
    expect(error.detail).toContain('1000');
  });

  test('the refused operation is named', () => {
    const Operations = [OK, OK, { op: 'add', path: 'no pe', value: 1 }];
    const { detail } = failure({ schemas: [PATCH_OP_URN], Operations });
    expect(detail).toMatch(/^Operations\[2\]: The path "no pe"/);
  });

  test('secrets are not repeated in errors', () => {
    const Operations = [{ op: 'add', path: 'password', value: { secret: 's3cret' } }];
    expect(failure({ schemas: [PATCH_OP_URN], Operations }).detail).not.toContain('s3cret');
  });

  test('notes are bounded', () => {
    const notes: string[] = [];
    const value = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`x${at}`, at]));
    const operations = parsePatch(
      type,
      { schemas: [PATCH_OP_URN], Operations: [{ op: 'add', value }, OK] },
      { compatibility: 'lenient', id: 'u', note: (code) => notes.push(code) },
    );
    expect(operations).toMatchObject([{ op: 'add', value: 't' }]);
    expect(notes.length).toBeLessThan(100);
  });
});

/** Whether null, [] or {} is anywhere inside: canonical form has none of them. */
function emptyIn(value: unknown): boolean {
  if (typeof value !== 'object') return value === undefined;
  if (value === null) return true;
  const inner = Object.values(value);
  return inner.length === 0 || inner.some(emptyIn);
}

describe('any PATCH', () => {
  const path = fc.constantFrom(
    'title',
    'name',
    'name.givenName',
    'emails',
    'emails[type eq "work"]',
    'emails[type eq "work"].value',
    'emails[primary eq true].display',
    'emails.type',
    'active',
    ENT,
    `${ENT}:manager`,
    `${ENT}:department`,
    '__proto__',
    'userName',
  );
  const email = fc.record(
    {
      value: fc.constantFrom('a@x', 'b@x', 'A@x'),
      type: fc.constantFrom('work', 'home'),
      primary: fc.boolean(),
    },
    { requiredKeys: ['value'] },
  );
  const value = fc.oneof(
    fc.constantFrom(null, '', 'x', 'True', true, 5, [], {}, { value: 'm' }, { givenName: 'A' }),
    email,
    fc.array(email, { maxLength: 3 }),
    fc.record({ title: fc.string(), active: fc.boolean(), emails: fc.array(email) }),
  );
  const operation = fc.record(
    { op: fc.constantFrom('add', 'replace', 'remove', 'Remove'), path, value },
    { requiredKeys: ['op'] },
  );
  const compatibility = fc.constantFrom('lenient' as const, 'strict' as const);
  const before: Resource = {
    schemas: [CORE],
    id: 'u',
    userName: 'u1',
    emails: [{ value: 'a@x', type: 'work', primary: true }, { value: 'b@x' }],
  };

  test('answers with a resource in canonical form or a 400, and never touches what went in', () => {
    const text = JSON.stringify(before);
    fc.assert(
      fc.property(
        fc.array(operation, { minLength: 1, maxLength: 4 }),
        compatibility,
        (list, mode) => {
          const body = { schemas: [PATCH_OP_URN], Operations: list };
          try {
            const options = { ...NOTHING, compatibility: mode };
            const operations = parsePatch(type, body, options);
            const { resource, changed } = applyPatch(type, before, operations, options);
            expect(changed).toBe(JSON.stringify(resource) !== text && resource !== before);
            expect(emptyIn(resource)).toBe(false);
            const emails = (resource.emails ?? []) as { primary?: boolean }[];
            expect(emails.filter((one) => one.primary === true).length).toBeLessThan(2);
            expect(resource.schemas).toEqual(ENT in resource ? [CORE, ENT] : [CORE]);
            expect(resource.userName).toEqual(expect.any(String));
            const again = applyPatch(type, resource, operations, options);
            expect(again.resource).toHaveProperty('userName');
          } catch (error) {
            if (!(error instanceof ScimError)) throw error;
            expect(error.status).toBe(400);
          }
          expect(JSON.stringify(before)).toBe(text);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('what a lenient add at a value path created, its filter finds', () => {
    const kind = fc.constantFrom('work', 'ho"me', 'a\\b', 'é');
    fc.assert(
      fc.property(kind, fc.constantFrom('a@x', 'c@x'), (label, address) => {
        const filter = `emails[type eq ${JSON.stringify(label)}]`;
        const Operations = [{ op: 'add', path: `${filter}.value`, value: address }];
        const operations = parsePatch(type, { schemas: [PATCH_OP_URN], Operations }, NOTHING);
        const { resource } = applyPatch(type, before, operations, NOTHING);
        const parsed = parseFilter(`${filter}.value eq "${address}"`, NOTHING);
        const checked = checkFilter(type, parsed, { compatibility: 'lenient', unknown: 'refuse' });
        expect(evaluate(checked, resource)).toBe(true);
      }),
    );
  });
});

describe('a body that may be large', () => {
  const group = createRegistry().type('Group');
  if (group === undefined) throw new Error('no Group');
  const members = Array.from({ length: 20_000 }, (_, n) => ({
    value: `user-${n}`,
    display: `User ${n}`,
  }));
  test.each<[string, object]>([
    ['added', { op: 'add', path: 'members', value: members }],
    ['added without a path', { op: 'add', value: { members } }],
    ['put in the place of others', { op: 'replace', path: 'members', value: members }],
    ['removed', { op: 'remove', path: 'members', value: members }],
  ])('is read in steps of which none has many members: %s', (_name, operation) => {
    const body = { schemas: [PATCH_OP_URN], Operations: [operation] };
    const steps = patchSteps(group, body, NOTHING);
    let count = 0;
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) count += 1;
    expect(count).toBeGreaterThanOrEqual(10);
    const value = members.map((member) => ({ value: member.value }));
    expect(step.value).toEqual([expect.objectContaining({ value })]);
  });
});
