import { createConnection, mongo, type Connection, type ConnectOptions } from 'mongoose';
import { Fault, isFault } from '#kernel/index.js';
import { failureOf } from './faults.js';

/**
 * Durable before acknowledged, on a majority: what was answered with success survives the loss of a
 * node.
 */
export const DURABLE = { w: 'majority', journal: true } as const;

/**
 * Milliseconds. An operator may name each of these in the URL instead; the durable ones above are
 * not for choice.
 */
const DEFAULTS: Readonly<Record<string, number>> = {
  serverSelectionTimeoutMS: 3_000,
  connectTimeoutMS: 3_000,
  // longer than any statement takes; ends waiting for a host that no longer answers
  socketTimeoutMS: 60_000,
  waitQueueTimeoutMS: 10_000,
  heartbeatFrequencyMS: 2_000,
  maxPoolSize: 50,
};

const DATABASE = 'muster';
/** wire version of MongoDB 4.4, the oldest that the driver and our statements know */
const OLDEST_WIRE = 9;
const TOO_OLD = 'This MongoDB is older than 4.4; upgrade the server.';
const COMMAND_NOT_FOUND = 59;
const REFUSED = new Set<number | string | undefined>([13, 18]);

function optionsFor(url: string): ConnectOptions {
  const [address = '', query = ''] = url.split('?', 2);
  const named = new Set([...new URLSearchParams(query).keys()].map((key) => key.toLowerCase()));
  const defaults = Object.entries(DEFAULTS).filter(([key]) => !named.has(key.toLowerCase()));
  const database = /^mongodb(?:\+srv)?:\/\/[^/]+\/(.+)$/.exec(address)?.[1];
  return {
    ...Object.fromEntries(defaults),
    ...(database === undefined ? { dbName: DATABASE } : {}),
    ...DURABLE,
    readConcernLevel: 'majority',
    readPreference: 'primary',
    retryWrites: true,
    retryReads: true,
    ignoreUndefined: true,
    // a call while the database is away fails soon instead of waiting in a list
    bufferCommands: false,
    autoCreate: false,
    autoIndex: false,
  };
}

async function hello(db: mongo.Db): Promise<mongo.BSON.Document> {
  try {
    return await db.admin().command({ hello: 1 });
  } catch (error) {
    // 4.4.0 and 4.4.1 know it by its older name only
    if (error instanceof mongo.MongoServerError && error.code === COMMAND_NOT_FOUND) {
      return db.admin().command({ isMaster: 1 });
    }
    throw error;
  }
}

function checkServer(server: mongo.BSON.Document): void {
  if (typeof server['setName'] !== 'string' && server['msg'] !== 'isdbgrid') {
    throw new Fault('store.unsuitable', {
      reason:
        'This MongoDB is a standalone server, which has no transactions. Start it with --replSet and run ' +
        'rs.initiate() once (one node is enough), or name a replica set in the URL.',
    });
  }
  if (Number(server['maxWireVersion'] ?? 0) < OLDEST_WIRE) {
    throw new Fault('store.unsuitable', { reason: TOO_OLD });
  }
}

/**
 * Mongoose and the driver's URL parser have error classes of their own, which are recognized by name
 * only.
 */
function isNamed(error: unknown, ...names: string[]): error is Error {
  return error instanceof Error && names.includes(error.name);
}

/** What the driver saw of the servers; its class is not exported. */
interface TopologyView {
  readonly servers?: ReadonlyMap<string, { readonly error?: unknown }>;
}

/** A server answered that the driver cannot talk to: visible only inside of "no server". */
function isTooOld(error: Error): boolean {
  const seen = 'reason' in error ? (error.reason as TopologyView | null | undefined) : undefined;
  const servers = [...(seen?.servers?.values() ?? [])];
  return servers.some((server) => isNamed(server.error, 'MongoCompatibilityError'));
}

function asFault(error: unknown): unknown {
  if (isNamed(error, 'MongoParseError', 'MongoInvalidArgumentError', 'MongoRuntimeError')) {
    // no cause, and nothing that repeats the URL: it may hold a password
    const message = error.message.includes('://') ? '' : ` MongoDB's driver says: ${error.message}`;
    const reason =
      'The URL of the database is not valid; write mongodb://host:27017/name.' + message;
    return new Fault('store.unsuitable', { reason });
  }
  if (isNamed(error, 'MongooseServerSelectionError', 'MongoServerSelectionError')) {
    if (!isTooOld(error)) return new Fault('store.unavailable', {}, { cause: error });
    return new Fault('store.unsuitable', { reason: TOO_OLD }, { cause: error });
  }
  if (error instanceof mongo.MongoCompatibilityError) {
    return new Fault('store.unsuitable', { reason: TOO_OLD }, { cause: error });
  }
  if (error instanceof mongo.MongoServerError && REFUSED.has(error.code)) {
    const reason = 'MongoDB refused the credentials of the URL or their rights; check both.';
    return new Fault('store.unsuitable', { reason }, { cause: error });
  }
  return failureOf(error).error;
}

export interface Opened {
  readonly connection: Connection;
  readonly db: mongo.Db;
}

/**
 * Connects and looks whether the server has what Muster needs. Faults: `store.unavailable` when
 * no server answers, `store.unsuitable` (with a `reason`) for a standalone or too old server, refused
 * credentials or a URL that is not one.
 */
export async function connect(url: string): Promise<Opened> {
  let connection: Connection | undefined;
  try {
    connection = createConnection();
    await connection.openUri(url, optionsFor(url));
    const { db } = connection;
    if (db === undefined) throw new mongo.MongoNotConnectedError('No database after connecting.');
    checkServer(await hello(db));
    return { connection, db };
  } catch (error) {
    await connection?.destroy(true).catch(() => undefined);
    throw isFault(error) ? error : asFault(error);
  }
}
