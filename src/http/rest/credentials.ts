import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { Fault, instant, type Clock } from '#kernel/index.js';
import { tokenUrlOf } from '../oauth/addresses.js';
import { given, pageBody, pageOf, route, type Route } from './routes.js';

type Credential = Awaited<ReturnType<Core['credentials']['get']>>;
type NewClient = Parameters<Core['credentials']['createClient']>[3];
type Trust = NonNullable<Credential['trust']>;

export function credentialRoutes({ credentials }: Core): Route[] {
  return [
    route(operations.createCredential, async ({ ctx, params, body, base }) => {
      const { organizationId, connectionId } = params;
      const { kind, name, scopes, expiresAt } = body;
      requireFuture(ctx.clock, expiresAt);
      const wishes = given({ name, scopes, expiresAt });
      const connection = `${BASE_PATH}/organizations/${organizationId}/connections/${connectionId}`;
      const place = [ctx, organizationId, connectionId] as const;
      if (kind === 'token') {
        const { credential, token } = await credentials.create(...place, { kind, ...wishes });
        return {
          body: { ...view(credential, base), token },
          location: `${connection}/credentials/${credential.id}`,
        };
      }
      const client: NewClient = { ...wishes, ...(body.trust && { trust: trustOf(body.trust) }) };
      const { credential, secret } = await credentials.createClient(...place, client);
      return {
        body: { ...view(credential, base), clientSecret: secret },
        location: `${connection}/credentials/${credential.id}`,
      };
    }),
    route(operations.listCredentials, async ({ ctx, params, query, base }) => {
      const { organizationId, connectionId } = params;
      const page = await credentials.list(ctx, organizationId, connectionId, pageOf(query));
      return { body: pageBody(page, (credential) => view(credential, base)) };
    }),
    route(operations.getCredential, async ({ ctx, params, base }) => {
      const { organizationId, connectionId, credentialId } = params;
      const credential = await credentials.get(ctx, organizationId, connectionId, credentialId);
      return { body: view(credential, base) };
    }),
    route(operations.revokeCredential, async ({ ctx, params }) => {
      const { organizationId, connectionId, credentialId } = params;
      await credentials.revoke(ctx, organizationId, connectionId, credentialId);
      return {};
    }),
  ];
}

function requireFuture(clock: Clock, expiresAt: string | undefined): void {
  if (expiresAt === undefined || Date.parse(expiresAt) > clock.now()) return;
  const problem = `must be later than now, ${instant(clock.now())}`;
  throw new Fault('request.invalid', { errors: [{ field: 'expiresAt', problem }] });
}

interface AskedTrust extends Omit<Trust, 'keys'> {
  readonly jwks: { readonly keys: readonly AskedKey[] };
}

type AskedKey = { readonly [Name in keyof Trust['keys'][number]]: string | undefined } & {
  readonly kty: Trust['keys'][number]['kty'];
};

function trustOf({ jwks, ...claims }: AskedTrust): Trust {
  return { ...claims, keys: jwks.keys.map(({ ...key }) => given(key) as Trust['keys'][number]) };
}

/** Everything but the hash. */
function view(credential: Credential, base: string): object {
  const { id, connectionId, kind, name, prefix, scopes, trust } = credential;
  const { expiresAt, revokedAt, lastUsedAt, createdAt } = credential;
  return {
    id,
    connectionId,
    kind,
    name,
    prefix,
    scopes,
    ...(kind === 'client' && { clientId: id, tokenUrl: tokenUrlOf(base, connectionId) }),
    ...(trust && { trust: shownTrust(trust) }),
    expiresAt,
    revokedAt,
    lastUsedAt,
    createdAt,
  };
}

/** As it was given. */
function shownTrust({ keys, ...claims }: Trust): object {
  return { ...claims, jwks: { keys } };
}
