import { MusterError, type Problem } from '@muster/client';
import i18next from 'i18next';
import { fieldWords, refusalWords } from '../texts/refusals.js';

/** Whose turn it is, as the page says it. */
export type Side = 'yours' | 'ours' | 'network' | 'other';

export interface ProblemView {
  readonly side: Side;
  readonly code: string;
  /** what happened, whose side it is and the next step, in the language of the page */
  readonly detail: string;
  readonly status: number;
  readonly traceId?: string;
  /** the permission that is missing */
  readonly permission?: string;
  /** field → what is wrong with it, of `request.invalid` */
  readonly fields: Readonly<Record<string, string>>;
}

/** A field that is another one now, and what it is. */
export interface ChangedField {
  readonly field: string;
  readonly now: unknown;
}

/** Nothing was done: somebody else has changed the record since it was read. Dialogs and forms show what, and ask again. */
export class MeanwhileError extends Error {
  override readonly name = 'MeanwhileError';

  constructor(readonly fields: readonly ChangedField[]) {
    super('The record has changed since it was read.');
  }
}

/** What a failed call says to a person. Every error that a query or a mutation throws goes through here. */
export function problemOf(error: unknown): ProblemView {
  if (error instanceof MeanwhileError) {
    const code = 'request.precondition';
    return { side: 'other', code, detail: refusalWords({ code }), status: 412, fields: {} };
  }
  if (!(error instanceof MusterError)) {
    const isNetwork = error instanceof TypeError || isTimeout(error);
    const said = error instanceof Error ? error.message : String(error);
    const detail = isNetwork ? i18next.t('frame:problem.network.text') : said;
    return { side: isNetwork ? 'network' : 'ours', code: 'client', detail, status: 0, fields: {} };
  }
  const { problem, status, code } = error;
  const permission = problem.details?.['permission'];
  return {
    side: status >= 500 ? 'ours' : 'yours',
    code,
    detail: detailOf(problem),
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

/** A form that is not valid says what is wrong with it, where no field of the form does. */
function detailOf({ code, details, detail, errors }: Problem): string {
  const problems = [...new Set((errors ?? []).map(fieldWords))];
  if (code === 'request.invalid' && problems.length > 0) return problems.join(' ');
  return refusalWords({ code, details, message: detail });
}

function fieldsOf(errors: Problem['errors'] = []): Record<string, string> {
  return Object.fromEntries(errors.map((error) => [error.field, fieldWords(error)]));
}
