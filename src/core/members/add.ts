import { Fault, readAddress, readName, type Context } from '#kernel/index.js';
import type { Member, PersonNames } from '#store/index.js';
import { accountOf, type CoreDeps, inOrganization } from '#core/tenancy/index.js';
import { checkPromisedAccess, type PromisedAccessInput } from '#core/entitlements/index.js';
import { requireFeature } from '#core/access/index.js';
import { createMember, formerMember, toAttributes, toGrants } from './lifecycle/create.js';
import { fullNameOf, readPersonNames } from './person-names.js';

/** A person whose identity the host application asserts: a member at once, without an invitation. */
export interface NewMember extends Omit<PromisedAccessInput, 'message'>, PersonNames {
  readonly email: string;
  /** can be left out when first or last name are said, or an account of that address is known */
  readonly name?: string;
  /** whether the person gets a mail about it; absent: where a person or a key adds them, and not the operator */
  readonly notify?: boolean;
}

const MANUAL = { kind: 'manual' } as const;

/**
 * Adds a member. A person who left comes back as the same member. A pending invitation of the address is superseded. Faults
 * `member.exists`, `plan.required`, `limit.members`, `role.unknown`, `permission.escalation`, `permission.missing`, `space.missing`,
 * `product.missing`, `attribute.unknown`, `attribute.invalid`, `invitation.domain_refused`, `request.invalid`.
 */
export function addMember(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
  input: NewMember,
): Promise<Member> {
  return inOrganization(deps, ctx, organizationId, async (scope) => {
    requireFeature(deps.presets, scope.organization, 'members');
    const email = readAddress(input.email);
    const former = await formerMember(scope, email);
    const promised = await checkPromisedAccess(scope, email, input);
    const account = await accountOf(scope.tx, email);
    const givenName = input.name === undefined ? undefined : readName(input.name);
    const names = readPersonNames(input);
    const name = givenName ?? fullNameOf(names) ?? account?.name ?? former?.name;
    if (name === undefined) {
      const problem = 'is needed: no account of that address is known';
      throw new Fault('request.invalid', {
        errors: [{ field: 'name', problem, rule: 'required' }],
      });
    }
    const { roles, spaces, products, guest, attributes, locale = account?.locale } = promised;
    return createMember(scope, {
      name,
      ...names,
      email,
      status: 'active',
      source: 'manual',
      grants: toGrants(ctx, roles, MANUAL),
      guest,
      access: { source: MANUAL, spaces, products },
      former,
      ...(input.notify !== undefined && { notify: input.notify }),
      ...(locale !== undefined && { locale }),
      ...(attributes && { attributes: toAttributes(attributes, 'manual') }),
    });
  });
}
