import type { Scalar, Term } from './query.js';

/**
 * Whether a record is what a term asks for, as far as its columns say: equality, lists of values, presence. Undefined: only the database
 * knows (ranges, parts of texts, search documents, facets, other collections).
 */
export function matches(term: Term, record: object): boolean | undefined {
  switch (term.kind) {
    case 'all':
      return every(term.terms, record);
    case 'any':
      return negated(every(term.terms, record, negated));
    case 'not':
      return negated(matches(term.term, record));
    case 'compare': {
      if (!('column' in term.field)) return undefined;
      const value = Reflect.get(record, term.field.column) as Scalar | null | undefined;
      if (term.operator === 'eq') return value === term.value;
      return term.operator === 'ne' ? value !== term.value : undefined;
    }
    case 'in':
      if (!('column' in term.field)) return undefined;
      return term.values.includes(Reflect.get(record, term.field.column) as Scalar);
    case 'present':
      return 'column' in term.field ? isPresent(Reflect.get(record, term.field.column)) : undefined;
    default:
      return undefined;
  }
}

/** Columns hold text, numbers and what is true or false. */
function isPresent(value: unknown): Answer {
  if (value === undefined || value === null || value === '') return false;
  return typeof value === 'object' ? undefined : true;
}

type Answer = boolean | undefined;

/** False where one is false, whatever the others are. */
function every(
  terms: readonly Term[],
  record: object,
  as: (answer: Answer) => Answer = (answer) => answer,
): Answer {
  let all: Answer = true;
  for (const term of terms) {
    const one = as(matches(term, record));
    if (one === false) return false;
    if (one === undefined) all = undefined;
  }
  return all;
}

function negated(answer: Answer): Answer {
  return answer === undefined ? undefined : !answer;
}
