import { instant, type Instant } from '#kernel/index.js';
import {
  isForSignIn,
  type ConnectionConcern,
  type MetadataSource,
  type SignInConnection,
} from '#store/index.js';
import type { OrganizationScope } from '#core/tenancy/index.js';
import {
  describeProvider,
  nameOfProvider,
  providerChange,
  type AnyProvider,
} from './configurations.js';
import { connectionEntry, writeConnection } from './records.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How often metadata is fetched again and ends are looked for; sooner while fetching fails. */
export const WATCH_MS = DAY_MS;
const WATCH_WHILE_FAILING_MS = HOUR_MS;

/** How long the last good keys are believed after the end that the metadata itself says. */
export const KEPT_AFTER_END_MS = 7 * DAY_MS;

/** Days before an end on which administrators hear of it. */
const NOTICE_DAYS = [30, 7, 1];

type UrlSource = Extract<MetadataSource, { kind: 'url' }>;

/** What fetching a provider's metadata brought. */
export type FetchedMetadata =
  | { readonly provider: AnyProvider; readonly signerFingerprint?: string }
  | { readonly failure: string };

/** A look at a connection: with what was fetched from where, if it was. */
export interface ConnectionWatch {
  readonly connectionId: string;
  readonly fetch?: { readonly url: string; readonly fetched: FetchedMetadata };
}

/**
 * How far the keys of a provider are good: `expired` since the metadata's own end is seven days ago. Fetches that fail end nothing by
 * themselves.
 */
export function metadataStateOf(
  { provider, metadata }: Pick<SignInConnection, 'provider' | 'metadata'>,
  now: number,
): 'missing' | 'current' | 'failing' | 'ending' | 'expired' {
  if (!provider) return 'missing';
  const end = endOf(provider);
  if (end + KEPT_AFTER_END_MS <= now) return 'expired';
  if (end <= now) return 'ending';
  return metadata?.kind === 'url' && metadata.failure ? 'failing' : 'current';
}

/**
 * Takes over what was fetched and says what administrators must hear. New keys and addresses from the pinned URL are taken without a new
 * test; another entity ID or signer is a failure. Undefined: the connection is gone, or its metadata comes from elsewhere meanwhile.
 */
export async function watchConnection(
  scope: OrganizationScope,
  { connectionId, fetch }: ConnectionWatch,
): Promise<SignInConnection | undefined> {
  const before = await scope.connections.get(connectionId);
  if (!isForSignIn(before) || before.status === 'deleting') return undefined;
  const now = scope.ctx.clock.now();
  let after = before;
  if (fetch) {
    const { metadata } = before;
    if (metadata?.kind !== 'url' || metadata.url !== fetch.url) return undefined;
    after = withFetched(before, metadata, { fetched: fetch.fetched, now });
    await appendRefreshed(scope, before, after);
  }
  const notices = noticesOf(after, now);
  for (const { event, details } of notices) {
    await scope.journal.append({ ...connectionEntry(after, event), after: details });
  }
  const isFailing = after.metadata?.kind === 'url' && after.metadata.failure !== undefined;
  const { concern: _before, ...watched } = after;
  const concern = concernOf(after, now);
  return writeConnection<SignInConnection>(scope, watched as SignInConnection, {
    ...(concern && { concern }),
    watchedAt: instant(now),
    dueAt: instant(now + (isFailing ? WATCH_WHILE_FAILING_MS : WATCH_MS)),
    ...(notices.some(({ isDaily }) => isDaily) && { noticeAt: instant(now + DAY_MS) }),
  });
}

interface Fetched {
  readonly fetched: FetchedMetadata;
  readonly now: number;
}

function withFetched(
  connection: SignInConnection,
  source: UrlSource,
  { fetched, now }: Fetched,
): SignInConnection {
  const at = instant(now);
  const failure = 'failure' in fetched ? fetched.failure : refusalOf(connection, source, fetched);
  if (failure !== undefined || 'failure' in fetched) {
    const since = source.failure?.since ?? at;
    const metadata = { ...source, failure: { since, at, reason: failure ?? 'unknown' } };
    return { ...connection, metadata };
  }
  const { failure: _over, signerFingerprint: pinned, ...rest } = source;
  const signer = pinned === undefined ? undefined : fetched.signerFingerprint;
  const metadata = {
    ...rest,
    fetchedAt: at,
    ...(signer !== undefined && { signerFingerprint: signer }),
  };
  return { ...connection, provider: fetched.provider, metadata } as SignInConnection;
}

