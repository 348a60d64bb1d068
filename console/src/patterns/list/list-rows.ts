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
}

export interface ListRows<Row> {
  /** undefined: on its way */
  rowAt(index: number): Row | undefined;
  /** rows that are known, and one page more where there is one */
  readonly count: number;
  /** of all pages; undefined while nobody knows */
  readonly total: number | undefined;
  readonly isCapped: boolean;
  readonly error: unknown;
  readonly isPending: boolean;
  /** the rows are of the request before: the new ones are on their way */
  readonly isOld: boolean;
  retry(): void;
  /** which rows are on the screen: their pages are held, others are let go */
  show(first: number, last: number): void;
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
export function useListRows<Row>(source: ListSource<Row>, limit: number): ListRows<Row> {
  const hash = JSON.stringify([source.key, limit]);
  const [shown, setShown] = useState({ first: 0, last: 0 });
  const [state, setState] = useState<Known>({ hash, pages: [] });
  const known = state.hash === hash ? state : (remembered.get(hash) ?? { hash, pages: [] });
  const first = useQuery({
    queryKey: [...source.key, 'page', '', limit],
    queryFn: ({ signal }) => source.read({ limit, isFirst: true, signal }),
    placeholderData: keepPreviousData,
  });
  const wanted = wantedPages(known, shown);
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
    show: (from, to) => {
      const range = { first: pageAt(learnt, from), last: pageAt(learnt, to) };
      if (range.first !== shown.first || range.last !== shown.last) setShown(range);
    },
  };
}

/** Pages on the screen whose cursor is known; the first is held by itself. */
function wantedPages(
  { pages }: Known,
  { first, last }: { readonly first: number; readonly last: number },
): readonly { readonly page: number; readonly cursor: string }[] {
  const wanted = [];
  for (let page = Math.max(1, first); page <= Math.min(last, pages.length); page += 1) {
    const cursor = pages[page - 1]?.next;
    if (cursor !== undefined) wanted.push({ page, cursor });
  }
  return wanted;
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
): Pick<ListRows<Row>, 'rowAt' | 'count'> {
  const sum = pages.reduce((total, { count }) => total + count, 0);
  return {
    count: sum + (pages.at(-1)?.next === undefined ? 0 : limit),
    rowAt: (index) => {
      let start = 0;
      for (const [page, { count }] of pages.entries()) {
        if (index < start + count) return held.get(page)?.items[index - start];
        start += count;
      }
      return undefined;
    },
  };
}

function pageAt({ pages }: Known, index: number): number {
  let start = 0;
  for (const [page, { count }] of pages.entries()) {
    start += count;
    if (index < start) return page;
  }
  return pages.length;
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
