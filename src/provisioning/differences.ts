import { isDeepStrictEqual } from 'node:util';
import type { Resource } from '@muster/scim';
import type { Exchange } from '#store/index.js';

export type Difference = NonNullable<Exchange['difference']>;

/** More changed paths than this are not shown one by one. */
const MAX_PATH_COUNT = 50;

/** Which attributes changed, down to one level inside of complex ones: `name.givenName`, `emails`, `…:User:department`. */
export function differenceOf(before: Resource, after: Resource): Difference {
  const paths: Difference[number][] = [];
  collectChanges(before, after, '', paths);
  return paths.slice(0, MAX_PATH_COUNT);
}

function collectChanges(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  prefix: string,
  changes: Difference[number][],
): void {
  const added = Object.keys(after).filter((name) => !Object.hasOwn(before, name));
  for (const name of [...Object.keys(before), ...added]) {
    if (prefix === '' && (name === 'meta' || name === 'schemas')) continue;
    const [old, now] = [before[name], after[name]];
    if (old === now || isDeepStrictEqual(old, now)) continue;
    const path = `${prefix}${name}`;
    if (isPlainObject(old) && isPlainObject(now)) {
      collectChanges(old, now, `${path}${name.startsWith('urn:') ? ':' : '.'}`, changes);
    } else {
      changes.push({
        path,
        ...(old !== undefined && { before: old }),
        ...(now !== undefined && { after: now }),
      });
    }
  }
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface MemberSets {
  readonly added: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
}

/** Members in the exchange log: counts, and the first ids. */
export function membersDifference({ added, removed }: MemberSets): Difference {
  if (added.size + removed.size === 0) return [];
  const summaryOf = (ids: ReadonlySet<string>): unknown => ({
    count: ids.size,
    ids: [...ids].slice(0, 20),
  });
  return [
    {
      path: 'members',
      ...(removed.size && { before: { removed: summaryOf(removed) } }),
      ...(added.size && { after: { added: summaryOf(added) } }),
    },
  ];
}
