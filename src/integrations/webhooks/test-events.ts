import { INSTALLATION } from '#core/index.js';
import { instant, newId, type Context } from '#kernel/index.js';
import type { WebhookEndpoint } from '#store/index.js';
import { EVENT_VERSION, type DomainEvent } from '../events/event.js';

/** The type of events that change nothing and are in no feed: receivers answer 2xx and leave it at that. */
export const TEST_TYPE = 'webhook.test';

/** With an id of its own, and no place in the feed. */
export function testEvent(ctx: Context, { id, organizationId }: WebhookEndpoint): DomainEvent {
  return {
    id: newId(),
    type: TEST_TYPE,
    version: EVENT_VERSION,
    timestamp: instant(ctx.clock.now()),
    ...(organizationId !== INSTALLATION && { organizationId }),
    sequence: 0,
    cursor: `${organizationId}.0`,
    actor: ctx.actor,
    traceId: ctx.traceId,
    object: { kind: 'webhook', id, name: 'Test' },
    data: { after: { message: 'A test of this endpoint. Nothing has changed.' } },
  };
}
