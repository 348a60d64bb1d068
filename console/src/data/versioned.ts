import { useRef } from 'react';
import { isConflict, MeanwhileError, type ChangedField } from './problems.js';

interface Versioned {
  readonly version?: number;
}

export interface Seen<R> {
  /** Does the work on the version that the person has seen. @throws MeanwhileError when it is another one now, which counts as seen then */
  act<T>(work: (ifMatch: string) => Promise<T>): Promise<T>;
  /**
   * Saves fields of a form. A newer version that differs in other fields is merged without a question (console D1).
   * @throws MeanwhileError when the same fields have changed
   */
  save<C extends object>(
    changes: C,
    write: (changes: C, ifMatch: string) => Promise<R>,
  ): Promise<R>;
}

/**
 * The record as it was when the dialog or the form opened, whatever the page behind it has read since. What is done to it is done to that
 * version, or not at all.
 */
export function useSeen<R extends Versioned>(record: R, read: () => Promise<R>): Seen<R> {
  const seen = useRef(record);
  const readAgain = async (): Promise<readonly ChangedField[]> => {
    const before = seen.current;
    seen.current = await read();
    return changedFields(before, seen.current);
  };
  return {
    act: async (work) => {
      try {
        return await work(tagOf(seen.current));
      } catch (error) {
        if (!isConflict(error)) throw error;
        throw new MeanwhileError(await readAgain());
      }
    },
    save: async (changes, write) => {
      if (Object.keys(changes).length === 0) return seen.current;
      try {
        return await write(changes, tagOf(seen.current));
      } catch (error) {
        if (!isConflict(error)) throw error;
        const same = (await readAgain()).filter(({ field }) => field in changes);
        if (same.length > 0) throw new MeanwhileError(same);
        return write(changes, tagOf(seen.current));
      }
    },
  };
}

/** The ETag of a version, as `If-Match` takes it. */
function tagOf({ version = 0 }: Versioned): string {
  return `"${version}"`;
}

function changedFields(before: object, now: object): readonly ChangedField[] {
  const was = before as Readonly<Record<string, unknown>>;
  const is = now as Readonly<Record<string, unknown>>;
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((field) => JSON.stringify(was[field] ?? null) !== JSON.stringify(is[field] ?? null))
    .map((field) => ({ field, now: is[field] }));
}
