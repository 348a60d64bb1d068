import { Fault, instant } from '#kernel/index.js';
import type { AttributeValue, Grant, Member, TaskRow } from '#store/index.js';
import { requireManageable, rolesOfMember } from '#core/access/index.js';
import { createInvitation } from '../invitations/create.js';
import type { Bureau } from '../invitations/deps.js';
import { enter, requireUnmanaged, rewrite } from '#core/members/index.js';
import { assignSpace, giveSeats } from '#core/entitlements/index.js';
import type { TaskGround, TaskKind } from '#core/tasks/index.js';
import { cellsOfRow, checkImports } from './checks.js';
import { optionsOf, reportOf } from './reports.js';
import { lookAround } from './context.js';
import { errorsOf, judge, type Verdict } from './row-checks.js';
import type { Wish } from './rows.js';
import { append } from '#core/tenancy/index.js';

const SOURCE = { kind: 'import' } as const;

type Result = Readonly<Record<string, unknown>>;

/** How imports are checked and done. Everything is judged again when it is done: the sheet was checked some time ago. */
export function importTasks(bureau: Bureau): { readonly import: TaskKind } {
  return {
    import: {
      together: 25,
      prepare: checkImports,
      work: (ground, row) => {
        const { id, status } = ground.organization;
        if (status !== 'active') throw new Fault(`organization.${status}`, { id });
        if (!('memberId' in row.input)) return doRow(bureau, ground, row);
        return suspendMissing(ground, String(row.input['memberId']));
      },
      finish: noteEnd,
    },
  };
}

async function doRow(bureau: Bureau, ground: TaskGround, row: TaskRow): Promise<Result> {
  const sheet = { ...ground, options: optionsOf(ground.task) };
  const cells = cellsOfRow(row);
  const around = await lookAround(sheet, [cells]);
  const verdict = await judge(around, cells);
  if (verdict.action === 'refuse') {
    const code = verdict.problems[0]?.code ?? 'request.invalid';
    throw new Fault(code, { errors: errorsOf(around, verdict.problems) });
  }
  const { action } = verdict;
  if ('roles' in verdict) {
    if (action === 'invite') return { action, invitationId: await invite(bureau, ground, verdict) };
    return { action, memberId: await add(ground, verdict) };
  }
  if (action === 'unchanged') return { action, memberId: verdict.member.id };
  const member = await rewrite(ground, verdict.member, verdict.change);
  await give(ground, member, verdict.wish);
  return { action, memberId: member.id };
}

type Newcomer = Extract<Verdict, { readonly action: 'add' | 'invite' }>;

async function invite(bureau: Bureau, ground: TaskGround, { wish, roles, name }: Newcomer) {
  const { email, products, spaces, spaceRole, attributes } = wish;
  const locale = wish.locale ?? optionsOf(ground.task).locale;
  const { invitation } = await createInvitation(bureau, ground, {
    email,
    roles: roles.map((role) => role.name),
    products: products.map(({ id }) => id),
    spaces: spaces.map(({ id }) => ({ spaceId: id, role: spaceRole })),
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...(name !== '' && { name }),
    ...(locale !== undefined && { locale }),
  });
  return invitation.id;
}

/** Somebody who was here before is the same member again, with what the sheet says and nothing of what they had. */
async function add(ground: TaskGround, newcomer: Newcomer): Promise<string> {
  const { wish, roles, name, former, account } = newcomer;
  const since = instant(ground.ctx.clock.now());
  const locale = wish.locale ?? account?.locale ?? optionsOf(ground.task).locale;
  const attributes: Record<string, AttributeValue> = {};
  for (const [key, value] of Object.entries(wish.attributes)) {
    attributes[key] = { value, source: 'import' };
  }
  const person = {
    status: 'active' as const,
    source: 'import' as const,
    name,
    grants: roles.map(({ name: role }): Grant => ({ role, source: SOURCE, since })),
    ...(locale !== undefined && { locale }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
    // an address that nobody has proved to be theirs opens nothing
    ...(account?.emailVerifiedAt !== undefined && { accountId: account.id }),
  };
  const member = former
    ? await rewrite(ground, former, person)
    : await enter(ground, { ...person, email: wish.email });
  await give(ground, member, wish);
  return member.id;
}

/** Sheets give seats and spaces; what a person has beside is not taken away. */
async function give(ground: TaskGround, member: Member, wish: Wish): Promise<void> {
  const { products, spaces, spaceRole: role } = wish;
  await giveSeats(
    ground,
    member,
    products.map(({ id }) => id),
    SOURCE,
  );
  for (const space of spaces) await assignSpace(ground, { space, member, role, source: SOURCE });
}

/** Faults `member.managed`, `permission.escalation`, `member.last_owner`, `member.last_admin`. */
async function suspendMissing(ground: TaskGround, memberId: string): Promise<Result | 'skip'> {
  const { ctx, tx, presets, organization } = ground;
  const member = await tx.members.get(memberId);
  if (member?.organizationId !== organization.id || member.status !== 'active') return 'skip';
  if (memberId === ctx.authority.memberId) throw new Fault('member.self');
  await requireUnmanaged(ctx, tx, member);
  const now = ctx.clock.now();
  requireManageable(ctx, await rolesOfMember(tx, presets, organization, member, now));
  await rewrite(ground, member, { status: 'suspended', suspendedBy: 'person' });
  return { action: 'suspend', memberId };
}

async function noteEnd({ ctx, tx, task }: TaskGround): Promise<void> {
  const { total, succeeded, failed } = task;
  const { errors } = reportOf(task);
  await append(ctx, tx, {
    organizationId: task.organizationId,
    type: 'import.finished',
    target: { kind: 'import', id: task.id, name: optionsOf(task).mode },
    after: { rows: total, succeeded, failed, left: errors },
  });
}
