import { load, quantile, type LoadResult, type MakeRequest } from './load.js';
import type { Subject } from './process.js';

export interface Figures {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  /** of the server process, per request */
  readonly cpuUs: number;
}

export interface Row {
  readonly operation: string;
  readonly size: number;
  readonly own: Figures;
  readonly bare?: Figures;
  /** of the server process after the row */
  readonly rssMb: number;
}

export interface Plan {
  readonly sizes: readonly number[];
  readonly seconds: number;
  readonly connections: number;
  urlOf(size: number): string;
}

/** What a row is measured on. */
export interface Measuring {
  readonly plan: Plan;
  readonly subject: Subject;
  readonly size: number;
}

export interface Requests {
  readonly own: MakeRequest;
  readonly bare?: MakeRequest;
  readonly connections?: number;
}

export async function row(
  operation: string,
  on: Measuring,
  { own, bare, connections = on.plan.connections }: Requests,
): Promise<Row> {
  const { subject, size } = on;
  const plan = { ...on.plan, connections };
  // turn by turn, so that a busy moment of the machine hits both
  const ownFigures = await figures(subject, subject.url, own, plan);
  const bareFigures = bare && (await figures(subject, subject.bareUrl, bare, plan));
  const rssMb = subject.rssMb();
  return { operation, size, own: ownFigures, ...(bareFigures && { bare: bareFigures }), rssMb };
}

async function figures(
  subject: Subject,
  url: string,
  make: MakeRequest,
  { seconds, connections }: Pick<Plan, 'seconds' | 'connections'>,
): Promise<Figures> {
  // warm code and caches before the clock counts
  const warm = await load({ url, make, connections, seconds: Math.min(1, seconds / 3) });
  await subject.settle();
  const cpu = subject.cpuMs();
  const result = await load({ url, make, connections, seconds, firstIndex: warm.requests });
  await subject.settle();
  requireSuccess(result);
  return {
    rate: result.requests / result.seconds,
    p50: quantile(result.latencies, 0.5),
    p99: quantile(result.latencies, 0.99),
    cpuUs: ((subject.cpuMs() - cpu) * 1_000) / result.requests,
  };
}

/** A fast refusal is no figure. */
function requireSuccess({ wrong }: LoadResult): void {
  if (wrong.size === 0) return;
  const counts = [...wrong].map(([status, count]) => `${count} × ${status}`).join(', ');
  throw new Error(`The server answered with errors: ${counts}`);
}

/** One request as it goes over the wire. `headers` end in a line break each. */
export function message(
  method: string,
  path: string,
  body: object | undefined,
  { headers = '', mediaType = 'application/json' } = {},
): string {
  const text = body === undefined ? '' : JSON.stringify(body);
  const sized =
    text && `Content-Type: ${mediaType}\r\nContent-Length: ${Buffer.byteLength(text)}\r\n`;
  return `${method} ${path} HTTP/1.1\r\nHost: bench\r\n${headers}${sized}\r\n${text}`;
}
