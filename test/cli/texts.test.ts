import { describe, expect, test } from '@jest/globals';
import { Fault } from '#kernel/index.js';
import { readExpiry } from '../../src/cli/commands/create-token.js';
import { checkNode } from '../../src/cli/doctor/environment.js';
import { EXIT } from '../../src/cli/exit-codes.js';
import { listeningUrl } from '../../src/cli/local-operators.js';
import { dataFolder } from '#settings/index.js';
import { printRefusal } from '../../src/cli/refusals.js';
import { createProgress } from '../../src/cli/progress.js';
import { createRecordingTerminal } from './servers.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');

test.each([
  ['90d', '2027-02-20T12:00:00.000Z'],
  ['2027-06-30', '2027-06-30T23:59:59.000Z'],
  ['2027-06-30T12:00:00+02:00', '2027-06-30T10:00:00.000Z'],
])('--expires %s is %s', (text, expected) => {
  expect(readExpiry(text, NOW)).toBe(expected);
});

test.each(['soon', '2027-13-01', '2027-06-30T12:00:00', '-5d', '2026-11-21', '0x10'])(
  '--expires %s is refused',
  (text) => {
    expect(() => readExpiry(text, NOW)).toThrow(/is no date|is in the past/);
  },
);

test.each([
  ['v18.20.0', 'fail'],
  ['v20.18.3', 'fail'],
  ['v20.19.0', 'pass'],
  ['v24.1.0', 'pass'],
])('Node.js %s: %s', (version, verdict) => {
  expect(checkNode(version).verdict).toBe(verdict);
});

test('the data folder lies beside the SQLite file', () => {
  const folder = (url: string): string => dataFolder({ store: { url, migrate: true } });
  expect(folder('sqlite:./data/muster.db')).toBe('./data');
  expect(folder('sqlite:/var/lib/muster/x.db')).toBe('/var/lib/muster');
  expect(folder('sqlite::memory:')).toBe('data');
  expect(folder('mongodb://localhost/muster')).toBe('data');
});

test('everywhere is reached at 127.0.0.1', () => {
  const url = (host: string): string =>
    listeningUrl({ http: { host, port: 80 } } as Parameters<typeof listeningUrl>[0]);
  expect(['0.0.0.0', '::', '::1', 'a.example'].map(url)).toEqual([
    'http://127.0.0.1:80',
    'http://127.0.0.1:80',
    'http://[::1]:80',
    'http://a.example:80',
  ]);
});

describe('what goes wrong is told with its side and the next step', () => {
  test.each([
    [new Fault('store.unavailable'), EXIT.unreachable, 'the database'],
    [new Fault('organization.slug_taken', { slug: 'x' }), EXIT.usage, 'the command'],
    [
      Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' }),
      EXIT.unreachable,
      'this machine',
    ],
    [new Error('odd'), EXIT.unreachable, 'Muster'],
    ['odd', EXIT.unreachable, 'Muster'],
  ])('%s', (error, code, side) => {
    const { terminal, printed } = createRecordingTerminal();
    expect(printRefusal(terminal, error)).toBe(code);
    expect(printed.err[0]).toMatch(/^✗ ./);
    expect(printed.err[1]).toBe(`  side  ${side}`);
    expect(printed.err[2]).toMatch(/^ {2}next {2}./);
  });
});

test('the bar shows how far it is', () => {
  const { terminal, printed } = createRecordingTerminal();
  const progress = createProgress(terminal);
  progress.begin('create', 2);
  progress.step(0);
  progress.step(2);
  expect(printed.drawn.at(0)).toMatch(/^░{24} 0\/2 create · 0 wrong$/);
  expect(printed.drawn.at(-1)).toMatch(/^█{24} 2\/2 create · 2 wrong$/);
});
