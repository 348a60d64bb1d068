import { equals, type ApiKey } from '#store/index.js';
import { findAll, nextVersion, NOTHING_ERASED, type PersonEraser } from '#core/tenancy/index.js';

/** The name of the person beside keys that they made; an organization has few. */
export const eraseKeyMakers: PersonEraser = async (scope, { memberIds, accountIds }) => {
  const { ctx, tx, organization } = scope;
  const ids = new Set([...memberIds, ...accountIds]);
  let done = 0;
  for (const key of await findAll(tx.apiKeys, equals('organizationId', organization.id))) {
    const { createdBy } = key;
    if (createdBy.id === undefined || !ids.has(createdBy.id) || createdBy.name === '') continue;
    await tx.apiKeys.update(
      nextVersion<ApiKey>(ctx, key, { createdBy: { ...createdBy, name: '' } }),
    );
    done += 1;
  }
  return done === 0 ? NOTHING_ERASED : { done };
};
