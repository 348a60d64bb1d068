import { readNamePart, toName, type NamePart } from '#kernel/index.js';
import type { PersonNames } from '#store/index.js';

/** First and last name as a caller says them. Null: the person has none any more. */
export type PersonNamesInput = { readonly [Part in NamePart]?: string | null | undefined };

const PARTS = ['firstName', 'lastName'] as const;

/** What was said, as it is kept. What the record has already stays as it is. Fault `request.invalid`. */
export function readPersonNames(input: PersonNamesInput, before: PersonNames = {}): PersonNames {
  const entries = PARTS.flatMap((part) => {
    const text = input[part] === undefined ? before[part] : input[part];
    if (text === null || text === undefined) return [];
    return [[part, text === before[part] ? text : readNamePart(text, part)] as const];
  });
  return Object.fromEntries(entries);
}

/** Only the names of the person, of a record that has more. */
export function personNamesOf({ firstName, lastName }: PersonNames = {}): PersonNames {
  return {
    ...(firstName !== undefined && { firstName }),
    ...(lastName !== undefined && { lastName }),
  };
}

/** The name that is shown, of a person of whom only first and last name are known. */
export function fullNameOf({ firstName, lastName }: PersonNamesInput): string | undefined {
  return toName([firstName, lastName].filter(Boolean).join(' '));
}
