import { z } from 'zod';
import type { FaultCode } from '#kernel/index.js';
import type { SentMessage } from './sent-messages.js';

const noQuery = z.strictObject({});

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** `{id: string}` out of `/organizations/{id}`. */
export type ParamsOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [K in Name]: string } & ParamsOf<Rest>
  : unknown;

/**
 * Who may call. `operator`: the key of this installation only. A permission: a caller who has it in the organization of the path (a
 * member, for whom a key speaks, or an API key), and the operator. `self`: any member who is named in Muster-Acting-Member. `person`: who
 * has signed in, about themselves and in no organization; never a key.
 * `public`: a person who has the link; limited by address, unless the call has a valid key, which is limited as everywhere.
 */
export type Scope = 'operator' | 'self' | 'person' | 'public' | `${string}:${'read' | 'write'}`;

/** One operation of the REST contract: what goes in, what comes out, what can go wrong. No behaviour. */
export interface Operation<Path extends string = string, Query = unknown, Body = unknown> {
  readonly operationId: string;
  readonly method: Method;
  /** below BASE_PATH, parameters in braces */
  readonly path: Path;
  readonly summary: string;
  /** who may call it */
  readonly scope: Scope;
  /** the permission with `:own` is enough: the rule looks to whose it is */
  readonly own?: true;
  /** of `self`: what an API key must hold to do this in a member's name, whatever the member themselves may */
  readonly keyScope?: `${string}:${'read' | 'write'}`;
  readonly query: z.ZodType<Query>;
  /** absent: a body is not read */
  readonly body?: z.ZodType<Body>;
  /** a body that is no JSON, handed on as it comes; `bytes` is its limit */
  readonly upload?: { readonly mediaTypes: readonly string[]; readonly bytes: number };
  /** takes Idempotency-Key: within 24 hours the same request is answered again and not done again */
  readonly idempotent?: true;
  /** the operator does it to disabled and deleted organizations as well; what the rule itself refuses it refuses */
  readonly whileClosed?: true;
  /** of `public`, by POST: pages of the origins in the setting `http.allowedOrigins` may call it from a browser */
  readonly fromPages?: true;
  /** answers with ETag; a change of what is there already takes If-Match (`takesIfMatch`) */
  readonly versioned?: true;
  readonly answer: {
    readonly status: 200 | 201 | 202 | 204;
    readonly description: string;
    /** of a JSON body: every answer in the tests is held against it */
    readonly body?: z.ZodType;
    /** of a body that is no JSON: text/csv, text/event-stream … */
    readonly mediaTypes?: readonly string[];
  };
  /** what is sent, later on, to the `url` of the body */
  readonly calls?: SentMessage;
  /** executed in the tests against a server with one record of every kind (test/project/examples); ids in the path are filled in there */
  readonly example?: { readonly query?: object; readonly body?: object };
  /** beside COMMON_FAULTS */
  readonly faults: readonly FaultCode[];
}

/**
 * Whether the operation takes If-Match and answers with Fault `request.precondition` when another version is stored. Reads do not,
 * and neither do creations, which have no earlier version.
 */
export function takesIfMatch({
  versioned,
  method,
  answer,
}: Pick<Operation, 'versioned' | 'method' | 'answer'>): boolean {
  return versioned === true && method !== 'GET' && answer.status !== 201;
}

export const BASE_PATH = '/api/v1';

/** What every operation may answer. */
export const COMMON_FAULTS: readonly FaultCode[] = [
  'credential.missing',
  'credential.invalid',
  'session.invalid',
  'request.cross_site',
  'permission.missing',
  'request.invalid',
  'request.header',
  'request.too_many',
  'store.unavailable',
  'service.stopping',
];

/** What an operation with a body may answer, too. */
export const BODY_FAULTS: readonly FaultCode[] = [
  'request.malformed',
  'request.media_type',
  'request.encoding',
  'request.charset',
  'request.too_large',
  'store.contention',
];

/** What an operation below an organization may answer, too. */
export const ORGANIZATION_FAULTS: readonly FaultCode[] = [
  'organization.missing',
  'organization.deleted',
  'organization.disabled',
  'acting.unknown',
  'session.login_required',
  'step_up.required',
];

type Declaration<Path extends string, Query, Body> = Omit<
  Operation<Path, Query, Body>,
  'operationId' | 'query' | 'answer' | 'faults'
> &
  Partial<Pick<Operation<Path, Query, Body>, 'query' | 'faults'>> & {
    /** with status 200 unless it says another one */
    readonly answer: Omit<Operation['answer'], 'status'> &
      Partial<Pick<Operation['answer'], 'status'>>;
  };

/** An operation before it has its name, which is that of its constant. */
export type Unnamed<Path extends string = string, Query = unknown, Body = unknown> = Omit<
  Operation<Path, Query, Body>,
  'operationId'
>;

/**
 * Keeps the types of path, query and body while checking the declaration. Without `query` no parameter is taken, without `faults`
 * only those are answered that follow from the rest.
 */
export function operation<const Path extends string, Query = object, Body = undefined>(
  declaration: Declaration<Path, Query, Body>,
): Unnamed<Path, Query, Body> {
  const { query = noQuery as unknown as z.ZodType<Query>, faults = [], answer } = declaration;
  return { ...declaration, query, faults, answer: { status: 200, ...answer } };
}

/** Gives every operation the name of its constant. */
export function named<Declared extends object>(
  declared: Declared,
): { readonly [Name in keyof Declared]: Declared[Name] & { readonly operationId: Name } } {
  const entries = Object.entries(declared) as [string, object][];
  return Object.fromEntries(
    entries.map(([operationId, unnamed]) => [operationId, { operationId, ...unnamed }]),
  ) as ReturnType<typeof named<Declared>>;
}
