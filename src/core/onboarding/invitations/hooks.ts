import type { OrganizationScope } from '#core/tenancy/index.js';
import { readName } from '#kernel/index.js';
import type { Invitation } from '#store/index.js';

/** What hooks are told of a new invitation. */
interface Told {
  readonly email: string;
  readonly name?: string;
  readonly roles?: readonly string[];
  readonly spaces?: readonly unknown[];
  readonly products?: readonly unknown[];
}

/** Asks before a person is invited: the invitation with what hooks changed. The caller's rights are checked afterwards, on that. */
export function askBeforeInviting<Input extends Told>(
  { hooks }: Pick<OrganizationScope, 'hooks'>,
  input: Input,
): Input {
  if (!hooks.concern('before_invitation_create')) return input;
  const { email, name, roles, spaces = [], products = [] } = input;
  const told = { email, ...(name !== undefined && { name }), roles: [...(roles ?? [])] };
  const answer: { readonly name?: string; readonly roles: readonly string[] } = hooks.ask({
    point: 'before_invitation_create',
    object: { kind: 'invitation', name: email },
    version: 0,
    proposed: told,
    context: { spaces, products },
  });
  const isSame = JSON.stringify(answer.roles) === JSON.stringify(told.roles);
  return {
    ...input,
    ...(answer.name !== undefined && { name: readName(answer.name) }),
    ...(!isSame && { roles: answer.roles }),
  };
}

/** Asks before an invited person becomes a member, which hooks allow or deny: the invitation stays. */
export function askBeforeAccepting(
  { hooks }: Pick<OrganizationScope, 'hooks'>,
  invitation: Invitation,
  { name }: { readonly name?: string },
): void {
  if (!hooks.concern('before_invitation_accept')) return;
  const { id, email, version, roles } = invitation;
  hooks.ask({
    point: 'before_invitation_accept',
    object: { kind: 'invitation', id, name: email },
    version,
    proposed: { email, roles, ...(name !== undefined && { name }) },
  });
}
