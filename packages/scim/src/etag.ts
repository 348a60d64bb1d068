import type { ScimRequest } from './exchange.js';
import type { Precondition } from './resource-handler.js';

/**
 * Entity tags of resources (RFC 7644 section 3.14): always weak, compared weakly (RFC 9110 section
 * 8.8.3.2).
 */

/** Version 7 of a resource as its tag: `W/"7"`. */
export function entityTag(version: number): string {
  return `W/"${version}"`;
}

/**
 * The tags of an If-Match or If-None-Match header, each as `W/"…"`; undefined without a header.
 * Clients send tags strong, weak or without quotes; all are read.
 */
export function parseEntityTags(header: string | undefined): readonly string[] | '*' | undefined {
  const text = header?.trim() ?? '';
  if (text === '') return undefined;
  if (text === '*') return '*';
  return (text.match(/(?:W\/)?"[^"]*"|[^\s,"]+/g) ?? []).map((tag) => `W/"${opaque(tag)}"`);
}

/** 64 bits that tell texts apart; they keep no secret (the mixing of MurmurHash3, twice). */
export interface Digest {
  readonly one: number;
  readonly two: number;
}

const SEED: Digest = { one: 0x9747b28c, two: 0x5bd1e995 };

/**
 * The version with what is shown of other resources: `W/"7.1x2y3z"`. A resource that shows nothing
 * of others keeps `W/"7"`. A host's own versions have no dot.
 * @param shown a digest for each of the others, in their order
 */
export function taggedVersion(version: string, shown: readonly Digest[]): string {
  if (shown.length === 0) return version;
  let { one, two } = SEED;
  for (const other of shown) {
    one = mixOne(mixOne(one, other.one), other.two);
    two = mixTwo(mixTwo(two, other.two), other.one);
  }
  one = Math.imul(one ^ (one >>> 16), 0x85ebca6b) ^ Math.imul(two ^ (two >>> 13), 0xc2b2ae35);
  two = Math.imul(two ^ (two >>> 16), 0x85ebca6b) ^ Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
  const hash = base36(one >>> 0).replace(/^0{1,6}/, '') + base36(two >>> 0);
  return `W/"${opaque(version)}.${hash}"`;
}

const DIGITS = 1_296;

/** Two digits of each number below DIGITS. */
const PAIRS = Array.from({ length: DIGITS }, (_, number) => number.toString(36).padStart(2, '0'));

/** An unsigned integer of 32 bits as seven digits to the base 36. `toString` takes five times as long, and every tag has two. */
export function base36(number: number): string {
  const low = number % DIGITS;
  const above = (number - low) / DIGITS;
  const middle = above % DIGITS;
  const high = (above - middle) / DIGITS;
  const first = high < DIGITS ? '0' : '1';
  return `${first}${PAIRS[high % DIGITS]}${PAIRS[middle]}${PAIRS[low]}`;
}

/** Of what is shown of one other resource. */
export function digestOf(value: string, name: string): Digest {
  let { one, two } = SEED;
  for (const text of [value, name]) {
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      one = mixOne(one, code);
      two = mixTwo(two, code);
    }
    one = mixOne(one, 0x10000 + text.length);
    two = mixTwo(two, 0x10000 + text.length);
  }
  return { one, two };
}

function mixOne(hash: number, code: number): number {
  const mixed = Math.imul(hash ^ code, 0x85ebca6b);
  return (mixed << 13) | (mixed >>> 19);
}

function mixTwo(hash: number, code: number): number {
  const mixed = Math.imul(hash ^ code, 0xc2b2ae35);
  return (mixed << 15) | (mixed >>> 17);
}

/** A tag without what it says of other resources: `W/"7.1x2y3z"` is `W/"7"`. */
function ownVersion(tag: string): string {
  return `W/"${opaque(tag).replace(/\.[0-9a-z]*$/, '')}"`;
}

/** If-Match and If-None-Match of a change as the conditions that a handler checks: a change is about the resource's own version. */
export function preconditionOf({
  ifMatch,
  ifNoneMatch,
}: Pick<ScimRequest, 'ifMatch' | 'ifNoneMatch'>): Precondition {
  const [wanted, unwanted] = [ifMatch, ifNoneMatch].map((header) => {
    const tags = parseEntityTags(header);
    return tags === '*' ? tags : tags?.map(ownVersion);
  });
  return { ...(wanted && { ifMatch: wanted }), ...(unwanted && { ifNoneMatch: unwanted }) };
}

/**
 * Whether a change may be made to a resource of that version (RFC 9110 sections 13.1.1 and 13.1.2):
 * what a handler asks inside its transaction. A condition that does not hold is 412.
 */
export function meetsPrecondition(
  { ifMatch, ifNoneMatch }: Precondition,
  version: string,
): boolean {
  if (ifMatch !== undefined && !matchesVersion(ifMatch, version)) return false;
  return !matchesVersion(ifNoneMatch, version);
}

/**
 * Whether one of the tags is the current version (as in `meta.version`): `*` is any, and no header
 * is none.
 */
export function matchesVersion(
  tags: readonly string[] | '*' | undefined,
  version: string,
): boolean {
  if (tags === undefined || tags === '*') return tags === '*';
  const current = opaque(version);
  return tags.some((tag) => opaque(tag) === current);
}

function opaque(tag: string): string {
  const strong = tag.startsWith('W/') ? tag.slice(2) : tag;
  return strong.length >= 2 && strong.startsWith('"') && strong.endsWith('"')
    ? strong.slice(1, -1)
    : strong;
}
