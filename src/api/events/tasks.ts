import { z } from 'zod';
import { eventTypes } from './declarations.js';

export const tasksEvents = eventTypes({
  'import.finished': {
    description: 'An import of people ended.',
    objects: ['import'],
    after: z.looseObject({
      rows: z.int(),
      succeeded: z.int(),
      failed: z.int(),
      left: z.int(),
      error: z.string().optional(),
    }),
    example: {
      after: { rows: 2, succeeded: 0, failed: 0, left: 0, error: 'organization.disabled' },
    },
  },
  'import.started': {
    description: 'An import of people began to be applied.',
    objects: ['import'],
    after: z.looseObject({
      rows: z.int(),
      errors: z.int(),
      toAdd: z.int(),
      toInvite: z.int(),
      toUpdate: z.int(),
      unchanged: z.int(),
      toSuspend: z.int(),
    }),
    example: {
      after: { rows: 2, errors: 0, toAdd: 2, toInvite: 0, toUpdate: 0, unchanged: 0, toSuspend: 0 },
    },
  },
  'task.cancelled': {
    description: 'Work in the background was cancelled.',
    objects: ['task'],
    after: z.looseObject({
      kind: z.string(),
      total: z.int(),
      done: z.int(),
    }),
    example: { after: { kind: 'invite', total: 200, done: 1 } },
  },
  'task.finished': {
    description: 'Work in the background ended.',
    objects: ['task'],
    after: z.looseObject({
      kind: z.string(),
      total: z.int(),
      succeeded: z.int(),
      failed: z.int(),
      error: z.string().optional(),
    }),
    example: {
      after: {
        kind: 'delete-connection',
        total: 2,
        succeeded: 0,
        failed: 0,
        error: 'acting.unknown',
      },
    },
  },
  'task.undone': {
    description: 'A change of many people is taken back by another task.',
    objects: ['task'],
    after: z.looseObject({ kind: z.string(), change: z.string(), undoneBy: z.string() }),
    example: {
      after: {
        kind: 'member-change',
        change: 'suspend',
        undoneBy: '01977a00-0000-7000-8000-000000000000',
      },
    },
  },
});
