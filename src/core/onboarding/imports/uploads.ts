import { fold, instant, newId, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type Store,
  type Task,
  type TaskRow,
  type Writers,
} from '#store/index.js';
import { titleOf } from './columns.js';
import { kept, optionsOf, reportOf } from './reports.js';
import { nextVersion } from '#core/tenancy/index.js';

/** A row of a sheet, as whoever reads sheets hands it over. */
export interface SheetLine {
  /** as people number it; rising */
  readonly row: number;
  /** by column title, trimmed; '' where the cell is empty */
  readonly cells: ReadonlyMap<string, string>;
  /** cells may be in the wrong columns, so the row is not tried */
  readonly ragged: 'short' | 'long' | null;
}

/** One transaction takes so many rows, or less when they are long. */
const ROWS = 500;
const CHARACTERS = 1_000_000;

/** Keeps the rows as they come, a part at a time: no more than a part is ever in memory. Returns the task with all of them. */
export async function storeLines(
  store: Store,
  ctx: Context,
  task: Task,
  lines: AsyncIterable<SheetLine>,
): Promise<Task> {
  let current = task;
  let part: SheetLine[] = [];
  let characters = 0;
  const flush = async (): Promise<void> => {
    const some = part;
    [part, characters] = [[], 0];
    current = await storePart(store, ctx, current, some);
  };
  for await (const line of lines) {
    part.push(line);
    for (const text of line.cells.values()) characters += text.length;
    if (part.length >= ROWS || characters >= CHARACTERS) await flush();
  }
  await flush();
  return seal(store, ctx, current);
}

/** In a lane of its own: nothing but the task and its rows is written. */
function storePart(
  store: Store,
  ctx: Context,
  before: Task,
  lines: readonly SheetLine[],
): Promise<Task> {
  return store.transaction(before.id, async (tx) => {
    const refused = await insertLines(ctx, tx, before, lines);
    const report = reportOf(before);
    const after = nextVersion<Task>(ctx, before, {
      total: before.total + lines.length,
      report: kept({
        ...report,
        rows: report.rows + lines.length,
        errors: report.errors + refused,
        lastRow: lines.at(-1)?.row ?? report.lastRow,
      }),
    });
    await tx.tasks.update(after);
    return after;
  });
}

/** Returns how many were refused: out of shape, or about somebody who is in an earlier row. */
async function insertLines(
  ctx: Context,
  tx: Writers,
  task: Task,
  lines: readonly SheetLine[],
): Promise<number> {
  const { columns } = optionsOf(task);
  const emailTitle = titleOf(columns, 'email');
  const now = instant(ctx.clock.now());
  const rows = lines.map(({ row, cells, ragged }): TaskRow => {
    const key = fold((cells.get(emailTitle) ?? '').trim());
    return {
      id: newId(),
      version: 1,
      createdAt: now,
      updatedAt: now,
      taskId: task.id,
      number: row,
      input: { cells: columns.map(({ title }) => cells.get(title) ?? '') },
      ...(ragged ? outOfShape(emailTitle, ragged) : { status: 'waiting' }),
      // also on a row that is not tried: its person is in the sheet
      ...(key !== '' && { key }),
    };
  });
  const keys = new Set<string>();
  const first = rows.filter(({ key }) => key === undefined || (!keys.has(key) && keys.add(key)));
  const inserted = new Set(await tx.taskRows.insertMissing(first));
  const again = rows.filter(({ id }) => !inserted.has(id));
  const refused = rows.filter(({ id, status }) => status === 'invalid' || !inserted.has(id)).length;
  if (again.length === 0) return refused;
  const where = all(
    equals('taskId', task.id),
    oneOf(
      'key',
      again.map(({ key = '' }) => key),
    ),
  );
  const { records } = await tx.taskRows.find({ where, limit: 1_000 });
  const earlier = new Map(records.map(({ key, number }) => [key, number]));
  await tx.taskRows.insertMissing(
    again.map(({ key, ...row }) => {
      const problem = `is in row ${earlier.get(key) ?? ''} already`;
      const errors = [{ field: emailTitle, problem }];
      return { ...row, status: 'invalid' as const, code: 'request.invalid', errors };
    }),
  );
  return refused;
}

function outOfShape(
  field: string,
  ragged: 'short' | 'long',
): Pick<TaskRow, 'status' | 'code' | 'errors'> {
  const problem =
    ragged === 'short'
      ? 'the row has fewer cells than there are titles; is a delimiter missing?'
      : 'the row has a value where there is no title; is a quotation mark missing?';
  return { status: 'invalid', code: 'request.invalid', errors: [{ field, problem }] };
}

/** From now on it can be checked. */
function seal(store: Store, ctx: Context, before: Task): Promise<Task> {
  return store.transaction(before.id, async (tx) => {
    const { gathering: _gathering, ...rest } = before;
    const after = nextVersion<Task>(ctx, rest, {});
    await tx.tasks.update(after);
    return after;
  });
}

/** Rows that one transaction removes. */
const PER_REMOVAL = 1_000;

/** The task with all of its rows, the task last. */
export async function eraseTask(store: Store, { id }: Pick<Task, 'id'>): Promise<void> {
  for (let more = true; more;) {
    const where = equals('taskId', id);
    const { records } = await store.read.taskRows.find({ where, limit: PER_REMOVAL });
    const ids = records.map((row) => row.id);
    more = ids.length === PER_REMOVAL;
    await store.transaction(id, async (tx) => {
      if (ids.length > 0) await tx.taskRows.removeWhere(oneOf('id', ids));
      if (!more) await tx.tasks.removeWhere(equals('id', id));
    });
  }
}
