import type { Authority, Context } from '#kernel/index.js';
import {
  equals,
  type Connection,
  type Credential,
  type GroupMapping,
  type Readers,
} from '#store/index.js';
import { authorityUnder, type GivenAccess, mayGive, requireMayGive } from '#core/access/index.js';
import { findAll, findRoles, type OrganizationScope } from '#core/tenancy/index.js';
import { isLiveCredential } from './live.js';

/** What one line of a list of mappings gives. */
export type GivingLine = Pick<GroupMapping, 'role' | 'space' | 'productId'>;

type AccessScope = Pick<OrganizationScope, 'presets' | 'organization'> & { readonly tx: Readers };

/** Mappings of one connection, at most: more would make every member's roles a long sum. */
export const MAX_MAPPINGS = 1_000;

/** The mappings of a connection in their order, dormant ones too. */
export async function mappingsOfConnection(
  tx: Pick<Readers, 'groupMappings'>,
  connectionId: string,
): Promise<GroupMapping[]> {
  const { records } = await tx.groupMappings.find({
    where: equals('connectionId', connectionId),
    sort: [{ field: { column: 'position' } }],
    limit: MAX_MAPPINGS,
  });
  return [...records];
}

/** Roles, spaces and seats of these lines and default roles. Roles that are not there any more give nothing. */
export async function accessGivenBy(
  { tx, presets, organization }: AccessScope,
  lines: readonly GivingLine[],
  defaultRoles: readonly string[] = [],
): Promise<GivenAccess> {
  const names = [...lines.flatMap(({ role }) => role ?? []), ...defaultRoles];
  const roles = await findRoles(tx, presets, organization, names);
  return {
    roles: [...roles.values()],
    spaces: lines.some(({ space }) => space !== undefined),
    seats: lines.some(({ productId }) => productId !== undefined),
  };
}

/**
 * A connection acts with borrowed authority: who opens it, with a token or a client, could give everything that it gives. Faults
 * `permission.escalation`, `permission.missing`, `step_up.required` (a powerful role).
 */
export function requireMayOpen(scope: OrganizationScope, connection: Connection): Promise<void> {
  return requireMayGiveAll(scope, connection, scope.ctx);
}

/** The same of who takes it away, which has to be quick and is not proved once more (decision 0060). */
export function requireMayClose(scope: OrganizationScope, connection: Connection): Promise<void> {
  return requireMayGiveAll(scope, connection, { authority: scope.ctx.authority });
}

async function requireMayGiveAll(
  scope: OrganizationScope,
  { id, defaultRole }: Connection,
  caller: Pick<Context, 'authority' | 'stepUp'>,
): Promise<void> {
  if (caller.authority.permissions === 'all') return;
  const lines = await mappingsOfConnection(scope.tx, id);
  const defaultRoles = defaultRole === undefined ? [] : [defaultRole];
  requireMayGive(caller, await accessGivenBy(scope, lines, defaultRoles));
}

/**
 * What speaks for the connection and whose maker could not have given this: the live credentials of a directory, or the connection for
 * sign-in itself. Its provider says who is in which group, and its ceiling is that of the person who last said which provider that is.
 */
export async function credentialsBelow(
  { ctx, tx }: Pick<OrganizationScope, 'ctx'> & { readonly tx: Readers },
  connection: Connection,
  given: GivenAccess,
): Promise<DescribedCredential[]> {
  const { id, kind, name, ceiling } = connection;
  if (kind !== 'scim') {
    return mayGive(authorityUnder(ceiling), given) ? [] : [{ id, kind: 'connection', name }];
  }
  const known = await findAll(tx.credentials, equals('connectionId', id));
  const now = ctx.clock.now();
  return describeCredentials(
    known.filter(
      (credential) =>
        isLiveCredential(credential, now) && !mayGive(authorityUnder(credential.ceiling), given),
    ),
  );
}

/** As a fault, a preview and the journal name it. */
export interface DescribedCredential {
  readonly id: string;
  readonly kind: Credential['kind'] | 'connection';
  readonly name: string;
}

export function describeCredentials(credentials: readonly Credential[]): DescribedCredential[] {
  return credentials.map(({ id, kind, name }) => ({ id, kind, name }));
}

/** What the maker of the connection and the maker of the credential both could do, in the organization. */
export function authorityOfCredential(
  connection: Connection,
  credential: Pick<Credential, 'ceiling'> | undefined,
): readonly Authority[] {
  return [authorityUnder(connection.ceiling), authorityUnder(credential?.ceiling)];
}
