import { describe, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { format } from 'prettier';
import { errorsPage, operationList, statusOf, UNKNOWN_CODE } from '#api/index.js';
import { COLLECTION_LIST } from '#store/index.js';
import { FAULTS, type FaultCode } from '#kernel/index.js';
import { clientSource } from './pages/client-contract.js';
import { rulesSource } from './pages/client-rules.js';
import { hookPointsTable } from './pages/hook-points.js';
import { eventCatalogue } from './pages/events-page.js';
import { keysAgainst, scalingPage, SHARDING } from './pages/scaling-page.js';
import { signInErrorsPage } from './pages/sign-in-errors-page.js';
import { settingsPage } from './pages/settings-page.js';
import { troubleshootingCodes } from './pages/troubleshooting-codes.js';

// Pages that are made from the program. MUSTER_WRITE_DOCS=1 writes them, every other run compares.

const write = process.env['MUSTER_WRITE_DOCS'] === '1';

const asPrettier = (text: string): Promise<string> =>
  format(text, { parser: 'typescript', singleQuote: true, printWidth: 100 });

const { importTable, picture } = createRequire(import.meta.url)(
  '../../config/architecture.cjs',
) as {
  importTable: () => string;
  picture: () => string;
};

/** The page as it is, with its part between two comments as it should be. */
function withPart(path: string, name: string, part: string): string {
  const page = readFileSync(path, 'utf8');
  const [start, end] = [`<!-- ${name}: made by npm run pages -->`, `<!-- end of the ${name} -->`];
  const [before] = page.split(start);
  const [, after] = page.split(end);
  return `${before}${start}\n\n${part}\n\n${end}${after}`;
}

describe.each([
  ['docs/errors.md', async () => errorsPage()],
  ['docs/settings.md', async () => settingsPage()],
  [
    'docs/architecture.md',
    async () => withPart('docs/architecture.md', 'import table', importTable()),
  ],
  [
    'docs/guides/troubleshooting.md',
    async () => withPart('docs/guides/troubleshooting.md', 'codes', troubleshootingCodes()),
  ],
  ['docs/hooks.md', async () => withPart('docs/hooks.md', 'table of points', hookPointsTable())],
  ['docs/events.md', async () => withPart('docs/events.md', 'catalogue', eventCatalogue())],
  ['docs/architecture.svg', async () => picture()],
  ['docs/sso/errors.md', async () => signInErrorsPage()],
  ['docs/scaling.md', async () => scalingPage()],
  ['packages/client/src/contract.ts', () => asPrettier(clientSource(operationList))],
  ['packages/client/src/rules/operations.ts', () => asPrettier(rulesSource(operationList))],
])('%s', (file, make) => {
  test('is what the program says', async () => {
    const made = await make();
    if (write) writeFileSync(file, made);
    expect(readFileSync(file, 'utf8')).toBe(made);
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
    expect(status === 503 || status === 501).toBe(FAULTS[code].kind === 'unavailable');
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

test('every collection has a shard key that its unique keys begin with, or a reason why not', () => {
  for (const [name, declaration] of COLLECTION_LIST) {
    const sharding = SHARDING[name];
    expect([name, keysAgainst(declaration, sharding)]).toEqual([name, []]);
    const fields = 'by' in sharding ? sharding.by : [];
    for (const field of fields) expect(Object.keys(declaration.columns)).toContain(field);
  }
  expect(Object.keys(SHARDING).sort()).toEqual(COLLECTION_LIST.map(([name]) => name).sort());
  // what MongoDB would refuse is found
  const invitations = { unique: [{ name: 'token', on: ['id' as const] }] };
  expect(keysAgainst(invitations, { by: ['organizationId'] })).toEqual(['token']);
});
