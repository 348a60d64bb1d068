import { z } from 'zod';
import { id } from '../inputs.js';
import { ID } from './declarations.js';

const ended = z.looseObject({ handGiven: z.int(), ended: z.int() });

/** What became of the people of a connection, whatever it was for. */
export const connectionDeleted = {
  after: z.looseObject({
    people: z.string(),
    kept: z.int(),
    suspended: z.int(),
    removed: z.int(),
    waiting: z.int(),
    gone: z.int(),
    roles: ended,
    spaces: ended,
    seats: ended,
  }),
  example: {
    after: {
      people: 'keep',
      kept: 3,
      suspended: 0,
      removed: 0,
      waiting: 1,
      gone: 0,
      roles: { handGiven: 2, ended: 0 },
      spaces: { handGiven: 0, ended: 0 },
      seats: { handGiven: 1, ended: 0 },
    },
  },
};

/** What a task is to do with the people and credentials of a connection. */
export const connectionDeleting = {
  before: z.looseObject({ status: z.string() }),
  after: z.looseObject({
    status: z.literal('deleting'),
    people: z.string(),
    users: z.int(),
    taskId: id,
    credentials: z.array(z.looseObject({ id, kind: z.string(), name: z.string() })),
  }),
  example: {
    before: { status: 'active' },
    after: {
      status: 'deleting',
      people: 'keep',
      users: 4,
      taskId: ID,
      credentials: [{ id: ID, kind: 'token', name: 'Directory' }],
    },
  },
};
