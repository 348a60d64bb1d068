import { Fault, foldCase } from '#kernel/index.js';
import type { Account, AttributeValue, Grant, Member } from '#store/index.js';
import { mayGrant, requireRolesOfPlan } from '#core/access/index.js';
import { isManual, grantOutcomeOf } from '#core/members/index.js';
import { isLive, requirePreset, type Role } from '#core/tenancy/index.js';
import { titleOf, type ImportKey } from './columns.js';
import { isPresent, type Cells, type ImportContext } from './context.js';
import {
  readRowInput,
  problemCollector,
  type CellProblem,
  type AddProblem,
  type RowInput,
} from './rows.js';

export type RowCheck =
  | { readonly action: 'refuse'; readonly problems: readonly CellProblem[] }
  | {
      readonly action: 'add' | 'invite';
      readonly input: RowInput;
      readonly name: string;
      readonly roles: readonly Role[];
      /** somebody who was here before */
      readonly former?: Member;
      readonly account?: Account;
    }
  | {
      readonly action: 'update' | 'unchanged';
      readonly input: RowInput;
      readonly member: Member;
      readonly change: Pick<Partial<Member>, 'name' | 'grants' | 'locale' | 'attributes'>;
    };

/** What the row comes to. Looks at everything in it, so that all of its errors are told at once; writes nothing. */
export async function checkRow(importContext: ImportContext, cells: Cells): Promise<RowCheck> {
  const problems: CellProblem[] = [];
  const input = readRowInput(importContext, cells, problems);
  const member = importContext.members.get(foldCase(input.email));
  const check = isPresent(member)
    ? await checkPresentMember(importContext, input, member, problems)
    : checkNewMember(importContext, input, member, problems);
  return problems.length > 0 ? { action: 'refuse', problems } : check;
}

function checkNewMember(
  importContext: ImportContext,
  input: RowInput,
  former: Member | undefined,
  problems: CellProblem[],
): RowCheck {
  const { options, presets, organization, accounts, pending } = importContext;
  const addProblem = problemCollector(problems);
  if (options.mode === 'update' && problems.every(({ key }) => key !== 'email')) {
    addProblem('email', 'belongs to no member of the organization', 'member.missing');
  }
  if (options.invite && pending.has(foldCase(input.email))) {
    addProblem('email', 'is invited already', 'invitation.pending');
  }
  const preset = requirePreset(presets, organization);
  const defaultRoles = preset.roles.filter(({ name }) => name === preset.defaultRole);
  const roles = input.roles ?? defaultRoles;
  if (roles.length === 0) addProblem('roles', 'is missing, and there is no default role');
  checkGivenRoles(importContext, roles, addProblem);
  const account = accounts.get(foldCase(input.email));
  const name = input.name ?? former?.name ?? account?.name;
  if (name === undefined && !options.invite) {
    addProblem('name', 'is missing, and nobody here knows this address');
  }
  const action = options.invite ? 'invite' : 'add';
  return {
    action,
    input,
    roles,
    name: name ?? '',
    ...(former && { former }),
    ...(account && { account }),
  };
}

/** Who comes new is given what the uploader may give, and what invitations may give. */
function checkGivenRoles(
  importContext: ImportContext,
  roles: readonly Role[],
  addProblem: AddProblem,
): void {
  const { ctx, presets, organization } = importContext;
  const lasting = roles.filter(({ elevation }) => !elevation);
  if (requirePreset(presets, organization).singleRole && lasting.length > 1) {
    addProblem('roles', 'are more than one, and members have one here', 'role.single');
  }
  for (const role of roles) {
    if (isNotForSheets(role)) {
      addProblem('roles', `${role.name} is given by hand, not by a sheet`, 'permission.escalation');
    } else if (!mayGrant(ctx, role)) {
      addProblem('roles', `${role.name} permits more than you may give`, 'permission.escalation');
    } else
      catchProblem('roles', addProblem, () =>
        requireRolesOfPlan(presets, organization, [role.name]),
      );
  }
}

/** Ownership is offered and accepted, an elevation is lent to one person. */
function isNotForSheets({ standing, elevation }: Role): boolean {
  return standing === 'owner' || elevation === true;
}

