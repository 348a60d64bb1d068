import { Fault, fold } from '#kernel/index.js';
import type { Account, AttributeValue, Grant, Member } from '#store/index.js';
import { mayGrant, requireRolesOfPlan } from '#core/access/index.js';
import { isByHand, outcomeOf } from '#core/members/index.js';
import { isLive, requirePreset, type Role } from '#core/tenancy/index.js';
import { titleOf, type ImportKey } from './columns.js';
import { isHere, type Cells, type Surroundings } from './context.js';
import { readWish, sayInto, type CellProblem, type Say, type Wish } from './rows.js';

export type Verdict =
  | { readonly action: 'refuse'; readonly problems: readonly CellProblem[] }
  | {
      readonly action: 'add' | 'invite';
      readonly wish: Wish;
      readonly name: string;
      readonly roles: readonly Role[];
      /** somebody who was here before */
      readonly former?: Member;
      readonly account?: Account;
    }
  | {
      readonly action: 'update' | 'unchanged';
      readonly wish: Wish;
      readonly member: Member;
      readonly change: Pick<Partial<Member>, 'name' | 'grants' | 'locale' | 'attributes'>;
    };

/** What the row comes to. Looks at everything in it, so that all of its errors are told at once; writes nothing. */
export async function judge(around: Surroundings, cells: Cells): Promise<Verdict> {
  const problems: CellProblem[] = [];
  const wish = readWish(around, cells, problems);
  const member = around.members.get(fold(wish.email));
  const verdict = isHere(member)
    ? await judgeKnown(around, wish, member, problems)
    : judgeNew(around, wish, member, problems);
  return problems.length > 0 ? { action: 'refuse', problems } : verdict;
}

function judgeNew(
  around: Surroundings,
  wish: Wish,
  former: Member | undefined,
  problems: CellProblem[],
): Verdict {
  const { options, presets, organization, accounts, pending } = around;
  const say = sayInto(problems);
  if (options.mode === 'update' && problems.every(({ key }) => key !== 'email')) {
    say('email', 'belongs to no member of the organization', 'member.missing');
  }
  if (options.invite && pending.has(fold(wish.email))) {
    say('email', 'is invited already', 'invitation.pending');
  }
  const preset = requirePreset(presets, organization);
  const standard = preset.roles.filter(({ name }) => name === preset.defaultRole);
  const roles = wish.roles ?? standard;
  if (roles.length === 0) say('roles', 'is missing, and there is no default role');
  checkGiven(around, roles, say);
  const account = accounts.get(fold(wish.email));
  const name = wish.name ?? former?.name ?? account?.name;
  if (name === undefined && !options.invite) {
    say('name', 'is missing, and nobody here knows this address');
  }
  const action = options.invite ? 'invite' : 'add';
  return {
    action,
    wish,
    roles,
    name: name ?? '',
    ...(former && { former }),
    ...(account && { account }),
  };
}

/** Who comes new is given what the uploader may give, and what invitations may give. */
function checkGiven(around: Surroundings, roles: readonly Role[], say: Say): void {
  const { ctx, presets, organization } = around;
  const lasting = roles.filter(({ elevation }) => !elevation);
  if (requirePreset(presets, organization).singleRole && lasting.length > 1) {
    say('roles', 'are more than one, and members have one here', 'role.single');
  }
  for (const role of roles) {
    if (isNotForSheets(role)) {
      say('roles', `${role.name} is given by hand, not by a sheet`, 'permission.escalation');
    } else if (!mayGrant(ctx, role)) {
      say('roles', `${role.name} permits more than you may give`, 'permission.escalation');
    } else saying('roles', say, () => requireRolesOfPlan(presets, organization, [role.name]));
  }
}

/** Ownership is offered and accepted, an elevation is lent to one person. */
function isNotForSheets({ standing, elevation }: Role): boolean {
  return standing === 'owner' || elevation === true;
}

function saying(key: ImportKey, say: Say, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    say(key, reasonOf(error), error.code);
  }
}

/** A fault of a rule, in the words of a cell. */
function reasonOf({ message }: Fault): string {
  return message.slice(0, 1).toLowerCase() + message.slice(1).replace(/\.$/, '');
}

