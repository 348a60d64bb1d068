import { instant, timeOfId } from '#kernel/index.js';
import type { Exchange } from '#store/index.js';
import type { ProvisioningContext } from '../context.js';
import type { Difference } from '../differences.js';
import {
  MAX_TOKEN_LENGTH,
  mentionsPassword,
  truncate,
  REDACTED,
  redacted,
  redactedQuery,
} from '../redaction.js';
import { shortened } from '../sizes.js';
import { addressIn } from './addresses.js';
import { bucketOfRead, withoutPersons, type PersonlessTexts } from './persons.js';
import { isTold } from './told-differences.js';

/** What the HTTP handler records of one request. */
export interface HandledRequest {
  readonly method: string;
  /** below the base URL */
  readonly path: string;
  readonly query: string;
  /** the body as it came; absent when there was none */
  readonly requestText?: string;
  readonly status: number;
  /** the whole or the first `enoughLength` characters; our answers hold no secrets, for passwords are never returned */
  readonly responseText?: string;
  readonly latencyMs: number;
}

export interface QueuedRequest {
  readonly id: string;
  readonly ctx: ProvisioningContext;
  readonly seen: HandledRequest;
}

/** Of the answer to a read that went well the beginning is enough: it changed nothing, and it can be asked again. */
const MAX_READ_RESPONSE_BYTES = 1_024;

/** A token may begin before the end of what is kept and go on behind it. */
const ENOUGH_OF_READ = MAX_READ_RESPONSE_BYTES + MAX_TOKEN_LENGTH + 1;

/** More characters than an entry keeps of a text, whatever the settings say: a longer answer need not be one text for it. */
const ENOUGH_LENGTH = 2_097_152;

/** Characters of an answer that say all that an entry keeps of it. */
export function enoughLength(method: string, status: number): number {
  return isGoodRead(method, status) ? ENOUGH_OF_READ : ENOUGH_LENGTH;
}

function isGoodRead(method: string, status: number): boolean {
  return status < 400 && method === 'GET';
}

/** What an entry is charged beside its texts: ids, names, its places in the indexes. */
const BASE_BYTES = 512;

export function toExchange({ id, ctx, seen: request }: QueuedRequest, bodyBytes: number): Exchange {
  const { session, exchange, traceId } = ctx;
  const now = instant(timeOfId(id));
  const { method, path, requestText, status, latencyMs } = request;
  const { operation, resourceType, resourceId, memberId, difference, trace, userAgent } = exchange;
  const isChange = status >= 400 || method !== 'GET';
  const isUser = resourceType === 'User' && method !== 'GET' && !path.endsWith('/.search');
  const address = isUser && requestText !== undefined ? addressIn(requestText) : undefined;
  const texts = textsOf({ id, ctx, seen: request }, bodyBytes, truncate);
  const entry: Exchange = {
    id,
    version: 1,
    createdAt: now,
    updatedAt: now,
    organizationId: session.organization.id,
    connectionId: session.connection.id,
    credentialId: session.credential.id,
    path: texts.path,
    traceId,
    method,
    operation,
    status,
    latencyMs,
    trace,
    ...outcomeOf(status),
    ...(resourceType !== undefined && { resourceType }),
    ...(resourceId !== undefined && { resourceId }),
    ...(resourceId !== undefined && isChange && { subjectId: resourceId }),
    ...(memberId !== undefined && isChange && { memberId }),
    ...(address !== undefined && { address }),
    ...(userAgent !== undefined && { userAgent: truncate(userAgent, 256) }),
    ...(texts.personKey !== undefined && foundBy(texts.personKey, isChange)),
    ...(texts.request !== undefined && { request: texts.request }),
    ...(texts.response !== undefined && { response: texts.response }),
    ...(difference?.length && keptDifference(shortened(difference, bodyBytes), texts.response)),
  };
  return { ...entry, bytes: bytesOf(entry) };
}

function keptDifference(
  difference: Difference,
  response: string | undefined,
): Pick<Exchange, 'difference' | 'differenceFrom'> {
  return isTold(difference, response) ? { differenceFrom: 'response' } : { difference };
}

/** Path, bodies and key of a person, as they are kept. `shorten` cuts a text at a number of characters. */
export function textsOf(
  { ctx, seen }: QueuedRequest,
  bodyBytes: number,
  shorten: typeof truncate,
): PersonlessTexts {
  const { method, path, query, requestText, responseText } = seen;
  const { resourceType, resourceId } = ctx.exchange;
  return withoutPersons({
    method,
    resourceType,
    resourceId,
    path: shorten(query === '' ? path : `${path}?${redactedQuery(query)}`, bodyBytes),
    request: requestText === undefined ? undefined : redacted(requestText, bodyBytes),
    response:
      responseText === undefined
        ? undefined
        : shorten(...loggedResponse(seen, responseText, bodyBytes)),
  });
}

function foundBy(personKey: string, isChange: boolean): Pick<Exchange, 'personKey' | 'readOf'> {
  return isChange ? { personKey } : { personKey: bucketOfRead(personKey), readOf: personKey };
}

export function outcomeOf(status: number): Pick<Exchange, 'outcome' | 'trouble'> {
  if (status < 400) return { outcome: 'ok' };
  const outcome = status < 500 ? 'refused' : 'failed';
  return { outcome, trouble: outcome };
}

/** The text of a refusal quotes the filter that it could not read, also one on a password. */
function loggedResponse(
  request: HandledRequest,
  text: string,
  bodyBytes: number,
): [text: string, limit: number] {
  const { method, path, query, requestText, status } = request;
  const isRead = isGoodRead(method, status);
  const limit = isRead ? Math.min(MAX_READ_RESPONSE_BYTES, bodyBytes) : bodyBytes;
  if (status < 400) return [text, limit];
  const search = path.endsWith('/.search') && requestText !== undefined;
  const secret = search ? mentionsPassword(requestText) : redactedQuery(query) === REDACTED;
  return secret ? [REDACTED, REDACTED.length] : [text, limit];
}

/** About what the entry takes in the database: its texts are nearly all of it. */
function bytesOf({ path, userAgent, request, response, difference, trace }: Exchange): number {
  const texts = [path, userAgent, request, response, difference && JSON.stringify(difference)];
  const steps = trace.flatMap(({ step, detail }) => [step, detail]);
  return [...texts, ...steps].reduce(
    (sum, text) => sum + Buffer.byteLength(text ?? ''),
    BASE_BYTES,
  );
}
