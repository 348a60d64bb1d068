import { describe, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { errorsPage, operationList, statusOf, UNKNOWN_CODE } from '#api/index.js';
import { FAULTS, type FaultCode } from '#kernel/index.js';
import { settingsPage } from '#settings/index.js';

// Pages that are made from the program. MUSTER_WRITE_DOCS=1 writes them, every other run compares.

const write = process.env['MUSTER_WRITE_DOCS'] === '1';

describe.each([
  ['docs/errors.md', errorsPage],
  ['docs/settings.md', settingsPage],
])('%s', (file, make) => {
  test('is what the program says', () => {
    if (write) writeFileSync(file, make());
    expect(readFileSync(file, 'utf8')).toBe(make());
  });
});

test('every fault is documented, and nothing else is', () => {
  const page = readFileSync('docs/errors.md', 'utf8');
  const documented = [...page.matchAll(/^\| <a id="([^"]+)">/gm)].map(([, code]) => code);
  expect(documented.sort()).toEqual([...Object.keys(FAULTS), UNKNOWN_CODE].sort());
});

test('every fault has a status of its kind', () => {
  for (const code of Object.keys(FAULTS) as FaultCode[]) {
    const status = statusOf(code);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status === 503).toBe(FAULTS[code].kind === 'unavailable');
    expect(status === 401).toBe(FAULTS[code].kind === 'unauthenticated');
  }
});

test('operations have one name, one address and a sentence each', () => {
  const names = operationList.map(({ operationId }) => operationId);
  const addresses = operationList.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(addresses).size).toBe(addresses.length);
  for (const { summary, answer } of operationList) {
    expect(summary).toMatch(/^[A-Z].*\.$/);
    expect(answer.description).toMatch(/^[A-Z].*\.$/);
  }
});
