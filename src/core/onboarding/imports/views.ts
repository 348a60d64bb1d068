import type { Task } from '#store/index.js';
import { viewOrganization, type CoreDeps } from '#core/tenancy/index.js';
import { placesTaken, planOf, refusalLimitOf } from '#core/access/index.js';
import { seatsTallyKey } from '#core/entitlements/index.js';
import type { ImportOptions } from './columns.js';
import { optionsOf, reportOf, validOf, type ImportReport } from './reports.js';

/** An import with the figures that matter before it is let go. */
export interface ImportView {
  readonly task: Task;
  readonly options: ImportOptions;
  readonly report: ImportReport;
  readonly valid: number;
  readonly seats: readonly {
    readonly productId: string;
    readonly product: string;
    readonly needed: number;
    readonly free: number;
  }[];
  /** places of the member limit that new people would take; absent `limit`: none */
  readonly places: { readonly needed: number; readonly used: number; readonly limit?: number };
}

export async function viewOf(deps: CoreDeps, task: Task): Promise<ImportView> {
  const { read } = deps.store;
  const report = reportOf(task);
  const options = optionsOf(task);
  const { organization, products } = await viewOrganization(deps, task.organizationId);
  const ids = Object.keys(report.seats).slice(0, 1_000);
  const seats = await Promise.all(
    (await products.getMany(ids)).map(async ({ id, name, seats: pool }) => {
      const free = Math.max(0, pool - (await read.tallies.get(seatsTallyKey(id))));
      return { productId: id, product: name, needed: report.seats[id] ?? 0, free };
    }),
  );
  const limit = refusalLimitOf(deps.presets, organization);
  const used = await placesTaken(deps.store, task.organizationId);
  const { pendingCounts } = planOf(deps.presets, organization).members;
  const needed = report.toAdd + (pendingCounts ? report.toInvite : 0);
  const places = { needed, used, ...(limit !== undefined && { limit }) };
  return { task, options, report, valid: validOf(report), seats, places };
}
