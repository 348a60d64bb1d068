import { evaluateElement } from '../filter/evaluate.js';
import type { ResolvedFilter } from '../filter/resolved.js';
import type { Element } from './elements.js';

/**
 * The element that a value filter describes by its `eq` conditions: `type eq "work"` is {type:
 * "work"}. Lenient creates it where nothing matches (E12), so that Entra's next operation with the
 * same filter finds it. Undefined when neither the element nor the element with the given
 * sub-attributes would match, as for `not (…)` or two types at once.
 */
export function seedOf(filter: ResolvedFilter, given: Element): Element | undefined {
  const seed: Record<string, unknown> = {};
  collect(filter, seed);
  const fits = evaluateElement(filter, seed) || evaluateElement(filter, { ...seed, ...given });
  return fits ? seed : undefined;
}

function collect(filter: ResolvedFilter, seed: Record<string, unknown>): void {
  if (filter.kind === 'and') {
    for (const inner of filter.filters) collect(inner, seed);
    return;
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq') return;
  const { name, type, mutability } = filter.at.attribute;
  if (mutability === 'readOnly') return;
  const { value } = filter;
  const instant = type === 'dateTime' && typeof value === 'number';
  seed[name] = instant ? new Date(value).toISOString() : value;
}
