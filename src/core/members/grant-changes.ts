import { Fault, instant, type Context } from '#kernel/index.js';
import type { Grant, Member } from '#store/index.js';
import { requireGrantable, requireManageable, requireRolesOfPlan } from '#core/access/index.js';
import {
  findRoles,
  requirePreset,
  requireRoles,
  type Role,
  rolesOfMember,
} from '#core/tenancy/index.js';
import { isOverridden, isUnlocked } from '#core/entitlements/index.js';
import { directoriesOf, isManual, settledGrants } from './lifecycle/directories.js';
import type { ReadScope } from './scopes.js';

/** A role to be given; with `until` it ends by itself. */
export interface RoleInput {
  readonly role: string;
  readonly until?: string;
}

/** A change of a member's roles: exactly these, one more, or one less. Those that groups give stay beside it. */
export type GrantChange =
  | { readonly kind: 'set'; readonly roles: readonly RoleInput[] }
  | { readonly kind: 'give'; readonly grant: RoleInput }
  | { readonly kind: 'take'; readonly role: string }
  /** what people had given a member who left and came back, as far as the roles are still there */
  | { readonly kind: 'restore' };

type GrantScope = Pick<ReadScope, 'ctx' | 'tx' | 'presets' | 'organization' | 'connections'>;

/** The change, checked: the grants as they would be, and the roles before and after. */
export interface GrantOutcome {
  readonly grants: readonly Grant[];
  /** roles of directories that are taken away for as long as the member is unlocked */
  readonly withheld: readonly string[];
  readonly before: readonly Role[];
  readonly after: readonly Role[];
  /** rights over other members are granted, or an elevation ends: the caller has to confirm it */
  readonly needsConfirmation: boolean;
}

/**
 * Faults `role.unknown`, `role.single`, `plan.required`, `permission.escalation`, `grant.missing`, `member.managed`,
 * `member.left`, and `request.invalid` for an end that is over already.
 */
export async function grantOutcomeOf(
  scope: GrantScope,
  member: Member,
  change: GrantChange,
): Promise<GrantOutcome> {
  const { ctx, tx, presets, organization } = scope;
  if (member.status === 'left') throw new Fault('member.left', { memberId: member.id });
  const now = ctx.clock.now();
  const before = await rolesOfMember(tx, presets, organization, member, now);
  requireManageable(ctx, before);
  const wanted = await grantsAfter(scope, member, change);
  const withheld = withheldAfter(scope, member, wanted);
  const directories = await directoriesOf(scope, member.id);
  const grants = settledGrants(scope, { ...member, grants: wanted, withheld }, directories);
  const after = await rolesOfMember(tx, presets, organization, { grants }, now);
  const gained = rolesGained(member.grants, wanted, after);
  const namesAfter = new Set(after.map(({ name }) => name));
  const lost = before.filter(({ name }) => !namesAfter.has(name));
  requireGrantable(ctx, gained);
  requireRolesOfPlan(
    presets,
    organization,
    gained.filter(({ elevation }) => !elevation).map(({ name }) => name),
  );
  // members who hold less may grant an elevation, so they may not grant it to themselves
  const lentRole = gained.find(({ elevation }) => elevation);
  if (lentRole && ctx.authority.memberId === member.id) {
    throw new Fault('permission.escalation', { role: lentRole.name });
  }
  const givesPower = ({ standing, elevation }: Role): boolean =>
    standing !== 'none' || elevation === true;
  const needsConfirmation = gained.some(givesPower) || lost.some(({ elevation }) => elevation);
  return { grants, withheld, before, after, needsConfirmation };
}

/** Roles of which there is a grant that was not there: new ones, and those that last longer now. */
function rolesGained(
  before: readonly Grant[],
  after: readonly Grant[],
  roles: readonly Role[],
): Role[] {
  const previous = new Set(before);
  const names = new Set(after.filter((grant) => !previous.has(grant)).map(({ role }) => role));
  return roles.filter(({ name }) => names.has(name));
}

async function grantsAfter(
  scope: GrantScope,
  member: Member,
  change: GrantChange,
): Promise<readonly Grant[]> {
  if (change.kind === 'take') return withoutRoles(scope, member, [change.role]);
  const inputs = await inputsOf(scope, member, change);
  const names = inputs.map(({ role }) => role);
  const roles = await requireRoles(scope.tx, scope.presets, scope.organization, names);
  for (const [index, { until }] of inputs.entries())
    requireValidEnd(scope.ctx, roles[index], until);
  const [first] = inputs;
  const remaining =
    change.kind === 'set'
      ? grantsKeptBySet(scope, member, new Set(names))
      : first
        ? await grantsKeptBeside(scope, member, first, roles)
        : member.grants;
  if (change.kind !== 'give') requireSingleRole(scope, roles);
  const grants = [...remaining];
  const overrideEnd = await overrideEndOf(scope, member, remaining);
  for (const [index, input] of inputs.entries()) {
    const isOwner = roles[index]?.standing === 'owner';
    addGrant(scope.ctx, grants, input, {
      isSet: change.kind === 'set',
      ...(overrideEnd !== undefined && !isOwner && { overrideEnd }),
    });
  }
  return grants;
}

async function inputsOf(
  { tx, presets, organization }: GrantScope,
  { previousGrants = [] }: Member,
  change: Exclude<GrantChange, { readonly kind: 'take' }>,
): Promise<readonly RoleInput[]> {
  if (change.kind !== 'restore') return change.kind === 'give' ? [change.grant] : change.roles;
  const names = [...new Set(previousGrants.map(({ role }) => role))];
  const known = await findRoles(tx, presets, organization, names);
  return names.filter((role) => known.get(role)?.retiring !== true && known.has(role)).map(toInput);
}

