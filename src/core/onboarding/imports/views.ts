import type { Task } from '#store/index.js';
import { requireOpenOrganization, type CoreDeps } from '#core/tenancy/index.js';
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
  /** places of the member limit that newcomers would take; no `limit`: as many as they like */
  readonly places: { readonly needed: number; readonly used: number; readonly limit?: number };
}

export async function viewOf(deps: CoreDeps, task: Task): Promise<ImportView> {
  const { store, presets } = deps;
  const report = reportOf(task);
  const options = optionsOf(task);
  const organization = await requireOpenOrganization(store.read, task.organizationId);
  const ids = Object.keys(report.seats).slice(0, 1_000);
  const products = ids.length > 0 ? await store.read.products.getMany(ids) : [];
  const seats = await Promise.all(
    products.map(async ({ id, name, seats: pool }) => {
      const free = Math.max(0, pool - (await store.read.tallies.get(seatsTallyKey(id))));
      return { productId: id, product: name, needed: report.seats[id] ?? 0, free };
    }),
  );
  const limit = refusalLimitOf(presets, organization);
  const used = await placesTaken(store, task.organizationId);
  const { pendingCounts } = planOf(presets, organization).members;
  const needed = report.toAdd + (pendingCounts ? report.toInvite : 0);
  const places = { needed, used, ...(limit !== undefined && { limit }) };
  return { task, options, report, valid: validOf(report), seats, places };
}
