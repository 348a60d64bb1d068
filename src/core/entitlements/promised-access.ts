import {
  domainOf,
  Fault,
  problemOfText,
  type FieldProblem,
  type FieldRule,
} from '#kernel/index.js';
import { equals, type Invitation } from '#store/index.js';
import { requireGrantable, requirePermission, requireRolesOfPlan } from '#core/access/index.js';
import {
  checkAttributes,
  type OrganizationScope,
  requirePreset,
  requireRoles,
} from '#core/tenancy/index.js';

/** What an invitation gives, as it is asked for. */
export interface PromisedAccessInput {
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

export type PromisedAccess = Pick<Invitation, 'roles' | 'spaces' | 'products' | 'guest'> &
  Partial<Pick<Invitation, 'attributes' | 'locale' | 'message'>>;

const MAX_MESSAGE_LENGTH = 1_000;

/**
 * What the caller may give here, completed. Faults `role.unknown`, `permission.escalation`, `permission.missing`, `plan.required`,
 * `space.missing`, `product.missing`, `attribute.unknown`, `attribute.invalid`, `invitation.domain_refused`, `request.invalid`.
 */
export async function checkPromisedAccess(
  scope: OrganizationScope,
  email: string,
  input: PromisedAccessInput,
): Promise<PromisedAccess> {
  const { attributes, locale, message } = input;
  const guest = input.guest ?? false;
  const roles = await checkPromisedRoles(scope, input.roles ?? []);
  await requireInvitableDomain(scope, email, guest);
  const spaces = await requireSpaces(scope, input.spaces ?? []);
  const products = await requireProducts(scope, input.products ?? []);
  if (attributes) checkAttributes(scope.organization, attributes);
  if (message !== undefined && message.length > MAX_MESSAGE_LENGTH) {
    throwInvalidField('message', `has more than ${MAX_MESSAGE_LENGTH} characters`);
  }
  const messageProblem = problemOfText(message ?? '');
  if (messageProblem !== undefined) throwInvalidField('message', messageProblem);
  return {
    roles,
    spaces,
    products,
    guest,
    ...(attributes && { attributes }),
    ...(locale !== undefined && { locale: canonicalLocale(locale) }),
    ...(message !== undefined && { message }),
  };
}

/** Faults `role.unknown`, `permission.escalation`, `plan.required`, `request.invalid` (what is never given on the way in). */
export async function checkPromisedRoles(
  scope: OrganizationScope,
  requested: readonly string[],
): Promise<string[]> {
  const { ctx, tx, presets, organization } = scope;
  const preset = requirePreset(presets, organization);
  const fallback = preset.defaultRole === undefined ? [] : [preset.defaultRole];
  const names = [...new Set(requested.length > 0 ? requested : fallback)];
  if (names.length === 0)
    throwInvalidField('roles', 'name at least one: this preset has no default role');
  if (preset.singleRole && names.length > 1)
    throwInvalidField('roles', 'are more than one, which members have here');
  const roles = await requireRoles(tx, presets, organization, names);
  for (const { name, standing, elevation } of roles) {
    if (standing === 'owner')
      throwInvalidField('roles', `${name}: ownership is offered to a member, not by invitation`);
    if (elevation)
      throwInvalidField('roles', `${name} is given to a member by hand, not by invitation`);
  }
  requireRolesOfPlan(presets, organization, names);
  requireGrantable(ctx, roles);
  return names;
}

/** Where only verified domains are invited, a person from outside has to be invited as a guest, if guests are allowed. */
async function requireInvitableDomain(
  { tx, organization }: OrganizationScope,
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
  scope: OrganizationScope,
  requested: Invitation['spaces'],
): Promise<Invitation['spaces']> {
  const { ctx, presets, organization } = scope;
  if (requested.length === 0) return [];
  requirePermission(ctx, 'spaces:write');
  const roles = requirePreset(presets, organization).spaceRoles.map(({ name }) => name);
  const byId = new Map(requested.map(({ spaceId, role }) => [spaceId, role]));
  await scope.spaces.requireMany(byId.keys());
  for (const role of byId.values()) {
    if (!roles.includes(role))
      throwInvalidField('spaces', `${role} is not one of ${roles.join(', ')}`);
  }
  return [...byId].map(([spaceId, role]) => ({ spaceId, role }));
}

/** Faults `permission.missing`, `product.missing`. */
export async function requireProducts(
  scope: OrganizationScope,
  requested: readonly string[],
): Promise<string[]> {
  if (requested.length === 0) return [];
  requirePermission(scope.ctx, 'seats:write');
  const products = await scope.products.requireMany(requested);
  return products.map(({ id }) => id);
}

/** BCP 47, spelled as it should be: `de-CH`. Fault `request.invalid`. */
export function canonicalLocale(locale: string): string {
  try {
    const [found] = Intl.getCanonicalLocales(locale);
    if (found !== undefined) return found;
  } catch {
    // reported below
  }
  return throwInvalidField('locale', 'is not a language tag such as de or pt-BR', 'locale');
}

export function throwInvalidField(field: string, problem: string, rule?: FieldRule): never {
  const error: FieldProblem = { field, problem, ...(rule && { rule }) };
  throw new Fault('request.invalid', { errors: [error] });
}
