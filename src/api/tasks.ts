import { pageAnswer, pageQuery } from './inputs.js';
import { memberChange } from './member-change-shapes.js';
import { operation } from './operations.js';
import { rowStatus, task, taskRow } from './task-shapes.js';

const PATH = '/organizations/{organizationId}/tasks';

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

export const undoTask = operation({
  method: 'POST',
  path: `${PATH}/{taskId}/undo`,
  summary:
    'Takes back what a change of many people did, once: for each row that succeeded the inverse, by its own rules, as another task. ' +
    'Removals within ten minutes; invitations not at all.',
  scope: 'members:write',
  answer: {
    status: 202,
    description: 'The change that takes it back, begun; Location is its address.',
    body: memberChange,
  },
  example: {},
  faults: ['task.missing', 'task.undone', 'task.not_undoable'],
});
