import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { silentLog } from '#kernel/index.js';
import { MailServer } from '../kit/mail-servers.js';
import { startServer, type Reply, type ScimClient, type TestServer } from '../kit/server.js';
import { oneKindPerDatabase, overStores, type OpenedStore } from '../kit/stores.js';

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
  readonly links?: readonly { readonly traceId: string }[];
  readonly status: { readonly code?: number };
}

/** Takes traces as an OpenTelemetry collector does. */
class Collector {
  readonly bodies: string[] = [];
  readonly headers: (string | undefined)[] = [];
  readonly #server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      this.bodies.push(body);
      this.headers.push(request.headers.authorization);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1/traces`;
  }

  spans(): SentSpan[] {
    return this.bodies.flatMap((body) => {
      const sent = JSON.parse(body) as {
        resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[];
      };
      return sent.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans));
    });
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

const attribute = ({ attributes }: SentSpan, key: string): unknown =>
  Object.values(attributes.find((one) => one.key === key)?.value ?? {})[0];

const CALLER_TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER_SPAN = '00f067aa0ba902b7';
const AS_OURS = '4bf92f35-77b3-4da6-a3ce-929d0e0e4736';

overStores(
  'traces',
  (kind) => {
    const collector = new Collector();
    const mails = new MailServer();
    let opened: OpenedStore;
    let server: TestServer;
    let scim: ScimClient;
    let invited: Reply;
    let refused: Reply;
    let spans: SentSpan[];
    let journal: readonly {
      readonly id: string;
      readonly type: string;
      readonly traceId: string;
    }[];

    /** Everything happens here: what is sent is complete once the server has ended. */
    beforeAll(async () => {
      await mails.start();
      opened = await kind.open();
      const url = await collector.start();
      const settings = {
        ...mails.settings(),
        tracing: { url, authorization: 'Bearer a-key-of-the-collector', serviceName: 'members' },
      };
      server = await startServer({ storeUrl: opened.url, settings });
      scim = await server.scim();
      const path = `/organizations/${scim.organizationId}/invitations`;
      const traceparent = `00-${CALLER_TRACE}-${CALLER_SPAN}-01`;
      const body = { email: 'secret-person@example.com', name: 'Secret Person', roles: ['member'] };
      invited = await server.rest('POST', path, { body, headers: { traceparent } });
      await server.composed.jobs.runNow('send-mail');
      await scim.get('/Users?filter=userName%20eq%20%22secret-person%22');
      await scim.get('/Users/secret-person');
      refused = await server.rest('GET', path, { headers: { authorization: 'Bearer wrong' } });
      await fetch(`${server.url}/healthz`);
      const lines = await server.rest('GET', `/organizations/${scim.organizationId}/journal`);
      journal = lines.body['items'] as unknown as typeof journal;
      await server.close();
      spans = collector.spans();
    });
    afterAll(async () => {
      collector.stop();
      await opened.close();
      await mails.stop();
    });

    const named = (name: string): SentSpan => {
      const found = spans.filter((span) => span.name === name);
      if (found.length === 0)
        throw new Error(`no ${name} in ${spans.map((one) => one.name).join()}`);
      return found[0]!;
    };

    test('a request continues the trace of its caller, whose id is ours in answers and in the journal', () => {
      const request = named('POST /api/v1/organizations/{organizationId}/invitations');
      expect(request).toMatchObject({ traceId: CALLER_TRACE, parentSpanId: CALLER_SPAN, kind: 2 });
      expect(attribute(request, 'http.response.status_code')).toBe(201);
      expect(invited.headers.get('x-trace-id')).toBe(AS_OURS);
      expect(journal.filter(({ traceId }) => traceId === AS_OURS)).not.toEqual([]);
      const below = spans.filter(({ parentSpanId }) => parentSpanId === request.spanId);
      expect(below.map(({ name }) => name)).toContain('transaction');
      expect(below.map((span) => attribute(span, 'muster.partition'))).toContain(
        scim.organizationId,
      );
    });

    test('a job has a trace of its own; its mail names the entry that has the trace of the request', () => {
      const sent = named('send mail');
      const job = spans.find(({ spanId }) => spanId === sent.parentSpanId);
      expect(job?.name).toBe('job send-mail');
      expect(job?.parentSpanId).toBeUndefined();
      expect(sent.traceId).not.toBe(CALLER_TRACE);
      const cause = journal.find(({ id }) => id === attribute(sent, 'muster.cause'));
      expect(cause?.traceId).toBe(AS_OURS);
    });

    test('SCIM requests are named by the pattern of their path, with their connection', () => {
      const list = named('GET /scim/{connection}/v2/Users');
      expect(attribute(list, 'muster.connection')).toBe(scim.connectionId);
      const one = named('GET /scim/{connection}/v2/Users/{id}');
      expect(attribute(one, 'http.response.status_code')).toBe(404);
    });

    test('a refusal is traced and is no failure; probes are not traced', () => {
      const refusal = spans.find((span) => attribute(span, 'http.response.status_code') === 401);
      const ours = refusal?.traceId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
      expect(refused.body['traceId']).toBe(ours);
      expect(refusal?.status.code ?? 0).toBe(0);
      expect(spans.filter(({ name }) => name.includes('health'))).toEqual([]);
    });

    test('nothing that a person wrote leaves, and no secret', () => {
      const sent = collector.bodies.join('\n');
      expect(sent).toContain('"members"');
      for (const text of ['secret-person', 'Secret Person', '@', server.operatorKey, scim.token]) {
        expect([text, sent.includes(text)]).toEqual([text, false]);
      }
      expect(new Set(collector.headers)).toEqual(new Set(['Bearer a-key-of-the-collector']));
    });
  },
  oneKindPerDatabase,
);

test('a ratio of 0 sends nothing, also where the caller samples, and keeps the ids of callers', async () => {
  const collector = new Collector();
  const url = await collector.start();
  const server = await startServer({ settings: { tracing: { url, sampleRatio: 0 } } });
  const traceparent = `00-${CALLER_TRACE}-${CALLER_SPAN}-01`;
  const answer = await server.rest('GET', '/organizations', { headers: { traceparent } });
  expect(answer.headers.get('x-trace-id')).toBe(AS_OURS);
  await server.close();
  expect(collector.bodies).toEqual([]);
  collector.stop();
});

test('without the setting nothing of callers is believed', async () => {
  const server = await startServer();
  const traceparent = `00-${CALLER_TRACE}-${CALLER_SPAN}-01`;
  const answer = await server.rest('GET', '/organizations', { headers: { traceparent } });
  expect(answer.headers.get('x-trace-id')).not.toBe(AS_OURS);
  await server.close();
});

test('a collector that is away is one warning, and holds up neither requests nor the end', async () => {
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (_: object, message: string) => void warnings.push(message) };
  const url = 'http://127.0.0.1:1/v1/traces';
  const server = await startServer({ log, settings: { tracing: { url } } });
  for (let time = 0; time < 3; time += 1) {
    expect((await server.rest('GET', '/organizations')).status).toBe(200);
  }
  await server.close();
  expect(warnings).toEqual(['the collector took no traces']);
});
