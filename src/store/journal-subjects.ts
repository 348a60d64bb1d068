import { addressKey } from '#kernel/index.js';
import type { JournalEntry } from './journal.js';
import type { Searchable } from './record.js';

/** Entries about these have the address of the person they are about: they are found by their target. */
const KINDS_OF_PERSONS: ReadonlySet<string> = new Set([
  'account',
  'invitation',
  'join-request',
  'link-request',
  'member',
  'scim-user',
]);

/** `memberId`, `fromMemberId`, `successorMemberId`, `memberIds`, `mergedInto` */
const MEMBER_FIELD = /^(?:memberIds?|\w+MemberId|mergedInto)$/;

const ADDRESS = /^[^\s@"]{1,64}@[^\s@"]{1,255}$/;

/** Of one entry; the others are of an entry that names too many to be about one of them. */
const MAX_SUBJECTS = 1_000;

/**
 * Facets of an entry: the members that it names beside its target (`member`), and the e-mail addresses in an entry that is about no
 * person (`address`). By these an erasure finds what others did that names the person. Undefined: it names nobody.
 */
export function searchableOfEntry(
  entry: Pick<JournalEntry, 'target' | 'before' | 'after'>,
): Searchable | undefined {
  const { target, before, after } = entry;
  const found = new Map<string, readonly [string, string]>();
  const withAddresses = !KINDS_OF_PERSONS.has(target.kind);
  const visit = (value: unknown, isMember: boolean): void => {
    if (typeof value === 'string') {
      if (isMember && value !== '' && value !== target.id) {
        found.set(`member ${value}`, ['member', value]);
      } else if (withAddresses && ADDRESS.test(value)) {
        found.set(`address ${value}`, ['address', addressKey(value)]);
      }
    } else if (Array.isArray(value)) {
      for (const one of value) visit(one, isMember);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, one] of Object.entries(value)) visit(one, MEMBER_FIELD.test(name));
    }
  };
  visit(before, false);
  visit(after, false);
  if (found.size === 0) return undefined;
  return { search: {}, facets: [...found.values()].slice(0, MAX_SUBJECTS) };
}
