import { describe, expect, test } from '@jest/globals';
import { ScimError } from '../../src/error.js';
import { applyPatch } from '../../src/patch/apply.js';
import { parsePatch, PATCH_OP_URN } from '../../src/patch/parse.js';
import type { Compatibility, Resource } from '../../src/schema/definition.js';
import { createRegistry } from '../../src/schema/registry.js';
import { CORE, ENT, ID, type PatchCase } from './cases/case.js';
import { fieldCases } from './cases/field.js';
import { hostileCases } from './cases/hostile.js';
import { providerCases } from './cases/providers.js';
import { refusalCases } from './cases/refusals.js';
import { rfcCases } from './cases/rfc.js';

const registry = createRegistry();
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

function complete(one: PatchCase, resource: Resource): Resource {
  const schemas = [one.type === 'Group' ? GROUP : CORE, ...(ENT in resource ? [ENT] : [])];
  return { schemas, id: ID, ...resource };
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(freeze);
    Object.freeze(value);
  }
  return value;
}

function run(one: PatchCase, compatibility: Compatibility) {
  const type = registry.type(one.type ?? 'User');
  if (type === undefined) throw new Error('no such type');
  const before = freeze(complete(one, one.before));
  const Operations: unknown =
    typeof one.operations === 'string' ? JSON.parse(one.operations) : one.operations;
  const notes: string[] = [];
  const operations = parsePatch(type, freeze({ schemas: [PATCH_OP_URN], Operations }), {
    compatibility,
    id: ID,
    note: (code, detail) => notes.push(`${code} ${detail}`),
  });
  return { before, notes, ...applyPatch(type, before, freeze(operations), { compatibility }) };
}

function modes(one: PatchCase): Compatibility[] {
  return one.only ? [one.only] : ['lenient', 'strict'];
}

const all = { rfcCases, providerCases, fieldCases, refusalCases, hostileCases };

describe.each(Object.entries(all))('%s', (_name, cases) => {
  const each = cases.flatMap((one) =>
    modes(one).map((mode): [string, PatchCase, Compatibility] => [
      `${mode}: ${one.name.slice(0, 120)}`,
      one,
      mode,
    ]),
  );
  test.each(each)('%s', (_title, one, mode) => {
    if (one.error !== undefined) {
      expect(() => run(one, mode)).toThrow(ScimError);
      expect(() => run(one, mode)).toThrow(
        expect.objectContaining({ status: 400, scimType: one.error }),
      );
    } else {
      const { before, resource, changed, notes } = run(one, mode);
      expect(one.after).toBeDefined();
      if (one.after === 'same') {
        expect(resource).toBe(before);
      } else if (one.after !== undefined) {
        expect(resource).toEqual(complete(one, one.after));
        expect(JSON.parse(JSON.stringify(resource))).toEqual(resource);
      }
      expect(changed).toBe(one.after !== 'same');
      if (one.notes) expect(notes).toEqual(one.notes);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

test('names tell cases apart, and there are enough of them', () => {
  const names = Object.values(all).flatMap((cases) => cases.map(({ name }) => name));
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  expect(names.length).toBeGreaterThan(200);
});
