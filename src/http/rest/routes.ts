import type { Operation, ParamsOf } from '#api/index.js';
import type { Context } from '#kernel/index.js';

/** What a handler is given: everything is checked and decoded. */
export interface Call<Path extends string, Query, Body> {
  readonly ctx: Context;
  readonly params: ParamsOf<Path>;
  readonly query: Query;
  readonly body: Body;
  /** the URL of this server as the caller knows it */
  readonly base: string;
  /** the version named in If-Match; absent: whatever it is. Rules compare and refuse with `request.precondition`. */
  readonly ifMatch?: number;
  /** of operations with `upload`: the body as it comes, never more than its limit */
  readonly upload: AsyncIterable<Uint8Array>;
  readonly mediaType: string;
  /** of the request, as the client wrote it; for reports of the language somebody reads */
  readonly acceptLanguage?: string;
  /** the client went away: long answers stop */
  readonly gone: AbortSignal;
}

export interface Answer {
  /** absent with 204 */
  readonly body?: unknown;
  /** path of what was made, below the base */
  readonly location?: string;
  /** goes out as ETag */
  readonly version?: number;
  /** instead of a body: CSV, xlsx, server-sent events; written as it is made */
  readonly stream?: {
    readonly mediaType: string;
    readonly parts: AsyncIterable<Uint8Array | string>;
  };
  readonly headers?: Readonly<Record<string, string>>;
  /** the body holds something that is shown once: an idempotent repetition is answered without it */
  readonly shownOnce?: readonly string[];
}

/** An operation of the contract with the function that does it. */
export interface Route {
  readonly operation: Operation;
  perform(call: Call<string, unknown, unknown>): Promise<Answer>;
}

/** Joins the two; the types of path, query and body come from the contract. */
export function route<const Path extends string, Query, Body>(
  operation: Operation<Path, Query, Body>,
  perform: (call: Call<Path, Query, Body>) => Promise<Answer>,
): Route {
  // the router hands over only what this very operation's schemas have read
  return { operation, perform } as unknown as Route;
}

/** A page as REST shows it. */
export function pageBody<T>(
  page: { readonly items: readonly T[]; readonly next?: string },
  view: (item: T) => unknown,
): { items: unknown[]; next?: string } {
  return { items: page.items.map(view), ...(page.next !== undefined && { next: page.next }) };
}

/** The part of the query that every list has, without what is absent. */
export function pageOf(query: { limit: number; cursor?: string | undefined }): {
  limit: number;
  cursor?: string;
} {
  return { limit: query.limit, ...(query.cursor !== undefined && { cursor: query.cursor }) };
}

/** Drops keys whose value is undefined, which optional fields of the contract can have. */
export function given<T extends object>(source: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept = Object.entries(source).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]: Exclude<T[K], undefined> };
}
