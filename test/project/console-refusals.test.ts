import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { faultsOf, operations, UNKNOWN_CODE, type Operation } from '#api/index.js';
import { FAULTS, FIELD_RULES, type FaultCode } from '#kernel/index.js';

// What a person reads when the server refuses something: each code that an action of the console can meet has words of the console. That
// all five languages have them is in console-texts.test.ts.

interface Words {
  readonly codes: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
  readonly sheets: Readonly<Record<string, string>>;
}

const file = join('config', 'locales', 'console', 'refusals', 'en.yaml');
const words = parse(readFileSync(file, 'utf8')) as Words;
const keyOf = (code: string): string => code.replaceAll(/[._]/g, '-');

function sourcesBelow(folder: string, kind: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => kind.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

const byName = new Map(Object.entries(operations as Readonly<Record<string, Operation>>));
const named = sourcesBelow(join('console', 'src'), /\.tsx?$/).flatMap((source) =>
  [...source.matchAll(/\bserver\s*\.(\w+)\(/g)].map(([, name = '']) => name),
);
const called = [...new Set(named)];

/** What a change of many people, a list of invitations and a decision on requests do with each row, one operation for each of them. */
const OF_ROWS = [
  'removeMember',
  'reinstateMember',
  'suspendMember',
  'restoreMember',
  'giveMemberRole',
  'takeMemberRole',
  'setMemberRoles',
  'assignSeat',
  'releaseSeat',
  'setSpaceMember',
  'removeSpaceMember',
  'createInvitation',
  'resendInvitation',
  'renewInvitation',
  'revokeInvitation',
  'decideJoinRequests',
];

/** A hook can refuse whatever it is asked about. The client and the server say two more where there is no fault. */
const ANYWHERE: readonly string[] = ['hook.denied', 'hook.failed', 'hook.loop', 'route.missing'];
const NO_FAULTS: readonly string[] = [UNKNOWN_CODE, 'client.unreadable', 'internal'];

const met = new Set<string>([...ANYWHERE, ...NO_FAULTS]);
for (const name of [...called, ...OF_ROWS]) {
  const operation = byName.get(name);
  if (operation) for (const code of faultsOf(operation)) met.add(code);
}

test('the console calls operations of the contract', () => {
  expect(called.length).toBeGreaterThan(100);
  expect([...called, ...OF_ROWS].filter((name) => !byName.has(name))).toEqual([]);
});

test('every code that an action of the console can meet has words', () => {
  expect([...met].filter((code) => !(keyOf(code) in words.codes)).sort()).toEqual([]);
});

describe('the words', () => {
  const known = [...(Object.keys(FAULTS) as FaultCode[]), ...NO_FAULTS].map(keyOf);

  test('are of codes that there are', () => {
    const written = [...Object.keys(words.codes), ...Object.keys(words.values)];
    expect(written.filter((key) => !known.includes(key))).toEqual([]);
  });

  test('with figures stand beside words without them', () => {
    for (const [key, text] of Object.entries(words.values)) {
      expect([key, text]).toEqual([key, expect.stringContaining('{{')]);
      expect(words.codes).toHaveProperty([key]);
    }
    for (const text of Object.values(words.codes)) expect(text).not.toContain('{{');
  });

  test('say what happened and the next step: two sentences', () => {
    const short = Object.entries(words.codes).filter(([, text]) => !/[.,;] /.test(text));
    expect(short.map(([key]) => key)).toEqual([]);
  });
});

test('every rule of a field has words, and there are no others', () => {
  expect(Object.keys(words.fields).sort()).toEqual([...FIELD_RULES].map(keyOf).sort());
});

test('every reason why a sheet is not read has words', () => {
  const pattern = /\b(?:refused|unreadable|tooLarge)\(\s*'(\w+)'/g;
  const reasons = sourcesBelow(join('packages', 'sheets', 'src'), /\.ts$/).flatMap((source) =>
    [...source.matchAll(pattern)].map(([, reason = '']) => reason),
  );
  expect(reasons.length).toBeGreaterThan(20);
  // those of the same next step are said as one (upload-problem.tsx)
  const said = new Set(
    reasons.map((reason) =>
      ['unpackedBytes', 'distinctText'].includes(reason)
        ? 'bytes'
        : keyOf(reason).replaceAll(/[A-Z]/g, (one) => `-${one.toLowerCase()}`),
    ),
  );
  expect(Object.keys(words.sheets).sort()).toEqual([...said, 'row', 'column'].sort());
});
