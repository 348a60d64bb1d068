import {
  dueBy,
  findAll,
  firstVersion,
  nextVersion,
  removeSome,
  type SecretsKey,
  type SweepResult,
} from '#core/index.js';
import { Fault, instant, newId, type Context } from '#kernel/index.js';
import {
  equals,
  type EndpointSecret,
  type Readers,
  type Store,
  type Writers,
} from '#store/index.js';
import {
  newSecret,
  readSecret,
  receiverText,
  type SignatureScheme,
  type SigningSecret,
} from './secret-texts.js';
import { requireCurrentKey, unwrapSecret, wrapSecret } from './wrapping.js';

/** Whose secrets they are: a webhook endpoint or an inline hook. */
export interface SecretOwner {
  readonly id: string;
  /** absent: it is of the installation */
  readonly organizationId?: string;
}

/** A secret as it is shown: never the part that signs. */
export interface EndpointSecretView {
  readonly id: string;
  readonly scheme: SignatureScheme;
  /** of `v1a` */
  readonly publicKey?: string;
  readonly createdAt: string;
  /** signs until then; absent: the one in use */
  readonly expiresAt?: string;
}

/** `receiverText` is shown once: `whsec_…` of `v1`, the public key `whpk_…` of `v1a`. */
export interface MadeEndpointSecret extends EndpointSecretView {
  readonly receiverText: string;
}

export interface NewEndpointSecret {
  /** `v1` when absent, or that of the given secret */
  readonly scheme?: SignatureScheme;
  /** the caller's own, `whsec_…`, `whsk_…` or base64; a new one is drawn when absent */
  readonly secret?: string;
  /** how long the one before goes on signing beside it; 0: not at all; 24 when absent */
  readonly overlapHours?: number;
}

/** The transaction of the caller. Who may change an endpoint may change its secrets; the caller has asked. */
type Change = { readonly ctx: Context; readonly tx: Writers };

export interface EndpointSecrets {
  /**
   * The first secret of a scheme, or a newer one in place of it: both sign until the time of the one before is over. Faults
   * `endpoint_secret.invalid`, `endpoint_secret.limit`.
   */
  add(change: Change, owner: SecretOwner, secret?: NewEndpointSecret): Promise<MadeEndpointSecret>;
  /** Ends one at once. Faults `endpoint_secret.missing`, `endpoint_secret.last`. */
  remove(change: Change, owner: SecretOwner, secretId: string): Promise<void>;
  /** With the endpoint. */
  removeAll(change: Change, owner: SecretOwner): Promise<void>;
  /** Those that sign now, the oldest first. */
  list(ctx: Context, owner: SecretOwner): Promise<readonly EndpointSecretView[]>;
  /**
   * What signs a request that is sent now: asked for at each attempt, so that a secret that was changed meanwhile counts. Fault
   * `endpoint_secret.missing` when there is none.
   */
  open(ctx: Context, owner: SecretOwner): Promise<readonly SigningSecret[]>;
  /** For the retention job: a bounded number of those whose time is over. */
  removeExpired(ctx: Context): Promise<SweepResult>;
}

/** Of one endpoint at once, those that end soon included: each makes the header of every request longer. */
export const MAX_ENDPOINT_SECRETS = 6;

const OVERLAP_HOURS = 24;
const HOUR_MS = 3_600_000;
const SWEEP_SIZE = 500;

