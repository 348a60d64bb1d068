import { connect, type Socket } from 'node:net';

/** One request as it goes over the wire, made anew for each number. */
export type MakeRequest = (index: number) => string;

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** milliseconds, sorted */
  readonly latencies: Float64Array;
  /** statuses that were not expected, with their counts */
  readonly wrong: ReadonlyMap<number, number>;
}

export interface LoadOptions {
  readonly url: string;
  readonly make: MakeRequest;
  readonly connections: number;
  /** ends at whichever comes first */
  readonly seconds: number;
  readonly maxRequests?: number;
  readonly firstIndex?: number;
}

/**
 * A closed loop over raw sockets: each connection has one request under way. Hand-made, because a general client costs more CPU
 * than the server that it measures and both share two cores.
 */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const { hostname, port } = new URL(options.url);
  const latencies: number[] = [];
  const wrong = new Map<number, number>();
  const started = performance.now();
  const until = started + options.seconds * 1_000;
  const maxRequests = options.maxRequests ?? Infinity;
  let sent = 0;
  const next = (): string | undefined => {
    if (sent >= maxRequests || performance.now() >= until) return undefined;
    sent += 1;
    return options.make((options.firstIndex ?? 0) + sent - 1);
  };
  const answered = (status: number, ms: number): void => {
    latencies.push(ms);
    if (status >= 300) wrong.set(status, (wrong.get(status) ?? 0) + 1);
  };
  await Promise.all(
    Array.from({ length: options.connections }, () =>
      runConnection(connect(Number(port), hostname), next, answered),
    ),
  );
  return {
    requests: latencies.length,
    seconds: (performance.now() - started) / 1_000,
    latencies: Float64Array.from(latencies).sort(),
    wrong,
  };
}

function runConnection(
  socket: Socket,
  next: () => string | undefined,
  answered: (status: number, ms: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let pending: Buffer = Buffer.alloc(0);
    let began = 0;
    const go = (): void => {
      const request = next();
      if (request === undefined) {
        socket.end();
        resolve();
        return;
      }
      began = performance.now();
      socket.write(request);
    };
    socket.setNoDelay(true);
    socket.on('connect', go);
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      pending = pending.length ? Buffer.concat([pending, chunk]) : chunk;
      const length = messageLength(pending);
      if (length === undefined || pending.length < length) return;
      const status = Number(pending.toString('latin1', 9, 12));
      pending = pending.subarray(length);
      answered(status, performance.now() - began);
      go();
    });
  });
}

/**
 * Of head and body, once they can be known. An answer under measurement has a Content-Length, or comes in chunks of JSON, in whose text
 * there is no line break that could be taken for the last chunk, or has no body.
 */
function messageLength(buffer: Buffer): number | undefined {
  const end = buffer.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = buffer.toString('latin1', 0, end);
  if (/\r\ntransfer-encoding: chunked/i.test(head)) {
    const last = buffer.indexOf(LAST_CHUNK, end + 2);
    return last < 0 ? undefined : last + LAST_CHUNK.length;
  }
  return end + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
}

const LAST_CHUNK = '\r\n0\r\n\r\n';

export function quantile(sorted: Float64Array, part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}
