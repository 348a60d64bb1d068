import {
  compareText,
  foldCase,
  parseFilter,
  type AttributePath,
  type CompareOperator,
  type Filter,
  type Literal,
} from '@muster/scim';
import type { HookObject } from '#core/index.js';

/** Whether a hook is asked about a proposal. */
export type Condition = (proposed: HookObject) => boolean;

/**
 * A filter as in SCIM (RFC 7644 section 3.4.2.2) over what is proposed. Proposals of most points have no schema: a name that a proposal
 * lacks has no value, letter case counts neither in names nor in texts, and values of different types never match.
 * @throws ScimError `invalidFilter`
 */
export function readCondition(text: string): Condition {
  return compile(parseFilter(text, { compatibility: 'strict' }));
}

type Test = (value: unknown) => boolean;

function compile(filter: Filter): Test {
  switch (filter.kind) {
    case 'and': {
      const tests = filter.filters.map(compile);
      return (value) => tests.every((test) => test(value));
    }
    case 'or': {
      const tests = filter.filters.map(compile);
      return (value) => tests.some((test) => test(value));
    }
    case 'not': {
      const test = compile(filter.filter);
      return (value) => !test(value);
    }
    case 'present':
      return (value) => valuesAt(filter.path, value).some(isPresent);
    case 'has': {
      const test = compile(filter.filter);
      return (value) => valuesAt(filter.path, value).some(test);
    }
    case 'compare': {
      const { path, operator, value: wanted } = filter;
      return (value) => {
        const values = valuesAt(path, value).filter(isPresent);
        if (values.length === 0) return (operator === 'ne') === (wanted !== null);
        return values.some((one) => holds(operator, one, wanted));
      };
    }
  }
}

/** What stands at the path: each element of a list by itself. */
function valuesAt({ urn, name, sub }: AttributePath, root: unknown): unknown[] {
  const scopes = urn === undefined ? listOf(root) : membersOf(root, urn);
  const values = scopes.flatMap((scope) =>
    typeof scope === 'object' || name.toLowerCase() !== 'value' ? membersOf(scope, name) : [scope],
  );
  return sub === undefined ? values : values.flatMap((value) => membersOf(value, sub));
}

function membersOf(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const wanted = name.toLowerCase();
  const found = Object.entries(value).find(([key]) => key.toLowerCase() === wanted);
  return found ? listOf(found[1]) : [];
}

function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

function isPresent(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (Array.isArray(value)) return value.some(isPresent);
  return typeof value === 'object' ? Object.values(value).some(isPresent) : true;
}

function holds(operator: CompareOperator, found: unknown, wanted: Literal): boolean {
  const value = simple(found);
  if (operator === 'ne') return typeof value !== typeof wanted || order(value, wanted) !== 0;
  if (typeof value !== typeof wanted) return false;
  if (typeof value === 'string' && typeof wanted === 'string') {
    const [text, part] = [foldCase(value), foldCase(wanted)];
    if (operator === 'co') return text.includes(part);
    if (operator === 'sw') return text.startsWith(part);
    if (operator === 'ew') return text.endsWith(part);
  }
  return ORDERS[operator]?.(order(value, wanted)) ?? false;
}

/** A complex value stands for its `value`, as in SCIM. */
function simple(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return (value as { readonly value?: unknown }).value;
}

const ORDERS: Partial<Record<CompareOperator, (order: number) => boolean>> = {
  eq: (one) => one === 0,
  gt: (one) => one > 0,
  ge: (one) => one >= 0,
  lt: (one) => one < 0,
  le: (one) => one <= 0,
};

function order(value: unknown, wanted: unknown): number {
  if (typeof value === 'number' && typeof wanted === 'number') return value - wanted;
  return compareText(foldCase(String(value)), foldCase(String(wanted)));
}
