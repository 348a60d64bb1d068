import { Fault, type Context, type FaultCode } from '#kernel/index.js';
import type { CoreDeps, OrganizationScope } from './organization-scope.js';
import { inOrganization } from './scope.js';

/** Rows per transaction: short enough that a SCIM request never waits long behind one. */
const ROW_BATCH_SIZE = 100;

/** Rows of one request. */
export const MAX_ROWS = 1_000;

/** What became of one row of a bulk request. */
export interface RowResult {
  /** as it was sent */
  readonly id: string;
  /** `failed`, or what was done */
  readonly outcome: string;
  readonly code?: FaultCode;
  readonly message?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * Does the same to every row, a hundred in a transaction. What a rule refuses fails its row and no other one, so `work` must check
 * before it writes. Fault `request.invalid` for too many; whatever is not the row's business ends the whole.
 */
export async function rowByRow(
  deps: CoreDeps,
  ctx: Context,
  { organizationId, ids }: { readonly organizationId: string; readonly ids: readonly string[] },
  prepare: (scope: OrganizationScope) => Promise<(id: string) => Promise<string>>,
): Promise<RowResult[]> {
  if (ids.length > MAX_ROWS) {
    const problem = `more than ${MAX_ROWS} rows; send several requests`;
    throw new Fault('request.invalid', { errors: [{ field: 'body', problem }] });
  }
  const results: RowResult[] = [];
  for (let from = 0; from < ids.length; from += ROW_BATCH_SIZE) {
    const batch = ids.slice(from, from + ROW_BATCH_SIZE);
    const batchResults = await inOrganization(deps, ctx, organizationId, async (scope) => {
      const work = await prepare(scope);
      const rows: RowResult[] = [];
      for (const id of batch) {
        const row = await scope.hooks.collect(() => runRow(id, work));
        if (row) rows.push(row);
      }
      return rows;
    });
    results.push(...batchResults);
  }
  return results;
}

async function runRow(id: string, work: (id: string) => Promise<string>): Promise<RowResult> {
  try {
    return { id, outcome: await work(id) };
  } catch (error) {
    if (!(error instanceof Fault) || /^(store|record)\./.test(error.code)) throw error;
    const { code, message, details } = error;
    return { id, outcome: 'failed', code, message, details };
  }
}
