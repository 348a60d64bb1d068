import type { TaskKind } from '#core/tasks/index.js';
import { KIND } from './begin.js';
import type { MemberChangeDeps } from './changes.js';
import { changeRow } from './rows.js';
import { nextBatch, type PersonInput } from './selections.js';
import { nextUndoRows, optionsOfTask, undoRow, type UndoInput } from './undo.js';

/** Rows that are found at once. */
const GATHER_BATCH_SIZE = 500;

/** Where one of them is refused, each has a transaction of its own after all. */
const ROWS_PER_TRANSACTION = 20;

/** How the rows are done. */
export function memberChangeTask(deps: MemberChangeDeps): { readonly [KIND]: TaskKind } {
  return {
    [KIND]: {
      batchSize: ROWS_PER_TRANSACTION,
      gather(scope, after) {
        const { sources = [], undoOf } = optionsOfTask(scope.task);
        const limit = GATHER_BATCH_SIZE;
        if (undoOf !== undefined) return nextUndoRows(scope.tx, undoOf, { after, limit });
        const madeBy = scope.task.createdAt;
        return nextBatch(scope.tx, sources, { after, limit, madeBy });
      },
      work(scope, { input }) {
        const options = optionsOfTask(scope.task);
        return options.undoOf === undefined
          ? changeRow(deps, scope, options.change, input as unknown as PersonInput)
          : undoRow(scope, options, input as unknown as UndoInput);
      },
    },
  };
}
