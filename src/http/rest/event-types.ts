import {
  CATALOGUE_VERSION,
  EVENT_TYPES,
  eventSchemaOf,
  exampleOf,
  operations,
} from '#api/index.js';
import { Fault } from '#kernel/index.js';
import { route, type Route } from './routes.js';

export function eventTypeRoutes(): Route[] {
  const items = [...EVENT_TYPES].map(([type, declared]) => ({
    type,
    version: CATALOGUE_VERSION,
    description: declared.description,
    objects: declared.objects,
    example: exampleOf(type, declared),
  }));
  return [
    route(operations.listEventTypes, async () => ({ body: { items } })),
    route(operations.getEventSchema, async ({ params: { eventType } }) => {
      const schema = eventSchemaOf(eventType);
      if (!schema) throw new Fault('event.type_unknown', { type: eventType });
      return { body: schema };
    }),
  ];
}
