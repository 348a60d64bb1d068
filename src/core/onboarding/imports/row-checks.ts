import { isDeepStrictEqual } from 'node:util';
import { addressKey, foldCase, type FaultCode } from '#kernel/index.js';
import type { Account, AttributeValue, Grant, Member, PersonNames, TaskRow } from '#store/index.js';
import {
  isManual,
  grantOutcomeOf,
  personNamesOf,
  requireManageableMember,
  toAttributes,
} from '#core/members/index.js';
import { isLive, requirePreset, tenantReaders, type Role } from '#core/tenancy/index.js';
import { FACT_KEYS, IDENTITY_KEYS, titleOf } from './columns.js';
import { isPresent, type Cells, type ImportContext } from './context.js';
import { askedCells, exportedInvitation, exportedMember } from './exported-cells.js';
import { checkGivenAccess } from './given-access.js';
import { addByHandOnly, checkGivenRoles, isNotForSheets } from './given-roles.js';
import { checkInvitation, type InvitationCheck } from './invitation-checks.js';
import { RowProblems, type CellProblem } from './problems.js';
import { isAbout, personOf, type RowPerson } from './row-persons.js';
import { readRowInput, type AskedCells, type RowInput } from './rows.js';

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
    }
  | InvitationCheck;

/** The planned action of the row. Checks everything in it, so that all of its errors are reported at once; writes nothing. */
export async function checkRow(importContext: ImportContext, cells: Cells): Promise<RowCheck> {
  const problems = new RowProblems();
  const person = personOf(importContext, cells, problems);
  const check = await checkPerson(importContext, cells, person, problems);
  return problems.list.length > 0 ? { action: 'refuse', problems: problems.list } : check;
}

async function checkPerson(
  importContext: ImportContext,
  cells: Cells,
  { member, invitation, email }: RowPerson,
  problems: RowProblems,
): Promise<RowCheck> {
  const record = invitation
    ? exportedInvitation(invitation)
    : member && (isPresent(member) || isAbout(importContext, cells, 'left'))
      ? exportedMember(member)
      : undefined;
  const asked = askedCells(importContext, cells, record);
  const input = readRowInput(
    importContext,
    asked,
    { email, record: record !== undefined },
    problems,
  );
  if (invitation) return checkInvitation(importContext, input, invitation, problems);
  if (isPresent(member)) return checkPresentMember(importContext, input, member, problems);
  if (member && isAbout(importContext, cells, 'left')) {
    return checkFormerMember(importContext, asked, { input, member }, problems);
  }
  return checkNewMember(importContext, input, member, problems);
}

/** Nothing of a member who left can be changed. */
function checkFormerMember(
  { options: { columns } }: ImportContext,
  asked: AskedCells,
  { input, member }: { readonly input: RowInput; readonly member: Member },
  problems: RowProblems,
): RowCheck {
  for (const { key } of columns) {
    const isFixed = key === undefined || NOT_CHANGED.has(key);
    if (!isFixed && asked.asked(key) !== '') problems.add(key, 'left', { code: 'member.left' });
  }
  return { action: 'unchanged', input, member, change: {} };
}

const NOT_CHANGED: ReadonlySet<string> = new Set([...IDENTITY_KEYS, ...FACT_KEYS, 'email']);

async function checkNewMember(
  importContext: ImportContext,
  input: RowInput,
  former: Member | undefined,
  problems: RowProblems,
): Promise<RowCheck> {
  const { options, presets, organization, accounts, pending } = importContext;
  if (options.mode === 'update' && !problems.has('email')) {
    problems.add('email', 'stranger', { code: 'member.missing' });
  }
  if (options.invite && pending.has(addressKey(input.email))) {
    problems.add('email', 'invited', { code: 'invitation.pending' });
  }
  const preset = requirePreset(presets, organization);
  const defaultRoles = preset.roles.filter(({ name }) => name === preset.defaultRole);
  const roles = input.roles ?? defaultRoles;
  if (roles.length === 0) problems.add('roles', 'noRoles');
  await checkGivenRoles(importContext, roles, problems);
  await checkGivenAccess(importContext, input, problems);
  const account = accounts.get(addressKey(input.email));
  const name = input.name ?? former?.name ?? account?.name;
  if (name === undefined && !options.invite) problems.add('name', 'noName');
  return {
    action: options.invite ? 'invite' : 'add',
    input,
    roles,
    name: name ?? '',
    ...(former && { former }),
    ...(account && { account }),
  };
}

async function checkPresentMember(
  importContext: ImportContext,
  input: RowInput,
  member: Member,
  problems: RowProblems,
): Promise<RowCheck> {
  const { id } = member;
  if (importContext.options.mode === 'add') {
    problems.add('email', 'member', { code: 'member.exists' });
    return { action: 'unchanged', input, member, change: {} };
  }
  const renamed = input.name !== undefined && input.name !== member.name;
  const names = personNamesOf({ ...member, ...input.names });
  for (const key of ['name', 'firstName', 'lastName'] as const) {
    const isChanged = key === 'name' ? renamed : names[key] !== member[key];
    if (!isChanged || !importContext.managed.has(id)) continue;
    problems.add(key, 'directory', { code: 'member.managed' });
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
  const missing = missingAccess(importContext, input, member);
  await checkGivenAccess(importContext, missing, problems);
  const hasAll = missing.products.length + missing.spaces.length === 0;
  const isSame = hasAll && Object.keys(change).length === 0;
  return { action: isSame ? 'unchanged' : 'update', input, member, change };
}

/** What the row asks for and the member has not, by hand or by a group. A request for a seat is none. */
export function missingAccess(
  { seats, assigned }: ImportContext,
  { products, spaces }: RowInput,
  { id: memberId }: Member,
): Pick<RowInput, 'products' | 'spaces'> {
  const hasSeat = (productId: string): boolean => {
    const status = seats.get(`${productId}:${memberId}`);
    return status !== undefined && status !== 'requested';
  };
  return {
    products: products.filter(({ id }) => !hasSeat(id)),
    spaces: spaces.filter(({ space, role }) => !assigned.has(`${space.id}:${memberId}:${role}`)),
  };
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
    problems.add(`attribute:${name}`, 'directory', { code: 'attribute.managed' });
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
  readonly errors: NonNullable<TaskRow['errors']>;
} {
  const errors = problems.map(({ key, problem, text, values }) => ({
    field: titleOf(columns, key),
    problem,
    ...(text && { text }),
    ...(values && { values }),
  }));
  return { code: problems[0]?.code ?? 'request.invalid', errors };
}
