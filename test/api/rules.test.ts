import { describe, expect, test } from '@jest/globals';
import * as rules from '@muster/client/rules';
import { brokenRule, type BodyRules, type FieldRule } from '@muster/client/rules';
import { operationList } from '#api/index.js';
import type { Operation } from '#api/operations.js';
import { newId, problemOfAddress } from '#kernel/index.js';

// The rules of forms and the schemas of the server say the same of every field: what a rule refuses the server refuses, and a length,
// a range, a choice or an absence that the server refuses is refused by the rule.

type Value = unknown;

const byOperation = rules as unknown as Readonly<Record<string, BodyRules | undefined>>;

const withBody = operationList.filter(({ body }) => body !== undefined);

/** `spaces[].spaceId` → spaces, 0, spaceId */
const stepsOf = (path: string): (string | number)[] =>
  path
    .replaceAll('[]', '.0')
    .split('.')
    .map((step) => (step === '0' ? 0 : step));

/** The body of the example, with ids where it names records. */
function exampleOf({ example }: Operation): Value {
  const text = JSON.stringify(example?.body ?? {});
  const filled = text
    .replaceAll('{unique}', 'word')
    .replaceAll(/\{(domainCode|appCode)\}/g, '12345678')
    .replaceAll(/\{[a-zA-Z]+\}/g, () => newId());
  return JSON.parse(filled) as Value;
}

/** A copy with another value at that place; undefined: it is left out. What is not there on the way is made. */
function withValue(body: Value, steps: readonly (string | number)[], value: Value): Value {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const list = Array.isArray(body) ? [...(body as Value[])] : [];
    list[step] = withValue(list[step], rest, value);
    return list;
  }
  const { [step]: former, ...others } = (body ?? {}) as Readonly<Record<string, Value>>;
  const inner = withValue(former, rest, value);
  return inner === undefined ? others : { ...others, [step]: inner };
}

/** Values at the edges of a rule, and some of other types. */
function probesOf(rule: FieldRule): Value[] {
  const { minLength, maxLength, minimum, maximum, minItems, maxItems, options } = rule;
  const texts = [0, 1, minLength, maxLength, (maxLength ?? 0) + 1]
    .filter((length) => length !== undefined)
    .map((length) => 'a'.repeat(length));
  const numbers = [minimum, maximum].flatMap((one) =>
    one === undefined ? [] : [one, one - 1, one + 1],
  );
  const lists = [minItems, maxItems].flatMap((count) =>
    count === undefined ? [] : [Math.max(0, count - 1), count, count + 1],
  );
  return [
    undefined,
    null,
    ...(rule.type === 'array' || rule.type === 'object' ? [] : ['   ', ...texts, 7, 0.5]),
    ...numbers,
    ...(options ?? []),
    'no such choice',
    true,
    ...lists.map((count) => Array.from({ length: count }, () => 'a')),
  ];
}

const PLAIN = new Set(['too_small', 'too_big', 'invalid_value', 'invalid_type', 'invalid_format']);

interface Verdicts {
  /** at the place itself, of a kind that rules know */
  readonly plain: boolean;
  readonly any: boolean;
}

function serverSays(
  { body }: Operation,
  value: Value,
  steps: readonly (string | number)[],
): Verdicts {
  const parsed = body?.safeParse(value);
  const issues = parsed?.error?.issues ?? [];
  const here = issues.filter(({ path }) => path.join('.') === steps.join('.'));
  return { plain: here.some(({ code }) => PLAIN.has(code)), any: issues.length > 0 };
}

/** Addresses of invitations are refused by the rules of the core, so that a row of many fails by itself. */
function isNoAddress(value: Value): boolean {
  return typeof value === 'string' && problemOfAddress(value) !== undefined;
}

/** Where a body has several forms, a field that belongs to another form than the example's says nothing. */
function isOfExample(operation: Operation, path: string): boolean {
  return operation.body?._zod.def.type !== 'union' || !path.includes('[]');
}

