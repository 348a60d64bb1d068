/**
 * Owns long work: tasks with rows, their leases and progress, idempotency keys, the runs of jobs. Never knows what a row does; a task
 * kind says so and is composed in `core/index.ts`.
 */
export { createIdempotencyKeys } from './idempotency-keys.js';
export type { IdempotentRequest } from './idempotency-keys.js';
export { createJobRuns } from './job-runs.js';
export type { JobRuns } from './job-runs.js';
export { contextOfTask, toStoredAuthority } from './kinds.js';
export { eraseAnswers, eraseTaskActors, eraseTaskRows } from './erase.js';
export { isClaimable, LEASE_MS, nextRows } from './run.js';
export type { StopSignal } from './run.js';
export { insertTask, insertTaskRows, withoutLease, writeTask, writeTaskRow } from './write.js';
export { createTask, createTasks, eraseTask } from './tasks.js';
export type { RowTaskKind, StepResult, SteppedTaskKind } from './kinds.js';
export type { RowQuery, TaskQuery, TaskScope, TaskKind, TaskKinds, Tasks } from './tasks.js';
