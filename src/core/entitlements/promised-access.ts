import { Fault, type FaultCode } from '#kernel/index.js';
import { equals, type Invitation } from '#store/index.js';
import { requireGrantable, requirePermission, requireRolesOfPlan } from '#core/access/index.js';
import {
  checkAttributes,
  domainOf,
  type Ground,
  requirePreset,
  requireRoles,
} from '#core/tenancy/index.js';

/** What an invitation gives, as it is asked for. */
export interface Wishes {
  readonly roles?: readonly string[];
  readonly spaces?: Invitation['spaces'];
  /** ids */
  readonly products?: readonly string[];
  readonly attributes?: NonNullable<Invitation['attributes']>;
  /** BCP 47 */
  readonly locale?: string;
  /** to the invitee, at most 1,000 characters */
  readonly message?: string;
  readonly guest?: boolean;
}

export type Gifts = Pick<Invitation, 'roles' | 'spaces' | 'products' | 'guest'> &
  Partial<Pick<Invitation, 'attributes' | 'locale' | 'message'>>;

const LONGEST_MESSAGE = 1_000;

/**
 * What the caller may give here, completed. Faults `role.unknown`, `permission.escalation`, `permission.missing`, `plan.required`,
 * `space.missing`, `product.missing`, `attribute.unknown`, `attribute.invalid`, `invitation.domain_refused`, `request.invalid`.
 */
export async function decideGifts(ground: Ground, email: string, wishes: Wishes): Promise<Gifts> {
  const { attributes, locale, message } = wishes;
  const guest = wishes.guest ?? false;
  const roles = await decideRoles(ground, wishes.roles ?? []);
  await requireDomain(ground, email, guest);
  const spaces = await requireSpaces(ground, wishes.spaces ?? []);
  const products = await requireProducts(ground, wishes.products ?? []);
  if (attributes) checkAttributes(ground.organization, attributes);
  if (message !== undefined && message.length > LONGEST_MESSAGE) {
    refuse('message', `has more than ${LONGEST_MESSAGE} characters`);
  }
  return {
    roles,
    spaces,
    products,
    guest,
    ...(attributes && { attributes }),
    ...(locale !== undefined && { locale: canonical(locale) }),
    ...(message !== undefined && { message }),
  };
}

/** Faults `role.unknown`, `permission.escalation`, `plan.required`, `request.invalid` (what is never given on the way in). */
export async function decideRoles(ground: Ground, wished: readonly string[]): Promise<string[]> {
  const { ctx, tx, presets, organization } = ground;
  const preset = requirePreset(presets, organization);
  const fallback = preset.defaultRole === undefined ? [] : [preset.defaultRole];
  const names = [...new Set(wished.length > 0 ? wished : fallback)];
  if (names.length === 0) refuse('roles', 'name at least one: this preset has no default role');
  if (preset.singleRole && names.length > 1)
    refuse('roles', 'are more than one, which members have here');
  const roles = await requireRoles(tx, presets, organization, names);
  for (const { name, standing, elevation } of roles) {
    if (standing === 'owner')
      refuse('roles', `${name}: ownership is offered to a member, not by invitation`);
    if (elevation) refuse('roles', `${name} is given to a member by hand, not by invitation`);
  }
  requireRolesOfPlan(presets, organization, names);
  requireGrantable(ctx, roles);
  return names;
}

/** Where only verified domains are invited, somebody from outside has to be called a guest, if guests are allowed. */
async function requireDomain(
  { tx, organization }: Ground,
  email: string,
  guest: boolean,
): Promise<void> {
  const { inviteDomains = 'any', guests = 'allowed' } = organization.policies ?? {};
  const domain = domainOf(email);
  if (guest && guests === 'refused')
    throw new Fault('invitation.domain_refused', { domain, guests });
  if (inviteDomains === 'any' || guest) return;
  const verified = await tx.domains.first(equals('verifiedKey', domain));
  if (verified?.organizationId === organization.id) return;
  throw new Fault('invitation.domain_refused', { domain, guests });
}

/** Once each, the last word counts. Who gives spaces must hold that right by themselves. Faults `permission.missing`, `space.missing`. */
export async function requireSpaces(
  ground: Ground,
  wished: Invitation['spaces'],
): Promise<Invitation['spaces']> {
  const { ctx, tx, presets, organization } = ground;
  if (wished.length === 0) return [];
  requirePermission(ctx, 'spaces:write');
  const roles = requirePreset(presets, organization).spaceRoles.map(({ name }) => name);
  const byId = new Map(wished.map(({ spaceId, role }) => [spaceId, role]));
  requireAll(
    await tx.spaces.getMany([...byId.keys()]),
    organization.id,
    byId.keys(),
    'space.missing',
  );
  for (const role of byId.values()) {
    if (!roles.includes(role)) refuse('spaces', `${role} is not one of ${roles.join(', ')}`);
  }
  return [...byId].map(([spaceId, role]) => ({ spaceId, role }));
}

/** Faults `permission.missing`, `product.missing`. */
export async function requireProducts(
  ground: Ground,
  wished: readonly string[],
): Promise<string[]> {
  const { ctx, tx, organization } = ground;
  if (wished.length === 0) return [];
  requirePermission(ctx, 'seats:write');
  const ids = [...new Set(wished)];
  requireAll(await tx.products.getMany(ids), organization.id, ids, 'product.missing');
  return ids;
}

function requireAll(
  found: readonly { readonly id: string; readonly organizationId: string }[],
  organizationId: string,
  ids: Iterable<string>,
  code: FaultCode,
): void {
  const known = new Set(
    found.filter((one) => one.organizationId === organizationId).map(({ id }) => id),
  );
  for (const id of ids) if (!known.has(id)) throw new Fault(code, { id });
}

/** BCP 47, spelled as it should be: `de-CH`. */
function canonical(locale: string): string {
  try {
    const [found] = Intl.getCanonicalLocales(locale);
    if (found !== undefined) return found;
  } catch {
    // what it is not is told below
  }
  return refuse('locale', 'is not a language tag such as de or pt-BR');
}

export function refuse(field: string, problem: string): never {
  throw new Fault('request.invalid', { errors: [{ field, problem }] });
}
