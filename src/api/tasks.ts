import { z } from 'zod';
import { pageAnswer, pageQuery } from './inputs.js';
import { operation } from './operations.js';
import { task } from './task-shapes.js';

const PATH = '/organizations/{organizationId}/tasks';

const rowStatus = z.enum(['waiting', 'valid', 'invalid', 'succeeded', 'failed', 'skipped']);

/** `code` and `details` are those of the problem with which the same request alone would have been refused. */
const taskRow = z.strictObject({
  number: z.int(),
  status: rowStatus,
  input: z.record(z.string(), z.unknown()),
  code: z.string().optional(),
  errors: z.array(z.strictObject({ field: z.string(), problem: z.string() })).optional(),
  details: z.record(z.string(), z.unknown()).optional(),
  result: z.record(z.string(), z.unknown()).optional(),
});

export const listTasks = operation({
  method: 'GET',
  path: PATH,
  summary: 'Lists bulk tasks (invite, resend, revoke) with their progress.',
  scope: 'invitations:read',
  query: pageQuery,
  answer: { description: 'A page of tasks.', body: pageAnswer(task) },
  example: {},
});

export const getTask = operation({
  method: 'GET',
  path: `${PATH}/{taskId}`,
  summary: 'Reads the progress of a task.',
  scope: 'invitations:read',
  answer: { description: 'The task.', body: task },
  example: {},
  faults: ['task.missing'],
});

export const listTaskRows = operation({
  method: 'GET',
  path: `${PATH}/{taskId}/rows`,
  summary: 'Lists the rows of a task: the input and the result of each.',
  scope: 'invitations:read',
  query: pageQuery.extend({ status: rowStatus.optional() }),
  answer: { description: 'A page of rows.', body: pageAnswer(taskRow) },
  example: { query: { status: 'failed' } },
  faults: ['task.missing'],
});

export const cancelTask = operation({
  method: 'POST',
  path: `${PATH}/{taskId}/cancel`,
  summary: 'Stops a task after its current row. Finished rows are not undone.',
  scope: 'invitations:write',
  answer: { description: 'The task.', body: task },
  example: {},
  faults: ['task.missing', 'task.over'],
});
