import type { Query } from '#store/index.js';
import { WITHOUT_SEARCH, type Row } from './collections.js';
import { ownCondition, type Source } from './links.js';
import { orderOf, rangesOf, type Order } from './orders.js';
import type { Question } from './questions.js';

/** Where reads of one table are asked together with others; they are answered in the transaction that `ask` belongs to. */
export interface Asking extends Omit<Source, 'session'> {
  ask(question: Question): Promise<Row[]>;
}

/** Rows of a question that may be asked together with others: the answer is one document. */
export const MAX_TOGETHER_COUNT = 1_000;

export function byIds({ table }: Asking, ids: readonly string[]): Question {
  const filter = { _id: ids.length === 1 ? { $eq: ids[0] } : { $in: [...ids] } };
  return { table, filter, limit: ids.length, projection: WITHOUT_SEARCH };
}

/** A query in the form of a plain `find`; undefined for one that takes more, or that may be answered with much. */
export function questionOf(
  asking: Asking,
  query: Query,
): { readonly question: Question; readonly order: Order } | undefined {
  const { where, limit, offset = 0, after } = query;
  const { declaration } = asking.table;
  if (limit === 0 || limit > MAX_TOGETHER_COUNT || offset > 0) return undefined;
  const condition = ownCondition(asking, where);
  if (!condition || rangesOf(declaration, query)) return undefined;
  const order = orderOf(declaration, query);
  if (order.stages.length > 0) return undefined;
  const filter = after ? { $and: [condition.filter, order.after(after)] } : condition.filter;
  const { table } = asking;
  const question = { table, filter, sort: order.sort, limit, projection: WITHOUT_SEARCH };
  return { question, order };
}
