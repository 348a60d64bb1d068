import {
  all,
  equals,
  any,
  facet,
  type IdempotencyKey,
  type Task,
  type TaskRow,
  type Writers,
} from '#store/index.js';
import {
  ERASE_BATCH_SIZE,
  findAll,
  findInWays,
  nextVersion,
  NOTHING_ERASED,
  type OrganizationScope,
  type PersonEraser,
  pagesOf,
  wayBy,
} from '#core/tenancy/index.js';
import { writeTask, writeTaskRow } from './write.js';

/** Rows of sheets and of bulk requests that are about the person. What was not done yet is not done any more. */
export const eraseTaskRows: PersonEraser = async (scope, { addresses, memberIds }) => {
  const ways = [...addresses, ...memberIds.map((id) => `id:${id}`)];
  if (ways.length === 0) return NOTHING_ERASED;
  const { tx, tasks } = scope;
  // a row does not say of which organization it is: its task does
  const ownAmong = async (records: readonly TaskRow[]): Promise<readonly TaskRow[]> => {
    const own = await tasks.getMany(records.map(({ taskId }) => taskId));
    const ids = new Set(own.map(({ id }) => id));
    return records.filter(({ taskId }) => ids.has(taskId));
  };
  const rows = await findInWays(tx.taskRows, wayBy('address', ways), all(), ownAmong);
  for (const row of rows) {
    const { key: _key, address: _address, errors: _errors, details: _details, ...rest } = row;
    const isOpen = row.status === 'waiting' || row.status === 'valid';
    await writeTaskRow(scope, rest, {
      input: blank(row.input),
      ...(isOpen && { status: 'skipped' as const }),
    });
  }
  return { done: rows.length };
};

/** The same shape without a word: cells of a sheet stay as many as there are titles. */
function blank(input: TaskRow['input']): TaskRow['input'] {
  const { cells } = input;
  return Array.isArray(cells) ? { cells: cells.map(() => '') } : {};
}

/** Name and words of the person in tasks that they began. Tasks are kept for 90 days: an organization has few. */
export const eraseTaskActors: PersonEraser = async (scope, { memberIds, accountIds }) => {
  const { tx, organization } = scope;
  let done = 0;
  for (const task of await findAll(tx.tasks, equals('organizationId', organization.id))) {
    const { actor } = task;
    const isOwn = 'id' in actor && [...memberIds, ...accountIds].includes(actor.id);
    if (!isOwn || actor.name === '') continue;
    const { note: _note, message: _message, ...options } = task.options;
    await writeTask(scope, task, { actor: { ...actor, name: '' }, options } as Partial<Task>);
    done += 1;
  }
  return { done };
};

/** Answers that tell of these ids: the same request again is not done again, and has no answer any more. */
export async function eraseAnswers(
  { ctx, tx }: { readonly tx: Writers } & Pick<OrganizationScope, 'ctx'>,
  ids: readonly string[],
): Promise<number> {
  if (ids.length === 0) return 0;
  const where = all(any(...ids.map((id) => facet('done', 'about', id))));
  let done = 0;
  for await (const records of pagesOf(tx.idempotencyKeys, where, ERASE_BATCH_SIZE)) {
    for (const record of records) {
      const answer = { status: record.answer?.status ?? 200, erased: true } as const;
      await tx.idempotencyKeys.update(nextVersion<IdempotencyKey>(ctx, record, { answer }));
    }
    done += records.length;
  }
  return done;
}
