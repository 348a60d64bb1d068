import { createHmac, randomBytes } from 'node:crypto';
import { instant, isFault, type Context } from '#kernel/index.js';
import { all, type KeyPurpose, type Readers, type SigningKey, type Writers } from '#store/index.js';
import {
  findAll,
  firstVersion,
  inInstallation,
  nextVersion,
  type CoreDeps,
  type InstallationScope,
} from '#core/tenancy/index.js';
import type { SecretsKey } from './secrets-key.js';

const DAY_MS = 86_400_000;

/**
 * Every purpose, with the days for which an older generation verifies once a newer one signs: longer than what it signed is good for.
 * Mails are kept for years, and the links in them that switch a notice off must go on working.
 */
export const KEY_PURPOSES: Readonly<Record<KeyPurpose, { readonly verifiesDays?: number }>> = {
  links: { verifiesDays: 90 },
  unsubscribe: {},
  cursors: { verifiesDays: 1 },
  codes: { verifiesDays: 90 },
};

const PURPOSES = Object.keys(KEY_PURPOSES) as readonly KeyPurpose[];

/** Until there were generations, keys were derived from the operator key under these words. */
const DERIVED_UNDER: Readonly<Partial<Record<KeyPurpose, string>>> = {
  links: 'links',
  unsubscribe: 'links',
  cursors: 'scim cursors',
};

/** A new generation signs only after this time: by then every process has read it. */
export const PUBLISHED_MS = 30_000;

/** After an upgrade the imported generation signs for so long: processes of the release before know no other. */
const UPGRADE_MS = DAY_MS;

/** Generations of one purpose that verify at one time; the oldest ends when there would be more. */
export const MAX_GENERATIONS = 24;

/** Ended generations are kept for a while, for a clock that was set ahead. */
const KEPT_ENDED_MS = 7 * DAY_MS;

const PARTITION = 'signing-keys';

export interface KeyDeps extends CoreDeps {
  readonly secretsKey: SecretsKey;
}

/** What the secrets key binds a wrapped key to. */
function placeOf({ purpose, generation }: Pick<SigningKey, 'purpose' | 'generation'>) {
  return `${purpose}:${generation}`;
}

/** The key itself; undefined when another secrets key wrapped it, or the row was changed since. */
export function unwrapped({ secretsKey }: Pick<KeyDeps, 'secretsKey'>, row: SigningKey) {
  if (row.wrappedBy !== secretsKey.fingerprint) return undefined;
  try {
    return secretsKey.unwrap(placeOf(row), row.wrapped);
  } catch {
    return undefined;
  }
}

/** The oldest first. */
export async function readGenerations(
  reading: Pick<Readers, 'signingKeys'>,
): Promise<readonly SigningKey[]> {
  return (await findAll(reading.signingKeys, all())).sort((a, b) => a.generation - b.generation);
}

/**
 * Makes a first generation of each purpose that has none. A database that was in use before there were generations gets those of its
 * operator keys too, the first of which goes on signing for a day. Another process may be a moment earlier: then its keys hold.
 */
export async function createMissing(
  deps: KeyDeps,
  ctx: Context,
  operatorKeys: readonly string[],
): Promise<void> {
  const { store } = deps;
  const stored = await readGenerations(store.read);
  const missing = PURPOSES.filter((one) => stored.every(({ purpose }) => purpose !== one));
  if (missing.length === 0) return;
  const isUpgrade = stored.length === 0 && (await store.read.organizations.first(all()));
  const imported = isUpgrade ? [...operatorKeys].reverse() : [];
  const make = async (tx: Writers): Promise<void> => {
    for (const purpose of missing) await insertFirst(deps, ctx, tx, { purpose, imported });
  };
  try {
    await store.transaction(PARTITION, make);
  } catch (error) {
    if (!isFault(error, 'record.exists')) throw error;
  }
}

async function insertFirst(
  deps: KeyDeps,
  ctx: Context,
  tx: Writers,
  { purpose, imported }: { purpose: KeyPurpose; imported: readonly string[] },
): Promise<void> {
  const now = ctx.clock.now();
  const word = DERIVED_UNDER[purpose];
  const keys = (word === undefined ? [] : imported).map((operatorKey) =>
    Buffer.from(
      createHmac('sha256', operatorKey)
        .update(word ?? '')
        .digest('hex'),
    ),
  );
  const signsFrom = keys.length > 0 ? now + UPGRADE_MS : now;
  for (const [index, key] of keys.entries()) {
    const more = { signsFrom: now, endsAt: endOf(purpose, signsFrom), imported: true };
    await insert(deps, ctx, tx, { purpose, generation: index + 1, key, ...more });
  }
  const generation = keys.length + 1;
  await insert(deps, ctx, tx, { purpose, generation, key: randomBytes(32), signsFrom });
}

interface NewGeneration extends Pick<SigningKey, 'purpose' | 'generation' | 'imported'> {
  readonly key: Buffer;
  /** milliseconds since 1970 */
  readonly signsFrom: number;
  readonly endsAt?: number | undefined;
}

async function insert(
  { secretsKey }: KeyDeps,
  ctx: Context,
  tx: Writers,
  { key, signsFrom, endsAt, ...rest }: NewGeneration,
): Promise<void> {
  const signingKey = firstVersion<SigningKey>(ctx, {
    ...rest,
    wrapped: secretsKey.wrap(placeOf(rest), key),
    wrappedBy: secretsKey.fingerprint,
    signsFrom: instant(signsFrom),
    ...(endsAt !== undefined && { endsAt: instant(endsAt) }),
  });
  await tx.signingKeys.insert(signingKey);
}

