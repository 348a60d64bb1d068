import {
  connectionEntry,
  findAll,
  firstVersion,
  inOrganization,
  nextVersion,
  pagesOf,
  type OrganizationScope,
  type SecretsKey,
} from '#core/index.js';
import { Fault, instant, isFault, newId, type Context } from '#kernel/index.js';
import {
  equals,
  everything,
  type ClientSecret,
  type Readers,
  type SamlKey,
  type SignInConnection,
  type Writers,
} from '#store/index.js';
import type { ProtocolDeps } from '../deps.js';
import { foreignKey, placeOf, requireOwnKey } from './wrapping.js';
import { makeKeyPair, type KeyPair } from './key-pairs.js';

/** A newer key is published for so long before it signs: providers read our metadata once a day, people somewhat later. */
const PUBLISHED_MS = 7 * 86_400_000;

/** Of one connection; more would make its metadata unreadable for some providers. */
export const MAX_KEYS = 4;

type KeyOwner = Pick<SignInConnection, 'id' | 'organizationId' | 'name' | 'kind'>;

/** The keys of a connection, ready for use. */
export interface OpenSamlKeys {
  /** PEM, PKCS#8: signs requests */
  readonly signing: string;
  /** PEM, certificate of the key that signs */
  readonly certificate: string;
  /** PEM, PKCS#8: every key, that which signs first; an assertion may be encrypted for any of them */
  readonly decrypting: readonly string[];
  /** PEM, the one that signs first */
  readonly certificates: readonly string[];
}

/** Keys as they are shown: never the private part. */
export interface SamlKeyView {
  readonly id: string;
  readonly certificate: string;
  readonly signsFrom: string;
  readonly notAfter: string;
  readonly signs: boolean;
}

export interface SamlKeys {
  /** For use; the first one is made where there is none. */
  open(ctx: Context, owner: KeyOwner): Promise<OpenSamlKeys>;
  /** The newest last. */
  list(ctx: Context, owner: KeyOwner): Promise<readonly SamlKeyView[]>;
  /** A newer key: published at once, signs after seven days, or when `use` says so. Fault `saml_key.limit`. */
  add(ctx: Context, owner: KeyOwner): Promise<SamlKeyView>;
  /** Signs from now on. Fault `saml_key.missing`. */
  use(ctx: Context, owner: KeyOwner, keyId: string): Promise<SamlKeyView>;
  /** Faults `saml_key.missing`, `saml_key.in_use` for the one that signs. */
  remove(ctx: Context, owner: KeyOwner, keyId: string): Promise<void>;
}

export function createSamlKeys(deps: ProtocolDeps): SamlKeys {
  const { core, secretsKey } = deps;
  const read = createKeyReader(secretsKey);
  const view = (ctx: Context, rows: readonly SamlKey[], row: SamlKey): SamlKeyView => ({
    id: row.id,
    certificate: row.certificate,
    signsFrom: row.signsFrom,
    notAfter: row.notAfter,
    signs: signingOf(rows, ctx.clock.now())?.id === row.id,
  });
  const change = <T>(
    ctx: Context,
    owner: KeyOwner,
    work: (scope: OrganizationScope, rows: readonly SamlKey[]) => Promise<T>,
  ): Promise<T> =>
    inOrganization(core.deps, ctx, owner.organizationId, async (scope) =>
      work(scope, await keysOf(scope.tx, owner)),
    );
  return {
    open: (ctx, owner) => openKeys(deps, ctx, { owner, read }),
    async list(ctx, owner) {
      const rows = await keysOrFirst(deps, ctx, owner);
      return rows.map((row) => view(ctx, rows, row));
    },
    async add(ctx, owner) {
      const pair = await makeKeyPair(owner.id, ctx.clock.now());
      return change(ctx, owner, async (scope, rows) => {
        if (rows.length >= MAX_KEYS) {
          throw new Fault('saml_key.limit', { limit: MAX_KEYS });
        }
        const more = { pair, signsFromMs: rows.length === 0 ? 0 : PUBLISHED_MS };
        const row = await insertKey(scope, secretsKey, owner, more);
        await appendEntry(scope, 'key_added', owner, row);
        return view(ctx, [...rows, row], row);
      });
    },
    use: (ctx, owner, keyId) =>
      change(ctx, owner, async (scope, rows) => {
        const row = requireKey(rows, keyId);
        const signsFrom = instant(ctx.clock.now());
        const used = nextVersion<SamlKey>(ctx, row, { signsFrom });
        await scope.tx.samlKeys.update(used);
        await appendEntry(scope, 'key_used', owner, used);
        return view(ctx, [...rows.filter(({ id }) => id !== keyId), used], used);
      }),
    remove: (ctx, owner, keyId) =>
      change(ctx, owner, async (scope, rows) => {
        const row = requireKey(rows, keyId);
        if (signingOf(rows, ctx.clock.now()) === row) throw new Fault('saml_key.in_use', { keyId });
        await scope.tx.samlKeys.remove(row.id, row.version);
        await appendEntry(scope, 'key_removed', owner, row);
      }),
  };
}

async function openKeys(
  deps: ProtocolDeps,
  ctx: Context,
  { owner, read }: { readonly owner: KeyOwner; readonly read: ReadKey },
): Promise<OpenSamlKeys> {
  const rows = await keysOrFirst(deps, ctx, owner);
  const signing = signingOf(rows, ctx.clock.now());
  if (!signing) throw new Error('The connection has no key.');
  const ordered = [signing, ...rows.filter((row) => row !== signing)];
  const decrypting = ordered.map((row) => read(row));
  const certificates = ordered.map(({ certificate }) => certificate);
  const [first = ''] = decrypting;
  return { signing: first, certificate: signing.certificate, decrypting, certificates };
}

