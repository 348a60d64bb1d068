import { Router, type RequestHandler } from 'express';

export interface PathGroups {
  /** where the routes of a path belong; `path` as Express writes it: `/members/:memberId` */
  groupOf(path: string): Router;
  /** Asks the routes of the group that a request's path can belong to, and goes on when none answers. */
  readonly handle: RequestHandler;
}

/** Segments that tell most paths apart: `/organizations/:organizationId/members` and its like have their noun in the third. */
const TELLING_SEGMENTS = [0, 2];
const PARAMETER = '*';

/**
 * Routes by the number of their segments and the words in two of them. Express holds a path against one pattern after the
 * other, and REST has some two hundred. Within a group Express matches as ever, in the order of the routes; a group with a
 * parameter in place of a word is asked after the one with the word.
 */
export function createPathGroups(): PathGroups {
  const groups = new Map<string, Router>();
  return {
    groupOf(path) {
      const segments = segmentsOf(path).map((one) => (one.startsWith(':') ? PARAMETER : one));
      const key = keyOf(segments);
      const group = groups.get(key) ?? Router({ caseSensitive: true });
      groups.set(key, group);
      return group;
    },
    handle(request, response, next) {
      const found = keysOf(segmentsOf(request.path)).flatMap((key) => groups.get(key) ?? []);
      const ask = (place: number) => (error?: unknown) => {
        const group = found[place];
        if (error !== undefined || group === undefined) return void next(error);
        group(request, response, ask(place + 1));
      };
      ask(0)();
    },
  };
}

/** A slash at the end makes no segment, as for Express. */
function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function keyOf(segments: readonly string[]): string {
  return [segments.length, ...TELLING_SEGMENTS.map((place) => segments[place] ?? '')].join('/');
}

/** The group of the words as they stand, then those that have a parameter in their place. */
function keysOf(segments: readonly string[]): readonly string[] {
  const ways = TELLING_SEGMENTS.reduce<readonly (readonly string[])[]>(
    (all, place) =>
      place < segments.length
        ? [...all, ...all.map((one) => one.map((word, at) => (at === place ? PARAMETER : word)))]
        : all,
    [segments],
  );
  return ways.map(keyOf);
}
