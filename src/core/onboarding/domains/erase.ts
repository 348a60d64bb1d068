import { addressKey } from '#kernel/index.js';
import { equals, type Domain } from '#store/index.js';
import { findAll, nextVersion, NOTHING_ERASED, type PersonEraser } from '#core/tenancy/index.js';

/** A proof that waits for a code at an address of the person; another one can be begun. */
export const eraseDomainProofs: PersonEraser = async (scope, { addresses }) => {
  if (addresses.length === 0) return NOTHING_ERASED;
  const { ctx, tx, organization } = scope;
  let done = 0;
  for (const domain of await findAll(tx.domains, equals('organizationId', organization.id))) {
    const { emailProof, ...rest } = domain;
    if (!emailProof || !addresses.includes(addressKey(emailProof.address))) continue;
    await tx.domains.update(nextVersion<Domain>(ctx, rest, {}));
    done += 1;
  }
  return { done };
};
