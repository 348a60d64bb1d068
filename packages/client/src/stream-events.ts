import { addressOf, MusterError, readRefusal } from './client.js';
import { OPERATIONS, type Event } from './contract.js';
import { cursorAfter, type EventPage, type FollowOptions } from './follow-events.js';

export interface StreamOptions extends FollowOptions {
  /** milliseconds: a stream that says nothing for so long is taken for dead and opened anew; 45,000 when absent, three signs of life */
  readonly silence?: number;
}

/** The server sends a heartbeat every 15 seconds. */
const SILENCE_MS = 45_000;

/** Before the stream is opened anew, unless the server says another time. */
const RETRY_MS = 2_000;
const MAX_RETRY_MS = 60_000;

/**
 * The same as `followEvents`, over one connection that stays open (server-sent events): an event is there at once. `items` is empty where
 * only the cursor moved. A stream that ends, breaks or falls silent is opened anew from the last cursor, after a pause. @throws MusterError
 * for what does not pass, `feed.cursor_expired` among them where there is no `onExpired`
 */
export async function* streamEvents(options: StreamOptions): AsyncGenerator<EventPage, void> {
  const { signal, onExpired } = options;
  let { after } = options;
  const isStopped = (): boolean => signal?.aborted === true;
  const state = { retryMs: RETRY_MS };
  while (!isStopped()) {
    try {
      for await (const page of openStream({ ...options, after }, state)) {
        if (isStopped()) return;
        after = page.cursor;
        yield page;
      }
    } catch (error) {
      if (isStopped()) return;
      if (error instanceof MusterError && !isPassing(error)) {
        after = await cursorAfter(error, onExpired);
        continue;
      }
      const asked = error instanceof MusterError ? (error.retryAfter ?? 0) * 1_000 : 0;
      state.retryMs = Math.max(state.retryMs, asked);
    }
    await pause(Math.min(state.retryMs, MAX_RETRY_MS), signal);
  }
}

function isPassing({ status }: MusterError): boolean {
  return status === 429 || status >= 500;
}

interface StreamState {
  retryMs: number;
}

async function* openStream(
  options: StreamOptions,
  state: StreamState,
): AsyncGenerator<EventPage, void> {
  const { url, organizationId, after, types, key, actingMember, fetch: send = fetch } = options;
  const address = addressOf(url, OPERATIONS.streamEvents.path, {
    params: { organizationId },
    query: { after, types: types?.join(',') },
  });
  const watchdog = new Watchdog(options.silence ?? SILENCE_MS, options.signal);
  try {
    const answer = await send(address, {
      headers: {
        accept: 'text/event-stream',
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(actingMember !== undefined && { 'muster-acting-member': actingMember }),
      },
      redirect: 'error',
      signal: watchdog.signal,
    });
    if (!answer.ok || !answer.body) throw await readRefusal(answer);
    state.retryMs = RETRY_MS;
    let cursor = after;
    for await (const message of messagesOf(answer.body, watchdog)) {
      if (message.retry !== undefined) state.retryMs = message.retry;
      if (message.name === 'expired' || message.name === 'closed') throw refusalOf(message);
      if (message.id === undefined || message.id === cursor) continue;
      cursor = message.id;
      const items = message.name === 'message' ? [message.data as unknown as Event] : [];
      yield { cursor, items };
    }
  } finally {
    watchdog.end();
  }
}

/** Ends a request over which nothing comes. */
class Watchdog {
  readonly #late = new AbortController();
  readonly signal: AbortSignal;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly silenceMs: number,
    stopped: AbortSignal | undefined,
  ) {
    this.signal = stopped ? AbortSignal.any([stopped, this.#late.signal]) : this.#late.signal;
    this.heard();
  }

  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.end(), this.silenceMs);
  }

  /** Lets go of the connection, too. */
  end(): void {
    clearTimeout(this.#timer);
    this.#late.abort(new Error('The stream said nothing for too long.'));
  }
}

interface StreamMessage {
  readonly name: string;
  readonly id?: string;
  readonly retry?: number;
  readonly data: Readonly<Record<string, unknown>>;
}

async function* messagesOf(
  body: ReadableStream<Uint8Array>,
  watchdog: Watchdog,
): AsyncGenerator<StreamMessage, void> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    watchdog.heard();
    text += decoder.decode(value, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const message = readMessage(text.slice(0, end));
      text = text.slice(end + 2);
      if (message) yield message;
    }
  }
}

/** Lines as Muster writes them: `name: value`, data in one line. */
function readMessage(block: string): StreamMessage | undefined {
  const fields = new Map(
    block.split('\n').map((line) => {
      const at = line.indexOf(': ');
      return [line.slice(0, at), line.slice(at + 2)] as const;
    }),
  );
  const data = fields.get('data');
  if (data === undefined) return undefined;
  const id = fields.get('id');
  const retry = Number(fields.get('retry'));
  return {
    name: fields.get('event') ?? 'message',
    ...(id !== undefined && { id }),
    ...(retry > 0 && { retry }),
    data: JSON.parse(data) as StreamMessage['data'],
  };
}

function refusalOf({ name, data }: StreamMessage): MusterError {
  const { code, detail, ...details } = data;
  const [status, title] = name === 'expired' ? [410, 'Gone'] : [403, 'Forbidden'];
  const said = { code: String(code), detail: String(detail), details };
  return new MusterError({ type: 'about:blank', title, status, ...said, traceId: '' });
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, milliseconds);
    function end(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    }
    signal?.addEventListener('abort', end);
  });
}
