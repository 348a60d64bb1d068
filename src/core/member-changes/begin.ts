import { Fault, instant, type Context } from '#kernel/index.js';
import type { Task } from '#store/index.js';
import { createTask } from '#core/tasks/index.js';
import { inOrganization, viewOrganization, type CoreDeps } from '#core/tenancy/index.js';
import { concernedBy, requireMayChange, requireNamed, type MemberChange } from './changes.js';
import {
  countRows,
  nextBatch,
  sourcesOf,
  type PeopleSelection,
  type PersonInput,
  type RowSource,
} from './selections.js';

export const KIND = 'member-change';

export interface MemberChangeRequest {
  readonly selection: PeopleSelection;
  readonly change: MemberChange;
  /** the number of rows that the person confirmed */
  readonly expected?: number;
}

/** What a task of this kind keeps beside its rows. */
export interface MemberChangeOptions {
  readonly change: MemberChange;
  /** of a great many: where the rows are found */
  readonly sources?: readonly RowSource[];
  /** the task whose rows this one takes back */
  readonly undoOf?: string;
  /** the task that took the rows back */
  readonly undoneBy?: string;
}

/** Rows of the selection, apart by whether the change is about them. */
export interface SelectedRows {
  readonly sources: readonly RowSource[];
  readonly members: number;
  readonly invitations: number;
  /** rows that the change is about */
  readonly selected: number;
  readonly notConcerned: number;
}

/** Faults `request.invalid`, `permission.missing`, and those of `requireNamed`. */
export async function selectRows(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
  { selection, change }: MemberChangeRequest,
): Promise<SelectedRows> {
  const { read } = deps.store;
  requireMayChange(ctx, change);
  const view = await viewOrganization(deps, organizationId);
  await requireNamed({ ...view, tx: read, presets: deps.presets }, change);
  const found = sourcesOf(ctx, organizationId, selection);
  const concerned = concernedBy(change);
  const counts = await countRows(read, found);
  const members = concerned.includes('member') ? counts.member : 0;
  const invitations = concerned.includes('invitation') ? counts.invitation : 0;
  const selected = members + invitations;
  return {
    sources: found.filter(({ kind }) => concerned.includes(kind)),
    members,
    invitations,
    selected,
    notConcerned: counts.member + counts.invitation - selected,
  };
}

/** Fault `request.invalid`. */
export function requireSomebody(selected: number): void {
  if (selected > 0) return;
  const problem = 'has no row that this change is about';
  throw new Fault('request.invalid', { errors: [{ field: 'selection', problem }] });
}

/** Rows whose ids are written down with the task itself. */
const MAX_ROWS_AT_ONCE = 1_000;

/**
 * Begins a change. The ids of up to 1,000 rows are written down with the task; of more they are found before the first one is done, and
 * nobody who came later is among them. Faults of `selectRows`, `selection.changed`, `request.invalid` (nobody is selected).
 */
export async function beginMemberChange(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
  request: MemberChangeRequest,
): Promise<Task> {
  const { change, expected } = request;
  const { sources, selected } = await selectRows(deps, ctx, organizationId, request);
  if (expected !== undefined && expected !== selected) {
    throw new Fault('selection.changed', { expected, selected });
  }
  requireSomebody(selected);
  const inputs =
    selected <= MAX_ROWS_AT_ONCE ? await allRows(deps, ctx, sources, selected) : undefined;
  const options = { change, ...(!inputs && { sources }) } satisfies MemberChangeOptions;
  return inOrganization(deps, ctx, organizationId, (scope) => {
    requireMayChange(scope.ctx, change);
    return createTask(scope, { kind: KIND, options, ...(inputs && { inputs }) });
  });
}

async function allRows(
  { store }: CoreDeps,
  ctx: Context,
  sources: readonly RowSource[],
  limit: number,
): Promise<PersonInput[]> {
  const madeBy = instant(ctx.clock.now());
  const inputs: PersonInput[] = [];
  for (let after: string | undefined = '0'; after !== undefined && inputs.length < limit;) {
    const batch = await nextBatch(store.read, sources, { after, limit, madeBy });
    inputs.push(...batch.inputs);
    after = batch.next;
  }
  return inputs.slice(0, limit);
}