function catchProblem(key: ImportKey, addProblem: AddProblem, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    addProblem(key, reasonOf(error), error.code);
  }
}

/** A fault of a rule, in the words of a cell. */
function reasonOf({ message }: Fault): string {
  return message.slice(0, 1).toLowerCase() + message.slice(1).replace(/\.$/, '');
}

async function checkPresentMember(
  importContext: ImportContext,
  input: RowInput,
  member: Member,
  problems: CellProblem[],
): Promise<RowCheck> {
  const addProblem = problemCollector(problems);
  const { id } = member;
  if (importContext.options.mode === 'add') {
    addProblem('email', 'belongs to a member of the organization already', 'member.exists');
    return { action: 'unchanged', input, member, change: {} };
  }
  const isManaged = importContext.managed.has(id);
  const renamed = input.name !== undefined && input.name !== member.name;
  if (renamed && isManaged) addProblem('name', 'is what a directory says it is', 'member.managed');
  const grants = await grantsOf(importContext, input, member, addProblem);
  const attributes = changedAttributes(input, member, addProblem);
  const localeChanged = input.locale !== undefined && input.locale !== member.locale;
  const change = {
    ...(renamed && { name: input.name ?? '' }),
    ...(grants && { grants }),
    ...(attributes && { attributes }),
    ...(localeChanged && { locale: input.locale ?? '' }),
  };
  const hasAll =
    input.products.every((product) => importContext.seats.has(`${product.id}:${id}`)) &&
    input.spaces.every(
      (space) => importContext.assigned.get(`${space.id}:${id}`) === input.spaceRole,
    );
  const isSame = hasAll && Object.keys(change).length === 0;
  return { action: isSame ? 'unchanged' : 'update', input, member, change };
}

/** Exactly these roles, beside what groups give and what is lent; undefined: nothing changes. */
async function grantsOf(
  importContext: ImportContext,
  { roles }: RowInput,
  member: Member,
  addProblem: AddProblem,
): Promise<readonly Grant[] | undefined> {
  if (!roles) return undefined;
  const held = new Set(member.grants.map(({ role }) => role));
  const forbidden = roles.find((role) => isNotForSheets(role) && !held.has(role.name));
  if (forbidden) {
    addProblem(
      'roles',
      `${forbidden.name} is given by hand, not by a sheet`,
      'permission.escalation',
    );
    return undefined;
  }
  const { ctx, roles: knownRoles } = importContext;
  const now = ctx.clock.now();
  const stays = (grant: Grant): boolean =>
    !isManual(grant) ||
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
  try {
    const change = { kind: 'set', roles: roleInputs } as const;
    const { grants } = await grantOutcomeOf(importContext, member, change);
    const old = new Set(member.grants);
    const source = { kind: 'import' } as const;
    const after = grants.map((grant) => (old.has(grant) ? grant : { ...grant, source }));
    return JSON.stringify(after) === JSON.stringify(member.grants) ? undefined : after;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    addProblem('roles', reasonOf(error), error.code);
    return undefined;
  }
}

function changedAttributes(
  { attributes }: RowInput,
  member: Member,
  addProblem: AddProblem,
): Readonly<Record<string, AttributeValue>> | undefined {
  const before = member.attributes ?? {};
  const changed = Object.entries(attributes).filter(
    ([name, value]) => before[name]?.value !== value,
  );
  for (const [name] of changed) {
    if (before[name]?.source !== 'directory') continue;
    addProblem(`attribute:${name}`, 'is what a directory says it is', 'attribute.managed');
  }
  if (changed.length === 0) return undefined;
  const newValues = changed.map(([name, value]) => [name, { value, source: 'import' as const }]);
  return { ...before, ...(Object.fromEntries(newValues) as Record<string, AttributeValue>) };
}

/** As rows keep them: the column by its title. */
export function errorsOf(
  { options: { columns } }: Pick<ImportContext, 'options'>,
  problems: readonly CellProblem[],
): { readonly field: string; readonly problem: string }[] {
  return problems.map(({ key, problem }) => ({ field: titleOf(columns, key), problem }));
}
