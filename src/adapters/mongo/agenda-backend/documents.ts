import type { JobId, JobParameters } from 'agenda';
import type { mongo } from 'mongoose';

/**
 * What only the processor of jobs may set, and what only an operator may: Agenda's saves write null
 * over all of it, so that a second process that boots would take the lock from a running job.
 */
const PROTECTED_FIELDS = [
  'lockedAt',
  'lastRunAt',
  'lastFinishedAt',
  'failedAt',
  'failCount',
  'failReason',
  'progress',
  'disabled',
] as const;

/** A job with the token of its lock. */
export type FencedParameters<DATA = unknown> = JobParameters<DATA> & { readonly fence?: number };

type Document = Record<string, unknown>;

interface Update {
  readonly $set?: Document;
  readonly $setOnInsert?: Document;
}

/** The same update with nulls for what is kept only where a document is made. */
function protecting(update: Update, upsert: boolean): Update {
  const { $set, $setOnInsert } = update;
  if ($set === undefined) return update;
  const nulls = PROTECTED_FIELDS.filter((name) => $set[name] === null);
  const rest = Object.entries($set).filter(([name]) => !nulls.some((one) => one === name));
  const fresh = { ...Object.fromEntries(nulls.map((name) => [name, null])), ...$setOnInsert };
  return {
    $set: Object.fromEntries(rest),
    ...(upsert && { $setOnInsert: fresh }),
  };
}

/** The collection as `saveJob` of Agenda's repository is given it: it takes everything from there. */
export function protectRunFields<C extends object>(collection: C): C {
  return new Proxy(collection, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function') return value;
      const method = value.bind(target) as (...given: readonly unknown[]) => unknown;
      if (property !== 'findOneAndUpdate') return method;
      return (filter: Document, update: Update, options?: { readonly upsert?: boolean }) =>
        method(filter, protecting(update, options?.upsert === true), options);
    },
  });
}

export function toJob(document: mongo.BSON.Document): FencedParameters & { _id: JobId } {
  const { _id, wakeAt: _wakeAt, ...rest } = document;
  const values = Object.entries(rest).filter(
    ([name, value]) => value !== null || name === 'nextRunAt',
  );
  return {
    ...(Object.fromEntries(values) as Omit<FencedParameters, '_id'>),
    _id: String(_id) as JobId,
  };
}
