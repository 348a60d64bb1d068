import type { Authority, Context } from '#kernel/index.js';
import type { StoredAuthority, Task, TaskRow } from '#store/index.js';
import { fromCeiling, toCeiling } from '#core/access/index.js';
import type { CoreDeps, OrganizationScope, SweepResult } from '#core/tenancy/index.js';

/** What the work on a row stands on. `ctx` acts as the one who asked for the task, with the rights that are left of those they had then. */
export interface TaskScope extends OrganizationScope {
  readonly task: Task;
}

type Inputs = readonly Readonly<Record<string, unknown>>[];

/** How one kind of task is done: by its rows, or in steps. A new kind is added to `createTasks` in core/index.ts. */
export type TaskKind = RowTaskKind | SteppedTaskKind;

/** A task without rows, whose work is found by itself: what is done is not found again. */
export interface SteppedTaskKind {
  /**
   * Does the next bounded part, in a transaction that also writes the progress: it happens once or not at all. A Fault undoes the part
   * and ends the task with its code.
   */
  step(scope: TaskScope): Promise<StepResult>;
}

export interface StepResult {
  /** false: nothing is left to be done */
  readonly more: boolean;
  /** what was done in this part */
  readonly done: number;
  readonly change?: Partial<Pick<Task, 'options' | 'report'>>;
}

export interface RowTaskKind {
  /**
   * Does one row, in a transaction that also marks the row as done: it happens once or not at all. The answer is kept as the
   * row's result (ids, never a secret). A Fault undoes the row and is kept as its code; `skip` keeps the row as skipped.
   */
  work(scope: TaskScope, row: TaskRow): Promise<Readonly<Record<string, unknown>> | 'skip'>;
  /**
   * For tasks that begin with a filter: finds the next rows, at most 500, after the mark that it gave the last time. No `next`:
   * these were the last ones.
   */
  gather?(scope: TaskScope, after?: string): Promise<{ inputs: Inputs; next?: string }>;
  /**
   * So many rows share a transaction; when one of them fails, each has its own after all. 1 when absent. What `work` reads must come
   * out of the transaction.
   */
  readonly batchSize?: number;
  /** Work on tasks that are not to be executed yet (dry runs): a bounded part for each call. */
  prepare?(
    deps: CoreDeps,
    ctx: Context,
    signal: { readonly aborted: boolean },
  ): Promise<SweepResult>;
  /** Journals the end, with its counts, in the transaction that ends the task; instead of `task.finished`. */
  finish?(scope: TaskScope): Promise<void>;
}

export type TaskKinds = { readonly [Kind in Task['kind']]?: TaskKind };

export function toStoredAuthority(authority: Authority): StoredAuthority {
  const { permissions, grants, manages, ...membership } = authority;
  return { ...toCeiling({ permissions, grants, manages }), ...membership };
}

/** The context of the caller who created the task: journal entries name that caller, and the task as the trace. */
export function contextOfTask(ctx: Context, task: Task): Context {
  const { permissions, grants, manages, ...membership } = task.authority;
  const authority = { ...fromCeiling({ permissions, grants, manages }), ...membership };
  return { ...ctx, actor: task.actor, authority, traceId: task.id, outlivesSession: true };
}