/** When a generation of that purpose ends that another one follows. */
function endOf(purpose: KeyPurpose, followedAt: number): number | undefined {
  const { verifiesDays } = KEY_PURPOSES[purpose];
  return verifiesDays === undefined ? undefined : followedAt + verifiesDays * DAY_MS;
}

/**
 * A new generation of every purpose. Those before it go on verifying; with `endOlder` they end a minute from now, when every process
 * signs with the new one.
 */
export function addGeneration(
  deps: KeyDeps,
  ctx: Context,
  { endOlder = false }: { readonly endOlder?: boolean } = {},
): Promise<void> {
  return inInstallation(deps, ctx, PARTITION, async (scope) => {
    const { tx } = scope;
    const now = ctx.clock.now();
    const signsFrom = now + PUBLISHED_MS;
    const stored = await readGenerations(tx);
    const generations: Record<string, number> = {};
    for (const purpose of PURPOSES) {
      const older = stored.filter((one) => one.purpose === purpose);
      const generation = (older.at(-1)?.generation ?? 0) + 1;
      const end = endOlder ? signsFrom + PUBLISHED_MS : endOf(purpose, signsFrom);
      await endGenerations(scope, older, { end, newestAt: signsFrom });
      await insert(deps, ctx, tx, { purpose, generation, key: randomBytes(32), signsFrom });
      generations[purpose] = generation;
    }
    await appendEntry(scope, 'signing_keys.rotated', { ...generations, endOlder });
  });
}

async function endGenerations(
  { ctx, tx }: InstallationScope,
  older: readonly SigningKey[],
  { end, newestAt }: { readonly end: number | undefined; readonly newestAt: number },
): Promise<void> {
  const now = ctx.clock.now();
  const endsAtOf = ({ endsAt }: SigningKey): number =>
    endsAt === undefined ? Infinity : Date.parse(endsAt);
  const beyond = older.length + 1 - MAX_GENERATIONS;
  for (const [index, one] of older.entries()) {
    if (endsAtOf(one) < now - KEPT_ENDED_MS) {
      await tx.signingKeys.remove(one.id);
      continue;
    }
    const wanted = index < beyond ? newestAt : (end ?? Infinity);
    if (wanted >= endsAtOf(one)) continue;
    await tx.signingKeys.update(nextVersion<SigningKey>(ctx, one, { endsAt: instant(wanted) }));
  }
}

/** What other modules have wrapped, in the transaction of the signing keys: all of it changes, or nothing. */
export type WrappedElsewhere<T> = (scope: InstallationScope) => Promise<T>;

/** Wraps every generation by another secrets key, and what other modules have wrapped; the keys themselves stay. */
export function rewrap(
  deps: KeyDeps,
  ctx: Context,
  next: SecretsKey,
  rewrapOthers?: WrappedElsewhere<void>,
): Promise<void> {
  return inInstallation(deps, ctx, PARTITION, async (scope) => {
    await rewrapOthers?.(scope);
    for (const one of await readGenerations(scope.tx)) {
      const key = unwrapped(deps, one);
      // what nobody can read stays as it is, for `replaceUnreadable`
      if (!key) continue;
      const wrapped = next.wrap(placeOf(one), key);
      const change = { wrapped, wrappedBy: next.fingerprint };
      await scope.tx.signingKeys.update(nextVersion<SigningKey>(ctx, one, change));
    }
    const fingerprints = { before: deps.secretsKey.fingerprint, after: next.fingerprint };
    await appendEntry(scope, 'signing_keys.rewrapped', fingerprints);
  });
}

/**
 * For a secrets key that is lost, or rows that were damaged: what cannot be read goes, and a purpose of which nothing is left begins
 * anew. Resolves to how many went.
 */
export function replaceUnreadable(
  deps: KeyDeps,
  ctx: Context,
  removeOthers?: WrappedElsewhere<number>,
): Promise<number> {
  return inInstallation(deps, ctx, PARTITION, async (scope) => {
    const stored = await readGenerations(scope.tx);
    let count = (await removeOthers?.(scope)) ?? 0;
    for (const purpose of PURPOSES) {
      const rows = stored.filter((one) => one.purpose === purpose);
      const unreadable = rows.filter((row) => unwrapped(deps, row) === undefined);
      for (const { id } of unreadable) await scope.tx.signingKeys.remove(id);
      count += unreadable.length;
      if (unreadable.length < rows.length) continue;
      // never a number a second time: a process may hold the one that had it
      const generation = (rows.at(-1)?.generation ?? 0) + 1;
      const signsFrom = ctx.clock.now();
      const key = randomBytes(32);
      await insert(deps, ctx, scope.tx, { purpose, generation, key, signsFrom });
    }
    if (count === 0) return 0;
    const { fingerprint } = deps.secretsKey;
    await appendEntry(scope, 'signing_keys.replaced', { wrappedBy: fingerprint, removed: count });
    return count;
  });
}

function appendEntry(
  { journal }: InstallationScope,
  type: string,
  after: Readonly<Record<string, unknown>>,
): Promise<void> {
  const target = { kind: 'signing_keys', id: 'signing-keys', name: 'signing keys' };
  return journal.append({ type, target, after });
}
