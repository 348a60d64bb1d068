import type { Clock } from '#kernel/index.js';
import type { Receiver } from './receivers.js';
import type { Json, TestServer } from './server.js';

/** The clock of this machine, and what a test adds to it. */
export class MovedClock implements Clock {
  #ahead = 0;
  now(): number {
    return Date.now() + this.#ahead;
  }
  advance(milliseconds: number): void {
    this.#ahead += milliseconds;
  }
}

/** An organization with ways to make endpoints and events. */
export class WebhookTenant {
  private constructor(
    readonly server: TestServer,
    readonly id: string,
  ) {}

  static async create(server: TestServer): Promise<WebhookTenant> {
    const owner = { email: 'owner@example.com', name: 'Owner' };
    const reply = await server.rest('POST', '/organizations', { body: { name: 'Example', owner } });
    return new WebhookTenant(server, String(reply.body.id));
  }

  async request(method: string, path: string, body?: unknown): Promise<Json> {
    const options = body === undefined ? {} : { body };
    const reply = await this.server.rest(method, `/organizations/${this.id}${path}`, options);
    if (reply.status >= 300) {
      throw new Error(`${method} ${path} gave ${reply.status}: ${reply.text}`);
    }
    return reply.body;
  }

  /** An endpoint for new spaces, which tests make as events. Resolves to its id. */
  async endpoint(receiver: Receiver, path: string, more: object = {}): Promise<string> {
    const body = { url: receiver.url(path), types: ['space.created'], ...more };
    return String((await this.request('POST', '/webhook-endpoints', body)).id);
  }

  async removeEndpoints(): Promise<void> {
    const { items } = await this.request('GET', '/webhook-endpoints?limit=200');
    for (const { id } of items as unknown as Json[]) {
      await this.request('DELETE', `/webhook-endpoints/${String(id)}`);
    }
  }

  /** `count` events of type space.created; resolves to the names of the spaces. */
  async events(count: number, prefix = 'Space'): Promise<string[]> {
    const names = Array.from({ length: count }, (_, index) => `${prefix} ${index}`);
    for (const name of names) await this.request('POST', '/spaces', { name });
    return names;
  }

  async read(endpointId: string): Promise<Json> {
    return this.request('GET', `/webhook-endpoints/${endpointId}`);
  }

  async deliveries(endpointId: string, query = ''): Promise<Json[]> {
    const path = `/webhook-endpoints/${endpointId}/deliveries?limit=200&order=asc${query}`;
    const { items } = await this.request('GET', path);
    return items as unknown as Json[];
  }

  async delivery(endpointId: string, deliveryId: string): Promise<Json> {
    return this.request('GET', `/webhook-endpoints/${endpointId}/deliveries/${deliveryId}`);
  }

  /** Types of the journal that are about webhooks, in their order. */
  async webhookEntries(): Promise<Json[]> {
    const { items } = await this.request('GET', '/journal?type=webhook.*&limit=200');
    return items as unknown as Json[];
  }
}

/** The name of the space that the event is about. */
export function spaceOf({ event }: { readonly event: object }): string {
  return (event as { object: { name: string } }).object.name;
}
