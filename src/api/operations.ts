import type { z } from 'zod';
import type { FaultCode } from '#kernel/index.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** `{id: string}` out of `/organizations/{id}`. */
export type ParamsOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [K in Name]: string } & ParamsOf<Rest>
  : unknown;

/** One operation of the REST contract: what goes in, what comes out, what can go wrong. No behaviour. */
export interface Operation<Path extends string = string, Query = unknown, Body = unknown> {
  readonly operationId: string;
  readonly method: Method;
  /** below BASE_PATH, parameters in braces */
  readonly path: Path;
  readonly summary: string;
  /** who may call it */
  readonly scope: 'operator';
  readonly query: z.ZodType<Query>;
  /** absent: a body is not read */
  readonly body?: z.ZodType<Body>;
  readonly answer: { readonly status: 200 | 201 | 204; readonly description: string };
  /** beside COMMON_FAULTS */
  readonly faults: readonly FaultCode[];
}

export const BASE_PATH = '/api/v1';

/** What every operation may answer. */
export const COMMON_FAULTS: readonly FaultCode[] = [
  'credential.missing',
  'credential.invalid',
  'request.invalid',
  'store.unavailable',
  'service.stopping',
];

/** What an operation with a body may answer, too. */
export const BODY_FAULTS: readonly FaultCode[] = [
  'request.malformed',
  'request.media_type',
  'request.encoding',
  'request.too_large',
  'store.contention',
];

/** Keeps the types of path, query and body while checking the declaration. */
export function operation<const Path extends string, Query, Body = undefined>(
  declaration: Operation<Path, Query, Body>,
): Operation<Path, Query, Body> {
  return declaration;
}
