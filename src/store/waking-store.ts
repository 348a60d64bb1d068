import type { Clock, Instant } from '#kernel/index.js';
import type { Erasure } from './erasures.js';
import { lazyWriters } from './lazy-writers.js';
import type { Mail } from './mails.js';
import type { CollectionName } from './records.js';
import type { SignInCode } from './sign-in-codes.js';
import type { Store, Writers, Writing } from './store.js';
import type { Task } from './tasks.js';
import type { PendingNotification } from './tellings.js';

/** Called after a commit with how long it takes until what was queued is due, in milliseconds. */
export type Wake = (delayMs: number) => void;

export interface QueueWakes {
  /** a mail or a notification waits to be sent */
  readonly mail: Wake;
  /** a task waits for a worker */
  readonly task: Wake;
  /** an erasure goes on */
  readonly erasure: Wake;
  /** a code waits to be mailed to the person who signs in */
  readonly code: Wake;
  /** rows of a group that is gone are left */
  readonly group: Wake;
  /** the journal of this organization has new entries; once per transaction */
  readonly event: (organizationId: string) => void;
}

/** What is due later is found by the job's own times. */
const MAX_DELAY_MS = 120_000;

/**
 * The same database, where each committed write that queues something wakes the job that takes it: mails, notifications of members,
 * tasks. Every writer of them passes here, so none has to think of it.
 */
export function wakingStore(store: Store, clock: Clock, wakes: QueueWakes): Store {
  return {
    kind: store.kind,
    read: store.read,
    transaction: (partition, work, options) =>
      store.transaction(partition, (tx) => work(wakingWriters(tx, clock, wakes)), options),
    readInOrder: (work) => store.readInOrder(work),
    ping: () => store.ping(),
    figures: () => store.figures(),
    truncateLog: async () => store.truncateLog?.(),
    close: () => store.close(),
  };
}

function wakingWriters(tx: Writers, clock: Clock, wakes: QueueWakes): Writers {
  const asked = new Set<string>();
  const queued = (name: Exclude<keyof QueueWakes, 'event'>, dueAt: Instant | undefined): void => {
    if (dueAt === undefined) return;
    const delayMs = Math.max(0, Date.parse(dueAt) - clock.now());
    const key = `${name}:${delayMs}`;
    if (delayMs > MAX_DELAY_MS || asked.has(key)) return;
    asked.add(key);
    tx.afterCommit(() => wakes[name](delayMs));
  };
  const appended = (organizationId: string): void => {
    const key = `event:${organizationId}`;
    if (asked.has(key)) return;
    asked.add(key);
    tx.afterCommit(() => wakes.event(organizationId));
  };
  const watchers: Partial<Record<CollectionName, () => unknown>> = {
    mails: () => watched(tx.mails, (mail) => queued('mail', dueTimeOfMail(mail))),
    tellings: () => watched(tx.tellings, ({ dueAt }: PendingNotification) => queued('mail', dueAt)),
    tasks: () => watched(tx.tasks, (task) => queued('task', dueTimeOfTask(task))),
    signInCodes: () => watched(tx.signInCodes, (code) => queued('code', dueTimeOfCode(code))),
    erasures: () => watched(tx.erasures, ({ dueAt }: Erasure) => queued('erasure', dueAt)),
    endedGroups: () => watched(tx.endedGroups, ({ updatedAt }) => queued('group', updatedAt)),
    journal: () => watched(tx.journal, ({ organizationId }) => appended(organizationId)),
  };
  return lazyWriters((name) => (watchers[name] ? watchers[name]() : tx[name]), tx);
}

function dueTimeOfMail({ status, dueAt }: Mail): Instant | undefined {
  return status === 'queued' ? dueAt : undefined;
}

/** A task with a lease has its worker. */
function dueTimeOfTask({ status, leaseUntil, gathering, updatedAt }: Task): Instant | undefined {
  const isChecked = status === 'checking' && !gathering;
  const waits = status === 'waiting' || status === 'running' || isChecked;
  return waits && leaseUntil === undefined ? updatedAt : undefined;
}

/** One that is new: what could not be sent waits for the job's next time. */
function dueTimeOfCode({ delivery, version, updatedAt }: SignInCode): Instant | undefined {
  return delivery === 'waiting' && version === 1 ? updatedAt : undefined;
}

function watched<R>(writing: Writing<R>, onWritten: (record: R) => void): Writing<R> {
  return {
    get: (id) => writing.get(id),
    getMany: (ids) => writing.getMany(ids),
    first: (where) => writing.first(where),
    find: (query) => writing.find(query),
    count: (where, limit) => writing.count(where, limit),
    columns: (query) => writing.columns(query),
    few: (query) => writing.few(query),
    getKept: (id, part) => writing.getKept(id, part),
    findKept: (query, part) => writing.findKept(query, part),
    remove: (id, version) => writing.remove(id, version),
    removeWhere: (where) => writing.removeWhere(where),
    setWhere: (where, column, value) => writing.setWhere(where, column, value),
    async insert(record, searchable) {
      await writing.insert(record, searchable);
      onWritten(record);
    },
    async insertMissing(records) {
      const ids = await writing.insertMissing(records);
      records.forEach(onWritten);
      return ids;
    },
    async update(record, searchable) {
      await writing.update(record, searchable);
      onWritten(record);
    },
  };
}
