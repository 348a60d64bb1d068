import { MusterError, type Problem } from '@muster/client';

/** Whose turn it is, as the page says it. */
export type Side = 'yours' | 'ours' | 'network' | 'other';

export interface ProblemView {
  readonly side: Side;
  readonly code: string;
  /** the server's sentence: what happened and the next step */
  readonly detail: string;
  readonly status: number;
  readonly traceId?: string;
  /** the permission that is missing */
  readonly permission?: string;
  /** field → what is wrong with it, of `request.invalid` */
  readonly fields: Readonly<Record<string, string>>;
}

/** What a failed call says to a person. Every error that a query or a mutation throws goes through here. */
export function problemOf(error: unknown): ProblemView {
  if (!(error instanceof MusterError)) {
    const detail = error instanceof Error ? error.message : String(error);
    const isNetwork = error instanceof TypeError || isTimeout(error);
    return { side: isNetwork ? 'network' : 'ours', code: 'client', detail, status: 0, fields: {} };
  }
  const { problem, status, code } = error;
  const permission = problem.details?.['permission'];
  return {
    side: status >= 500 ? 'ours' : 'yours',
    code,
    detail: problem.detail,
    status,
    ...(problem.traceId !== '' && { traceId: problem.traceId }),
    ...(typeof permission === 'string' && { permission }),
    fields: fieldsOf(problem.errors),
  };
}

export function isConflict(error: unknown): boolean {
  return error instanceof MusterError && error.status === 412;
}

export function isForbidden(error: unknown): boolean {
  return error instanceof MusterError && error.status === 403;
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}

function fieldsOf(errors: Problem['errors'] = []): Record<string, string> {
  return Object.fromEntries(errors.map(({ field, problem }) => [field, problem]));
}
