import type { Context } from '#kernel/index.js';
import type { OidcConnection } from '#store/index.js';
import type { ProtocolDeps } from '../deps.js';
import { tryUse } from '../flows/index.js';
import { tryFetchProvider } from './discovery.js';

/** Between two fetches that tokens of unknown keys bring about. */
const REFETCH_MS = 5 * 60_000;

type Deps = Pick<ProtocolDeps, 'core' | 'outgoing' | 'store'>;

/** Reads discovery and keys now and keeps what came, or that it failed. Undefined: the connection has no provider yet, or is gone. */
export async function refreshProvider(
  { outgoing, core }: Deps,
  ctx: Context,
  connection: OidcConnection,
): Promise<OidcConnection | undefined> {
  const { metadata, id: connectionId, organizationId } = connection;
  if (metadata?.kind !== 'url') return undefined;
  const { url } = metadata;
  const fetched = await tryFetchProvider(outgoing, connection, url);
  const fetch = { url, fetched };
  const after = await core.connections.watch(ctx, organizationId, { connectionId, fetch });
  return after?.kind === 'oidc' ? after : undefined;
}

/**
 * For a token whose key is not known, or does not fit: at most once in five minutes, whichever process asks. What anybody can send has a
 * turn of its own, so that it takes none from sign-ins. Undefined: nothing new.
 */
export async function refetchKeys(
  deps: Deps,
  ctx: Context,
  connection: OidcConnection,
  turn: 'sign_in' | 'logout',
): Promise<OidcConnection | undefined> {
  const until = ctx.clock.now() + REFETCH_MS;
  const use = { connectionId: connection.id, kind: 'fetch', id: `keys ${turn}`, until };
  if (!(await tryUse(deps, ctx, use))) return undefined;
  const before = JSON.stringify(connection.provider?.keys);
  const after = await refreshProvider(deps, ctx, connection);
  return after && JSON.stringify(after.provider?.keys) !== before ? after : undefined;
}
