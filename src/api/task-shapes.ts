import { z } from 'zod';
import { id, instant } from './inputs.js';

const status = z.enum(['checking', 'checked', 'waiting', 'running', 'done', 'cancelled', 'failed']);

/** What every task says of itself. */
export const progress = {
  id,
  organizationId: id,
  status,
  total: z.int(),
  done: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  createdBy: z.strictObject({ kind: z.string(), id: z.string().optional(), name: z.string() }),
  createdAt: instant,
  startedAt: instant.optional(),
  endedAt: instant.optional(),
  /** the fault that ended it before its last row: `organization.disabled`, `credential.invalid`, `acting.unknown` */
  error: z.string().optional(),
};

/** Long work as people see it; `total` still grows while `gathering`. */
export const task = z
  .strictObject({
    ...progress,
    kind: z.enum(['invite', 'resend', 'revoke', 'import']),
    gathering: z.boolean(),
  })
  .meta({ id: 'Task' });

/** Work without rows. */
export const steppedTask = z.strictObject(progress);

export const rowStatus = z.enum(['waiting', 'valid', 'invalid', 'succeeded', 'failed', 'skipped']);

/** `code` and `details` are those of the problem with which the same request alone would have been refused. */
export const taskRow = z.strictObject({
  number: z.int(),
  status: rowStatus,
  input: z.record(z.string(), z.unknown()),
  code: z.string().optional(),
  errors: z.array(z.strictObject({ field: z.string(), problem: z.string() })).optional(),
  details: z.record(z.string(), z.unknown()).optional(),
  result: z.record(z.string(), z.unknown()).optional(),
});
