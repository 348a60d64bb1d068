import {
  addressKey,
  Fault,
  FULL_AUTHORITY,
  instant,
  randomText,
  readAddress,
  type Context,
} from '#kernel/index.js';
import { all, equals, type Account, type Organization, type SignInLink } from '#store/index.js';
import {
  dueBy,
  findAll,
  firstVersion,
  hashOfToken,
  highestRole,
  inInstallation,
  nextVersion,
  removeSome,
  viewOrganization,
  type Core,
  type SweepResult,
} from '#core/index.js';

/** Life of a link that the operator made. */
export const LINK_MINUTES = 10;

const TOKEN_LENGTH = 43;
const MAX_LINKS_PER_RUN = 500;

export interface NewSignInLink {
  readonly email: string;
  /** slug or id of the organization whose owner the person becomes when the link is used */
  readonly ownerOf?: string | undefined;
}

/** What the page of a link shows before its button is pressed. */
export interface OpenLink {
  readonly email: string;
  readonly ownerOf?: Organization;
}

/** Links by which the operator lets a person in: each works once, for ten minutes. */
export type SignInLinks = ReturnType<typeof createSignInLinks>;

export function createSignInLinks({ core }: { readonly core: Core }) {
  const { deps } = core;
  const { read } = deps.store;
  const find = async (ctx: Context, token: string): Promise<SignInLink | undefined> => {
    const link = await read.signInLinks.first(equals('hash', hashOfToken(token)));
    return link && isOpen(ctx, link) ? link : undefined;
  };
  return {
    /** For the operator. `token` is kept nowhere. Faults `organization.missing`, `request.invalid`. */
    async create(
      ctx: Context,
      { email: text, ownerOf }: NewSignInLink,
    ): Promise<{ readonly link: SignInLink; readonly token: string }> {
      const email = readAddress(text);
      const organization = ownerOf === undefined ? undefined : await findBySlug(core, ownerOf);
      const token = randomText(TOKEN_LENGTH);
      const link = firstVersion<SignInLink>(ctx, {
        hash: hashOfToken(token),
        email,
        emailKey: addressKey(email),
        ...(organization && { ownerOf: organization.id }),
        expiresAt: instant(ctx.clock.now() + LINK_MINUTES * 60_000),
      });
      await inInstallation(deps, ctx, link.id, async ({ tx, journal }) => {
        await tx.signInLinks.insert(link);
        await journal.append({
          type: 'sign_in.link_created',
          target: { kind: 'sign-in-link', id: link.id, name: email },
          after: { expiresAt: link.expiresAt, ownerOf: link.ownerOf ?? null },
        });
      });
      return { link, token };
    },
    /** Opening uses nothing up. Undefined when it was used, its time is over, or it is unknown. */
    async open(ctx: Context, token: string): Promise<OpenLink | undefined> {
      const link = await find(ctx, token);
      if (!link) return undefined;
      const { email, ownerOf: id } = link;
      const ownerOf = id === undefined ? undefined : await read.organizations.get(id);
      return { email, ...(ownerOf && { ownerOf }) };
    },
    /**
     * Uses the link up: the account of its address, made where there is none, and the ownership that goes with it. Undefined as above.
     * Faults of `members.add`: then the link stays.
     */
    use: async (ctx: Context, token: string): Promise<Account | undefined> => {
      const link = await find(ctx, token);
      return link && useLink(core, ctx, link);
    },
    /** For a job: removes links whose time is over, a bounded part. */
    removeOld: (ctx: Context): Promise<SweepResult> =>
      removeSome(
        deps.store,
        'sign-in-links',
        'signInLinks',
        dueBy(ctx, 'expiresAt', MAX_LINKS_PER_RUN),
      ),
  };
}

async function useLink(
  core: Core,
  ctx: Context,
  { id, email, ownerOf }: SignInLink,
): Promise<Account | undefined> {
  // what the operator decided when the link was made is done in the operator's name
  const actor = { kind: 'operator', name: 'sign-in link' } as const;
  const byOperator: Context = { ...ctx, actor, authority: FULL_AUTHORITY };
  if (ownerOf !== undefined) await makeOwner(core, byOperator, ownerOf, email);
  const isOurs = await core.deps.store.transaction(id, async (tx) => {
    const before = await tx.signInLinks.get(id);
    if (!before || !isOpen(ctx, before)) return false;
    const usedAt = instant(ctx.clock.now());
    await tx.signInLinks.update(nextVersion<SignInLink>(ctx, before, { usedAt }));
    return true;
  });
  return isOurs ? core.accounts.proveMailbox(ctx, { email }) : undefined;
}

function isOpen({ clock }: Context, { usedAt, createdAt, expiresAt }: SignInLink): boolean {
  const now = clock.now();
  const isFresh =
    Date.parse(expiresAt) > now && Date.parse(createdAt) <= now + LINK_MINUTES * 60_000;
  return usedAt === undefined && isFresh;
}

/** Fault `organization.missing`. */
async function findBySlug(core: Core, slugOrId: string): Promise<Organization> {
  const { read } = core.deps.store;
  const found =
    (await read.organizations.first(equals('slug', slugOrId))) ??
    (await read.organizations.get(slugOrId));
  if (!found) throw new Fault('organization.missing', { id: slugOrId });
  return (await viewOrganization(core.deps, found.id)).organization;
}

/** The operator has decided it; the rules of members say how, and their entries tell of it. */
async function makeOwner(
  core: Core,
  ctx: Context,
  organizationId: string,
  email: string,
): Promise<void> {
  const { read } = core.deps.store;
  const { organization } = await viewOrganization(core.deps, organizationId);
  const preset = core.presets.get(organization.preset);
  const role = preset && highestRole(preset)?.name;
  if (role === undefined) throw new Fault('role.unknown', { preset: organization.preset });
  const where = all(
    equals('organizationId', organizationId),
    equals('emailKey', addressKey(email)),
  );
  const known = await findAll(read.members, where);
  const present = known.find(({ status }) => status !== 'left');
  // nobody is added as an owner: a member becomes one
  const lesser =
    preset?.defaultRole ?? preset?.roles.find(({ standing }) => standing === 'none')?.name;
  const name = known[0]?.name ?? email;
  const member =
    present ??
    (await core.members.add(ctx, organizationId, {
      email,
      name,
      ...(lesser && { roles: [lesser] }),
    }));
  const target = { organizationId, memberId: member.id };
  if (member.status === 'suspended') await core.members.restore(ctx, target);
  if (member.grants.some((grant) => grant.role === role)) return;
  const change = { kind: 'give', grant: { role } } as const;
  await core.memberRoles.change(ctx, organizationId, member.id, change, { confirm: true });
}
