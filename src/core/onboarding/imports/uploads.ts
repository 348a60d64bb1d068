import { insertTaskRows, writeTask } from '#core/tasks/index.js';
import { addressKey, foldCase, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type Store,
  type Task,
  type TaskRow,
  type Writers,
} from '#store/index.js';
import { titleOf, type ImportColumn, type ImportKey } from './columns.js';
import { problemText, type ProblemName, type ProblemValues } from './problems.js';
import { optionsOf, reportOf } from './reports.js';
import {
  firstVersion,
  readmit,
  requireOpenOrganization,
  type CoreDeps,
} from '#core/tenancy/index.js';

/** A row of a sheet, from the reader of sheets. */
export interface SheetLine {
  /** as people number it; rising */
  readonly row: number;
  /** by column title, trimmed; '' where the cell is empty */
  readonly cells: ReadonlyMap<string, string>;
  /** cells may be in the wrong columns, so the row is not tried */
  readonly ragged: 'short' | 'long' | null;
}

/** One transaction takes so many rows, or less when they are long. */
const ROW_BATCH_SIZE = 500;
const MAX_BATCH_CHARACTERS = 1_000_000;

/** Stores the rows as they come, a batch at a time, so that no more is in memory. Resolves to the task with all of them. */
export async function storeLines(
  deps: CoreDeps,
  ctx: Context,
  task: Task,
  lines: AsyncIterable<SheetLine>,
): Promise<Task> {
  let current = task;
  let batch: SheetLine[] = [];
  let characters = 0;
  const flush = async (): Promise<void> => {
    const ready = batch;
    [batch, characters] = [[], 0];
    current = await storeBatch(deps.store, ctx, current, ready);
  };
  for await (const line of lines) {
    batch.push(line);
    for (const text of line.cells.values()) characters += text.length;
    if (batch.length >= ROW_BATCH_SIZE || characters >= MAX_BATCH_CHARACTERS) await flush();
  }
  await flush();
  return finishUpload(deps, ctx, current);
}

/** In a partition of its own: nothing but the task and its rows is written. */
function storeBatch(
  store: Store,
  ctx: Context,
  before: Task,
  lines: readonly SheetLine[],
): Promise<Task> {
  return store.transaction(before.id, async (tx) => {
    const invalidCount = await insertLines(ctx, tx, before, lines);
    const report = reportOf(before);
    return writeTask({ ctx, tx }, before, {
      total: before.total + lines.length,
      report: {
        ...report,
        rows: report.rows + lines.length,
        errors: report.errors + invalidCount,
        lastRow: lines.at(-1)?.row ?? report.lastRow,
      },
    });
  });
}

/** Returns how many were refused: out of shape, or with an address of an earlier row. */
async function insertLines(
  ctx: Context,
  tx: Writers,
  task: Task,
  lines: readonly SheetLine[],
): Promise<number> {
  const { columns } = optionsOf(task);
  const emailTitle = titleOf(columns, 'email');
  const rows = lines.map(({ row, cells, ragged }): TaskRow => {
    const key = keyOf(columns, cells);
    return firstVersion(ctx, {
      taskId: task.id,
      number: row,
      input: { cells: columns.map(({ title }) => cells.get(title) ?? '') },
      ...(ragged ? invalidShape(emailTitle, ragged) : { status: 'waiting' }),
      // also on a row that is not tried: its person is in the sheet
      ...(key !== undefined && { key }),
    });
  });
  const keys = new Set<string>();
  const firstRows = rows.filter(
    ({ key }) => key === undefined || (!keys.has(key) && keys.add(key)),
  );
  const inserted = new Set(await insertTaskRows(tx, firstRows));
  const duplicates = rows.filter(({ id }) => !inserted.has(id));
  const isInvalid = ({ id, status }: TaskRow) => status === 'invalid' || !inserted.has(id);
  const invalidCount = rows.filter(isInvalid).length;
  if (duplicates.length === 0) return invalidCount;
  const duplicateKeys = duplicates.map(({ key = '' }) => key);
  const where = all(equals('taskId', task.id), oneOf('key', duplicateKeys));
  const { records } = await tx.taskRows.find({ where, limit: duplicateKeys.length });
  const earlierRows = new Map(records.map(({ key, number }) => [key, number]));
  await insertTaskRows(
    tx,
    duplicates.map(({ key, ...row }) => {
      const errors = [
        errorOf(emailTitle, 'duplicate', { row: String(earlierRows.get(key) ?? '') }),
      ];
      return { ...row, status: 'invalid' as const, code: 'request.invalid', errors };
    }),
  );
  return invalidCount;
}

/** Whom the row is about: an address, or the record without one. Of people who left several may have had one address. */
function keyOf(
  columns: readonly ImportColumn[],
  cells: ReadonlyMap<string, string>,
): string | undefined {
  const cell = (key: ImportKey): string => cells.get(titleOf(columns, key))?.trim() ?? '';
  const address = foldCase(cell('status')) === 'left' ? '' : addressKey(cell('email'));
  if (address !== '') return address;
  return cell('id') === '' ? undefined : `id:${cell('id')}`;
}

function invalidShape(
  field: string,
  ragged: 'short' | 'long',
): Pick<TaskRow, 'status' | 'code' | 'errors'> {
  const error = errorOf(field, ragged === 'short' ? 'short' : 'ragged');
  return { status: 'invalid', code: 'request.invalid', errors: [error] };
}

function errorOf(field: string, text: ProblemName, values?: ProblemValues) {
  return { field, problem: problemText(text, values), text, ...(values && { values }) };
}

/** From now on it can be checked. The sheet may have come slowly: organization and caller are asked again. */
function finishUpload({ store, presets }: CoreDeps, ctx: Context, before: Task): Promise<Task> {
  const { gathering: _gathering, ...rest } = before;
  return store.transaction(before.id, async (tx) => {
    const organization = await requireOpenOrganization(tx, before.organizationId);
    await readmit(ctx, { tx, presets, organization });
    return writeTask({ ctx, tx }, rest, {});
  });
}
