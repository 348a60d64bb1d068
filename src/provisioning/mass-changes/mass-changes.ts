import { Fault, isFault, type Context } from '#kernel/index.js';
import {
  applyOverdue,
  finishMassChange,
  inOrganization,
  peopleOf,
  writePersonState,
  type Core,
  type CoreDeps,
  type MassChangeView,
  type OrganizationScope,
  type SweepResult,
} from '#core/index.js';
import { all, equals, type MassChange, type MassChangePerson } from '#store/index.js';
import { isLastOne, keepPerson, letThrough, restorePerson, type Types } from './outcomes.js';

/** People of one transaction: short enough that a SCIM request never waits long behind one. */
const PEOPLE_PER_BATCH = 25;

/** Batches of one run of the job. */
const MAX_BATCHES_PER_RUN = 20;

/** States of people of whom something may be held. */
const RELEASABLE: ReadonlySet<MassChangePerson['state']> = new Set(['held', 'kept', 'refused']);

export interface MassChangePersonTarget {
  readonly id: string;
  readonly memberId: string;
}

export type HeldChanges = ReturnType<typeof createHeldChanges>;

/** What becomes of the people of a batch, once it is decided, or time has. */
export function createHeldChanges(core: Pick<Core, 'deps' | 'massChanges'>, types: Types) {
  const { deps, massChanges } = core;
  const run = (
    ctx: Context,
    batch: Pick<MassChange, 'id' | 'organizationId'>,
    signal?: AbortSignal,
  ) => workThrough({ deps, types }, ctx, batch, signal);
  return {
    /** Works through a batch that was decided, a few people a transaction; can be called again after a crash and by several processes. */
    run,
    /** For a job: applies what nobody decided in time, and goes on with what a process left. */
    async runDue(ctx: Context, signal: AbortSignal): Promise<SweepResult> {
      const due = await massChanges.listDue(ctx, MAX_BATCHES_PER_RUN);
      let done = 0;
      for (const { id, organizationId, status } of due) {
        if (signal.aborted) break;
        try {
          if (status === 'held') {
            const apply = (scope: OrganizationScope) => applyOverdue(scope, id);
            await inOrganization(deps, ctx, organizationId, apply, 'any');
          }
          done += await run(ctx, { id, organizationId }, signal);
        } catch (error) {
          // another process was there a moment earlier, or the organization is gone
          if (!isFault(error, 'record.stale', 'organization.missing')) throw error;
        }
      }
      return { done, more: due.length === MAX_BATCHES_PER_RUN };
    },
    /**
     * Applies at once what is held of one person. Faults `mass_change.missing`, `mass_change.not_held`, `member.last_owner`,
     * `member.last_admin`, `member.last_break_glass`.
     */
    async release(
      ctx: Context,
      organizationId: string,
      { id, memberId }: MassChangePersonTarget,
    ): Promise<MassChangeView> {
      const work = async (scope: OrganizationScope): Promise<void> => {
        const batch = await scope.massChanges.require(id);
        const person = (await peopleOf(scope, id, [memberId])).get(memberId);
        if (!person || !RELEASABLE.has(person.state))
          throw new Fault('mass_change.not_held', { id, memberId });
        const state = await letThrough(scope, types, { batch, person });
        if (state === 'withdrawn') throw new Fault('mass_change.not_held', { id, memberId });
        await scope.journal.append({
          type: 'scim.sync.released',
          target: { kind: 'member', id: memberId },
          after: { massChangeId: id },
        });
      };
      await inOrganization(deps, ctx, organizationId, work);
      return massChanges.get(ctx, organizationId, id);
    },
  };
}

interface WorkDeps {
  readonly deps: CoreDeps;
  readonly types: Types;
}

/** Resolves to how many people it settled. */
async function workThrough(
  { deps, types }: WorkDeps,
  caller: Context,
  { id, organizationId }: Pick<MassChange, 'id' | 'organizationId'>,
  signal?: AbortSignal,
): Promise<number> {
  const ctx: Context = { ...caller, followsUp: true };
  let settled = 0;
  for (;;) {
    if (signal?.aborted) return settled;
    const work = (scope: OrganizationScope) => settleSome(scope, types, id);
    try {
      const count = await inOrganization(deps, ctx, organizationId, work, 'any');
      if (count === 0) return settled;
      settled += count;
    } catch (error) {
      if (!(error instanceof RefusedPerson)) throw error;
      const refuse = (scope: OrganizationScope) => notePersonRefused(scope, id, error);
      await inOrganization(deps, ctx, organizationId, refuse, 'any');
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

type Settle = typeof letThrough;

/** What is to be done with the people of a batch: those in which state, and how. */
function stepsOf({ status, restoredAt }: MassChange): [MassChangePerson['state'], Settle][] {
  const steps: [MassChangePerson['state'], Settle][] = [];
  if (status === 'approved' || status === 'applied') steps.push(['held', letThrough]);
  if (status === 'rejected') steps.push(['held', keepPerson]);
  if (restoredAt !== undefined) steps.push(['applied', restorePerson]);
  return steps;
}

/** A few people, in one transaction; 0: nobody is left, and the batch is not due any more. */
async function settleSome(scope: OrganizationScope, types: Types, id: string): Promise<number> {
  const batch = await scope.massChanges.get(id);
  if (!batch || batch.dueAt === undefined) return 0;
  const steps = stepsOf(batch);
  if (steps.length === 0) return 0;
  for (const [state, settle] of steps) {
    const where = all(equals('massChangeId', id), equals('state', state));
    const query = { where, limit: PEOPLE_PER_BATCH };
    const { records } = await scope.tx.massChangePeople.find(query);
    for (const person of records) await settleOne(scope, types, { batch, person }, settle);
    if (records.length > 0) return records.length;
  }
  await finishMassChange(scope, batch);
  return 0;
}

/** Ends the transaction: what it wrote of the person is not kept. */
class RefusedPerson extends Error {
  constructor(
    readonly memberId: string,
    readonly code: string,
  ) {
    super(`member ${memberId}: ${code}`);
  }
}

async function settleOne(
  scope: OrganizationScope,
  types: Types,
  one: Parameters<Settle>[2],
  settle: Settle,
): Promise<void> {
  try {
    await settle(scope, types, one);
  } catch (error) {
    if (!isLastOne(error) || !isFault(error)) throw error;
    throw new RefusedPerson(one.person.memberId, error.code);
  }
}

/** A last owner or administrator is kept, and the journal says so: there is no caller to refuse. */
async function notePersonRefused(
  scope: OrganizationScope,
  massChangeId: string,
  { memberId, code }: RefusedPerson,
): Promise<void> {
  const person = (await peopleOf(scope, massChangeId, [memberId])).get(memberId);
  if (!person || person.state === 'refused') return;
  await writePersonState(scope, person, 'refused');
  await scope.journal.append({
    type: 'scim.lockout_refused',
    target: { kind: 'member', id: memberId },
    after: { code, massChangeId },
  });
}
