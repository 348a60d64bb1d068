import type { ResolvedFilter } from './resolved.js';

/**
 * What the value filters of one request may cost together, in comparisons of short texts: some tenths of a second. A request of
 * legal size could ask for two hundred million of them.
 */
export const MAX_FILTER_COST = 4_000_000;

/** Folding so many characters costs as much as a comparison. */
const CHARACTERS = 16;
/** Looking for one text in another: so many pairs of characters, in the worst case. */
const PAIRS = 128;

/** What it costs to ask every element, before it is asked. Generous: texts may be long, and may be made to be slow. */
export function filterCost(filter: ResolvedFilter, elements: readonly unknown[]): number {
  const { terms, sought } = weigh(filter);
  const characters = elements.reduce<number>((sum, element) => sum + charactersIn(element), 0);
  return terms * (elements.length + characters / CHARACTERS) + sought * (characters / PAIRS);
}

interface Weight {
  readonly terms: number;
  /** characters of all texts that are looked for inside of others */
  readonly sought: number;
}

function weigh(filter: ResolvedFilter): Weight {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.map(weigh).reduce(plus, { terms: 0, sought: 0 });
    case 'not':
    case 'has':
      return weigh(filter.filter);
    case 'compare': {
      const { operator, value } = filter;
      const sought = operator === 'co' && typeof value === 'string' ? value.length : 0;
      return { terms: 1, sought };
    }
    default:
      return { terms: 1, sought: 0 };
  }
}

function plus(one: Weight, other: Weight): Weight {
  return { terms: one.terms + other.terms, sought: one.sought + other.sought };
}

function charactersIn(element: unknown): number {
  if (typeof element === 'string') return element.length;
  if (typeof element !== 'object' || element === null) return 0;
  let sum = 0;
  for (const value of Object.values(element)) if (typeof value === 'string') sum += value.length;
  return sum;
}
