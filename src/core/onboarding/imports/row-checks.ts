import { isDeepStrictEqual } from 'node:util';
import { addressKey, foldCase, type FaultCode } from '#kernel/index.js';
import type { Account, AttributeValue, Grant, Member, PersonNames } from '#store/index.js';
import { mayGrant, requireRolesOfPlan } from '#core/access/index.js';
import {
  isManual,
  grantOutcomeOf,
  personNamesOf,
  requireManageableMember,
  toAttributes,
} from '#core/members/index.js';
import { isLive, requirePreset, tenantReaders, type Role } from '#core/tenancy/index.js';
import { titleOf } from './columns.js';
import { isPresent, type Cells, type ImportContext } from './context.js';
import { readRowInput, RowProblems, type CellProblem, type RowInput } from './rows.js';

export type RowCheck =
  | { readonly action: 'refuse'; readonly problems: readonly CellProblem[] }
  | {
      readonly action: 'add' | 'invite';
      readonly input: RowInput;
      readonly name: string;
      readonly roles: readonly Role[];
      /** had the address and left */
      readonly former?: Member;
      readonly account?: Account;
    }
  | {
      readonly action: 'update' | 'unchanged';
      readonly input: RowInput;
      readonly member: Member;
      readonly change: Pick<
        Partial<Member>,
        'name' | keyof PersonNames | 'grants' | 'locale' | 'attributes'
      >;
    };

/** The planned action of the row. Checks everything in it, so that all of its errors are reported at once; writes nothing. */
export async function checkRow(importContext: ImportContext, cells: Cells): Promise<RowCheck> {
  const problems = new RowProblems();
  const input = readRowInput(importContext, cells, problems);
  const member = importContext.members.get(addressKey(input.email));
  const check = isPresent(member)
    ? await checkPresentMember(importContext, input, member, problems)
    : await checkNewMember(importContext, input, member, problems);
  return problems.list.length > 0 ? { action: 'refuse', problems: problems.list } : check;
}

async function checkNewMember(
  importContext: ImportContext,
  input: RowInput,
  former: Member | undefined,
  problems: RowProblems,
): Promise<RowCheck> {
  const { options, presets, organization, accounts, pending } = importContext;
  if (options.mode === 'update' && !problems.has('email')) {
    problems.add('email', 'belongs to no member of the organization', 'member.missing');
  }
  if (options.invite && pending.has(addressKey(input.email))) {
    problems.add('email', 'is invited already', 'invitation.pending');
  }
  const preset = requirePreset(presets, organization);
  const defaultRoles = preset.roles.filter(({ name }) => name === preset.defaultRole);
  const roles = input.roles ?? defaultRoles;
  if (roles.length === 0) problems.add('roles', 'is missing, and there is no default role');
  await checkGivenRoles(importContext, roles, problems);
  const account = accounts.get(addressKey(input.email));
  const name = input.name ?? former?.name ?? account?.name;
  if (name === undefined && !options.invite) {
    problems.add('name', 'is missing, and the address is not known');
  }
  return {
    action: options.invite ? 'invite' : 'add',
    input,
    roles,
    name: name ?? '',
    ...(former && { former }),
    ...(account && { account }),
  };
}

/** New members get roles that the uploader may give and that invitations may give. */
async function checkGivenRoles(
  { ctx, presets, organization }: ImportContext,
  roles: readonly Role[],
  problems: RowProblems,
): Promise<void> {
  const lasting = roles.filter(({ elevation }) => !elevation);
  if (requirePreset(presets, organization).singleRole && lasting.length > 1) {
    problems.add('roles', 'are more than one, and members have one here', 'role.single');
  }
  for (const role of roles) {
    if (isNotForSheets(role)) addByHandOnly(problems, role);
    else if (!mayGrant(ctx, role)) {
      problems.add('roles', `${role.name} permits more than you may give`, 'permission.escalation');
    } else {
      const check = (): void => requireRolesOfPlan(presets, organization, [role.name]);
      await problems.catch('roles', check);
    }
  }
}

function addByHandOnly(problems: RowProblems, { name }: Role): void {
  problems.add('roles', `${name} is given by hand, not by a sheet`, 'permission.escalation');
}

/** Ownership is offered and accepted, an elevation is granted to one member. */
function isNotForSheets({ standing, elevation }: Role): boolean {
  return standing === 'owner' || elevation === true;
}

