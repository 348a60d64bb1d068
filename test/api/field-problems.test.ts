import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { operations, readInput } from '#api/index.js';
import { FIELD_RULES, isFault, readAddress, readName, type FieldProblem } from '#kernel/index.js';

// A field that is wrong says by which rule, with its figures, beside the sentence in English: a console says it in the reader's language.

function problemsOf(work: () => unknown): readonly FieldProblem[] {
  try {
    work();
  } catch (error) {
    if (isFault(error, 'request.invalid')) {
      return error.details['errors'] as readonly FieldProblem[];
    }
    throw error;
  }
  return [];
}

const shape = z.strictObject({
  text: z.string().min(3).max(5).optional(),
  number: z.int().min(1).max(9).optional(),
  list: z.array(z.string()).min(1).max(2).optional(),
  one: z.enum(['a', 'b']).optional(),
  link: z.url().optional(),
  at: z.iso.datetime().optional(),
});

describe('a schema', () => {
  test.each([
    [{ text: 'ab' }, { rule: 'short', values: { min: 3 } }],
    [{ text: 'abcdef' }, { rule: 'long', values: { max: 5 } }],
    [{ number: 0 }, { rule: 'low', values: { min: 1 } }],
    [{ number: 10 }, { rule: 'high', values: { max: 9 } }],
    [{ list: [] }, { rule: 'fewest', values: { min: 1 } }],
    [{ list: ['a', 'b', 'c'] }, { rule: 'most', values: { max: 2 } }],
    [{ one: 'c' }, { rule: 'choice' }],
    [{ link: 'nowhere' }, { rule: 'url' }],
    [{ at: 'tomorrow' }, { rule: 'date' }],
    [{ more: 1 }, { rule: 'unknown' }],
  ])('says by which rule %j is refused', (value, rule) => {
    const [field = ''] = Object.keys(value);
    expect(problemsOf(() => readInput(shape, value))).toMatchObject([{ field, ...rule }]);
  });
});

describe('what people fill in', () => {
  const { createSpace, updateOrganization } = operations;

  test.each([
    [createSpace.body, {}, { field: 'name', rule: 'required' }],
    [createSpace.body, { name: ' ' }, { field: 'name', rule: 'required' }],
    [createSpace.body, { name: 'a\nb' }, { field: 'name', rule: 'characters' }],
    [createSpace.body, { name: 'x'.repeat(201) }, { rule: 'long', values: { max: 200 } }],
    [updateOrganization.body, { branding: { color: 'red' } }, { rule: 'color' }],
    [updateOrganization.body, { branding: { supportUrl: 'help' } }, { rule: 'url' }],
    [updateOrganization.body, { locale: '?' }, { field: 'locale', rule: 'locale' }],
    [updateOrganization.body, { timeZone: 'Atlantis/Centre' }, { rule: 'timezone' }],
  ])('%#: is said by its rule', (body, value, rule) => {
    const problems = problemsOf(() => readInput(body as z.ZodType, value));
    expect(problems[0]).toMatchObject(rule);
  });
});

test('the readers of names and addresses say the same', () => {
  expect(problemsOf(() => readName('x'.repeat(201)))).toMatchObject([
    { field: 'name', rule: 'long', values: { max: 200 } },
  ]);
  expect(problemsOf(() => readName('  '))).toMatchObject([{ rule: 'required' }]);
  expect(problemsOf(() => readAddress('nobody'))).toMatchObject([{ rule: 'address' }]);
  expect(FIELD_RULES).toContain('address');
});
