import { z } from 'zod';
import { operation } from './operations.js';

const TYPE_PATH = '/event-types/{eventType}/schema';

const eventType = z
  .strictObject({
    type: z.string().meta({ description: 'As events and filters have it.' }),
    version: z.int().meta({ description: 'Of the shape of the payload.' }),
    description: z.string().meta({ description: 'What happened, in one sentence.' }),
    objects: z.array(z.string()).meta({ description: 'Kinds of what it happens to.' }),
    example: z
      .record(z.string(), z.unknown())
      .meta({ description: 'An event of the type, whole.' }),
  })
  .meta({ id: 'EventType' });

export const listEventTypes = operation({
  method: 'GET',
  path: '/event-types',
  summary: 'Lists every type of event with an example.',
  scope: 'public',
  answer: { description: 'All types.', body: z.strictObject({ items: z.array(eventType) }) },
});

export const getEventSchema = operation({
  method: 'GET',
  path: TYPE_PATH,
  summary: 'Reads the JSON Schema of the events of a type.',
  scope: 'public',
  answer: {
    description: 'A JSON Schema of draft 2020-12.',
    body: z.record(z.string(), z.unknown()),
  },
  faults: ['event.type_unknown'],
});
