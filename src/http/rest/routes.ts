import type { Operation, ParamsOf } from '#api/index.js';
import type { Context } from '#kernel/index.js';
import type { HttpDeps } from '../deps.js';

export type SignInSession = Parameters<HttpDeps['core']['sessions']['asPerson']>[1];

/** A value that was read from JSON or a query: an optional field is absent, and never undefined. */
export type Sent<T> = T extends readonly (infer Item)[]
  ? Sent<Item>[]
  : T extends object
    ? { [Name in keyof T]: Sent<Exclude<T[Name], undefined>> }
    : T;

/** What a handler is given: everything is checked and decoded. */
export interface Call<Path extends string, Query, Body> {
  readonly ctx: Context;
  readonly params: ParamsOf<Path>;
  /** the parameters, and the version of If-Match as `expected` */
  readonly target: ParamsOf<Path> & { readonly expected?: number };
  readonly query: Sent<Query>;
  readonly body: Sent<Body>;
  /** the URL of this server as the caller knows it */
  readonly base: string;
  /** the version named in If-Match; absent: whatever it is. Rules compare and refuse with `request.precondition`. */
  readonly ifMatch?: number;
  /** of a caller who has signed in; operations of scope `person` always have one */
  readonly session?: SignInSession;
  /** of operations with `upload`: the body as it comes, never more than its limit */
  readonly upload: AsyncIterable<Uint8Array>;
  readonly mediaType: string;
  /** of an upload, where its media type names one */
  readonly charset?: string;
  readonly ifNoneMatch?: string;
  /** the header as it came; empty without one */
  readonly accept: string;
  /** of a reader of server-sent events that comes back */
  readonly lastEventId?: string;
  /** the tags of Accept-Language, the preferred one first; for reports in the caller's language */
  readonly acceptLanguage: readonly string[];
  /** the client went away: long answers stop */
  readonly gone: AbortSignal;
}

export interface Answer {
  /** absent with 204; a record may have more fields than the contract declares, which do not leave */
  readonly body?: unknown;
  /** the client has it already */
  readonly status?: 304;
  /** path of what was made, below the base */
  readonly location?: string;
  /** goes out as ETag of versioned operations; absent: the version of `body` */
  readonly version?: number;
  /** instead of a body: CSV, xlsx, server-sent events; written as it is made */
  readonly stream?: {
    readonly mediaType: string;
    readonly parts: AsyncIterable<Uint8Array | string>;
    /** the connection is cut when the client takes nothing for so long; absent: after the minutes of the server */
    readonly stallMs?: number;
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

/** A page whose items are written in another way than the core returns them. */
export function mapPage<Item>(
  page: { readonly items: readonly Item[]; readonly next?: string },
  map: (item: Item) => unknown,
): object {
  return { ...page, items: page.items.map(map) };
}
