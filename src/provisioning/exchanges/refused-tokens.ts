import { instant, newIdAt, timeOfId, type Context, type Fault } from '#kernel/index.js';
import { all, equals, type Connection, type Exchange, type Writers } from '#store/index.js';
import { toScimError } from '../faults.js';
import { truncate } from '../redaction.js';
import { outcomeOf } from './entries.js';

/** A request to a connection that came without a good token of it. */
export interface RefusedRequest {
  readonly connectionId: string;
  readonly method: string;
  readonly path: string;
  readonly userAgent?: string;
  readonly fault: Fault;
}

interface Refusals {
  readonly id: string;
  readonly first: RefusedRequest;
  readonly status: number;
  count: number;
  lastAt: number;
  traceId: string;
}

/** Connections that are told of between two writes; strangers may name any number, and most that they name do not exist. */
const MAX_CONNECTION_COUNT = 500;

const HOUR_MS = 3_600_000;
const OPERATION = 'authentication';
const MAX_PATH_LENGTH = 200;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Requests without a good token, one entry per connection, status and hour, whatever they asked. Anybody can send them: nothing of
 * their bodies is kept, and they are not counted among what the connection may keep, so that they push nothing out of the log.
 */
export class RefusedTokens {
  readonly #waiting = new Map<string, Refusals>();

  add({ clock, traceId }: Context, request: RefusedRequest): void {
    const { connectionId } = request;
    if (!UUID.test(connectionId)) return;
    const { status } = toScimError(request.fault);
    const at = clock.now();
    const key = `${connectionId} ${status} ${Math.floor(at / HOUR_MS)}`;
    const known = this.#waiting.get(key);
    if (known) Object.assign(known, { count: known.count + 1, lastAt: at, traceId });
    else if (this.#waiting.size < MAX_CONNECTION_COUNT) {
      const id = newIdAt(at);
      this.#waiting.set(key, { id, first: request, status, count: 1, lastAt: at, traceId });
    }
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** What waited, which then waits no more. */
  take(): readonly Refusals[] {
    const taken = [...this.#waiting.values()];
    this.#waiting.clear();
    return taken;
  }
}

/** A connection that is being deleted has no log any more. */
export function isKept({ status }: Connection): boolean {
  return status !== 'deleting';
}

/** Adds to the entry of the hour, or begins it. Connections that do not exist have no log. Returns how many each of the others has. */
export async function writeRefusals(
  tx: Writers,
  taken: readonly Refusals[],
): Promise<ReadonlyMap<string, number>> {
  const ids = [...new Set(taken.map(({ first }) => first.connectionId))];
  const connections = new Map((await tx.connections.getMany(ids)).map((one) => [one.id, one]));
  const counts = new Map<string, number>();
  for (const refusals of taken) {
    const connection = connections.get(refusals.first.connectionId);
    if (!connection || !isKept(connection)) continue;
    await writeRefusalsOf(tx, connection, refusals);
    counts.set(connection.id, (counts.get(connection.id) ?? 0) + refusals.count);
  }
  return counts;
}

/** There is one of each status in an hour. */
const NEWEST_LOOKED_AT = 10;

async function writeRefusalsOf(
  tx: Writers,
  connection: Connection,
  refusals: Refusals,
): Promise<void> {
  const entry = toEntry(connection, refusals);
  const { records } = await tx.exchanges.find({
    where: all(equals('connectionId', connection.id), equals('operation', OPERATION)),
    sort: [{ field: { column: 'id' }, descending: true }],
    limit: NEWEST_LOOKED_AT,
  });
  const known = records.find((one) => one.status === entry.status && hourOf(one) === hourOf(entry));
  if (!known) {
    await tx.exchanges.insertMissing([entry]);
    return;
  }
  const lastAt = instant(refusals.lastAt);
  await tx.exchanges.update({
    ...known,
    version: known.version + 1,
    updatedAt: lastAt,
    traceId: refusals.traceId,
    count: (known.count ?? 1) + refusals.count,
    lastAt,
  });
}

function hourOf({ id }: Exchange): number {
  return Math.floor(timeOfId(id) / HOUR_MS);
}

function toEntry(
  { id: connectionId, organizationId }: Connection,
  { id, first, status, count, lastAt, traceId }: Refusals,
): Exchange {
  const createdAt = instant(timeOfId(id));
  const { method, path, userAgent, fault } = first;
  return {
    id,
    version: 1,
    createdAt,
    updatedAt: createdAt,
    organizationId,
    connectionId,
    traceId,
    method: truncate(method, 20),
    path: truncate(path, MAX_PATH_LENGTH),
    operation: OPERATION,
    status,
    ...outcomeOf(status),
    latencyMs: 0,
    trace: [{ step: fault.code, detail: fault.message }],
    ...(userAgent !== undefined && { userAgent: truncate(userAgent, 256) }),
    ...(count > 1 && { count, lastAt: instant(lastAt) }),
  };
}
