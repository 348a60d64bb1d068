import {
  addressKey,
  Fault,
  instant,
  isPerson,
  maskedAddress,
  nearestLocale,
  type Context,
  type Locale,
} from '#kernel/index.js';
import type { Invitation, Organization } from '#store/index.js';
import {
  findRoles,
  nextVersion,
  requireOpenOrganization,
  tenantReaders,
  titleOf,
} from '#core/tenancy/index.js';
import type { InvitationDeps } from './deps.js';
import { redirectUrlOf } from './redirect-urls.js';
import { appendInvitationEntry, endInvitation, writeInvitation } from './write.js';
import { DAY_MS, requireOpenLink, statusAt } from './statuses.js';
import { findByToken, openLink, type InvitationLink } from './tokens.js';

/** What a landing page may show to the holder of the link: no address in full, nothing of other people. */
export interface LandingPage {
  readonly organization: Pick<Organization, 'id' | 'name' | 'branding' | 'logoHash'>;
  /** the organization where no person invited */
  readonly inviter: { readonly name: string; readonly isPerson: boolean };
  /** `u•••@example.com` */
  readonly emailHint: string;
  /** titles, in the language of the invitation */
  readonly roles: readonly string[];
  /** names */
  readonly spaces: readonly string[];
  readonly products: readonly string[];
  readonly message?: string;
  readonly application?: string;
  /** of the invitation, else of the installation */
  readonly redirectUrl?: string;
  readonly expiresAt: string;
  readonly status: 'pending';
  readonly locale?: string;
  /** in which the titles are: of the invitation, else the reader's, else of the organization */
  readonly language: Locale;
}

/**
 * What the link is for. Reading changes nothing, so mail scanners that follow links do no harm. Faults `link.invalid`,
 * `organization.disabled`, `organization.deleted`, and the five 410s.
 */
export async function lookUpInvitation(
  { store, presets, settings }: InvitationDeps,
  ctx: Context,
  token: string,
  acceptLanguage: readonly string[] = [],
): Promise<LandingPage> {
  const { invitation, isOld } = await findByToken(store.read, token);
  const { organizationId, inviter, email, expiresAt, message } = invitation;
  const organization = await requireOpenOrganization(store.read, organizationId);
  if (isOld) throw new Fault('invitation.superseded');
  requireOpenLink(invitation, ctx.clock.now());
  const { id, name, branding, logoHash } = organization;
  const readers = tenantReaders(store.read, organizationId);
  const roles = await findRoles(store.read, presets, organization, invitation.roles);
  const spaces = await readers.spaces.getMany(invitation.spaces.map(({ spaceId }) => spaceId));
  const products = await readers.products.getMany(invitation.products);
  const redirectUrl = redirectUrlOf(settings, invitation) ?? settings.acceptUrl;
  const { applicationName: application } = settings;
  const locale = invitation.locale ?? organization.locale;
  const language = nearestLocale(invitation.locale, ...acceptLanguage, organization.locale);
  const byPerson = isPerson(inviter.kind);
  return {
    organization: {
      id,
      name,
      ...(branding && { branding }),
      ...(logoHash !== undefined && { logoHash }),
    },
    inviter: { name: byPerson ? inviter.name : name, isPerson: byPerson },
    emailHint: maskedAddress(email),
    roles: [...roles.values()].map((role) => titleOf(role, language)),
    spaces: spaces.map((space) => space.name).sort(),
    products: products.map((product) => product.name).sort(),
    ...(message !== undefined && { message }),
    ...(application !== undefined && { application }),
    ...(redirectUrl !== undefined && { redirectUrl }),
    expiresAt,
    status: 'pending',
    ...(locale !== undefined && { locale }),
    language,
  };
}

/** Whom and where a link invites: for a person who is about to sign in as the invited one. */
export interface Invited {
  readonly email: string;
  readonly organization: Organization;
  /** where the person goes on after joining */
  readonly redirectUrl?: string;
  isFor(email: string | undefined): boolean;
}

/** Faults as above. */
export async function readInvited(
  { store, settings }: InvitationDeps,
  ctx: Context,
  link: InvitationLink,
): Promise<Invited> {
  const { invitation, isOld } = await findByToken(store.read, link);
  const organization = await requireOpenOrganization(store.read, invitation.organizationId);
  if (isOld) throw new Fault('invitation.superseded');
  requireOpenLink(invitation, ctx.clock.now());
  const key = addressKey(invitation.emailKey);
  const isFor = (email: string | undefined): boolean =>
    email !== undefined && addressKey(email) === key;
  const redirectUrl = redirectUrlOf(settings, invitation);
  const { email } = invitation;
  return { email, organization, ...(redirectUrl !== undefined && { redirectUrl }), isFor };
}

/** "No, thank you", or "I never wanted this mail". Faults as above. */
export function declineInvitation(
  deps: InvitationDeps,
  ctx: Context,
  token: string,
  reportAbuse: boolean,
): Promise<void> {
  return openLink(deps, ctx, { token }, async (scope, invitation, isOld) => {
    if (isOld) throw new Fault('invitation.superseded');
    requireOpenLink(invitation, ctx.clock.now());
    const reported = reportAbuse ? { reported: true } : {};
    const invitee = { kind: 'invitee', name: invitation.email } as const;
    await endInvitation(scope.actingAs(invitee), invitation, 'declined', reported, reported);
  });
}

/**
 * Notifies the administrators that an invitee has an expired link, at most once a day. Older links of the same invitation serve, too.
 * Faults `link.invalid`, `invitation.not_ended`, and the 410s of the other ends.
 */
export function askAgain(deps: InvitationDeps, ctx: Context, token: string): Promise<void> {
  return openLink(deps, ctx, { token }, async (scope, invitation) => {
    const now = ctx.clock.now();
    const state = statusAt(invitation, now);
    if (state === 'pending') throw new Fault('invitation.not_ended', { state });
    if (state !== 'expired') requireOpenLink(invitation, now);
    const { email, askedAgainAt, expiresAt } = invitation;
    const sinceMs = askedAgainAt === undefined ? DAY_MS : now - Date.parse(askedAgainAt);
    if (sinceMs >= 0 && sinceMs < DAY_MS) return;
    const after = nextVersion<Invitation>(ctx, invitation, { askedAgainAt: instant(now) });
    await writeInvitation(scope, invitation, after);
    const asInvitee = scope.actingAs({ kind: 'invitee', name: email });
    await appendInvitationEntry(asInvitee, 'invitation.asked_again', after, { expiresAt });
  });
}
