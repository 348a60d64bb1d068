import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

export interface ListPage<Row> {
  readonly items: readonly Row[];
  readonly next?: string | undefined;
  /** how many there are on all pages */
  readonly total?: number | undefined;
  /** there are more than `total` */
  readonly totalIsCapped?: boolean | undefined;
}

export interface PageQuestion {
  readonly cursor?: string;
  readonly limit: number;
  /** asked of the first page only: counting costs */
  readonly isFirst: boolean;
  readonly signal: AbortSignal;
}

export interface ListSource<Row> {
  /** names the request: filters and order (keyOf(organizationId, 'members', request)) */
  readonly key: readonly unknown[];
  readonly read: (question: PageQuestion) => Promise<ListPage<Row>>;
  /** the same rows in the contrary order, where the server has it: the way to the end of a long list */
  readonly reversed?: Omit<ListSource<Row>, 'reversed'> | undefined;
}

export interface HeldRow<Row> {
  readonly index: number;
  readonly row: Row;
}

export interface ListRows<Row> {
  /** undefined: on its way */
  rowAt(index: number): Row | undefined;
  /** those that are here, of however many: what looks at rows one by one looks at these (console B20) */
  readonly held: readonly HeldRow<Row>[];
  /** index of the first row that can be reached; not 0 while the list is shown from its end */
  readonly start: number;
  /** after the last row that can be reached: rows that are known, and one page more where there is one */
  readonly count: number;
  /** of all pages; undefined while nobody knows */
  readonly total: number | undefined;
  readonly isCapped: boolean;
  readonly error: unknown;
  readonly isPending: boolean;
  /** the rows are of the request before: the new ones are on their way */
  readonly isOld: boolean;
  retry(): void;
  /** which rows are in the page, and the one that has the focus: their pages are held, others are let go */
  show(first: number, last: number, focused?: number): void;
}

/** What is known of each page so far: pages follow each other by cursors. */
interface Known {
  readonly hash: string;
  readonly pages: readonly { readonly count: number; readonly next?: string | undefined }[];
}

const HELD_MS = 20_000;
/** It is kept beyond the component: a person comes back to the row they left. */
const remembered = new Map<string, Known>();
const MAX_REMEMBERED = 30;

/**
 * The rows of a list from the server, in pages by cursor. Only the pages on the screen and the first one are held, whatever the length of
 * the list; what was let go is asked for again by its cursor (console B17, B18, B20).
 */
export function useListRows<Row>(
  source: ListSource<Row>,
  limit: number,
  isAsked = true,
): ListRows<Row> {
  const hash = JSON.stringify([source.key, limit]);
  const [shown, setShown] = useState<Shown>({ first: 0, last: 0, focused: 0 });
  const [state, setState] = useState<Known>(() => remembered.get(hash) ?? { hash, pages: [] });
  const known = state.hash === hash ? state : (remembered.get(hash) ?? { hash, pages: [] });
  const first = useQuery({
    queryKey: [...source.key, 'page', '', limit],
    queryFn: ({ signal }) => source.read({ limit, isFirst: true, signal }),
    placeholderData: keepPreviousData,
    enabled: isAsked,
  });
  const wanted = isAsked ? wantedPages(known, shown) : [];
  const others = useQueries({
    queries: wanted.map(({ cursor }) => ({
      queryKey: [...source.key, 'page', cursor, limit],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        source.read({ cursor, limit, isFirst: false, signal }),
      gcTime: HELD_MS,
    })),
  });
  const held = new Map<number, ListPage<Row>>();
  if (first.data) held.set(0, first.data);
  wanted.forEach(({ page }, index) => {
    const data = others[index]?.data;
    if (data && !first.isPlaceholderData) held.set(page, data);
  });
  const learnt = first.isPlaceholderData ? known : withPages(known, held);
  if (learnt !== state) setState(learnt);
  useEffect(() => remember(learnt), [learnt]);
  const failed = others.find(({ error }) => error !== null);
  return {
    ...rowsOf(first.isPlaceholderData ? withPages({ hash, pages: [] }, held) : learnt, held, limit),
    total: first.data?.total ?? wholeCount(learnt),
    isCapped: first.data?.totalIsCapped ?? false,
    error: first.data ? (failed?.error ?? null) : first.error,
    isPending: first.isPending,
    isOld: first.isPlaceholderData,
    retry: () => void (first.data && failed ? failed.refetch() : first.refetch()),
    show: (from, to, row = from) => {
      const at = (index: number): number => pageAt(learnt, index);
      const next = { first: at(from), last: at(to), focused: at(row) };
      if (JSON.stringify(next) !== JSON.stringify(shown)) setShown(next);
    },
  };
}

/** Pages of which rows are in the page. */
interface Shown {
  readonly first: number;
  readonly last: number;
  readonly focused: number;
}

/** Those whose cursor is known; the first is held by itself. */
function wantedPages(
  { pages }: Known,
  { first, last, focused }: Shown,
): readonly { readonly page: number; readonly cursor: string }[] {
  const numbers = new Set([focused]);
  for (let page = first; page <= Math.min(last, pages.length); page += 1) numbers.add(page);
  return [...numbers].flatMap((page) => {
    const cursor = page < 1 ? undefined : pages[page - 1]?.next;
    return cursor === undefined ? [] : [{ page, cursor }];
  });
}

function withPages<Row>(known: Known, held: ReadonlyMap<number, ListPage<Row>>): Known {
  const pages = [...known.pages];
  let isNew = false;
  for (const [page, { items, next }] of [...held].sort(([a], [b]) => a - b)) {
    if (page > pages.length) break;
    const old = pages[page];
    if (old?.count === items.length && old.next === next) continue;
    isNew = true;
    pages[page] = { count: items.length, next };
    if (next === undefined) pages.length = page + 1;
  }
  return isNew ? { hash: known.hash, pages } : known;
}

function rowsOf<Row>(
  { pages }: Known,
  held: ReadonlyMap<number, ListPage<Row>>,
  limit: number,
): Pick<ListRows<Row>, 'rowAt' | 'start' | 'count' | 'held'> {
  const starts = startsOf(pages);
  const sum = starts[pages.length] ?? 0;
  const rows = [...held]
    .sort(([a], [b]) => a - b)
    .flatMap(([page, { items }]) => {
      const start = starts[page];
      return start === undefined ? [] : items.map((row, at) => ({ index: start + at, row }));
    });
  const byIndex = new Map(rows.map(({ index, row }) => [index, row]));
  return {
    start: 0,
    count: sum + (pages.at(-1)?.next === undefined ? 0 : limit),
    held: rows,
    rowAt: (index) => byIndex.get(index),
  };
}

/** The index of the first row of each page, and of the one after the last. */
function startsOf(pages: Known['pages']): readonly number[] {
  const starts = [0];
  for (const { count } of pages) starts.push((starts.at(-1) ?? 0) + count);
  return starts;
}

function pageAt({ pages }: Known, index: number): number {
  const after = startsOf(pages).findIndex((start) => start > index);
  return after === -1 ? pages.length : after - 1;
}

function wholeCount({ pages }: Known): number | undefined {
  if (pages.length === 0 || pages.at(-1)?.next !== undefined) return undefined;
  return pages.reduce((sum, { count }) => sum + count, 0);
}

function remember(known: Known): void {
  remembered.delete(known.hash);
  remembered.set(known.hash, known);
  const [oldest] = remembered.keys();
  if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
}
