import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { operationList, statusOf, type Operation, takesIfMatch } from '#api/index.js';
import { FAULTS, type FaultCode } from '#kernel/index.js';

// Every line of docs/rest.md asks for something that the contract has, and says it as the contract reads it. The shell itself takes
// the lines apart: curl is a function here that writes down what it was called with.

const page = readFileSync('docs/rest.md', 'utf8');
const API = 'http://127.0.0.1:8080/api/v1';
const ID = '01990000-0000-7000-8000-000000000000';
const TOKEN = `muster_invite_${'0'.repeat(48)}`;
/** What a reader has in their hands. */
const IDS = [
  'ORGANIZATION',
  'INVITATION',
  'TASK',
  'MEMBER',
  'SURVIVOR',
  'PRODUCT',
  'CONNECTION',
  'DELETION',
  'SEAT_REQUEST',
  'IMPORT',
];
const ENV = {
  PATH: process.env['PATH'],
  MUSTER_OPERATOR__KEY: 'key',
  API_KEY: 'muster_key_1',
  TOKEN,
  ...Object.fromEntries(IDS.map((name) => [name, ID])),
};

interface CalledRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: readonly string[];
  readonly data?: string;
}

/** The arguments of every curl, in their order. */
function called(): string[][] {
  const blocks = [...page.matchAll(/```sh\n([^`]+)```/g)].map(([, block = '']) => block);
  const script = [`curl() { printf '%s\\0' "$@"; printf '\\1'; }`, ...blocks].join('\n');
  const out = execFileSync('bash', ['--norc', '-euo', 'pipefail', '-c', script], {
    env: ENV,
  }).toString();
  return out
    .split('\u0001')
    .filter((one) => one !== '')
    .map((one) => one.split('\0').slice(0, -1));
}

const WITH_VALUE = ['-H', '-X', '-d', '-o', '--data-urlencode', '--data-binary'];
const WITHOUT = ['-G', '-N', '-i', '-s'];

function read(args: readonly string[]): CalledRequest {
  const said: Record<string, string[]> = {};
  const rest: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (WITH_VALUE.includes(arg)) (said[arg] ??= []).push(args[(at += 1)] ?? '');
    else if (WITHOUT.includes(arg)) said[arg] = [];
    else rest.push(arg);
  }
  const [address, ...more] = rest;
  if (address === undefined || more.length > 0) throw new Error(`curl ${args.join(' ')}`);
  const { pathname, searchParams } = new URL(address);
  const fields = [...(said['-d'] ?? []), ...(said['--data-urlencode'] ?? [])];
  if (said['-G']) {
    for (const field of fields) {
      const end = field.indexOf('=');
      searchParams.append(field.slice(0, end), field.slice(end + 1));
    }
  }
  const data = said['-G'] ? undefined : (said['-d'] ?? said['--data-binary'])?.[0];
  const method = said['-X']?.[0] ?? (data === undefined ? 'GET' : 'POST');
  return {
    method,
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: said['-H'] ?? [],
    ...(data !== undefined && { data }),
  };
}

/** Paths without parameters come first: `/members/export` is no member. */
const patterns = operationList
  .map((operation: Operation) => {
    const pattern = new RegExp(`^/api/v1${operation.path.replace(/\{\w+\}/g, '[^/]+')}$`);
    return { operation, pattern, parameters: operation.path.split('{').length };
  })
  .sort((a, b) => a.parameters - b.parameters);

const requestOf = (method: string | undefined, path: string): Operation | undefined =>
  patterns.find(
    ({ operation, pattern }) =>
      (method === undefined || operation.method === method) && pattern.test(path),
  )?.operation;

describe('docs/rest.md', () => {
  const lines = called().map(read);

  test('shows the life of an invitation, and what comes after it', () => {
    expect(lines.length).toBeGreaterThanOrEqual(40);
    const used = lines.map(({ method, path }) => requestOf(method, path)?.operationId);
    expect(used).toEqual(expect.arrayContaining(['createInvitation', 'acceptInvitation']));
    expect(used).toEqual(expect.arrayContaining(['listMembers', 'requestSeat', 'createImport']));
  });

  test.each(lines.map((line) => [`${line.method} ${line.path}`, line] as const))(
    '%s is asked as the contract reads it',
    (_name, { method, path, query, headers, data }) => {
      const operation = requestOf(method, path);
      if (!operation) throw new Error('The contract has no such operation.');
      expect(operation.query.safeParse(query).error).toBeUndefined();
      expect(headers.some((header) => /^authorization: bearer \S/i.test(header))).toBe(
        operation.scope !== 'public',
      );
      const names = headers.map((header) => header.split(':')[0]?.toLowerCase());
      if (operation.scope === 'self') expect(names).toContain('muster-acting-member');
      if (names.includes('if-match')) expect(takesIfMatch(operation)).toBe(true);
      if (operation.upload) return;
      if (!operation.body) return void expect(data).toBeUndefined();
      expect(operation.body.safeParse(JSON.parse(data ?? 'null')).error).toBeUndefined();
    },
  );

  test('the addresses in its text are those of the contract', () => {
    const text = page.replace(/```sh\n[^`]+```/g, '');
    const found = [...text.matchAll(/`(?:[A-Z]+ )?\$(api|organization)(\/[^`\s]*)`/g)];
    expect(found.length).toBeGreaterThan(0);
    for (const [, base, below = ''] of found) {
      const start = base === 'api' ? '' : `/organizations/${ID}`;
      const path = new URL(API + start + below.replace(/\$\w+/g, ID)).pathname;
      expect([path, requestOf(undefined, path)?.path]).toEqual([path, expect.any(String)]);
    }
  });

  test('the codes that it names have the status that it says', () => {
    const named = [...page.matchAll(/\b(4\d\d) `([a-z_]+\.[a-z_]+)`/g)];
    expect(named.length).toBeGreaterThan(5);
    for (const [, status, code = ''] of named) {
      expect(Object.keys(FAULTS)).toContain(code);
      expect([code, statusOf(code as FaultCode)]).toEqual([code, Number(status)]);
    }
  });
});
