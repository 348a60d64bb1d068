import { Fault, isFault, type Context, type Page } from '#kernel/index.js';
import { equals, everything, type Erasure } from '#store/index.js';
import {
  dueBy,
  inOrganization,
  listPage,
  requireOrganization,
  rulesOf,
  tenantReaders,
  type CoreDeps,
  type ListQuery,
  type SweepResult,
} from '#core/tenancy/index.js';
import { beginAccount, takeAccountStep } from './accounts.js';
import { beginWithMember, type ErasedTarget } from './members.js';
import { takeStep, type Erasers } from './steps.js';

export interface Erasures {
  /**
   * Faults `member.missing`, `member.self`, `member.last_owner`, `member.last_admin`, `permission.escalation`, `erasure.directory`,
   * `erasure.merged`.
   */
  eraseMember(ctx: Context, organizationId: string, target: ErasedTarget): Promise<Erasure>;
  /** Faults `account.missing`, `erasure.directory`, `erasure.merged`, `member.last_owner`, `member.last_admin`. */
  eraseAccount(ctx: Context, accountId: string): Promise<Erasure>;
  /** Fault `erasure.missing`. Of an organization, or without one of the installation, which sees all of them. */
  get(ctx: Context, id: string, organizationId?: string): Promise<Erasure>;
  /** By the time they began. Fault `organization.missing`. */
  list(ctx: Context, query: ListQuery, organizationId?: string): Promise<Page<Erasure>>;
  /** Goes on with what is not done, a bounded part. */
  run(ctx: Context, signal?: { readonly aborted: boolean }): Promise<SweepResult>;
}

/** Erasures of one run, and steps of one of them; then others have their turn. */
const MAX_PER_RUN = 20;
const MAX_STEPS = 100;

export function createErasures(deps: CoreDeps, erasers: Erasers): Erasures {
  const { read } = deps.store;
  const rule = rulesOf(deps);
  const eraseMember = rule(beginWithMember);
  return {
    eraseMember,
    eraseAccount: (ctx, accountId) => beginAccount(deps, ctx, accountId),
    async get(_ctx, id, organizationId) {
      if (organizationId !== undefined)
        return tenantReaders(read, organizationId).erasures.require(id);
      const erasure = await read.erasures.get(id);
      if (!erasure) throw new Fault('erasure.missing', { id });
      return erasure;
    },
    async list(_ctx, query, organizationId) {
      if (organizationId === undefined) return listPage(read.erasures, everything, query);
      await requireOrganization(read, organizationId);
      return listPage(read.erasures, equals('organizationId', organizationId), query);
    },
    run: (ctx, signal) => run(deps, ctx, erasers, signal),
  };
}

async function run(
  deps: CoreDeps,
  ctx: Context,
  erasers: Erasers,
  signal: { readonly aborted: boolean } = { aborted: false },
): Promise<SweepResult> {
  const due = dueBy(ctx, 'dueAt', MAX_PER_RUN);
  const { records } = await deps.store.read.erasures.find(due);
  let done = 0;
  let more = records.length === MAX_PER_RUN;
  for (const { id } of records) {
    let steps = 0;
    while (!signal.aborted && steps < MAX_STEPS && (await takeOne(deps, ctx, erasers, id)))
      steps += 1;
    done += steps;
    more ||= steps === MAX_STEPS;
  }
  // what the last steps took out stands in the log still
  if (done > 0 && !more) await deps.store.truncateLog?.();
  return { done, more: more && !signal.aborted };
}

/** One step of an erasure that is due; false: it is not any more, or another process is at it. */
async function takeOne(
  deps: CoreDeps,
  ctx: Context,
  erasers: Erasers,
  id: string,
): Promise<boolean> {
  const now = ctx.clock.now();
  const isDue = ({ dueAt }: Erasure): boolean => dueAt !== undefined && Date.parse(dueAt) <= now;
  const erasure = await deps.store.read.erasures.get(id);
  if (!erasure || !isDue(erasure)) return false;
  const { kind, accountId, organizationId } = erasure;
  try {
    if (kind === 'account') {
      if (accountId === undefined) return false;
      return await takeAccountStep({ ...deps, erasers }, ctx, { ...erasure, accountId });
    }
    return await inOrganization(
      deps,
      ctx,
      organizationId,
      async (scope) => {
        const current = await scope.erasures.get(id);
        if (!current?.work || !isDue(current)) return false;
        await takeStep(scope, current, current.work, erasers);
        return true;
      },
      'any',
    );
  } catch (error) {
    if (!isFault(error, 'record.stale', 'record.missing', 'organization.missing')) throw error;
    return false;
  }
}
