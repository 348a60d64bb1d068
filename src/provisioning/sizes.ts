import { badRequest } from '@muster/scim';
import { Fault, withoutTokens } from '#kernel/index.js';
import type { Difference } from './differences.js';

/** The most that one resource may hold, in characters of JSON, members apart: a page of them must fit into memory. */
export const MAX_RESOURCE_LENGTH = 131_072;

/** The most that one page may hold. */
const MAX_PAGE_LENGTH = 33_554_432;

/** Pages up to this many resources fit, whatever is in them. */
const ALWAYS_FITTING_COUNT = MAX_PAGE_LENGTH / MAX_RESOURCE_LENGTH;

/** Rows of membership in one answer. */
export const MAX_MEMBERSHIP_COUNT = 250_000;

/** Fault `query.too_costly` for a page of several groups or users that brings too many memberships; one alone may. */
export function requireFewRows(rows: number, resources: number): void {
  if (rows > MAX_MEMBERSHIP_COUNT && resources > 1) throw new Fault('query.too_costly');
}

/** The most that a journal line shows of one side of one change, in characters of JSON. */
export const MAX_CHANGE_LENGTH = 8_192;

/** Error 400 invalidValue. */
export function requireFitting(resource: object): void {
  const { length } = JSON.stringify(resource);
  if (length <= MAX_RESOURCE_LENGTH) return;
  throw badRequest(
    'invalidValue',
    `The resource would have ${length} characters; at most ${MAX_RESOURCE_LENGTH} are kept`,
  );
}

/** Fault `query.too_costly` for a page of very large resources. */
export function requireLightPage(records: readonly unknown[]): void {
  if (records.length <= ALWAYS_FITTING_COUNT) return;
  let size = 0;
  for (const record of records) {
    size += isKept(record) ? record.text.length : JSON.stringify(record).length;
    if (size > MAX_PAGE_LENGTH) throw new Fault('query.too_costly');
  }
}

/** Whether nearly all of a record is text already. */
function isKept(record: unknown): record is { readonly text: string } {
  if (typeof record !== 'object' || record === null || !('text' in record)) return false;
  return typeof record.text === 'string';
}

/** For lines of logs: of a value longer than `limit` characters its length, and no token. */
export function shortened(difference: Difference, limit: number): Difference {
  return difference.map(({ path, ...values }) => {
    const sides = Object.entries(values).map(([side, value]): [string, unknown] => {
      const text = JSON.stringify(value);
      if (text.length > limit) return [side, `[${text.length} characters]`];
      const cleanText = withoutTokens(text);
      return [side, cleanText === text ? value : JSON.parse(cleanText)];
    });
    return { path, ...Object.fromEntries(sides) };
  });
}
