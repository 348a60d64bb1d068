import { Fault, instant, type Context } from '#kernel/index.js';
import type { Grant, Member, Organization, Store, Writers } from '#store/index.js';
import {
  requireGrantable,
  requireManageable,
  requireRolesOfPlan,
  rolesOfMember,
} from '#core/access/index.js';
import {
  findRoles,
  type Presets,
  requirePreset,
  requireRoles,
  type Role,
} from '#core/tenancy/index.js';

/** A role for somebody; with `until` it ends by itself. */
export interface RoleWish {
  readonly role: string;
  readonly until?: string;
}

/** What somebody wants of a member's roles: exactly these, one more, or one less. Those that groups give are beside it. */
export type GrantWish =
  | { readonly kind: 'set'; readonly roles: readonly RoleWish[] }
  | { readonly kind: 'give'; readonly wish: RoleWish }
  | { readonly kind: 'take'; readonly role: string };

export interface Place {
  readonly ctx: Context;
  readonly reading: Pick<Store['read'], 'roles'> | Pick<Writers, 'roles'>;
  readonly presets: Presets;
  readonly organization: Organization;
}

/** What the wish comes to, checked: the grants as they would be, and the roles before and after. */
export interface Outcome {
  readonly grants: readonly Grant[];
  readonly before: readonly Role[];
  readonly after: readonly Role[];
  /** power over others is given, or lent power is taken back: somebody has to say that they mean it */
  readonly needsConfirmation: boolean;
}

/**
 * Faults `role.unknown`, `role.single`, `plan.required`, `permission.escalation`, `grant.missing`, `member.managed`,
 * `member.left`, and `request.invalid` for an end that is over already.
 */
export async function outcomeOf(place: Place, member: Member, wish: GrantWish): Promise<Outcome> {
  const { ctx, reading, presets, organization } = place;
  if (member.status === 'left') throw new Fault('member.left', { memberId: member.id });
  const now = ctx.clock.now();
  const before = await rolesOfMember(reading, presets, organization, member, now);
  requireManageable(ctx, before);
  const grants = await grantsOf(place, member, wish);
  const after = await rolesOfMember(reading, presets, organization, { grants }, now);
  const gained = rolesGained(member.grants, grants, after);
  const had = new Set(after.map(({ name }) => name));
  const lost = before.filter(({ name }) => !had.has(name));
  requireGrantable(ctx, gained);
  requireRolesOfPlan(
    presets,
    organization,
    gained.filter(({ elevation }) => !elevation).map(({ name }) => name),
  );
  // lent by people who stand below it, and so never by anybody to themselves
  const lent = gained.find(({ elevation }) => elevation);
  if (lent && ctx.authority.memberId === member.id) {
    throw new Fault('permission.escalation', { role: lent.name });
  }
  const powerful = ({ standing, elevation }: Role): boolean =>
    standing !== 'none' || elevation === true;
  const needsConfirmation = gained.some(powerful) || lost.some(({ elevation }) => elevation);
  return { grants, before, after, needsConfirmation };
}

/** Roles of which there is a grant that was not there: new ones, and those that last longer now. */
function rolesGained(
  before: readonly Grant[],
  after: readonly Grant[],
  roles: readonly Role[],
): Role[] {
  const old = new Set(before);
  const names = new Set(after.filter((grant) => !old.has(grant)).map(({ role }) => role));
  return roles.filter(({ name }) => names.has(name));
}

/** A person's doing, in one way or another; what groups give is the directory's. */
export function isByHand({ source }: Grant): boolean {
  return source.kind !== 'group' && source.kind !== 'default';
}

