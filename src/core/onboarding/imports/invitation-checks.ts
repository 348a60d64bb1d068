import type { Invitation } from '#store/index.js';
import { requirePermission } from '#core/access/index.js';
import type { InvitationChange } from '../invitations/update.js';
import type { ImportContext } from './context.js';
import type { RowProblems } from './problems.js';
import { checkGivenRoles } from './given-roles.js';
import { checkGivenAccess } from './given-access.js';
import type { RowInput } from './rows.js';

/** A row about a person who is invited: what it changes of the invitation. */
export interface InvitationCheck {
  readonly action: 'update' | 'unchanged';
  readonly input: RowInput;
  readonly invitation: Invitation;
  readonly change: InvitationChange;
}

/** As for members: roles are replaced, seats and spaces come beside those that are promised. */
export async function checkInvitation(
  importContext: ImportContext,
  input: RowInput,
  invitation: Invitation,
  problems: RowProblems,
): Promise<InvitationCheck> {
  const { ctx, options } = importContext;
  if (options.mode === 'add') problems.add('email', 'invited', { code: 'invitation.pending' });
  const { name, names, roles, locale, attributes } = input;
  const isPromised = ({ space, role }: RowInput['spaces'][number]): boolean =>
    invitation.spaces.some((one) => one.spaceId === space.id && one.role === role);
  const spaces = input.spaces.filter((one) => !isPromised(one));
  const products = input.products.filter(({ id }) => !invitation.products.includes(id));
  const change: InvitationChange = {
    ...(name !== undefined && name !== invitation.name && { name }),
    ...names,
    ...(roles && { roles: roles.map((role) => role.name) }),
    ...(locale !== undefined && { locale }),
    ...(Object.keys(attributes).length > 0 && {
      attributes: { ...invitation.attributes, ...attributes },
    }),
    ...(products.length > 0 && {
      products: [...invitation.products, ...products.map(({ id }) => id)],
    }),
    ...(spaces.length > 0 && {
      spaces: [
        ...invitation.spaces,
        ...spaces.map(({ space, role }) => ({ spaceId: space.id, role })),
      ],
    }),
  };
  const isSame = Object.keys(change).length === 0;
  if (!isSame) await problems.catch('email', () => requirePermission(ctx, 'invitations:write'));
  await checkGivenRoles(importContext, roles ?? [], problems);
  await checkGivenAccess(importContext, { products, spaces }, problems);
  return { action: isSame ? 'unchanged' : 'update', input, invitation, change };
}
