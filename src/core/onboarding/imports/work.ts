import { Fault } from '#kernel/index.js';
import type { Member, TaskRow } from '#store/index.js';
import { createInvitation } from '../invitations/create.js';
import type { InvitationDeps } from '../invitations/deps.js';
import { updateInvitation } from '../invitations/update.js';
import {
  type Admission,
  createMember,
  requireManageableMember,
  requireUnmanaged,
  toAttributes,
  toGrants,
  writeMember,
} from '#core/members/index.js';
import { assignSpace, assignPromisedSeats } from '#core/entitlements/index.js';
import type { TaskScope, TaskKind } from '#core/tasks/index.js';
import { cellsOfRow, checkImports } from './checks.js';
import { optionsOf, reportOf } from './reports.js';
import { requireSheetRights } from './rights.js';
import { loadImportContext } from './context.js';
import { refusalOf, checkRow, missingAccess, type RowCheck } from './row-checks.js';
import type { RowInput } from './rows.js';

const IMPORT_SOURCE = { kind: 'import' } as const;

type TaskRowResult = Readonly<Record<string, unknown>>;

/** How imports are checked and done. Every row is checked again when it is done: the sheet was checked some time ago. */
export function importTasks(deps: InvitationDeps): { readonly import: TaskKind } {
  return {
    import: {
      batchSize: 25,
      prepare: checkImports,
      work: (scope, row) => {
        if (!('memberId' in row.input)) return importRow(deps, scope, row);
        return suspendMissing(scope, String(row.input['memberId']));
      },
      finish: appendFinished,
    },
  };
}

async function importRow(
  deps: InvitationDeps,
  scope: TaskScope,
  row: TaskRow,
): Promise<TaskRowResult> {
  const options = optionsOf(scope.task);
  requireSheetRights(scope.ctx, options);
  const importScope = { ...scope, options };
  const cells = cellsOfRow(row);
  const importContext = await loadImportContext(importScope, [cells]);
  const check = await checkRow(importContext, cells);
  if (check.action === 'refuse') {
    const { code, errors } = refusalOf(importContext, check.problems);
    throw new Fault(code, { errors });
  }
  const { action } = check;
  if (action !== 'unchanged') askBeforeRow(scope, row, check);
  if ('roles' in check) {
    if (action === 'invite')
      return { action, invitationId: await inviteNewMember(deps, scope, check) };
    return { action, memberId: await addMember(scope, check) };
  }
  if ('invitation' in check) {
    const { id } = check.invitation;
    if (action === 'update') await updateInvitation(deps, scope, id, check.change);
    return { action, invitationId: id };
  }
  if (action === 'unchanged') return { action, memberId: check.member.id };
  const missing = missingAccess(importContext, check.input, check.member);
  const member = await writeMember(scope, check.member, check.change);
  await giveSeatsAndSpaces(scope, member, missing);
  return { action, memberId: member.id };
}

/** Hooks allow or deny a row. Faults `hook.denied`, `hook.failed`, `hook.loop`, which fail the row. */
function askBeforeRow(
  { hooks, task }: TaskScope,
  { id, number }: TaskRow,
  check: Exclude<RowCheck, { readonly action: 'refuse' }>,
): void {
  if (!hooks.concern('before_import_row')) return;
  hooks.ask({
    point: 'before_import_row',
    object: { kind: 'import-row', id },
    version: 0,
    proposed: { action: check.action, ...toldOf(check) },
    context: { row: number, importId: task.id },
  });
}

function toldOf(
  check: Exclude<RowCheck, { readonly action: 'refuse' }>,
): Readonly<Record<string, unknown>> {
  const { email, name, names, roles, products, spaces, locale, attributes } = check.input;
  return {
    email,
    ...(name !== undefined && { name }),
    ...names,
    ...(roles && { roles: roles.map((role) => role.name) }),
    products: products.map(({ key }) => key),
    spaces: spaces.map(({ space, role }) => ({ space: space.name, role })),
    ...(locale !== undefined && { locale }),
    attributes,
  };
}

type NewMemberCheck = Extract<RowCheck, { readonly action: 'add' | 'invite' }>;

async function inviteNewMember(
  deps: InvitationDeps,
  scope: TaskScope,
  { input, name, ...check }: NewMemberCheck,
) {
  const roles = check.roles.map((role) => role.name);
  const { email, attributes, locale = optionsOf(scope.task).locale } = input;
  const { spaces, products } = accessOf(input);
  const { invitation } = await createInvitation(deps, scope, {
    email,
    roles,
    spaces,
    products,
    ...input.names,
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...(name !== '' && { name }),
    ...(locale !== undefined && { locale }),
  });
  return invitation.id;
}

/** A former member is the same member again, with the roles, spaces and seats of the sheet only. */
async function addMember(scope: TaskScope, check: NewMemberCheck): Promise<string> {
  const { input, name, former, account } = check;
  const roles = check.roles.map((role) => role.name);
  const locale = input.locale ?? account?.locale ?? optionsOf(scope.task).locale;
  const attributes = toAttributes(input.attributes, 'import');
  const { id } = await createMember(scope, {
    name,
    ...input.names,
    email: input.email,
    status: 'active',
    source: 'import',
    grants: toGrants(scope.ctx, roles, IMPORT_SOURCE),
    access: accessOf(input),
    former,
    ...(locale !== undefined && { locale }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
  });
  return id;
}

function accessOf({
  spaces,
  products,
}: Pick<RowInput, 'spaces' | 'products'>): Required<Admission>['access'] {
  return {
    source: IMPORT_SOURCE,
    spaces: spaces.map(({ space, role }) => ({ spaceId: space.id, role })),
    products: products.map(({ id }) => id),
  };
}

/** Sheets give seats and spaces; they take none away. */
async function giveSeatsAndSpaces(
  scope: TaskScope,
  member: Member,
  input: Pick<RowInput, 'spaces' | 'products'>,
): Promise<void> {
  const { source, products } = accessOf(input);
  await assignPromisedSeats(scope, member, products, source);
  for (const { space, role } of input.spaces)
    await assignSpace(scope, { space, member, role, source });
}

/** Faults `member.managed`, `permission.escalation`, `member.last_owner`, `member.last_admin`. */
async function suspendMissing(scope: TaskScope, memberId: string): Promise<TaskRowResult | 'skip'> {
  const { ctx } = scope;
  const member = await scope.members.get(memberId);
  if (member?.status !== 'active') return 'skip';
  if (memberId === ctx.authority.memberId) throw new Fault('member.self');
  await requireUnmanaged(scope, member);
  await requireManageableMember(scope, member);
  await writeMember(scope, member, { status: 'suspended', suspendedBy: 'person' });
  return { action: 'suspend', memberId };
}

async function appendFinished({ task, journal }: TaskScope): Promise<void> {
  const { total, succeeded, failed, error } = task;
  const { errors: left } = reportOf(task);
  await journal.append({
    type: 'import.finished',
    target: { kind: 'import', id: task.id, name: optionsOf(task).mode },
    after: { rows: total, succeeded, failed, left, ...(error !== undefined && { error }) },
  });
}
