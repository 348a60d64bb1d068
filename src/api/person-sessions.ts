import { z } from 'zod';
import { operation } from './operations.js';
import { session } from './session-shapes.js';

const PATH = '/me/sessions';

const own = session
  .extend({ current: z.boolean().meta({ description: 'The one by which this call was made.' }) })
  .meta({ id: 'OwnSession' });

export const listPersonSessions = operation({
  method: 'GET',
  path: PATH,
  summary:
    'Lists the person’s sessions, the newest first; at most 100. A session that an identity provider made sees those of its organization.',
  scope: 'person',
  answer: { description: 'The sessions.', body: z.strictObject({ items: z.array(own) }) },
  example: {},
});

export const endPersonSession = operation({
  method: 'DELETE',
  path: `${PATH}/{sessionId}`,
  summary: 'Ends one of the sessions that the list shows. The current one signs this browser out.',
  scope: 'person',
  answer: { status: 204, description: 'It opens nothing any more.' },
  faults: ['session.missing'],
});

export const endOtherPersonSessions = operation({
  method: 'POST',
  path: `${PATH}/revoke`,
  summary: 'Ends all sessions that the list shows, but the current one.',
  scope: 'person',
  answer: {
    description: 'How many ended.',
    body: z.strictObject({ ended: z.int().meta({ description: 'How many ended.' }) }),
  },
});
