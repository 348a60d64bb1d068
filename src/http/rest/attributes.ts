import { operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { route, type Answer, type Route } from './routes.js';

type Organization = Awaited<ReturnType<Core['organizations']['get']>>;

export function attributeRoutes({ attributes }: Core): Route[] {
  return [
    route(operations.getAttributes, async ({ ctx, params: { organizationId } }) =>
      answer(await attributes.list(ctx, organizationId)),
    ),
    route(operations.replaceAttributes, async ({ ctx, target, body }) =>
      answer(await attributes.replace(ctx, target, body.attributes)),
    ),
  ];
}

function answer({ attributes = [], version }: Organization): Answer {
  return { body: { attributes, version } };
}
