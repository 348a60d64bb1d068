import { resolve } from 'node:path';

/**
 * Options of Node for a program of tests in TypeScript: it is loaded as the run loads its files, from what the run has compiled already.
 * tsx takes twice the processor.
 */
export const TYPESCRIPT: readonly string[] = ['--import', resolve('test/runner/sources.cjs')];

// A test that runs one file does so from the sources: the last build may be older than they are.
const FROM_SOURCES = [
  process.execPath,
  ...TYPESCRIPT,
  '--input-type=module',
  '-e',
  `const { main } = await import(${JSON.stringify(resolve('src/main.ts'))});
process.exitCode = await main(process.argv.slice(1));`,
  '--',
];

/** `muster`, as a program with its first arguments. `npm test` builds first, so that what is tested is what users start. */
export const MUSTER: readonly string[] = process.env.MUSTER_TEST_BUILD
  ? [process.execPath, resolve('bin/muster.js')]
  : FROM_SOURCES;

/** The same as words of a shell. */
export const MUSTER_IN_SHELL = MUSTER.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
