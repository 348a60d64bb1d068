import { instant, timeOfId } from '#kernel/index.js';
import type { Exchange, ExchangeReads } from '#store/index.js';
import { cut } from '../redaction.js';
import { textsOf, type QueuedRequest } from './entries.js';

/**
 * A line is the values below with a tab between two of them; a value that is absent is empty. No value has a tab or a line break: a read
 * of which one does is an entry of its own.
 */
const FIELDS = [
  'id',
  'traceId',
  'latencyMs',
  'status',
  'path',
  'resourceType',
  'resourceId',
  'personKey',
  'trace',
  'response',
] as const;

type Field = (typeof FIELDS)[number];

/** The key of a person is the resource's id. */
const SAME = '=';

/** What a line is charged beside its text: its share of a row and of the row's places in indexes. */
const BASE_BYTES = 64;

/** A read that went well, as a line. */
export interface ReadLine {
  readonly text: string;
  /** whom it tells of: see `persons.ts` */
  readonly personKey?: string;
}

/** What `queued` says as a line; undefined for whatever is an entry of its own: changes, refusals, and what says more than a line can. */
export function toReadLine(queued: QueuedRequest, bodyBytes: number): ReadLine | undefined {
  const { id, ctx, seen } = queued;
  const { method, status, requestText, latencyMs } = seen;
  const { resourceType = '', resourceId = '', difference, place, trace } = ctx.exchange;
  if (method !== 'GET' || status >= 400 || requestText !== undefined) return undefined;
  if (difference !== undefined || place !== undefined) return undefined;
  const { path, response = '', personKey } = textsOf(queued, bodyBytes, cut);
  if (hasMark(path) || hasMark(resourceId) || hasMark(ctx.traceId) || hasMark(response)) {
    return undefined;
  }
  const key = personKey === resourceId ? SAME : (personKey ?? '');
  const steps = trace.length === 0 ? '' : JSON.stringify(trace);
  const text =
    `${id}\t${ctx.traceId}\t${String(latencyMs)}\t${String(status)}\t${path}\t${resourceType}` +
    `\t${resourceId}\t${key}\t${steps}\t${response}\n`;
  return personKey === undefined ? { text } : { text, personKey };
}

function hasMark(text: string): boolean {
  return text.includes('\t') || text.includes('\n');
}

/** What lines of so many bytes are charged. */
export function chargeOf(count: number, textBytes: number): number {
  return count * BASE_BYTES + textBytes;
}

export function linesOf({ lines }: Pick<ExchangeReads, 'lines'>): string[] {
  return lines.split('\n').slice(0, -1);
}

/** What a row keeps of them. */
export function textOfLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** One value of a line. */
export function fieldOf(line: string, field: Field): string {
  const place = FIELDS.indexOf(field);
  let start = 0;
  for (let at = 0; at < place; at += 1) start = line.indexOf('\t', start) + 1;
  const end = place === FIELDS.length - 1 ? line.length : line.indexOf('\t', start);
  return line.slice(start, end);
}

/** By which an erasure finds the line. */
export function personKeyOf(line: string): string {
  const key = fieldOf(line, 'personKey');
  return key === SAME ? fieldOf(line, 'resourceId') : key;
}

/** The line as the entry that it is to everybody who asks. */
export function toEntry(row: ExchangeReads, line: string): Exchange {
  const { organizationId, connectionId, credentialId, operation, userAgent } = row;
  const of = (field: Field): string => fieldOf(line, field);
  const [id, resourceType, resourceId] = [of('id'), of('resourceType'), of('resourceId')];
  const [trace, response] = [of('trace'), of('response')];
  const createdAt = instant(timeOfId(id));
  return {
    id,
    version: 1,
    createdAt,
    updatedAt: createdAt,
    organizationId,
    connectionId,
    credentialId,
    path: of('path'),
    traceId: of('traceId'),
    method: 'GET',
    operation,
    status: Number(of('status')),
    latencyMs: Number(of('latencyMs')),
    trace: trace === '' ? [] : (JSON.parse(trace) as Exchange['trace']),
    outcome: 'ok',
    ...(resourceType !== '' && { resourceType }),
    ...(resourceId !== '' && { resourceId }),
    ...(userAgent !== undefined && { userAgent }),
    ...(response !== '' && { response }),
    bytes: chargeOf(1, Buffer.byteLength(line) + 1),
  };
}
