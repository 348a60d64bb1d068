import type { AttributeDefinition, Comparison, Term } from '#store/index.js';
import { facet, ORDER, TEXT, type FilterField } from './member-filter-fields.js';

/** Of longer values the beginning is indexed (directory/members/searchables). */
const LONGEST_FACET = 200;

const BY_TYPE = {
  text: { type: 'text', operators: TEXT },
  choice: { type: 'text', operators: TEXT },
  date: { type: 'text', operators: TEXT },
  number: { type: 'number', operators: ORDER },
  boolean: { type: 'boolean', operators: ['eq', 'ne'] },
} as const satisfies Record<
  AttributeDefinition['type'],
  { type: FilterField['type']; operators: readonly Comparison[] }
>;

/** A custom attribute: equality and beginnings are look-ups, everything else asks the search document. */
export function attributeField({ name, type }: AttributeDefinition): FilterField {
  const field = { search: ['attributes', name] };
  const both = (term: Term) => ({ members: term, invitations: term });
  return {
    ...BY_TYPE[type],
    compare(operator, value, place) {
      const text = String(value);
      const indexed = operator === 'eq' || (operator === 'sw' && text !== '');
      if (indexed && text.length < LONGEST_FACET) {
        return both(facet(place, `attributes.${name}`, operator, text));
      }
      return both({ kind: 'compare', field, operator, value });
    },
    present: () => both({ kind: 'present', field }),
  };
}
