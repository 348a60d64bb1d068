import { BASE_PATH, operations } from '#api/index.js';
import type { Directory } from '#directory/index.js';
import { Fault, instant } from '#kernel/index.js';
import { given, pageBody, pageOf, route, type Route } from './routes.js';

type Credential = Awaited<ReturnType<Directory['credentials']['get']>>;

export function credentialRoutes({ credentials }: Directory): Route[] {
  return [
    route(operations.createCredential, async ({ ctx, params, body }) => {
      const { organizationId, connectionId } = params;
      const { kind, name, scopes, expiresAt } = body;
      if (expiresAt !== undefined && Date.parse(expiresAt) <= ctx.clock.now()) {
        const problem = `must be later than now, ${instant(ctx.clock.now())}`;
        throw new Fault('request.invalid', { errors: [{ field: 'expiresAt', problem }] });
      }
      const { credential, token } = await credentials.create(ctx, organizationId, connectionId, {
        kind,
        ...given({ name, scopes, expiresAt }),
      });
      const connection = `${BASE_PATH}/organizations/${organizationId}/connections/${connectionId}`;
      return {
        body: { ...view(credential), token },
        location: `${connection}/credentials/${credential.id}`,
      };
    }),
    route(operations.listCredentials, async ({ ctx, params, query }) => {
      const { organizationId, connectionId } = params;
      const page = await credentials.list(ctx, organizationId, connectionId, pageOf(query));
      return { body: pageBody(page, view) };
    }),
    route(operations.getCredential, async ({ ctx, params }) => {
      const { organizationId, connectionId, credentialId } = params;
      return {
        body: view(await credentials.get(ctx, organizationId, connectionId, credentialId)),
      };
    }),
    route(operations.revokeCredential, async ({ ctx, params }) => {
      const { organizationId, connectionId, credentialId } = params;
      await credentials.revoke(ctx, organizationId, connectionId, credentialId);
      return {};
    }),
  ];
}

/** Everything but the hash. */
function view(credential: Credential): object {
  const { id, connectionId, kind, name, prefix, scopes } = credential;
  const { expiresAt, revokedAt, lastUsedAt, createdAt } = credential;
  return {
    ...{ id, connectionId, kind, name, prefix, scopes },
    ...{ expiresAt, revokedAt, lastUsedAt, createdAt },
  };
}