/** Whose metadata it is stays what it was when a person gave the URL. */
function refusalOf(
  { provider }: SignInConnection,
  { signerFingerprint }: UrlSource,
  fetched: { readonly provider: AnyProvider; readonly signerFingerprint?: string },
): string | undefined {
  if (provider && nameOfProvider(provider) !== nameOfProvider(fetched.provider)) {
    return 'issuer' in provider ? 'discovery_issuer' : 'metadata_entity';
  }
  if (signerFingerprint === undefined || !provider || 'issuer' in provider) return undefined;
  // a provider that changes keys signs with the new one, which it has published before
  const known = provider.certificates.map(({ fingerprint }) => fingerprint);
  const isKnown = [signerFingerprint, ...known].includes(fetched.signerFingerprint ?? '');
  return isKnown ? undefined : 'metadata_signature';
}

async function appendRefreshed(
  { journal }: OrganizationScope,
  before: SignInConnection,
  after: SignInConnection,
): Promise<void> {
  const changed = providerChange(before.provider, after.provider);
  if (changed.length > 0 && after.provider) {
    await journal.append({
      ...connectionEntry(after, 'metadata_changed'),
      ...(before.provider && { before: { provider: describeProvider(before.provider) } }),
      after: { provider: describeProvider(after.provider), changed },
    });
  }
  const failed = before.metadata?.kind === 'url' ? before.metadata.failure : undefined;
  const fails = after.metadata?.kind === 'url' ? after.metadata.failure : undefined;
  if (failed && !fails) {
    const entry = connectionEntry(after, 'metadata_recovered');
    await journal.append({ ...entry, after: { failedSince: failed.since } });
  }
}

/** The end that metadata says itself; discovery says none. */
function endOf(provider: AnyProvider): number {
  const end = 'issuer' in provider ? undefined : provider.validUntil;
  return end === undefined ? Infinity : Date.parse(end);
}

/** The most pressing one. A certificate is one for its last month, whenever people were told. */
function concernOf(
  { provider, metadata }: SignInConnection,
  now: number,
): ConnectionConcern | undefined {
  if (!provider) return undefined;
  if (metadata?.kind === 'url' && metadata.failure) return 'metadata_failing';
  if (endOf(provider) <= now) return 'metadata_ending';
  const lastEnd = Date.parse(lastSigningEnd(provider) ?? '');
  return lastEnd - (NOTICE_DAYS[0] ?? 0) * DAY_MS <= now ? 'certificate_expiring' : undefined;
}

interface DueNotice {
  readonly event: 'metadata_failing' | 'metadata_ending' | 'certificate_expiring';
  readonly details: Readonly<Record<string, unknown>>;
  /** said again each day until it is mended */
  readonly isDaily: boolean;
}

function noticesOf(connection: SignInConnection, now: number): DueNotice[] {
  const { provider, metadata, watchedAt, noticeAt } = connection;
  if (!provider) return [];
  const since = Date.parse(watchedAt ?? connection.createdAt);
  const isDue = (end: number): boolean =>
    NOTICE_DAYS.some((days) => end - days * DAY_MS > since && end - days * DAY_MS <= now);
  const notices: DueNotice[] = [];
  const lastEnd = lastSigningEnd(provider);
  if (lastEnd !== undefined && isDue(Date.parse(lastEnd))) {
    const days = Math.ceil((Date.parse(lastEnd) - now) / DAY_MS);
    const details = { days: Math.max(days, 0), expiresAt: lastEnd };
    notices.push({ event: 'certificate_expiring', details, isDaily: false });
  }
  const validUntil = 'issuer' in provider ? undefined : provider.validUntil;
  const end = endOf(provider);
  const isDailyDue = noticeAt === undefined || Date.parse(noticeAt) <= now;
  const failure = metadata?.kind === 'url' ? metadata.failure : undefined;
  if (
    validUntil !== undefined &&
    (end <= now ? isDailyDue : metadata?.kind !== 'url' && isDue(end))
  ) {
    const details = { validUntil, usableUntil: instant(end + KEPT_AFTER_END_MS) };
    notices.push({ event: 'metadata_ending', details, isDaily: end <= now });
  } else if (failure && isDailyDue) {
    const details = { reason: failure.reason, since: failure.since };
    notices.push({ event: 'metadata_failing', details, isDaily: true });
  }
  return notices;
}

/** An earlier end beside a later one is a change of keys that goes well. */
export function lastSigningEnd(provider: AnyProvider): Instant | undefined {
  if ('issuer' in provider) return undefined;
  return provider.certificates
    .filter(({ use }) => use !== 'encryption')
    .map(({ notAfter }) => notAfter)
    .sort()
    .at(-1);
}
