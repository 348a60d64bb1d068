import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operations, takesIfMatch, type Operation } from '#api/index.js';

// Two people who change the same thing: whatever the console changes of a record that has a version names the version that the person has
// seen, and a refusal (412) shows what it is now. The sources are held to it, call by call.

interface Call {
  readonly file: string;
  readonly name: string;
  /** what it is called with */
  readonly text: string;
}

const FOLDER = join('console', 'src');
const byName = new Map(Object.entries(operations as Readonly<Record<string, Operation>>));

/** The text between the bracket at `start` and the one that closes it. */
function insideOf(source: string, start: number): string {
  let depth = 0;
  for (let at = start; at < source.length; at += 1) {
    if (source[at] === '(') depth += 1;
    if (source[at] === ')') depth -= 1;
    if (depth === 0) return source.slice(start, at);
  }
  throw new Error('A bracket is not closed.');
}

const sources = new Map(
  readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => [name.replaceAll('\\', '/'), readFileSync(join(FOLDER, name), 'utf8')]),
);

const calls: readonly Call[] = [...sources].flatMap(([file, source]) =>
  [...source.matchAll(/\bserver\s*\.(\w+)\(/g)].flatMap((match) => {
    const [whole, name = ''] = match;
    const operation = byName.get(name);
    if (!operation || !takesIfMatch(operation)) return [];
    return [{ file, name, text: insideOf(source, match.index + whole.length - 1) }];
  }),
);

/** Calls that nobody can be surprised by, and why. */
const WITHOUT: Readonly<Record<string, string>> = {
  giveMemberRole: 'adds one role to those that are there; removing it is the inverse',
  takeMemberRole: 'takes one role away, and is refused where it is not there any more',
  renewInvitation: 'is refused unless the invitation has ended',
  updatePreferences: 'a person’s own, field by field',
  updatePerson: 'a person’s own, and only the fields that they changed',
  deleteView: 'a person’s own, or shared on purpose; it holds a filter and no data',
  replaceAvatar: 'one picture takes the place of another, which the person sees',
  deleteAvatar: 'the same',
  replaceLogo: 'the same',
  deleteLogo: 'the same',
  changePlan:
    'the target is one of a few plans, tried right before; who is over its limits is refused',
  updateBilling: 'addresses are put into and taken out of what is read right before',
};

/** What shows a newer version: the pattern for dialogs and small forms, a draft over a record, or a difference of its own. */
const SHOWS = /\buseSeen\b|\bisConflict\b/;

describe('what the console changes of a record with a version', () => {
  test('is found in the sources', () => {
    expect(calls.length).toBeGreaterThan(25);
  });

  test('names the version that the person has seen', () => {
    const blind = calls.filter(({ name, text }) => !(name in WITHOUT) && !hasVersion(name, text));
    expect(blind.map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
  });

  test('shows what it is now when it is another one', () => {
    const versioned = calls.filter(({ name }) => !(name in WITHOUT));
    const silent = versioned.filter(({ file }) => !SHOWS.test(sourcesAround(file)));
    expect(silent.map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
  });

  test('and is in no list of exceptions without being called', () => {
    const called = new Set(calls.map(({ name }) => name));
    expect(Object.keys(WITHOUT).filter((name) => !called.has(name))).toEqual([]);
  });
});

/** Suspending and restoring hand the whole input on: it is made in the line before. */
function hasVersion(name: string, text: string): boolean {
  return (
    text.includes('ifMatch') ||
    (['suspendMember', 'restoreMember'].includes(name) && text === '(input')
  );
}

/** The file, and those that stand beside it: requests of the panel are made in `save.ts` and shown by `use-save.ts`. */
function sourcesAround(file: string): string {
  const own = sources.get(file) ?? '';
  return file.endsWith('/save.ts')
    ? own + (sources.get(file.replace('save.ts', 'use-save.ts')) ?? '')
    : own;
}
