import type { JobsQueryOptions, JobsSort, RemoveJobsOptions } from 'agenda';
import type { SqlValue } from '../driver.js';
import { jsonPath } from '../term-texts.js';

/** A condition in SQL with what stands for its question marks. */
export interface Condition {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

export const ALWAYS: Condition = { sql: '1', parameters: [] };

function both(conditions: readonly Condition[]): Condition {
  return {
    sql: conditions.map(({ sql }) => sql).join(' AND '),
    parameters: conditions.flatMap(({ parameters }) => parameters),
  };
}

function among(column: string, values: readonly unknown[], not = ''): Condition {
  const texts = values.map(String);
  return {
    sql: `${column} ${not} IN (SELECT value FROM json_each(?))`,
    parameters: [JSON.stringify(texts)],
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function equalsAt(path: readonly string[], value: unknown): Condition {
  const at = path.length === 0 ? '$' : jsonPath(path);
  if (value === null || value === undefined) {
    return { sql: 'json_extract(data, ?) IS NULL', parameters: [at] };
  }
  // `->` gives JSON, so that 1 and "1" stay apart; json() writes both sides the same way
  return { sql: 'json(data -> ?) = json(?)', parameters: [at, JSON.stringify(value)] };
}

/** Every value inside of `data` that the filter names; objects are looked into, lists are compared whole. */
function dataConditions(data: unknown, path: readonly string[] = []): Condition[] {
  if (!isObject(data) || data instanceof Date) return [equalsAt(path, data)];
  return Object.entries(data).flatMap(([key, value]) => dataConditions(value, [...path, key]));
}

/** The condition of `removeJobs` and its like; undefined when nothing was named, which must not mean everything. */
export function ofOptions(options: RemoveJobsOptions): Condition | undefined {
  const { id, ids, name, names, notNames, data } = options;
  const conditions: Condition[] = [];
  if (id !== undefined) conditions.push(among('id', [id]));
  else if (ids && ids.length > 0) conditions.push(among('id', ids));
  if (name !== undefined) conditions.push(among('name', [name]));
  else if (names && names.length > 0) conditions.push(among('name', names));
  else if (notNames && notNames.length > 0) conditions.push(among('name', notNames, 'NOT'));
  if (data !== undefined) conditions.push(...dataConditions(data));
  return conditions.length === 0 ? undefined : both(conditions);
}

export function ofQuery(options: JobsQueryOptions): Condition {
  const { search, includeDisabled = true, id, ids, name, names, data } = options;
  const named = ofOptions({
    ...(id !== undefined && { id }),
    ...(ids && { ids }),
    ...(name !== undefined && { name }),
    ...(names && { names }),
    ...(data !== undefined && { data }),
  });
  const conditions = named ? [named] : [];
  if (search) {
    conditions.push({ sql: 'instr(lower(name), lower(?)) > 0', parameters: [search] });
  }
  if (!includeDisabled) conditions.push({ sql: 'disabled = 0', parameters: [] });
  return conditions.length === 0 ? ALWAYS : both(conditions);
}

const SORTABLE = [
  'nextRunAt',
  'lastRunAt',
  'lastFinishedAt',
  'priority',
  'name',
  'data',
] as const satisfies readonly (keyof JobsSort)[];

export function orderOf(sort: JobsSort = {}): string {
  const wanted = (Object.keys(sort) as (keyof JobsSort)[]).filter((name) =>
    SORTABLE.includes(name),
  );
  const parts = wanted.map((name) => `${name} ${sort[name] === 'asc' ? 'ASC' : 'DESC'}`);
  return parts.length > 0 ? parts.join(', ') : 'nextRunAt DESC, lastRunAt DESC';
}

const UNIQUE_COLUMNS = new Set(['type', 'priority', 'nextRunAt']);

/** The key of a unique save: paths and the values they must have. @throws TypeError for anything but plain values */
export function ofUnique(name: string, unique: Readonly<Record<string, unknown>>): Condition {
  const conditions = Object.entries(unique)
    .filter(([path]) => path !== 'name')
    .map(([path, value]): Condition => {
      if (isObject(value) && Object.keys(value).some((key) => key.startsWith('$'))) {
        throw new TypeError(`A unique key compares for equality only, not with "${path}".`);
      }
      const [first = '', ...rest] = path.split('.');
      if (first === 'data') return both(dataConditions(value, rest));
      if (!UNIQUE_COLUMNS.has(path)) throw new TypeError(`A job has no unique key "${path}".`);
      const plain = value instanceof Date ? value.getTime() : (value as SqlValue);
      return { sql: `${path} IS ?`, parameters: [plain] };
    });
  return both([among('name', [name]), ...conditions]);
}
