import type { AttributeDefinition, Comparison, Term } from '#store/index.js';
import {
  facet,
  ORDER_OPERATORS,
  TEXT_OPERATORS,
  type FilterField,
} from './member-filter-fields.js';

/** Of longer values the beginning is indexed (directory/members/searchables). */
const MAX_FACET_LENGTH = 200;

const BY_TYPE = {
  text: { type: 'text', operators: TEXT_OPERATORS },
  choice: { type: 'text', operators: TEXT_OPERATORS },
  date: { type: 'text', operators: TEXT_OPERATORS },
  number: { type: 'number', operators: ORDER_OPERATORS },
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
    compare(operator, value, scope) {
      const text = String(value);
      const indexed = operator === 'eq' || (operator === 'sw' && text !== '');
      if (indexed && text.length < MAX_FACET_LENGTH) {
        return both(facet(scope, `attributes.${name}`, operator, text));
      }
      return both({ kind: 'compare', field, operator, value });
    },
    present: () => both({ kind: 'present', field }),
  };
}