/** Those that there are; the first one is made where there is none. */
async function keysOrFirst(
  { store, secretsKey }: ProtocolDeps,
  ctx: Context,
  owner: KeyOwner,
): Promise<readonly SamlKey[]> {
  const rows = await keysOf(store.read, owner);
  if (rows.length > 0) return rows;
  const pair = await makeKeyPair(owner.id, ctx.clock.now());
  try {
    // with the id of the connection, so that of two processes one makes it
    const more = { id: owner.id, pair, signsFromMs: 0 };
    await store.transaction(owner.id, (tx) => insertKey({ ctx, tx }, secretsKey, owner, more));
  } catch (error) {
    if (!isFault(error, 'record.exists')) throw error;
  }
  return keysOf(store.read, owner);
}

function requireKey(rows: readonly SamlKey[], keyId: string): SamlKey {
  const row = rows.find(({ id }) => id === keyId);
  if (!row) throw new Fault('saml_key.missing', { keyId });
  return row;
}

/** The newest that may sign already; the clock may have been set back, so the oldest when none may. */
function signingOf(rows: readonly SamlKey[], now: number): SamlKey | undefined {
  const ready = rows.filter(({ signsFrom }) => Date.parse(signsFrom) <= now);
  const latest = [...ready].sort((a, b) => (a.signsFrom < b.signsFrom ? -1 : 1)).at(-1);
  return latest ?? rows[0];
}

async function keysOf(
  reading: Pick<Readers, 'samlKeys'>,
  owner: KeyOwner,
): Promise<readonly SamlKey[]> {
  const rows = await findAll(reading.samlKeys, equals('connectionId', owner.id));
  const pairs = rows.flatMap((row) => (row.purpose === undefined ? [row] : []));
  return pairs.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The private key of a row, as PEM. */
type ReadKey = (row: SamlKey) => string;

const MAX_KNOWN_KEYS = 2_000;

/** Keys that a process has read it goes on with, when another secrets key wraps them meanwhile: until it is started again. */
function createKeyReader(secretsKey: SecretsKey): ReadKey {
  const known = new Map<string, string>();
  return (row) => {
    const before = known.get(row.id);
    if (before !== undefined) return before;
    if (row.wrappedBy !== secretsKey.fingerprint) throw foreignKey();
    const pem = pemOf(unwrap(secretsKey, row));
    if (known.size >= MAX_KNOWN_KEYS) known.clear();
    known.set(row.id, pem);
    return pem;
  };
}

function unwrap(secretsKey: SecretsKey, row: SamlKey | ClientSecret): Buffer {
  return secretsKey.unwrap(placeOf(row.id), row.wrapped);
}

function pemOf(pkcs8: Buffer): string {
  const lines = pkcs8.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
}

interface NewKey {
  readonly id?: string;
  readonly pair: KeyPair;
  readonly signsFromMs: number;
}

async function insertKey(
  { ctx, tx }: Pick<OrganizationScope, 'ctx' | 'tx'>,
  secretsKey: SecretsKey,
  { id: connectionId, organizationId }: KeyOwner,
  { id = newId(), pair, signsFromMs }: NewKey,
): Promise<SamlKey> {
  await requireOwnKey(tx, secretsKey);
  const row = firstVersion<SamlKey>(ctx, {
    id,
    organizationId,
    connectionId,
    wrapped: secretsKey.wrap(placeOf(id), pair.privateKey),
    wrappedBy: secretsKey.fingerprint,
    certificate: pair.certificate,
    signsFrom: instant(ctx.clock.now() + signsFromMs),
    notAfter: instant(pair.notAfter),
  });
  await tx.samlKeys.insert(row);
  return row;
}

function appendEntry(
  { journal }: OrganizationScope,
  event: 'key_added' | 'key_used' | 'key_removed',
  owner: KeyOwner,
  { id: keyId, signsFrom, notAfter }: SamlKey,
): Promise<void> {
  const entry = connectionEntry(owner, event);
  return journal.append({ ...entry, after: { keyId, signsFrom, notAfter } });
}

/** For `muster rotate`, in its transaction: wraps every key by another secrets key. What cannot be read stays as it is. */
export async function rewrapSamlKeys(
  { ctx, tx }: { readonly ctx: Context; readonly tx: Writers },
  secretsKey: SecretsKey,
  next: SecretsKey,
): Promise<void> {
  for await (const rows of pagesOf(tx.samlKeys, equals('wrappedBy', secretsKey.fingerprint))) {
    for (const row of rows) {
      const key = unwrapped(secretsKey, row);
      if (!key) continue;
      const wrapped = next.wrap(placeOf(row.id), key);
      const change = { wrapped, wrappedBy: next.fingerprint };
      await tx.samlKeys.update(nextVersion<SamlKey | ClientSecret>(ctx, row, change));
    }
  }
}

/** For a secrets key that is lost: removes what it cannot open; new keys are made when they are needed. Resolves to how many went. */
export async function removeForeignSamlKeys(
  { tx }: { readonly tx: Writers },
  secretsKey: SecretsKey,
): Promise<number> {
  let count = 0;
  for await (const rows of pagesOf(tx.samlKeys, everything)) {
    for (const row of rows) {
      if (unwrapped(secretsKey, row)) continue;
      await tx.samlKeys.remove(row.id, row.version);
      count += 1;
    }
  }
  return count;
}

function unwrapped(secretsKey: SecretsKey, row: SamlKey | ClientSecret): Buffer | undefined {
  try {
    return unwrap(secretsKey, row);
  } catch {
    return undefined;
  }
}
