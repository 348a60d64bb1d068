import { isFault, newId, type Context } from '#kernel/index.js';
import type { Issued } from '#core/index.js';
import type { Member, Organization } from '#store/index.js';
import { OWNER, type House } from './house.js';

export const DAY = 86_400_000;
export const MINUTE = 60_000;

/** An address that nobody else has. */
export const someone = (): string => `user-${newId().slice(-12)}@example.com`;

type Wish = Parameters<House['directory']['invitations']['create']>[2];

/** An organization of a preset and plan, changed as wanted. */
export async function organizationOf(
  house: House,
  { preset = 'standard', plan, ...change }: Partial<Organization> = {},
): Promise<Organization> {
  const input = { name: 'Example', slug: `example-${newId()}`, preset, owner: OWNER };
  const made = await house.directory.organizations.create(house.ctx(), {
    ...input,
    ...(plan !== undefined && { plan }),
  });
  return changed(house, made, change);
}

/** The same organization with other fields, written past the rules. */
export async function changed(
  house: House,
  { id }: Organization,
  change: Partial<Organization>,
): Promise<Organization> {
  return house.store.transaction(id, async (tx) => {
    const before = await tx.organizations.get(id);
    if (!before) throw new Error('no organization');
    const after = { ...before, ...change, version: before.version + 1 };
    await tx.organizations.update(after);
    return after;
  });
}

/** Somebody with these roles, by invitation and acceptance. */
export async function joined(
  house: House,
  organization: Organization,
  ...roles: string[]
): Promise<Member> {
  const { token } = await linkFor(house, organization, { roles });
  const known = await house.directory.invitations.lookUp(house.ctx(), token);
  if (known.status !== 'pending') throw new Error('not pending');
  const { member } = await accept(house, token);
  return member;
}

const addresses = new Map<string, string>();

/** An invitation by link, with its token. */
export async function linkFor(
  house: House,
  { id }: Organization,
  wish: Partial<Wish> = {},
  ctx: Context = house.ctx(),
): Promise<{ invitation: Issued['invitation']; token: string }> {
  const email = wish.email ?? someone();
  const made = await house.directory.invitations.create(ctx, id, { email, send: false, ...wish });
  const { token, invitation } = made;
  if (token === undefined) throw new Error('no token');
  addresses.set(token, invitation.email);
  return { invitation, token };
}

/** As the invited, verified person. */
export function accept(
  house: House,
  token: string,
  more: { email?: string; emailVerified?: boolean; name?: string } = {},
): ReturnType<House['directory']['invitations']['accept']> {
  const email = more.email ?? addresses.get(token) ?? '';
  const said = { token, email, emailVerified: true, name: 'User One', ...more };
  return house.directory.invitations.accept(house.ctx(), said);
}

/** The call of a member, for whom the operator's key speaks. */
export function acting(house: House, member: Member): Promise<Context> {
  return house.directory.callers.asMember(house.ctx(), member.organizationId, member.id);
}

/** Types and facts of the journal that concern invitations. */
export async function invitationLines(house: House, { id }: Organization) {
  const lines = await house.journal(id);
  return lines.filter(({ target }) => target.kind === 'invitation');
}

/** Code and details of the fault that `work` ends in. */
export async function refusal(
  work: () => Promise<unknown>,
): Promise<{ code: string; details: Readonly<Record<string, unknown>> }> {
  try {
    await work();
  } catch (error) {
    if (isFault(error)) return { code: error.code, details: error.details };
    throw error;
  }
  throw new Error('It did not fault.');
}
