import { BASE_PATH, operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { Fault, instant, type Clock } from '#kernel/index.js';
import { tokenUrlOf } from '../oauth/addresses.js';
import { mapPage, route, type Route } from './routes.js';

type Credential = Awaited<ReturnType<Core['credentials']['get']>>;
type Trust = NonNullable<Credential['trust']>;

export function credentialRoutes({ credentials }: Core): Route[] {
  return [
    route(operations.createCredential, async ({ ctx, params, body, base }) => {
      const { organizationId, connectionId } = params;
      requireFuture(ctx.clock, body.expiresAt);
      const connection = `${BASE_PATH}/organizations/${organizationId}/connections/${connectionId}`;
      if (body.kind === 'token') {
        const { credential, token } = await credentials.create(
          ctx,
          organizationId,
          connectionId,
          body,
        );
        return {
          body: { ...credentialView(credential, base), token },
          shownOnce: ['token'],
          location: `${connection}/credentials/${credential.id}`,
        };
      }
      const { kind: _kind, trust, ...input } = body;
      const client = { ...input, ...(trust && { trust: trustOf(trust) }) };
      const { credential, secret } = await credentials.createClient(
        ctx,
        organizationId,
        connectionId,
        client,
      );
      return {
        body: { ...credentialView(credential, base), clientSecret: secret },
        shownOnce: ['clientSecret'],
        location: `${connection}/credentials/${credential.id}`,
      };
    }),
    route(operations.listCredentials, async ({ ctx, params, query, base }) => {
      const { organizationId, connectionId } = params;
      const page = await credentials.list(ctx, organizationId, connectionId, query);
      return { body: mapPage(page, (credential) => credentialView(credential, base)) };
    }),
    route(operations.getCredential, async ({ ctx, params, base }) => {
      const { organizationId, connectionId, credentialId } = params;
      const credential = await credentials.get(ctx, organizationId, connectionId, credentialId);
      return { body: credentialView(credential, base) };
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

function trustOf({ jwks, ...claims }: Omit<Trust, 'keys'> & { jwks: Pick<Trust, 'keys'> }): Trust {
  return { ...claims, keys: jwks.keys };
}

/** With what a client needs for its token request, and its keys as they were sent. */
function credentialView(credential: Credential, base: string): object {
  const { id, connectionId, kind, trust } = credential;
  return {
    ...credential,
    ...(kind === 'client' && { clientId: id, tokenUrl: tokenUrlOf(base, connectionId) }),
    ...(trust && { trust: { ...trust, jwks: { keys: trust.keys } } }),
  };
}
