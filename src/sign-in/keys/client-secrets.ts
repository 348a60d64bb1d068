import { findAll, firstVersion, type OrganizationScope, type SecretsKey } from '#core/index.js';
import { newId } from '#kernel/index.js';
import { equals, type ClientSecret, type OidcConnection, type Store } from '#store/index.js';
import { foreignKey, placeOf, requireOwnKey } from './wrapping.js';

interface Deps {
  readonly store: Store;
  readonly secretsKey: SecretsKey;
}

type Owner = Pick<OidcConnection, 'id' | 'organizationId'>;

/** Client secrets of connections of kind oidc: wrapped, never shown again. */
export interface ClientSecrets {
  /** In the caller's transaction, in place of the one of before. Resolves to the id by which the connection names it. */
  keep(scope: Pick<OrganizationScope, 'ctx' | 'tx'>, owner: Owner, secret: string): Promise<string>;
  /** Undefined: there is none. */
  open(connection: Pick<OidcConnection, 'clientSecretId'>): Promise<string | undefined>;
}

export function createClientSecrets({ store, secretsKey }: Deps): ClientSecrets {
  return {
    async keep({ ctx, tx }, { id: connectionId, organizationId }, secret) {
      await requireOwnKey(tx, secretsKey);
      for (const row of await findAll(tx.samlKeys, equals('connectionId', connectionId))) {
        if (row.purpose === 'client_secret') await tx.samlKeys.remove(row.id, row.version);
      }
      const id = newId();
      const row = firstVersion<ClientSecret>(ctx, {
        id,
        organizationId,
        connectionId,
        purpose: 'client_secret',
        wrapped: secretsKey.wrap(placeOf(id), Buffer.from(secret)),
        wrappedBy: secretsKey.fingerprint,
      });
      await tx.samlKeys.insert(row);
      return id;
    },
    async open({ clientSecretId }) {
      if (clientSecretId === undefined) return undefined;
      const row = await store.read.samlKeys.get(clientSecretId);
      if (row?.purpose !== 'client_secret') return undefined;
      if (row.wrappedBy !== secretsKey.fingerprint) throw foreignKey();
      return secretsKey.unwrap(placeOf(row.id), row.wrapped).toString();
    },
  };
}
