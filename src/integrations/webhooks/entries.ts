/** What the journal says of endpoints. Never a secret: no value of a header, and no query of an address, where people put tokens. */
import { INSTALLATION } from '#core/index.js';
import type { JournalEntry, WebhookEndpoint } from '#store/index.js';

type Sides = Pick<JournalEntry, 'before' | 'after'>;

export function entryOf(
  type: string,
  endpoint: WebhookEndpoint,
  sides: Sides,
): Sides & Pick<JournalEntry, 'type' | 'target'> {
  const { id, description, url } = endpoint;
  return {
    type,
    target: { kind: 'webhook', id, name: description ?? new URL(url).host },
    ...sides,
  };
}

export function summaryOf(endpoint: WebhookEndpoint): Record<string, unknown> {
  const { url, types, payload, encoding, payloadVersion, headerNames, status } = endpoint;
  const { origin, pathname } = new URL(url);
  return {
    url: origin + pathname,
    types,
    payload,
    encoding,
    payloadVersion,
    headerNames,
    status,
  };
}

export function isOfInstallation({ organizationId }: Pick<WebhookEndpoint, 'organizationId'>) {
  return organizationId === INSTALLATION;
}
