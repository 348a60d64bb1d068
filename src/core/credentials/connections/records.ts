import { Fault } from '#kernel/index.js';
import {
  isForSignIn,
  type Connection,
  type ScimConnection,
  type SignInConnection,
} from '#store/index.js';
import { nextVersion, type OrganizationScope } from '#core/tenancy/index.js';

export interface ConnectionTarget {
  readonly organizationId: string;
  readonly connectionId: string;
  /** the version that the caller has read */
  readonly expected?: number;
}

type ConnectionReader = Pick<OrganizationScope, 'connections'>;

/** A connection that is to be changed. Faults `connection.missing`, `connection.deleting`. */
export async function requireConnection(
  { connections }: ConnectionReader,
  id: string,
): Promise<Connection> {
  const connection = await connections.require(id);
  if (connection.status !== 'deleting') return connection;
  throw new Fault('connection.deleting', { id, taskId: connection.deletion?.taskId });
}

/** Faults as `requireConnection`, `connection.kind`. */
export async function requireScimConnection(
  readers: ConnectionReader,
  id: string,
): Promise<ScimConnection> {
  const connection = await requireConnection(readers, id);
  if (connection.kind === 'scim') return connection;
  throw new Fault('connection.kind', { id, kind: connection.kind, wanted: 'scim' });
}

/** Faults as `requireConnection`, `connection.kind`. */
export async function requireSignInConnection(
  readers: ConnectionReader,
  id: string,
): Promise<SignInConnection> {
  const connection = await requireConnection(readers, id);
  if (isForSignIn(connection)) return connection;
  throw new Fault('connection.kind', { id, kind: connection.kind, wanted: 'saml or oidc' });
}

/** The next version of a connection; the caller has checked the change and appends the entry. */
export async function writeConnection<C extends Connection>(
  { ctx, tx }: Pick<OrganizationScope, 'ctx' | 'tx'>,
  before: C,
  change: Partial<C>,
): Promise<C> {
  const after = nextVersion<C>(ctx, before, change);
  await tx.connections.update(after);
  return after;
}

/** Type and target of a journal entry about a connection: those of directories and those of sign-in are two families. */
export function connectionEntry<const Event extends string>(
  { id, name, kind }: Pick<Connection, 'id' | 'name' | 'kind'>,
  event: Event,
) {
  const family = kind === 'scim' ? 'scim' : 'sign_in';
  return {
    type: `${family}.connection.${event}`,
    target: { kind: 'connection', id, name },
  } as const;
}