describe('rules of forms', () => {
  test('there are rules for every body, and for no other operation', () => {
    const names = Object.keys(rules).filter((name) => /^[a-z]/.test(name) && name !== 'brokenRule');
    expect(names.sort()).toEqual(withBody.map(({ operationId }) => operationId).sort());
    expect(names.length).toBeGreaterThan(60);
  });

  test('the examples are bodies that the schemas take', () => {
    for (const operation of withBody) {
      const parsed = operation.body?.safeParse(exampleOf(operation));
      expect([operation.operationId, parsed?.success]).toEqual([operation.operationId, true]);
    }
  });

  test.each(withBody.map((operation) => [operation.operationId, operation] as const))(
    '%s: field by field as the server',
    (name, operation) => {
      const example = exampleOf(operation);
      const isUnion = operation.body?._zod.def.type === 'union';
      for (const [path, rule] of Object.entries(byOperation[name] ?? {})) {
        if (!isOfExample(operation, path)) continue;
        const steps = stepsOf(path);
        for (const probe of probesOf(rule)) {
          const server = serverSays(operation, withValue(example, steps, probe), steps);
          const broken = brokenRule(rule, probe);
          const said = [path, probe, broken?.rule ?? 'fine'];
          // what an array holds is made out of nothing here, so that its neighbours may be missing
          // a place in a list that is left out is another list
          const isHole = probe === undefined && path.endsWith('[]');
          const refused = server.any || (broken?.rule === 'format' && isNoAddress(probe));
          if (broken) expect([...said, refused]).toEqual([...said, true]);
          else if (!isUnion && !isHole && rule.type !== 'any')
            expect([...said, server.plain]).toEqual([...said, false]);
        }
      }
    },
  );
});

describe('what a rule says', () => {
  const name: FieldRule = {
    type: 'string',
    required: true,
    trimmed: true,
    minLength: 1,
    maxLength: 5,
  };

  test.each([
    [undefined, { rule: 'required' }],
    ['', { rule: 'required' }],
    ['   ', { rule: 'required' }],
    ['Ada', undefined],
    ['Ada   ', undefined],
    ['Augusta', { rule: 'maxLength', limit: 5 }],
    [7, { rule: 'type' }],
    [null, { rule: 'type' }],
  ])('of %j', (value, expected) => {
    expect(brokenRule(name, value)).toEqual(expected);
  });

  test.each([
    ['ada@example.com', undefined],
    ['ada+work@example.com', undefined],
    ["o'x@example.com", undefined],
    ['ü@bücher.example', undefined],
    ['ada', { rule: 'format', format: 'idn-email' }],
    ['ada@', { rule: 'format', format: 'idn-email' }],
    ['ada brandt@example.com', { rule: 'format', format: 'idn-email' }],
  ])('console E1: of the address %s', (value, expected) => {
    expect(brokenRule(rules.createInvitation.email, value)).toEqual(expected);
  });

  test('a choice, a range and a count', () => {
    const days: FieldRule = { type: 'integer', minimum: 1, maximum: 30 };
    expect(brokenRule(days, 31)).toEqual({ rule: 'maximum', limit: 30 });
    expect(brokenRule(days, 0)).toEqual({ rule: 'minimum', limit: 1 });
    expect(brokenRule(days, 1.5)).toEqual({ rule: 'type' });
    const kind: FieldRule = { type: 'string', options: ['a', 'b'] };
    expect(brokenRule(kind, 'c')).toEqual({ rule: 'options', options: ['a', 'b'] });
    const list: FieldRule = { type: 'array', minItems: 1, maxItems: 2 };
    expect(brokenRule(list, [])).toEqual({ rule: 'minItems', limit: 1 });
    expect(brokenRule(list, [1, 2, 3])).toEqual({ rule: 'maxItems', limit: 2 });
  });
});
