import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, instant, randomText, readName, type Context } from '#kernel/index.js';
import { all, type OperatorKey, type Readers } from '#store/index.js';
import {
  firstVersion,
  hashOfToken,
  inInstallation,
  nextVersion,
  type CoreDeps,
  type InstallationScope,
} from '#core/tenancy/index.js';
import { createRefresh } from './refreshes.js';
import { createUses } from './uses.js';

export const OPERATOR_KEY_PREFIX = 'muster_operator_';

const FORM = /^muster_operator_[0-9A-Za-z]{43}$/;

/** Valid ones at one time, beside those of the settings. */
const MAX_LIVE_KEYS = 20;

/** Valid and revoked ones; the oldest revoked ones go. */
const MAX_KEPT_KEYS = 200;

/** The most by which another process can be late to learn of a revocation, while the database answers. */
const KNOWN_MS = 10_000;

/** How long a caller with a known key waits for a database that does not answer. */
const MAX_WAIT_MS = 1_000;

/** The name of the keys that stand in the settings or in a file: no other key has it. */
export const CONFIGURED_NAME = 'operator';

const PARTITION = 'operator-keys';

export interface OperatorKeys {
  /** The name of the key, by which the journal knows who acted. Fault `credential.invalid`. */
  authenticate(ctx: Context, key: string): Promise<string>;
  /** `key` is shown here and never again. Faults `request.invalid` (the name), `credential.limit`. */
  add(
    ctx: Context,
    name: string,
  ): Promise<{ readonly operatorKey: OperatorKey; readonly key: string }>;
  /** Revoked ones too, the oldest first. */
  list(ctx: Context): Promise<readonly OperatorKey[]>;
  /** By id or name. Faults `credential.not_found`, `credential.last`. Revoking twice is no error. */
  revoke(ctx: Context, idOrName: string): Promise<OperatorKey>;
  /** Waits until the last uses are written down. */
  settle(): Promise<void>;
}

/** A key as a process knows it; `id` is absent for those of the settings. */
interface KnownKey {
  readonly name: string;
  readonly id?: string;
}

/** `configured`: the keys of the settings, or of the file. Asked again with each read of the database. */
export function createOperatorKeys(
  deps: CoreDeps,
  configured: () => Promise<readonly string[]> = () => Promise.resolve([]),
): OperatorKeys {
  const { store } = deps;
  let rows: readonly OperatorKey[] = [];
  let known = new Map<string, KnownKey>();
  let knownSince = -Infinity;
  const refresh = createRefresh(async () => {
    const began = performance.now();
    const keys = await configured();
    try {
      rows = await readOperatorKeys(store.read);
      knownSince = began;
    } finally {
      known = knownKeys(keys, rows);
    }
  });
  const uses = createUses<{ readonly id: string }>('operatorKey', (ctx, { id }, lastUsedAt) =>
    store.transaction(PARTITION, async (tx) => {
      const before = await tx.operatorKeys.get(id);
      if (before) await tx.operatorKeys.update(nextVersion(ctx, before, { lastUsedAt }));
    }),
  );
  return {
    async authenticate(ctx, key) {
      const hash = hashOfToken(key);
      if (performance.now() - knownSince >= KNOWN_MS) {
        // without the database the keys that are known go on: metrics are asked for just then
        const refreshed = refresh().catch(() => undefined);
        await Promise.race([refreshed, sleep(MAX_WAIT_MS, undefined, { ref: false })]);
      }
      // only what has the form of our keys can be one that another process has just made
      if (!known.has(hash) && FORM.test(key)) await refresh();
      const found = known.get(hash);
      if (!found) throw new Fault('credential.invalid');
      if (found.id !== undefined) uses.note(ctx, { id: found.id });
      return found.name;
    },
    async add(ctx, name) {
      const key = OPERATOR_KEY_PREFIX + randomText(43);
      const operatorKey = await inInstallation(deps, ctx, PARTITION, (scope) =>
        insertOperatorKey(scope, name, key),
      );
      knownSince = -Infinity;
      return { operatorKey, key };
    },
    list: () => readOperatorKeys(store.read),
    async revoke(ctx, idOrName) {
      const hasOther = (await configured()).length > 0;
      const revoked = await inInstallation(deps, ctx, PARTITION, (scope) =>
        revokeOperatorKey(scope, idOrName, hasOther),
      );
      knownSince = -Infinity;
      return revoked;
    },
    settle: uses.settle,
  };
}

/** Looked up by hash, so that the time it takes says nothing of how many characters of a key were right. */
function knownKeys(
  configured: readonly string[],
  rows: readonly OperatorKey[],
): Map<string, KnownKey> {
  const known = new Map<string, KnownKey>();
  for (const { id, name, hash, liveName } of rows) {
    if (liveName !== undefined) known.set(hash, { id, name });
  }
  for (const key of configured) known.set(hashOfToken(key), { name: CONFIGURED_NAME });
  return known;
}

async function readOperatorKeys(
  reading: Pick<Readers, 'operatorKeys'>,
): Promise<readonly OperatorKey[]> {
  return (await reading.operatorKeys.find({ where: all(), limit: MAX_KEPT_KEYS })).records;
}

async function insertOperatorKey(
  { ctx, tx, journal }: InstallationScope,
  text: string,
  key: string,
): Promise<OperatorKey> {
  const name = readName(text);
  const stored = await readOperatorKeys(tx);
  const live = stored.filter(({ liveName }) => liveName !== undefined);
  if (name === CONFIGURED_NAME || live.some((one) => one.name === name)) {
    const problem = `is the name of another key; choose another name than ${name}`;
    throw new Fault('request.invalid', { errors: [{ field: 'name', problem }] });
  }
  if (live.length >= MAX_LIVE_KEYS) throw new Fault('credential.limit', { limit: MAX_LIVE_KEYS });
  const [oldestRevoked] = stored.filter(({ liveName }) => liveName === undefined);
  if (stored.length >= MAX_KEPT_KEYS && oldestRevoked)
    await tx.operatorKeys.remove(oldestRevoked.id);
  const prefix = key.slice(0, OPERATOR_KEY_PREFIX.length + 6);
  const operatorKey = firstVersion<OperatorKey>(ctx, {
    name,
    hash: hashOfToken(key),
    prefix,
    liveName: name,
  });
  await tx.operatorKeys.insert(operatorKey);
  const target = { kind: 'operator_key', id: operatorKey.id, name };
  await journal.append({ type: 'operator_key.created', target, after: { prefix } });
  return operatorKey;
}

async function revokeOperatorKey(
  { ctx, tx, journal }: InstallationScope,
  idOrName: string,
  hasOther: boolean,
): Promise<OperatorKey> {
  const stored = await readOperatorKeys(tx);
  const before =
    stored.find(({ id, liveName }) => id === idOrName || liveName === idOrName) ??
    stored.findLast(({ name }) => name === idOrName);
  if (!before) throw new Fault('credential.not_found', { operatorKey: idOrName });
  if (before.liveName === undefined) return before;
  const live = stored.filter(({ liveName }) => liveName !== undefined);
  if (live.length === 1 && !hasOther) throw new Fault('credential.last');
  const { liveName: _ended, ...rest } = before;
  const revokedAt = instant(ctx.clock.now());
  const after = nextVersion<OperatorKey>(ctx, rest, { revokedAt });
  await tx.operatorKeys.update(after);
  const target = { kind: 'operator_key', id: before.id, name: before.name };
  const { prefix } = before;
  await journal.append({ type: 'operator_key.revoked', target, after: { prefix } });
  return after;
}
