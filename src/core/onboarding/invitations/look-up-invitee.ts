import { readAddress } from '#kernel/index.js';
import { accountOf, requirePreset, type OrganizationScope } from '#core/tenancy/index.js';
import { membersOfAddress } from '#core/members/index.js';
import { countLookUp } from './rates.js';

/**
 * Whether the name of a person is known, so that a form need not ask for it: of a member who was here before, and where the preset's form
 * has a step for those who are not known, of an account of this installation. It is a yes or a no, never the name. Each question counts
 * against limits of the caller and the organization. Faults `request.invalid`, `invitation.too_many`.
 */
export async function lookUpInvitee(
  scope: OrganizationScope,
  input: { readonly email: string },
): Promise<{ readonly known: boolean }> {
  const email = readAddress(input.email);
  await countLookUp(scope);
  const { tx, presets, organization } = scope;
  if ((await membersOfAddress(scope, email)).length > 0) return { known: true };
  const { steps } = requirePreset(presets, organization).console.add;
  if (!steps.some(({ hiddenWhenKnown }) => hiddenWhenKnown)) return { known: false };
  return { known: (await accountOf(tx, email)) !== undefined };
}
