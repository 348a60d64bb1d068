import { OutgoingError, type HttpClient } from '#outgoing/index.js';
import type { Core, FetchedMetadata } from '#core/index.js';
import type { Context } from '#kernel/index.js';
import type { SamlConnection } from '#store/index.js';
import { tryUse } from '../../flows/index.js';
import type { ProtocolDeps } from '../../deps.js';
import { ProviderRefusal } from '../../refusals/index.js';
import {
  MAX_METADATA_BYTES,
  readMetadata,
  type KnownSigners,
  type ReadMetadata,
} from './provider-metadata.js';
import { isAllowed } from './provider-values.js';

/** Between two fetches that answers of unknown keys bring about. */
const REFETCH_MS = 5 * 60_000;

const ACCEPT = 'application/samlmetadata+xml, application/xml, text/xml';

export interface FetchMetadataOptions {
  readonly entityId?: string;
  readonly signers?: KnownSigners;
}

/** Fetches and reads metadata. @throws OutgoingError, ProviderRefusal */
export async function fetchMetadata(
  outgoing: HttpClient,
  url: string,
  options: FetchMetadataOptions = {},
): Promise<ReadMetadata> {
  const { body } = await outgoing.fetch(url, { maxBytes: MAX_METADATA_BYTES, accept: ACCEPT });
  return readMetadata(body.toString('utf8'), {
    ...options,
    isAllowed: (address) => isAllowed(outgoing, address),
  });
}

/** The same, with the reason in a word when it fails: `fetch.timeout`, `metadata_entity`. Nothing is thrown. */
export async function tryFetchMetadata(
  outgoing: HttpClient,
  connection: SamlConnection,
  url: string,
): Promise<FetchedMetadata> {
  const { provider, metadata } = connection;
  const fingerprint = metadata?.kind === 'url' ? metadata.signerFingerprint : undefined;
  const { certificates = [] } = provider ?? {};
  try {
    return await fetchMetadata(outgoing, url, {
      ...(provider && { entityId: provider.entityId }),
      ...(fingerprint !== undefined && { signers: { fingerprint, certificates } }),
    });
  } catch (error) {
    if (error instanceof OutgoingError) return { failure: `fetch.${error.reason}` };
    if (error instanceof ProviderRefusal) return { failure: error.code };
    throw error;
  }
}

/** Fetches the pinned metadata now and keeps what came, or that it failed. Undefined: the connection is not fed by a URL, or is gone. */
export async function refreshMetadata(
  { outgoing, core }: { readonly outgoing: HttpClient; readonly core: Core },
  ctx: Context,
  connection: SamlConnection,
): Promise<SamlConnection | undefined> {
  const { metadata, id: connectionId, organizationId } = connection;
  if (metadata?.kind !== 'url') return undefined;
  const { url } = metadata;
  const fetched = await tryFetchMetadata(outgoing, connection, url);
  const fetch = { url, fetched };
  const after = await core.connections.watch(ctx, organizationId, { connectionId, fetch });
  return after?.kind === 'saml' ? after : undefined;
}

/** For an answer of an unknown key: at most once in five minutes, whichever process asks. Undefined: nothing new. */
export async function refetchMetadata(
  deps: ProtocolDeps,
  ctx: Context,
  connection: SamlConnection,
): Promise<SamlConnection | undefined> {
  if (connection.metadata?.kind !== 'url') return undefined;
  const until = ctx.clock.now() + REFETCH_MS;
  const use = { connectionId: connection.id, kind: 'fetch', id: 'metadata', until };
  if (!(await tryUse(deps, ctx, use))) return undefined;
  const keys = keysOf(connection);
  const after = await refreshMetadata(deps, ctx, connection);
  return after && keysOf(after) !== keys ? after : undefined;
}

function keysOf({ provider }: SamlConnection): string {
  return (provider?.certificates ?? []).map(({ fingerprint }) => fingerprint).join();
}