async function judgeKnown(
  around: Surroundings,
  wish: Wish,
  member: Member,
  problems: CellProblem[],
): Promise<Verdict> {
  const say = sayInto(problems);
  const { id } = member;
  if (around.options.mode === 'add') {
    say('email', 'belongs to a member of the organization already', 'member.exists');
    return { action: 'unchanged', wish, member, change: {} };
  }
  const isManaged = around.managed.has(id);
  const renamed = wish.name !== undefined && wish.name !== member.name;
  if (renamed && isManaged) say('name', 'is what a directory says it is', 'member.managed');
  const grants = await grantsOf(around, wish, member, say);
  const attributes = changedAttributes(wish, member, say);
  const relocated = wish.locale !== undefined && wish.locale !== member.locale;
  const change = {
    ...(renamed && { name: wish.name ?? '' }),
    ...(grants && { grants }),
    ...(attributes && { attributes }),
    ...(relocated && { locale: wish.locale ?? '' }),
  };
  const hasAll =
    wish.products.every((product) => around.seats.has(`${product.id}:${id}`)) &&
    wish.spaces.every((space) => around.assigned.get(`${space.id}:${id}`) === wish.spaceRole);
  const isSame = hasAll && Object.keys(change).length === 0;
  return { action: isSame ? 'unchanged' : 'update', wish, member, change };
}

/** Exactly these roles, beside what groups give and what is lent; undefined: nothing changes. */
async function grantsOf(
  { ctx, tx, presets, organization, roles: known }: Surroundings,
  { roles }: Wish,
  member: Member,
  say: Say,
): Promise<readonly Grant[] | undefined> {
  if (!roles) return undefined;
  const held = new Set(member.grants.map(({ role }) => role));
  const taken = roles.find((role) => isNotForSheets(role) && !held.has(role.name));
  if (taken) {
    say('roles', `${taken.name} is given by hand, not by a sheet`, 'permission.escalation');
    return undefined;
  }
  const now = ctx.clock.now();
  const stays = (grant: Grant): boolean =>
    !isByHand(grant) ||
    grant.until !== undefined ||
    known.get(fold(grant.role))?.elevation === true;
  const staying = member.grants.filter((grant) => isLive(grant, now) && stays(grant));
  const others = roles.filter(({ name }) => staying.every(({ role }) => role !== name));
  const wishes = [
    ...others.map(({ name }) => ({ role: name })),
    ...staying.map(({ role, until }) => ({ role, ...(until !== undefined && { until }) })),
  ];
  const names = new Set(wishes.map(({ role }) => role));
  if (names.size === held.size && [...names].every((name) => held.has(name))) return undefined;
  try {
    const place = { ctx, reading: tx, presets, organization };
    const { grants } = await outcomeOf(place, member, { kind: 'set', roles: wishes });
    const old = new Set(member.grants);
    const source = { kind: 'import' } as const;
    const after = grants.map((grant) => (old.has(grant) ? grant : { ...grant, source }));
    return JSON.stringify(after) === JSON.stringify(member.grants) ? undefined : after;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    say('roles', reasonOf(error), error.code);
    return undefined;
  }
}

function changedAttributes(
  { attributes }: Wish,
  member: Member,
  say: Say,
): Readonly<Record<string, AttributeValue>> | undefined {
  const before = member.attributes ?? {};
  const changed = Object.entries(attributes).filter(
    ([name, value]) => before[name]?.value !== value,
  );
  for (const [name] of changed) {
    if (before[name]?.source !== 'directory') continue;
    say(`attribute:${name}`, 'is what a directory says it is', 'attribute.managed');
  }
  if (changed.length === 0) return undefined;
  const added = changed.map(([name, value]) => [name, { value, source: 'import' as const }]);
  return { ...before, ...(Object.fromEntries(added) as Record<string, AttributeValue>) };
}

/** As rows keep them: the column by its title. */
export function errorsOf(
  { options: { columns } }: Pick<Surroundings, 'options'>,
  problems: readonly CellProblem[],
): { readonly field: string; readonly problem: string }[] {
  return problems.map(({ key, problem }) => ({ field: titleOf(columns, key), problem }));
}