async function grantsOf(place: Place, member: Member, wish: GrantWish): Promise<readonly Grant[]> {
  if (wish.kind === 'take') return taken(place, member, [wish.role]);
  const wishes = wish.kind === 'give' ? [wish.wish] : wish.roles;
  const names = wishes.map(({ role }) => role);
  const wanted = await requireRoles(place.reading, place.presets, place.organization, names);
  for (const [index, { until }] of wishes.entries()) requireEnd(place.ctx, wanted[index], until);
  const kept =
    wish.kind === 'set'
      ? dropped(place, member, new Set(names))
      : await displaced(place, member, wish.wish, wanted);
  if (wish.kind === 'set') requireSingle(place, wanted);
  const grants = [...kept];
  for (const one of wishes) add(place.ctx, grants, one, wish.kind === 'set');
  return grants;
}

/** Fault `request.invalid`: an end that is over, or the end of an ownership, which is handed on and never lapses. */
function requireEnd({ clock }: Context, role: Role | undefined, until: string | undefined): void {
  if (until === undefined) return;
  const owner = role?.standing === 'owner';
  if (!owner && Date.parse(until) > clock.now()) return;
  const problem = owner
    ? 'an owner stays one until the ownership is handed on'
    : `must be later than now, ${instant(clock.now())}`;
  throw new Fault('request.invalid', { errors: [{ field: 'until', problem }] });
}

/** Fault `role.single`. */
function requireSingle({ presets, organization }: Place, wanted: readonly Role[]): void {
  if (!requirePreset(presets, organization).singleRole) return;
  const lasting = wanted.filter(({ elevation }) => !elevation).map(({ name }) => name);
  if (new Set(lasting).size > 1) throw new Fault('role.single', { roles: lasting });
}

/** What stays of a set: everything that is wanted, and whatever a directory gives. */
function dropped(place: Place, member: Member, wanted: ReadonlySet<string>): readonly Grant[] {
  const gone = new Set(member.grants.map(({ role }) => role).filter((role) => !wanted.has(role)));
  return gone.size === 0 ? member.grants : taken(place, member, [...gone]);
}

/** Where members have one role, a new lasting one takes the place of what was given by hand. */
async function displaced(
  { reading, presets, organization }: Place,
  { grants }: Member,
  { role, until }: RoleWish,
  [wanted]: readonly Role[],
): Promise<readonly Grant[]> {
  const { singleRole } = requirePreset(presets, organization);
  if (!singleRole || wanted?.elevation || until !== undefined) return grants;
  const names = grants.map((grant) => grant.role);
  const known = await findRoles(reading, presets, organization, names);
  return grants.filter(
    (grant) => grant.role === role || !isByHand(grant) || known.get(grant.role)?.elevation,
  );
}

/** Faults `grant.missing`, `member.managed`: what a group gives, it takes. An unlocked member is the exception. */
function taken({ ctx }: Place, member: Member, roles: readonly string[]): Grant[] {
  const unlocked = Date.parse(member.unlockedUntil ?? '') > ctx.clock.now();
  for (const role of roles) {
    const reasons = member.grants.filter((grant) => grant.role === role);
    if (reasons.length === 0) throw new Fault('grant.missing', { role });
    const managed = reasons.find((grant) => !isByHand(grant));
    if (!managed || unlocked) continue;
    throw new Fault('member.managed', { memberId: member.id, role, source: managed.source });
  }
  return member.grants.filter(({ role }) => !roles.includes(role));
}

/** A set leaves alone what is there; giving again changes the end. */
function add(ctx: Context, grants: Grant[], { role, until }: RoleWish, isSet: boolean): void {
  const end = until === undefined ? undefined : instant(Date.parse(until));
  const index = grants.findIndex((grant) => grant.role === role && isByHand(grant));
  const known = grants[index];
  if (known && known.until === end) return;
  if (isSet && !known && end === undefined && grants.some((grant) => grant.role === role)) return;
  const grant: Grant = {
    role,
    source: { kind: 'manual' },
    since: instant(ctx.clock.now()),
    ...(end !== undefined && { until: end }),
  };
  if (known) grants[index] = grant;
  else grants.push(grant);
}
