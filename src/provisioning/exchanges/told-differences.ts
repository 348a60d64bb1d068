import type { Resource } from '@muster/scim';
import type { Exchange } from '#store/index.js';
import { differenceOf, type Difference } from '../differences.js';

const SCHEMAS = '{"schemas":[';
const AFTER_SCHEMAS = '],';
/** `meta` to the end of the answer: of one that was cut, some of it is missing. */
const LAST_META = /^,"meta":\{[^{}]*\}\}$/;

/**
 * Whether the answer says a difference: it is whole, and of what is new it has every attribute as it became, between `schemas` and `meta`,
 * one after the other. Then the entry does not say it again.
 */
export function isTold(difference: Difference, response: string | undefined): boolean {
  if (response?.startsWith(SCHEMAS) !== true) return false;
  if (difference.some((one) => 'before' in one)) return false;
  const attributes = difference
    .map(({ path, after }) => `${JSON.stringify(path)}:${JSON.stringify(after)}`)
    .join(',');
  const start = response.indexOf(AFTER_SCHEMAS) + AFTER_SCHEMAS.length;
  return (
    response.startsWith(attributes, start) &&
    LAST_META.test(response.slice(start + attributes.length))
  );
}

/** The entry with its difference, as it is shown. */
export function withDifference({ differenceFrom, ...entry }: Exchange): Exchange {
  if (differenceFrom === undefined || entry.response === undefined) return entry;
  return { ...entry, difference: differenceOf({}, JSON.parse(entry.response) as Resource) };
}
