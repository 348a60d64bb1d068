import { basename, isAbsolute, relative } from 'node:path';

/** What starts this program again in the folder where it was started: `node bin/muster.js`. `program` is its file. */
export function programName(program: string): string {
  const [, started = ''] = process.argv;
  const isProgram = /^muster(\.js)?$/.test(basename(started));
  const file = isProgram ? started : program;
  const below = relative(process.cwd(), file);
  const path = below.startsWith('..') || isAbsolute(below) ? file : below;
  return `node ${/\s/.test(path) ? JSON.stringify(path) : path}`;
}
