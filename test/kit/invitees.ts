import { isFault, newId, type Context } from '#kernel/index.js';
import type { IssuedInvitation } from '#core/index.js';
import type { Member, Organization } from '#store/index.js';
import { OWNER, type TestApplication } from './application.js';

export const DAY_MS = 86_400_000;
export const MINUTE_MS = 60_000;

/** An address that nobody else has. */
export const newAddress = (): string => `user-${newId().slice(-12)}@example.com`;

type InvitationInput = Parameters<TestApplication['core']['invitations']['create']>[2];

/** An organization of a preset and plan, changed as wanted. */
export async function createOrganization(
  app: TestApplication,
  { preset = 'standard', plan, ...change }: Partial<Organization> = {},
): Promise<Organization> {
  const input = { name: 'Example', slug: `example-${newId()}`, preset, owner: OWNER };
  const created = await app.core.organizations.create(app.ctx(), {
    ...input,
    ...(plan !== undefined && { plan }),
  });
  return changeOrganization(app, created, change);
}

/** The same organization with other fields, written past the rules. */
export async function changeOrganization(
  app: TestApplication,
  { id }: Organization,
  change: Partial<Organization>,
): Promise<Organization> {
  return app.store.transaction(id, async (tx) => {
    const before = await tx.organizations.get(id);
    if (!before) throw new Error('no organization');
    const after = { ...before, ...change, version: before.version + 1 };
    await tx.organizations.update(after);
    return after;
  });
}

/** Somebody with these roles, by invitation and acceptance. */
export async function joinByInvitation(
  app: TestApplication,
  organization: Organization,
  ...roles: string[]
): Promise<Member> {
  const { token } = await linkFor(app, organization, { roles });
  const shown = await app.core.invitations.lookUp(app.ctx(), token);
  if (shown.status !== 'pending') throw new Error('not pending');
  const { member } = await accept(app, token);
  return member;
}

const addresses = new Map<string, string>();

/** An invitation by link, with its token. */
export async function linkFor(
  app: TestApplication,
  { id }: Organization,
  input: Partial<InvitationInput> = {},
  ctx: Context = app.ctx(),
): Promise<{ invitation: IssuedInvitation['invitation']; token: string }> {
  const email = input.email ?? newAddress();
  const created = await app.core.invitations.create(ctx, id, { email, send: false, ...input });
  const { token, invitation } = created;
  if (token === undefined) throw new Error('no token');
  addresses.set(token, invitation.email);
  return { invitation, token };
}

/** As the invited, verified person. */
export function accept(
  app: TestApplication,
  token: string,
  more: { email?: string; emailVerified?: boolean; name?: string } = {},
): ReturnType<TestApplication['core']['invitations']['accept']> {
  const email = more.email ?? addresses.get(token) ?? '';
  const body = { token, email, emailVerified: true, name: 'User One', ...more };
  return app.core.invitations.accept(app.ctx(), body);
}

/** The call of a member, for whom the operator's key speaks. */
export function actingAs(app: TestApplication, member: Member): Promise<Context> {
  return app.core.callers.asMember(app.ctx(), member.organizationId, member.id);
}

/** Types and facts of the journal that concern invitations. */
export async function invitationEntries(app: TestApplication, { id }: Organization) {
  const entries = await app.journal(id);
  return entries.filter(({ target }) => target.kind === 'invitation');
}

/** Code and details of the fault that `work` ends in. */
export async function caughtFault(
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