async function checkPresentMember(
  importContext: ImportContext,
  input: RowInput,
  member: Member,
  problems: RowProblems,
): Promise<RowCheck> {
  const { id } = member;
  if (importContext.options.mode === 'add') {
    problems.add('email', 'belongs to a member of the organization already', 'member.exists');
    return { action: 'unchanged', input, member, change: {} };
  }
  const renamed = input.name !== undefined && input.name !== member.name;
  const names = personNamesOf({ ...member, ...input.names });
  for (const key of ['name', 'firstName', 'lastName'] as const) {
    const isChanged = key === 'name' ? renamed : names[key] !== member[key];
    if (!isChanged || !importContext.managed.has(id)) continue;
    problems.add(key, 'is what a directory says it is', 'member.managed');
  }
  const grants = await grantsOf(importContext, input, member, problems);
  const attributes = changedAttributes(input, member, problems);
  const localeChanged = input.locale !== undefined && input.locale !== member.locale;
  const change = {
    ...(renamed && { name: input.name ?? '' }),
    ...(!isDeepStrictEqual(names, personNamesOf(member)) && names),
    ...(grants && { grants }),
    ...(attributes && { attributes }),
    ...(localeChanged && { locale: input.locale ?? '' }),
  };
  // as by hand: who stands above the uploader is changed by nobody below
  if (Object.keys(change).length > 0) {
    await problems.catch('email', () => requireManageableMember(importContext, member));
  }
  const hasAll =
    input.products.every((product) => importContext.seats.has(`${product.id}:${id}`)) &&
    input.spaces.every(
      (space) => importContext.assigned.get(`${space.id}:${id}`) === input.spaceRole,
    );
  const isSame = hasAll && Object.keys(change).length === 0;
  return { action: isSame ? 'unchanged' : 'update', input, member, change };
}

/** Exactly these roles, beside those that groups give or people lend; undefined: nothing changes. */
async function grantsOf(
  importContext: ImportContext,
  { roles }: RowInput,
  member: Member,
  problems: RowProblems,
): Promise<readonly Grant[] | undefined> {
  if (!roles) return undefined;
  const held = new Set(member.grants.map(({ role }) => role));
  const forbidden = roles.find((role) => isNotForSheets(role) && !held.has(role.name));
  if (forbidden) {
    addByHandOnly(problems, forbidden);
    return undefined;
  }
  const { ctx, roles: knownRoles, presets, organization } = importContext;
  const { singleRole } = requirePreset(presets, organization);
  const now = ctx.clock.now();
  const stays = (grant: Grant): boolean =>
    (!isManual(grant) && !(singleRole && roles.length > 0)) ||
    grant.until !== undefined ||
    knownRoles.get(foldCase(grant.role))?.elevation === true;
  const staying = member.grants.filter((grant) => isLive(grant, now) && stays(grant));
  const others = roles.filter(({ name }) => staying.every(({ role }) => role !== name));
  const roleInputs = [
    ...others.map(({ name }) => ({ role: name })),
    ...staying.map(({ role, until }) => ({ role, ...(until !== undefined && { until }) })),
  ];
  const names = new Set(roleInputs.map(({ role }) => role));
  if (names.size === held.size && [...names].every((name) => held.has(name))) return undefined;
  const { connections } = tenantReaders(importContext.tx, organization.id);
  const change = { kind: 'set', roles: roleInputs } as const;
  const outcome = await problems.catch('roles', () =>
    grantOutcomeOf({ ...importContext, connections }, member, change),
  );
  if (!outcome) return undefined;
  const old = new Set(member.grants);
  const source = { kind: 'import' } as const;
  const after = outcome.grants.map((grant) =>
    old.has(grant) || !isManual(grant) ? grant : { ...grant, source },
  );
  return JSON.stringify(after) === JSON.stringify(member.grants) ? undefined : after;
}

function changedAttributes(
  { attributes }: RowInput,
  member: Member,
  problems: RowProblems,
): Readonly<Record<string, AttributeValue>> | undefined {
  const before = member.attributes ?? {};
  const changed = Object.entries(attributes).filter(
    ([name, value]) => before[name]?.value !== value,
  );
  for (const [name] of changed) {
    if (before[name]?.source !== 'directory') continue;
    problems.add(`attribute:${name}`, 'is what a directory says it is', 'attribute.managed');
  }
  if (changed.length === 0) return undefined;
  return { ...before, ...toAttributes(Object.fromEntries(changed), 'import') };
}

/** As rows keep them: the code of the first, and each with the title of its column. */
export function refusalOf(
  { options: { columns } }: ImportContext,
  problems: readonly CellProblem[],
): {
  readonly code: FaultCode;
  readonly errors: readonly { readonly field: string; readonly problem: string }[];
} {
  const errors = problems.map(({ key, problem }) => ({ field: titleOf(columns, key), problem }));
  return { code: problems[0]?.code ?? 'request.invalid', errors };
}
