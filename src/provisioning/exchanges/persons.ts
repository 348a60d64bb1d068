import { foldCase } from '#kernel/index.js';
import { hashOfToken } from '#core/index.js';

/** What of an exchange names users. */
export interface LoggedTexts {
  readonly method: string;
  readonly resourceType: string | undefined;
  readonly resourceId: string | undefined;
  /** with its query */
  readonly path: string;
  readonly request: string | undefined;
  readonly response: string | undefined;
}

type Texts = Pick<LoggedTexts, 'path' | 'request' | 'response'>;

export type PersonlessTexts = Texts & { readonly personKey?: string };

/** Hexadecimal digits of a hash that a key keeps: 128 bits. */
const KEY_DIGITS = 32;

/** By which an erasure finds what asked for a user by this name, external id or address: 22 characters of base64url. */
export function keyOfAskedName(name: string): string {
  const digits = hashOfToken(foldCase(name)).slice(0, KEY_DIGITS);
  return Buffer.from(digits, 'hex').toString('base64url');
}

/** The same as it is kept, and as releases before schema version 11 kept it in entries that may still be there. */
export function keysOfAskedName(name: string): readonly string[] {
  return [keyOfAskedName(name), `asked:${hashOfToken(foldCase(name))}`];
}

/** Reads of releases before `exchange-reads`: an erasure looks through one sixteenth of them for each key. */
const READ_BUCKET_COUNT = 16;

/** By which an erasure finds a read that is an entry of its own. */
export function bucketOfRead(personKey: string): string {
  return `reads:${String(hashOf(personKey) % READ_BUCKET_COUNT)}`;
}

function hashOf(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) {
    hash = (Math.imul(hash, 31) + text.charCodeAt(at)) >>> 0;
  }
  return hash;
}

/** One of 65,536, which a row of reads shows of each key that its lines have. */
export function markOf(personKey: string): number {
  const hash = hashOf(personKey);
  return (hash ^ (hash >>> 16)) & 0xff_ff;
}

/** Never a part of two marks: each ends with the space. */
export function textOfMark(mark: number): string {
  return `${mark.toString(16).padStart(4, '0')} `;
}

export function marksOf(marks: ReadonlySet<number>): string {
  return [...marks].map(textOfMark).join('');
}

const DISPLAY = /("display"\s*:\s*)"(?:[^"\\]|\\.)*"/gi;
const USER_ID = /"id"\s*:\s*"([^"]{1,64})"/gi;
const USER_NAME = /"userName"\s*:\s*"((?:[^"\\]|\\.){1,256})"/i;
/** a text in a filter, as it stands in a URL or in a body */
const LITERAL = /(?:%22|\\?")((?:(?!%22|\\?").){1,400})(?:%22|\\?")/gi;

/**
 * One exchange tells of one person at most, so that an erasure finds it: the display names of a group's members are left out, and so are
 * the users of a page of several, and the values of a filter that has several.
 */
export function withoutPersons(texts: LoggedTexts): PersonlessTexts {
  const { method, resourceType, resourceId, path, request, response } = texts;
  if (resourceType === 'Group') {
    return { path, request: withoutDisplays(request), response: withoutDisplays(response) };
  }
  const [place = ''] = path.split('?', 1);
  const isSearch = place.endsWith('/.search');
  // discovery names nobody
  const isOfAllTypes = place === '' || place === '/' || isSearch || place === '/Bulk';
  if (resourceType === undefined && !isOfAllTypes) return { path, request, response };
  const isQuery = resourceId === undefined && (method === 'GET' || isSearch);
  if (isQuery) return withoutQueriedPersons(texts, isSearch);
  if (method === 'GET') {
    return { path, request, response, ...(resourceId !== undefined && { personKey: resourceId }) };
  }
  const [, name] = USER_NAME.exec(request ?? '') ?? [];
  return {
    path,
    request,
    response,
    ...(name !== undefined && { personKey: keyOfAskedName(name) }),
  };
}

function withoutDisplays(text: string | undefined): string | undefined {
  return text?.replace(DISPLAY, '$1"[left out]"');
}

function withoutQueriedPersons(
  { path, request, response }: LoggedTexts,
  isSearch: boolean,
): PersonlessTexts {
  const ids = new Set([...(response ?? '').matchAll(USER_ID)].map(([, id = '']) => id));
  const [id] = ids;
  const resources = response?.indexOf('"Resources"') ?? -1;
  const shown = ids.size > 1 && resources >= 0 ? `${response?.slice(0, resources)}...` : response;
  const [bare = '', query = ''] = path.split('?', 2);
  const filter = isSearch ? filterIn(request) : /(?:^|&)filter=([^&]*)/i.exec(query)?.[1];
  const literals = [...(filter ?? '').matchAll(LITERAL)].map(([, literal = '']) => literal);
  const asked =
    literals.length === 1 && literals[0] !== undefined ? decoded(literals[0]) : undefined;
  const personKey = asked === undefined ? (ids.size === 1 ? id : undefined) : keyOfAskedName(asked);
  const key = personKey !== undefined && { personKey };
  // one value, or one user: found by that; of a page of one that was asked for by a value, the user goes
  const isTwice = asked !== undefined && ids.size > 0;
  const answer = isTwice && resources >= 0 ? `${response?.slice(0, resources)}...` : shown;
  if (literals.length < 2) return { path, request, response: answer, ...key };
  return isSearch
    ? { path, request: '[a search with several values]', response: answer, ...key }
    : { path: `${bare}?[a filter with several values]`, request, response: answer, ...key };
}

function filterIn(request: string | undefined): string | undefined {
  return /"filter"\s*:\s*"((?:[^"\\]|\\.)*)"/i.exec(request ?? '')?.[1];
}

function decoded(literal: string): string {
  try {
    return decodeURIComponent(literal.replaceAll('+', ' '));
  } catch {
    return literal;
  }
}
