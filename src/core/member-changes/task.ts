import type { TaskKind, TaskScope } from '#core/tasks/index.js';
import { KIND, type MemberChangeOptions } from './begin.js';
import type { MemberChangeDeps } from './changes.js';
import { changeRow } from './rows.js';
import { nextBatch, type PersonInput } from './selections.js';

/** Rows that are found at once. */
const GATHER_BATCH_SIZE = 500;

/** Where one of them is refused, each has a transaction of its own after all. */
const ROWS_PER_TRANSACTION = 20;

export function optionsOf({ task }: Pick<TaskScope, 'task'>): MemberChangeOptions {
  return task.options as unknown as MemberChangeOptions;
}

/** How the rows are done. */
export function memberChangeTask(deps: MemberChangeDeps): { readonly [KIND]: TaskKind } {
  return {
    [KIND]: {
      batchSize: ROWS_PER_TRANSACTION,
      gather(scope, after) {
        const { sources = [] } = optionsOf(scope);
        const madeBy = scope.task.createdAt;
        return nextBatch(scope.tx, sources, { after, limit: GATHER_BATCH_SIZE, madeBy });
      },
      work: (scope, { input }) =>
        changeRow(deps, scope, optionsOf(scope).change, input as unknown as PersonInput),
    },
  };
}
