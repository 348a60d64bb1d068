import { expect, test } from '@jest/globals';
import { ESLint } from 'eslint';

// hooks E6: one client calls out, so that one guard is enough. The rule is proved by planted faults.

const RULES = ['no-restricted-globals', '@typescript-eslint/no-restricted-imports'];
const eslint = new ESLint({ overrideConfigFile: 'config/eslint.config.js' });

async function faultsOf(filePath: string, text: string): Promise<number> {
  const [result] = await eslint.lintText(text, { filePath });
  return (result?.messages ?? []).filter(({ ruleId }) => RULES.includes(ruleId ?? '')).length;
}

test.each([
  ['fetch', "await fetch('https://example.com/');"],
  ['node:https', "import { request } from 'node:https';\nrequest('https://example.com/');"],
  ['http without a prefix', "import https from 'https';\nhttps.get('https://example.com/');"],
  [
    'a request of node:http',
    "import { request } from 'node:http';\nrequest('http://example.com');",
  ],
  ['a socket', "import { connect } from 'node:net';\nconnect(80, 'example.com');"],
  ['DNS', "import { lookup } from 'node:dns/promises';\nawait lookup('example.com');"],
  ['an event stream', "new EventSource('https://example.com/');"],
])('hooks E6: refused outside of src/outgoing: %s', async (_what, text) => {
  expect(await faultsOf('src/integrations/hooks/planted.ts', text)).toBe(1);
  expect(await faultsOf('src/outgoing/planted.ts', text)).toBe(0);
});

test('hooks E6: servers, and types of requests, are free', async () => {
  const text =
    "import { createServer, type IncomingMessage } from 'node:http';\n" +
    "import type { Socket } from 'node:net';\nimport type { TLSSocket } from 'node:tls';\n" +
    'export const server = (on: (a: IncomingMessage, b: Socket, c: TLSSocket) => void) => createServer(on as never);\n';
  expect(await faultsOf('src/http/planted.ts', text)).toBe(0);
});