function toInput(role: string): RoleInput {
  return { role };
}

/**
 * When what is given now ends, because the member is unlocked. Where members have one role and people gave the one in force, no directory
 * is overridden.
 */
async function overrideEndOf(
  scope: GrantScope,
  member: Member,
  grants: readonly Grant[],
): Promise<string | undefined> {
  const { presets, organization } = scope;
  const { singleRole } = requirePreset(presets, organization);
  const hasLasting = [...member.grants, ...grants].some(
    (grant) => isManual(grant) && grant.until === undefined,
  );
  if (singleRole && hasLasting) return undefined;
  return (await isOverridden(scope, member)) ? member.unlockedUntil : undefined;
}

/** Roles of directories that the change takes stay away while the member is unlocked; one that is given again does not. */
function withheldAfter(
  { ctx }: GrantScope,
  member: Member,
  wanted: readonly Grant[],
): readonly string[] {
  if (!isUnlocked(member, ctx.clock.now())) return [];
  const kept = new Set(wanted.map(({ role }) => role));
  const taken = member.grants.filter((grant) => !isManual(grant)).map(({ role }) => role);
  const all = new Set([...(member.withheld ?? []), ...taken]);
  return [...all].filter((role) => !kept.has(role)).sort();
}

/** Fault `request.invalid`: an end that is over, or the end of an ownership, which is handed on and never lapses. */
function requireValidEnd(
  { clock }: Context,
  role: Role | undefined,
  until: string | undefined,
): void {
  if (until === undefined) return;
  const isOwner = role?.standing === 'owner';
  if (!isOwner && Date.parse(until) > clock.now()) return;
  const problem = isOwner
    ? 'an owner stays one until the ownership is handed on'
    : `must be later than now, ${instant(clock.now())}`;
  const rule = isOwner ? {} : { rule: 'past' };
  throw new Fault('request.invalid', { errors: [{ field: 'until', problem, ...rule }] });
}

/** Fault `role.single`. */
function requireSingleRole({ presets, organization }: GrantScope, roles: readonly Role[]): void {
  if (!requirePreset(presets, organization).singleRole) return;
  const lasting = roles.filter(({ elevation }) => !elevation).map(({ name }) => name);
  if (new Set(lasting).size > 1) throw new Fault('role.single', { roles: lasting });
}

/** The grants that a set keeps: of the roles that it names, and those that a directory gives. */
function grantsKeptBySet(
  scope: GrantScope,
  member: Member,
  keptNames: ReadonlySet<string>,
): readonly Grant[] {
  const { singleRole } = requirePreset(scope.presets, scope.organization);
  // a default role, and a group's where members have one role, give way to what people give without being taken
  const givesWay = (grant: Grant): boolean =>
    grant.source.kind === 'default' || (singleRole && keptNames.size > 0 && !isManual(grant));
  const removable = member.grants.filter((grant) => !givesWay(grant));
  const removedNames = new Set(
    removable.map(({ role }) => role).filter((role) => !keptNames.has(role)),
  );
  return removedNames.size === 0 ? member.grants : withoutRoles(scope, member, [...removedNames]);
}

/** Where members have one role, a new lasting one takes the place of what was given by hand. */
async function grantsKeptBeside(
  { tx, presets, organization }: GrantScope,
  { grants }: Member,
  { role, until }: RoleInput,
  [newRole]: readonly Role[],
): Promise<readonly Grant[]> {
  const { singleRole } = requirePreset(presets, organization);
  if (!singleRole || newRole?.elevation || until !== undefined) return grants;
  const names = grants.map((grant) => grant.role);
  const rolesByName = await findRoles(tx, presets, organization, names);
  return grants.filter(
    (grant) => grant.role === role || !isManual(grant) || rolesByName.get(grant.role)?.elevation,
  );
}

/** Faults `grant.missing`, `member.managed`: what a group gives, it takes. An unlocked member is the exception. */
function withoutRoles({ ctx }: GrantScope, member: Member, roles: readonly string[]): Grant[] {
  const isUnlockedNow = isUnlocked(member, ctx.clock.now());
  for (const role of roles) {
    const grantsOfRole = member.grants.filter((grant) => grant.role === role);
    if (grantsOfRole.length === 0) throw new Fault('grant.missing', { role });
    const groupGrant = grantsOfRole.find((grant) => !isManual(grant));
    if (!groupGrant || isUnlockedNow) continue;
    throw new Fault('member.managed', { memberId: member.id, role, source: groupGrant.source });
  }
  return member.grants.filter(({ role }) => !roles.includes(role));
}

/** A set leaves alone what is there; giving again changes the end. */
function addGrant(
  ctx: Context,
  grants: Grant[],
  { role, until }: RoleInput,
  { isSet, overrideEnd }: { readonly isSet: boolean; readonly overrideEnd?: string },
): void {
  const asked = until === undefined ? undefined : instant(Date.parse(until));
  const ends = [asked ?? [], overrideEnd === undefined ? [] : instant(Date.parse(overrideEnd))];
  const [end] = ends.flat().sort();
  const index = grants.findIndex((grant) => grant.role === role && isManual(grant));
  const current = grants[index];
  if (current && current.until === end) return;
  if (isSet && !current && end === undefined && grants.some((grant) => grant.role === role)) return;
  const grant: Grant = {
    role,
    source: { kind: 'manual' },
    since: instant(ctx.clock.now()),
    ...(end !== undefined && { until: end }),
    ...(overrideEnd !== undefined && { override: true }),
  };
  if (current) grants[index] = grant;
  else grants.push(grant);
}
