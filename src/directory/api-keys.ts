import { Fault, type Context } from '#kernel/index.js';
import { equals, type Store } from '#store/index.js';
import { hashOf } from './authentication.js';

/** What every API key starts with, so that scanners for secrets know it. */
export const KEY_MARK = 'muster_key_';

export interface ApiKeys {
  /** The call with the rights of the key. Faults `credential.invalid`, `organization.disabled`, `organization.deleted`. */
  authenticate(ctx: Context, key: string): Promise<Context>;
}

export function createApiKeys(store: Store): ApiKeys {
  return {
    async authenticate(ctx, key) {
      const found = await store.read.apiKeys.first(equals('hash', hashOf(key)));
      const now = ctx.clock.now();
      const over = found?.expiresAt !== undefined && Date.parse(found.expiresAt) <= now;
      if (!found || found.revokedAt !== undefined || over) throw new Fault('credential.invalid');
      const { id, name, organizationId, scopes } = found;
      return {
        ...ctx,
        actor: { kind: 'api_key', id, name },
        authority: {
          ...{ permissions: new Set(scopes), grants: 'all', manages: 'all', organizationId },
        },
      };
    },
  };
}
