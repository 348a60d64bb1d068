import { mongo } from 'mongoose';
import { Fault } from '#kernel/index.js';
import type { Row, Table } from './collections.js';
import { TransactionEnd } from './faults.js';
import { asDriverFilter, type Filter } from './terms.js';

/** What is asked of one table, in the form of a `find`; `joined`: stages after it, which ask another table of each row. */
export interface Question {
  readonly table: Table;
  readonly filter: Filter;
  readonly sort?: Readonly<Record<string, 1 | -1>>;
  readonly limit: number;
  readonly projection: Readonly<Record<string, 0 | 1>>;
  readonly joined?: readonly mongo.BSON.Document[];
}

interface Waiting {
  readonly question: Question;
  readonly answered: (rows: Row[]) => void;
  readonly failed: (error: unknown) => void;
}

type Run = <T>(operation: (session: mongo.ClientSession) => Promise<T>) => Promise<T>;

/** Stages of one command: far below what a server allows, and few enough to be planned in no time. */
const MAX_QUESTION_COUNT = 50;

/** Has one document at all times: what is asked together is looked up beside it. */
const BASE = { collection: 'schema_version', id: 'schema' } as const;

/** The answer is one document, and has grown beyond what a document may be (16 MB): the names and numbers of that in MongoDB's source. */
const TOO_LARGE = new Set<number | string | undefined>([10334, 17419, 17420]);

/** Whether questions go together, for as long as the attempts at one transaction last. */
export interface Togetherness {
  isTogether: boolean;
}

/**
 * The reads of one transaction. A session carries one command at a time, so each question would wait for the answer to the one before:
 * those that are asked at once (in one turn of the event loop, as by `Promise.all`) go as one command.
 */
export class Questions {
  #waiting: Waiting[] = [];

  constructor(
    private readonly run: Run,
    private readonly db: mongo.Db,
    private readonly togetherness: Togetherness,
  ) {}

  ask(question: Question): Promise<Row[]> {
    return new Promise((answered, failed) => {
      this.#waiting.push({ question, answered, failed });
      if (this.#waiting.length === 1) {
        queueMicrotask(() => {
          this.send();
        });
      }
    });
  }

  /** Sends what waits, before a write that was asked for after it. */
  send(): void {
    while (this.#waiting.length > 0) {
      const count = this.togetherness.isTogether ? MAX_QUESTION_COUNT : 1;
      const some = this.#waiting.splice(0, count);
      const questions = some.map(({ question }) => question);
      this.run((session) => this.#answersTo(questions, session)).then(
        (answers) => {
          some.forEach(({ answered }, index) => {
            answered(answers[index] ?? []);
          });
        },
        (error: unknown) => {
          for (const { failed } of some) failed(error);
        },
      );
    }
  }

  /** A transaction whose answers are too much for one document is thought again, with each question by itself. */
  async #answersTo(questions: readonly Question[], session: mongo.ClientSession): Promise<Row[][]> {
    const [only] = questions;
    if (only && questions.length === 1) return [await answerTo(only, session)];
    try {
      return await answersTogether(questions, this.db, session);
    } catch (error) {
      if (!(error instanceof mongo.MongoServerError) || !TOO_LARGE.has(error.code)) throw error;
      this.togetherness.isTogether = false;
      const fault = new Fault('store.contention', {}, { cause: error });
      throw new TransactionEnd({ kind: 'again', error: fault });
    }
  }
}

async function answersTogether(
  questions: readonly Question[],
  db: mongo.Db,
  session: mongo.ClientSession,
): Promise<Row[][]> {
  const lookups = questions.map((question, index) => ({
    $lookup: {
      from: question.table.rows.collectionName,
      pipeline: [...stagesOf(question)],
      as: `_${index}`,
    },
  }));
  const [found] = await db
    .collection<{ _id: string }>(BASE.collection)
    .aggregate<Record<string, Row[]>>(
      [{ $match: { _id: BASE.id } }, { $project: { _id: 1 } }, ...lookups],
      { session, batchSize: 2 },
    )
    .toArray();
  if (found) return questions.map((_, index) => found[`_${index}`] ?? []);
  // a database that no migration has made yet
  const answers: Row[][] = [];
  for (const question of questions) answers.push(await answerTo(question, session));
  return answers;
}

function answerTo(question: Question, session: mongo.ClientSession): Promise<Row[]> {
  const { table, filter, sort, limit, projection, joined } = question;
  const options = { session, batchSize: limit + 1 };
  if (joined) return table.rows.aggregate<Row>([...stagesOf(question)], options).toArray();
  return table.rows
    .find(asDriverFilter(filter), { ...options, ...(sort && { sort }), limit, projection })
    .toArray();
}

function stagesOf({
  filter,
  sort,
  limit,
  projection,
  joined = [],
}: Question): readonly mongo.BSON.Document[] {
  return [
    { $match: filter },
    ...(sort ? [{ $sort: sort }] : []),
    { $limit: limit },
    ...joined,
    { $project: projection },
  ];
}
