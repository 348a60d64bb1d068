import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, MusterError, type Event } from '@muster/client';
import { createWebhookVerifier } from '@muster/client/webhooks';
import {
  bytesToSend,
  createEventEncoder,
  receiverText,
  signatureHeaders,
  type DomainEvent,
  type EncodingChoice,
  type SigningSecret,
} from '#integrations/index.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { Refusal } from './refusals.js';
import type { Terminal } from './terminals.js';

export interface Forwarding {
  readonly terminal: Terminal;
  readonly server: { readonly url: string; readonly key: string };
  /** absent: the events of all organizations and of the installation */
  readonly organizationId?: string;
  readonly signing: SigningSecret;
  /** with the address of the receiver; without it events are printed only */
  readonly choice: EncodingChoice;
  readonly types?: string;
  /** a cursor, `latest`, `oldest`, or a time */
  readonly after: string;
  /** ends after so many events */
  readonly count?: number;
  readonly signal: AbortSignal;
  /** milliseconds since 1970 */
  readonly now: () => number;
}

/** How long the server may keep a question before it answers that there is nothing new. */
const WAIT_SECONDS = 20;
const PAGE_SIZE = 50;

/** Of one receiver on this machine. */
const ANSWER_MS = 30_000;
const PAUSE_MS = 2_000;

/** Reads the events as they happen, prints each as the receiver verifies it, and sends it there. Ends with the signal, or the count. */
export async function forwardEvents(forwarding: Forwarding): Promise<ExitCode> {
  const { count = Infinity, signal } = forwarding;
  const read = readerOf(forwarding);
  let { after } = forwarding;
  // a place at once: after a lost answer `latest` would be another one
  let wait = 0;
  let forwarded = 0;
  while (!signal.aborted) {
    const page = await read(after, wait).catch((error: unknown) =>
      pauseOrRefuse(forwarding, error),
    );
    if (!page) continue;
    wait = WAIT_SECONDS;
    for (const event of page.items) {
      if (signal.aborted) break;
      await forwardEvent(forwarding, event);
      forwarded += 1;
      if (forwarded >= count) return EXIT.fine;
    }
    after = page.cursor;
  }
  return EXIT.interrupted;
}

type ReadPage = (
  after: string,
  wait: number,
) => Promise<{ readonly items: readonly Event[]; readonly cursor: string }>;

/** One page of the feed of the organization, or of the installation. */
function readerOf({ server, organizationId, types, signal }: Forwarding): ReadPage {
  const client = createClient({ ...server, retries: 0 });
  return (after, wait) => {
    const query = { after, wait, limit: PAGE_SIZE, ...(types && { types }) };
    if (organizationId === undefined) return client.listInstallationEvents({ query, signal });
    return client.listEvents({ params: { organizationId }, query, signal });
  };
}

/** A server that is started again is waited for; what it refuses is said. */
async function pauseOrRefuse(
  { terminal, server, signal }: Forwarding,
  error: unknown,
): Promise<undefined> {
  if (signal.aborted) return;
  const status = error instanceof MusterError ? error.status : 503;
  if (status >= 400 && status < 500 && status !== 429) {
    const { message } = error as MusterError;
    const next =
      status === 410
        ? 'begin with --after oldest, or --after latest'
        : 'see whether the organization is there, and whether the key may read its events (events:read)';
    throw new Refusal(`${message} (${status})`, 'the command', next, EXIT.usage);
  }
  terminal.err(`${server.url} does not answer; trying again.`);
  await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
}

async function forwardEvent(forwarding: Forwarding, event: Event): Promise<void> {
  const { terminal, server, signing, choice, now } = forwarding;
  const encode = createEventEncoder({ baseUrl: () => server.url });
  const encoded = encode(event as DomainEvent, choice);
  const body = bytesToSend(encoded, [signing]);
  const message = { id: `msg_${event.id}`, timestamp: Math.floor(now() / 1_000), body };
  const headers = { ...encoded.headers, ...signatureHeaders(message, [signing]) };
  // by the helper that receivers have: what is printed is what it believes
  const verifier = createWebhookVerifier(receiverText(signing), { now });
  const { text, payload } = verifier.verify(body, headers);
  terminal.out();
  terminal.out(`${event.timestamp}  ${event.type}  ${event.object.kind} ${event.object.id}`);
  terminal.out(payload === undefined ? text : JSON.stringify(payload, undefined, 2));
  const answer = await send(forwarding, { headers, body });
  if (answer !== undefined) terminal.out(answer);
}

/** What the receiver made of it, in a line; undefined where there is none. */
async function send(
  { choice: { url }, signal }: Forwarding,
  { headers, body }: { readonly headers: Record<string, string>; readonly body: Buffer },
): Promise<string | undefined> {
  if (url === undefined) return undefined;
  const begun = performance.now();
  const since = (): string => `${Math.round(performance.now() - begun)} ms`;
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
    });
    await answer.body?.cancel();
    const { status } = answer;
    const isDone = status >= 200 && status < 300;
    const what = isDone ? '✓' : '✗ not taken, an endpoint would try again:';
    return `${what} ${status} from ${url} in ${since()}`;
  } catch (error) {
    const { cause, message } = error as Error;
    const { code } = (cause ?? {}) as { code?: string };
    return `✗ no answer from ${url} after ${since()}: ${code ?? message}`;
  }
}
