import { test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../../../shared/suites/', import.meta.url));

/** Gives the suite to `body`, or leaves one skipped test that says loudly what did not run. */
export function withSuite(file: string, body: (json: unknown) => void): void {
  const path = FOLDER + file;
  if (existsSync(path)) body(JSON.parse(readFileSync(path, 'utf8')));
  else
    test.skip(`NOT RUN: the foreign suite ../shared/suites/${file} is not there`, () => undefined);
}
