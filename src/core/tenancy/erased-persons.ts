import {
  all,
  oneOf,
  type JournalEntry,
  type Reading,
  type Stored,
  type Term,
} from '#store/index.js';
import type { OrganizationScope } from './organization-scope.js';
import { chunksOf, pagesOf } from './whole-reads.js';

/** A person who is taken out of one organization, by everything that is known to lead to records of theirs. */
export interface ErasedPerson {
  readonly memberIds: readonly string[];
  /** folded, and no other member's */
  readonly addresses: readonly string[];
  readonly accountIds: readonly string[];
  readonly scimUserIds: readonly string[];
  /** folded user names and external ids, by which directories asked for the person */
  readonly names: readonly string[];
}

/** What else leads to records of the person, found while some of them were erased. */
export interface FoundTraces {
  /** of journal entries: `target invitation:…` */
  readonly keys?: readonly string[];
  readonly addresses?: readonly string[];
  readonly scimUserIds?: readonly string[];
  readonly names?: readonly string[];
}

export interface ErasedBatch {
  /** records that were removed or changed; 0: none is left */
  readonly done: number;
  readonly found?: FoundTraces;
}

export const NOTHING_ERASED: ErasedBatch = { done: 0 };

/** Erases a bounded number of a person's records of one kind. It is called again until it finds none. */
export type PersonEraser = (scope: OrganizationScope, person: ErasedPerson) => Promise<ErasedBatch>;

/** What an entry has to do with the person. */
export interface PersonInEntry {
  readonly entry: JournalEntry;
  /** it is about the person, or about what the person was invited by, say */
  readonly isSubject: boolean;
  /** it is about another one, and names the person */
  readonly isNamed: boolean;
  readonly isActor: boolean;
}

/** Takes the person out of records that were made of entries; called before the entries lose what they say. */
export type EntryEraser = (
  scope: OrganizationScope,
  found: readonly PersonInEntry[],
) => Promise<number>;

/** The same for entries of the installation, about an account. */
export type AccountEntryEraser = (
  scope: Pick<OrganizationScope, 'ctx' | 'tx'>,
  found: readonly PersonInEntry[],
) => Promise<number>;

/** Records of one batch. */
export const ERASE_BATCH_SIZE = 200;

/**
 * A batch of what is found in any of several ways, each a walk of an index of its own. `beside` is asked of what a way finds, and is
 * never walked for. `ownAmong` says which of the records are the person's, where no term can: the walk passes over all others, so that
 * none is found only when none is there.
 */
export async function findInWays<R extends Stored>(
  reading: Pick<Reading<R>, 'find'>,
  ways: readonly Term[],
  beside: Term,
  ownAmong: (records: readonly R[]) => readonly R[] | Promise<readonly R[]> = (records) => records,
): Promise<readonly R[]> {
  const found = new Map<string, R>();
  const condition: Term = { kind: 'not', term: { kind: 'not', term: beside } };
  for (const way of ways) {
    for await (const page of pagesOf(reading, all(way, condition), ERASE_BATCH_SIZE)) {
      for (const record of await ownAmong(page)) found.set(record.id, record);
      if (found.size >= ERASE_BATCH_SIZE) return [...found.values()];
    }
  }
  return [...found.values()];
}

/** Ways by the values of one column, as many values in each as one question may have; none without values. */
export function wayBy(column: string, values: readonly string[]): Term[] {
  return chunksOf([...new Set(values)]).map((some) => oneOf(column, some));
}