export function createEndpointSecrets({
  store,
  secretsKey,
}: {
  readonly store: Store;
  readonly secretsKey: SecretsKey;
}): EndpointSecrets {
  return {
    add: (change, owner, secret = {}) => addSecret(secretsKey, change, { owner, secret }),
    async remove({ ctx, tx }, owner, secretId) {
      const rows = await liveSecrets(tx, ctx, owner);
      const row = rows.find(({ id }) => id === secretId);
      if (!row) throw new Fault('endpoint_secret.missing', { secretId });
      const lasting = rows.filter(({ expiresAt }) => expiresAt === undefined);
      if (lasting.length === 1 && lasting[0] === row) throw new Fault('endpoint_secret.last');
      await tx.endpointSecrets.remove(row.id, row.version);
    },
    async removeAll({ tx }, owner) {
      await tx.endpointSecrets.removeWhere(equals('endpointId', owner.id));
    },
    async list(ctx, owner) {
      const rows = await liveSecrets(store.read, ctx, owner);
      return rows.map(viewOf);
    },
    async open(ctx, owner) {
      const rows = await liveSecrets(store.read, ctx, owner);
      // nothing leaves unsigned; the secrets key may have been lost
      if (rows.length === 0) throw new Fault('endpoint_secret.missing');
      return rows.map((row) => ({ scheme: row.scheme, bytes: unwrapSecret(secretsKey, row) }));
    },
    removeExpired: (ctx) =>
      removeSome(store, 'endpoint-secrets', 'endpointSecrets', dueBy(ctx, 'expiresAt', SWEEP_SIZE)),
  };
}

async function addSecret(
  secretsKey: SecretsKey,
  { ctx, tx }: Change,
  { owner, secret }: { readonly owner: SecretOwner; readonly secret: NewEndpointSecret },
): Promise<MadeEndpointSecret> {
  await requireCurrentKey(tx, secretsKey);
  const signing = chosenSecret(secret);
  const { scheme } = signing;
  const overlapHours = secret.overlapHours ?? OVERLAP_HOURS;
  const before = await liveSecrets(tx, ctx, owner);
  const ending = before.filter((row) => row.scheme === scheme);
  const kept = overlapHours > 0 ? before.length : before.length - ending.length;
  if (kept >= MAX_ENDPOINT_SECRETS) {
    throw new Fault('endpoint_secret.limit', { limit: MAX_ENDPOINT_SECRETS });
  }
  const expiresAt = instant(ctx.clock.now() + overlapHours * HOUR_MS);
  for (const row of ending) await endSecret({ ctx, tx }, row, { expiresAt, overlapHours });
  const id = newId();
  const shown = receiverText(signing);
  const row = firstVersion<EndpointSecret>(ctx, {
    id,
    endpointId: owner.id,
    scheme,
    ...wrapSecret(secretsKey, id, signing.bytes),
    ...(owner.organizationId !== undefined && { organizationId: owner.organizationId }),
    ...(scheme === 'v1a' && { publicKey: shown }),
  });
  await tx.endpointSecrets.insert(row);
  return { ...viewOf(row), receiverText: shown };
}

/** One that ends sooner already keeps its time. */
async function endSecret(
  { ctx, tx }: Change,
  row: EndpointSecret,
  { expiresAt, overlapHours }: { readonly expiresAt: string; readonly overlapHours: number },
): Promise<void> {
  if (overlapHours <= 0) return tx.endpointSecrets.remove(row.id, row.version);
  if (row.expiresAt !== undefined && row.expiresAt <= expiresAt) return;
  await tx.endpointSecrets.update(nextVersion<EndpointSecret>(ctx, row, { expiresAt }));
}

/** Fault `endpoint_secret.invalid`, also when the given secret is of another scheme than the one that is asked for. */
function chosenSecret({ scheme, secret }: NewEndpointSecret): SigningSecret {
  if (secret === undefined) return newSecret(scheme ?? 'v1');
  const given = readSecret(secret);
  if (scheme !== undefined && given.scheme !== scheme) throw new Fault('endpoint_secret.invalid');
  return given;
}

async function liveSecrets(
  reading: Pick<Readers, 'endpointSecrets'>,
  ctx: Context,
  owner: SecretOwner,
): Promise<readonly EndpointSecret[]> {
  const now = instant(ctx.clock.now());
  // those whose time is over go with the retention job
  const known = await findAll(reading.endpointSecrets, equals('endpointId', owner.id));
  return known
    .filter(({ organizationId }) => organizationId === owner.organizationId)
    .filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function viewOf({
  id,
  scheme,
  publicKey,
  createdAt,
  expiresAt,
}: EndpointSecret): EndpointSecretView {
  return {
    id,
    scheme,
    createdAt,
    ...(publicKey !== undefined && { publicKey }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}
