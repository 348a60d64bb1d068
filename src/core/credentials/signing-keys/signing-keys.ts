import type { Context } from '#kernel/index.js';
import { everything, type KeyPurpose, type Readers, type SigningKey } from '#store/index.js';
import { createRefresh } from '../refreshes.js';
import {
  createMissing,
  KEY_PURPOSES,
  readGenerations,
  unwrapped,
  type KeyDeps,
} from './generations.js';

/** The keys that this process signs and verifies with. Read at its start and every few seconds, never for a request. */
export interface SigningKeys {
  /** The key that signs now, then every other one that verifies. Never empty. */
  of(purpose: KeyPurpose): readonly [Buffer, ...Buffer[]];
  /** Resolves after a read of the database that began after the call: for what no known key has signed. */
  refresh(): Promise<void>;
  /** What this process knows, for readiness. */
  state(): SigningKeysState;
}

export interface SigningKeysState {
  /** the newest generation of each purpose */
  readonly generations: Readonly<Record<string, number>>;
  /** the database has one that was wrapped by another secrets key */
  readonly isBehind: boolean;
}

export interface OpenedSigningKeys extends SigningKeys {
  close(): Promise<void>;
}

export interface OpenOptions {
  /** the operator keys from which keys were derived before there were generations */
  readonly importFrom: readonly string[];
  /** what is thrown when the keys of the database were wrapped by another secrets key than that of this process */
  refuse(fingerprints: { readonly stored: string; readonly own: string }): Error;
}

/** How often a process looks for new generations: a third of the time before one signs. */
const REFRESH_MS = 10_000;

interface Generation {
  readonly id: string;
  readonly number: number;
  readonly key: Buffer;
  readonly signsFrom: number;
  readonly endsAt: number;
}

type Generations = Readonly<Record<string, readonly Generation[] | undefined>>;

/** Makes the keys where there are none, and reads them. */
export async function openSigningKeys(
  deps: KeyDeps,
  ctx: Context,
  { importFrom, refuse }: OpenOptions,
): Promise<OpenedSigningKeys> {
  const requireOwnKey = async (): Promise<void> => {
    const own = deps.secretsKey.fingerprint;
    const stored = await wrappedBy(deps.store.read, own);
    if (stored !== undefined) throw refuse({ stored, own });
  };
  await requireOwnKey();
  await createMissing(deps, ctx, importFrom);
  // another process may have made them a moment earlier, with another secrets key
  await requireOwnKey();
  let known: Generations = {};
  let isBehind = false;
  const refresh = createRefresh(async () => {
    const rows = await readGenerations(deps.store.read);
    const { read, unreadable } = generationsOf(deps, known, rows);
    const [first] = unreadable;
    if (first && !isBehind) {
      const { wrappedBy: stored, purpose, generation } = first;
      const own = deps.secretsKey.fingerprint;
      ctx.log.warn({ purpose, generation, stored, own }, stored === own ? DAMAGED : FOREIGN);
    }
    isBehind = first !== undefined;
    known = read;
  });
  await refresh();
  const empty = Object.keys(KEY_PURPOSES).find((purpose) => known[purpose] === undefined);
  if (empty !== undefined) throw new Error(`${empty}: ${DAMAGED}`);
  let refreshing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    // a database that is away is told of elsewhere; the keys that are known go on
    refreshing = refresh().catch(() => undefined);
  }, REFRESH_MS).unref();
  return {
    of: (purpose) => validKeys(known[purpose] ?? [], ctx.clock.now()),
    refresh,
    state: () => ({ generations: newestOf(known), isBehind }),
    async close() {
      clearInterval(timer);
      await refreshing;
    },
  };
}

const DAMAGED =
  'a signing key in the database was changed and cannot be read; restore it, or let `muster rotate --secrets-key-lost` replace it';

const FOREIGN =
  'the signing keys in the database were wrapped by another secrets key; this process goes on with those it knows: ' +
  'set the new secrets.key and restart it';

/**
 * The fingerprint of the secrets key that wrapped the keys of a database, if it is not `own`; undefined where nothing is wrapped. Keys of
 * connections are wrapped in one transaction with those that sign, so the first one tells.
 */
export async function wrappedBy(
  reading: Pick<Readers, 'signingKeys' | 'samlKeys'>,
  own?: string,
): Promise<string | undefined> {
  const rows = await readGenerations(reading);
  const samlKey = await reading.samlKeys.first(everything);
  return [...rows, ...(samlKey ? [samlKey] : [])].find((row) => row.wrappedBy !== own)?.wrappedBy;
}

/** Those of the rows that can be read; a key that is known is not unwrapped again, whatever wraps it now. */
function generationsOf(
  deps: KeyDeps,
  known: Generations,
  rows: readonly SigningKey[],
): { readonly read: Generations; readonly unreadable: readonly SigningKey[] } {
  const read: Record<string, Generation[]> = {};
  const unreadable: SigningKey[] = [];
  for (const row of rows) {
    const { id, purpose, generation, signsFrom, endsAt } = row;
    const key = known[purpose]?.find((one) => one.id === id)?.key ?? unwrapped(deps, row);
    if (!key) unreadable.push(row);
    else {
      (read[purpose] ??= []).push({
        id,
        number: generation,
        key,
        signsFrom: Date.parse(signsFrom),
        endsAt: endsAt === undefined ? Infinity : Date.parse(endsAt),
      });
    }
  }
  // all of a purpose went, and what came cannot be read: better the old ones than none
  return { read: { ...known, ...read }, unreadable };
}

function newestOf(known: Generations): Record<string, number> {
  const newest: Record<string, number> = {};
  for (const [purpose, generations = []] of Object.entries(known)) {
    newest[purpose] = Math.max(...generations.map(({ number }) => number));
  }
  return newest;
}

function validKeys(
  generations: readonly Generation[],
  now: number,
): readonly [Buffer, ...Buffer[]] {
  const newestFirst = [...generations].sort((a, b) => b.number - a.number);
  const [newest] = newestFirst;
  if (!newest) throw new Error('There is no generation of this purpose.');
  const valid = newestFirst.filter(({ endsAt }) => endsAt > now);
  const signing = valid.find(({ signsFrom }) => signsFrom <= now) ?? valid.at(-1) ?? newest;
  const others = valid.filter((one) => one !== signing);
  return [signing.key, ...others.map(({ key }) => key)];
}
