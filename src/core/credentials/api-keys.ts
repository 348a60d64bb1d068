import { Fault, instant, randomText, readName, type Context, type Page } from '#kernel/index.js';
import { all, compare, equals, type ApiKey, type Readers } from '#store/index.js';
import { authorityUnder, readPermissions, requireHeld, toCeiling } from '#core/access/index.js';
import {
  firstVersion,
  hashOfToken,
  inOrganization,
  isLiveKey,
  listPage,
  type ListQuery,
  nextVersion,
  requireOpenOrganization,
  requirePreset,
  requireStepUp,
  viewOrganization,
  type CoreDeps,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { nextNoticeAt, writeExpiryNotices } from './expiry-notices.js';
import { LookupCache } from './lookup-cache.js';
import { createUses } from './uses.js';

/** What every API key starts with, so that scanners for secrets know it. */
export const API_KEY_PREFIX = 'muster_key_';

const DAY_MS = 86_400_000;

export interface ApiKeyLimits {
  /** life of a key without `expiresAt`, days */
  readonly lifeDays: number;
  /** live keys of one organization, at most */
  readonly live: number;
}

export interface NewApiKey {
  readonly name: string;
  /** permissions: `members:read` */
  readonly scopes: readonly string[];
  readonly expiresAt?: string;
}

export interface ApiKeys {
  /** The call with the rights of the key. Faults `credential.invalid`, `organization.disabled`, `organization.deleted`. */
  authenticate(ctx: Context, key: string): Promise<Context>;
  /**
   * `key` is shown here and never again. Faults `permission.escalation` for scopes that its maker does not hold, `request.invalid`
   * for what is no permission, `credential.limit`.
   */
  create(
    ctx: Context,
    organizationId: string,
    input: NewApiKey,
  ): Promise<{ readonly apiKey: ApiKey; readonly key: string }>;
  /** Revoked and expired ones too. */
  list(ctx: Context, organizationId: string, query: ListQuery): Promise<Page<ApiKey>>;
  /** Fault `credential.not_found`, also when it belongs to another organization. */
  get(ctx: Context, organizationId: string, id: string): Promise<ApiKey>;
  /** Dead at once in this process, within a second in others. Revoking twice is no error. */
  revoke(ctx: Context, organizationId: string, id: string): Promise<ApiKey>;
  /** Writes `api_key.expiring` 30, 7 and 1 days before the end. Resolves to the number of notices. For a job. */
  writeExpiryNotices(ctx: Context): Promise<number>;
  /** Forgets what was looked up. */
  forget(): void;
  /** Waits until the last uses are written down. */
  settle(): Promise<void>;
}

export function createApiKeys(deps: CoreDeps, limits: ApiKeyLimits): ApiKeys {
  const { store } = deps;
  const cache = new LookupCache<ApiKey>();
  const uses = createUses<ApiKey>('apiKey', (caller, { id, organizationId }, lastUsedAt) => {
    const write = async ({ ctx, tx, apiKeys }: OrganizationScope): Promise<void> => {
      const apiKey = await apiKeys.get(id);
      if (apiKey) await tx.apiKeys.update(nextVersion<ApiKey>(ctx, apiKey, { lastUsedAt }));
    };
    return inOrganization(deps, caller, organizationId, write, 'any');
  });
  return {
    forget: () => cache.forget(),
    settle: uses.settle,
    async authenticate(ctx, key) {
      const now = ctx.clock.now();
      const hash = hashOfToken(key);
      const apiKey = await cache.find(hash, now, () =>
        store.read.apiKeys.first(equals('hash', hash)),
      );
      if (!apiKey || !isLiveKey(apiKey, now)) throw new Fault('credential.invalid');
      await requireOpenOrganization(store.read, apiKey.organizationId);
      uses.note(ctx, apiKey);
      return contextOf(ctx, apiKey);
    },
    async create(ctx, organizationId, input) {
      const key = API_KEY_PREFIX + randomText(43);
      const apiKey = await inOrganization(deps, ctx, organizationId, (scope) =>
        insertApiKey(scope, limits, input, key),
      );
      return { apiKey, key };
    },
    async list(_ctx, organizationId, query) {
      await requireOpenOrganization(store.read, organizationId);
      return listPage(store.read.apiKeys, equals('organizationId', organizationId), query);
    },
    async get(_ctx, organizationId, id) {
      const { apiKeys } = await viewOrganization(deps, organizationId);
      return apiKeys.require(id);
    },
    async revoke(ctx, organizationId, id) {
      const revoked = await inOrganization(deps, ctx, organizationId, (scope) =>
        revokeApiKey(scope, id),
      );
      cache.forget();
      return revoked;
    },
    writeExpiryNotices: (ctx) => writeExpiryNotices(deps, ctx),
  };
}

/** The context of a request that the key makes: its scopes are its permissions, in its organization only. */
function contextOf(ctx: Context, { id, name, organizationId, scopes, ceiling }: ApiKey): Context {
  const { grants, manages } = authorityUnder(ceiling && { permissions: scopes, ...ceiling });
  return {
    ...ctx,
    actor: { kind: 'api_key', id, name },
    authority: {
      permissions: new Set(scopes),
      grants,
      manages,
      organizationId,
    },
  };
}

async function insertApiKey(
  { ctx, tx, presets, organization, journal }: OrganizationScope,
  limits: ApiKeyLimits,
  { scopes: requested, expiresAt, ...input }: NewApiKey,
  key: string,
): Promise<ApiKey> {
  requireStepUp(ctx, 'keys');
  const organizationId = organization.id;
  const name = readName(input.name);
  const scopes = readPermissions('scopes', requested, requirePreset(presets, organization).roles);
  requireHeld(ctx, scopes);
  const now = ctx.clock.now();
  const end = expiresAt === undefined ? now + limits.lifeDays * DAY_MS : Date.parse(expiresAt);
  if (end <= now) {
    const problem = `must be later than now, ${instant(now)}`;
    throw new Fault('request.invalid', { errors: [{ field: 'expiresAt', problem, rule: 'past' }] });
  }
  const live = await countLiveKeys(tx, organizationId, limits.live, now);
  if (live >= limits.live) throw new Fault('credential.limit', { limit: limits.live });
  const { actor } = ctx;
  const noticeAt = nextNoticeAt(end, now);
  const { grants, manages } = toCeiling(ctx.authority);
  const apiKey = firstVersion<ApiKey>(ctx, {
    organizationId,
    name,
    scopes,
    expiresAt: instant(end),
    hash: hashOfToken(key),
    prefix: key.slice(0, API_KEY_PREFIX.length + 6),
    revoked: false,
    createdBy: { kind: actor.kind, name: actor.name, ...('id' in actor && { id: actor.id }) },
    ...((grants !== 'all' || manages !== 'all') && { ceiling: { grants, manages } }),
    ...(noticeAt !== undefined && { noticeAt }),
  });
  await tx.apiKeys.insert(apiKey);
  await journal.append({
    type: 'api_key.created',
    target: { kind: 'api_key', id: apiKey.id, name },
    after: { prefix: apiKey.prefix, scopes, expiresAt: instant(end) },
  });
  return apiKey;
}

async function revokeApiKey(
  { ctx, tx, apiKeys, journal }: OrganizationScope,
  id: string,
): Promise<ApiKey> {
  const before = await apiKeys.require(id);
  // a caller with less than the key may not take it away either
  requireHeld(ctx, before.scopes);
  if (before.revokedAt !== undefined) return before;
  const { noticeAt: _noticeAt, ...rest } = before;
  const revokedAt = instant(ctx.clock.now());
  const after = nextVersion<ApiKey>(ctx, rest, { revoked: true, revokedAt });
  await tx.apiKeys.update(after);
  await journal.append({
    type: 'api_key.revoked',
    target: { kind: 'api_key', id, name: before.name },
    after: { prefix: before.prefix },
  });
  return after;
}

/** Looks at `limit` rows at most, which is as many as there may be. */
export async function countLiveKeys(
  reading: Pick<Readers, 'apiKeys'>,
  organizationId: string,
  limit: number,
  now: number,
): Promise<number> {
  const { records } = await reading.apiKeys.find({
    where: all(
      equals('organizationId', organizationId),
      equals('revoked', false),
      compare('expiresAt', 'gt', instant(now)),
    ),
    limit,
  });
  return records.length;
}
