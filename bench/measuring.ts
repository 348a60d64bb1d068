import type { Checkout } from './checkouts.js';
import type { Databases } from './kept.js';
import { load, quantile, type LoadOptions, type LoadResult, type MakeRequest } from './load.js';
import type { Subject } from './process.js';

export interface Figures {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  /** of the server process, per request: user and system time, the least of the rounds */
  readonly cpuUs: number;
}

export interface Row {
  readonly operation: string;
  readonly size: number;
  readonly own: Figures;
  /** of the commit that it is compared with */
  readonly former?: Figures;
  readonly bare?: Figures;
  /** of the server process after the row */
  readonly rssMb: number;
}

export interface Plan extends Databases {
  readonly sizes: readonly number[];
  /** of a row, for each of the servers, in all rounds together */
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: number;
  /** reads by SCIM and nothing else */
  readonly readsOnly: boolean;
  /** the commit that is compared with */
  readonly former?: Pick<Checkout, 'bench' | 'commit'>;
}

/** What a row is measured on: processes of their own. */
export interface Measuring {
  readonly plan: Plan;
  readonly subject: Subject;
  readonly bare: Subject;
  /** with a database of its own that holds the same */
  readonly former?: { readonly subject: Subject; readonly own: (request: string) => string };
  readonly size: number;
}

export interface Requests {
  readonly own: MakeRequest;
  readonly bare?: MakeRequest;
  readonly connections?: number;
}

/**
 * The servers are asked in turn, round by round, so that a busy moment of the machine hits all of them; what other work on it adds to the
 * processor time of a round is left out by taking the least.
 */
export async function row(
  operation: string,
  on: Measuring,
  { own, bare, connections = on.plan.connections }: Requests,
): Promise<Row> {
  const { subject, size, former, plan } = on;
  const share = { seconds: plan.seconds / plan.rounds, connections };
  const [ours, theirs, limit] = [
    new Rounds(subject, own),
    former && new Rounds(former.subject, (i) => former.own(own(i))),
    bare && new Rounds(on.bare, bare),
  ];
  const all = [ours, theirs, limit].filter((one) => one !== undefined);
  for (const one of all) await one.warm(connections);
  for (let round = 0; round < plan.rounds; round += 1) for (const one of all) await one.run(share);
  return {
    operation,
    size,
    own: ours.figures(),
    ...(theirs && { former: theirs.figures() }),
    ...(limit && { bare: limit.figures() }),
    rssMb: subject.rssMb(),
  };
}

type Share = Pick<LoadOptions, 'seconds' | 'connections' | 'maxRequests'>;

/** Until so many requests were answered, or for so long: on a busy machine a second is too short for a compiler. */
export const WARM = { maxRequests: 2_000, seconds: 10 };

/** What one server did in the rounds of a row. */
class Rounds {
  #index = 0;
  #cpuUs = Infinity;
  #rate = 0;
  #latencies: number[] = [];

  constructor(
    private readonly subject: Subject,
    private readonly make: MakeRequest,
  ) {}

  /** Code and caches, before the clock counts. */
  async warm(connections: number): Promise<void> {
    await this.#load({ connections, ...WARM });
  }

  async run(share: Share): Promise<void> {
    const before = await this.subject.settle();
    const { requests, seconds, latencies } = await this.#load(share);
    const cpuMs = (await this.subject.settle()) - before;
    this.#cpuUs = Math.min(this.#cpuUs, (cpuMs * 1_000) / requests);
    this.#rate = Math.max(this.#rate, requests / seconds);
    this.#latencies.push(...latencies);
  }

  async #load(share: Share): Promise<LoadResult> {
    const { subject, make } = this;
    const result = await load({ url: subject.url, make, firstIndex: this.#index, ...share });
    requireSuccess(result);
    this.#index += result.requests;
    return result;
  }

  figures(): Figures {
    const sorted = Float64Array.from(this.#latencies).sort();
    const [p50, p99] = [quantile(sorted, 0.5), quantile(sorted, 0.99)];
    return { rate: this.#rate, p50, p99, cpuUs: this.#cpuUs };
  }
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
