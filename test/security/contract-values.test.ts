import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { operationList, type Operation } from '#api/index.js';
import { makers, pictureClient, preconditions, uploads } from '../kit/example-makers.js';
import { startServer, type TestServer } from '../kit/server.js';
import { ContractExamples } from '../kit/contract-examples.js';
import { TestTenant } from './test-tenants.js';

/**
 * Values that are none, in every field of every body: from the examples of the contract, so that an operation is covered on the day it is
 * written. What is refused changes nothing, nothing is a 5xx, and names and addresses are read in one way wherever they come.
 */
let server: TestServer;

beforeAll(async () => {
  server = await startServer({ outgoing: pictureClient });
});
afterAll(() => server.close());

type Path = readonly (string | number)[];

/** The places of single values; of a list its first element stands for all. */
function leavesOf(
  value: unknown,
  path: Path = [],
): { readonly path: Path; readonly value: unknown }[] {
  if (Array.isArray(value)) return value.length === 0 ? [] : leavesOf(value[0], [...path, 0]);
  if (typeof value !== 'object' || value === null) return [{ path, value }];
  return Object.entries(value).flatMap(([name, one]) => leavesOf(one, [...path, name]));
}

function replaced(value: unknown, [step, ...rest]: Path, by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value)) return [replaced(value[0], rest, by), ...value.slice(1)];
  const record = value as Readonly<Record<string, unknown>>;
  return { ...record, [step]: replaced(record[String(step)], rest, by) };
}

/** Shown on one line: in mails, lists and headers. */
const ONE_LINE = /^(name|firstName|lastName|displayName|title|inviterName)$/;
const ADDRESS = /^(email|billingContact|address)$/;
/** Free names: their values are of any type. */
const FREE = new Set(['attributes', 'proposed']);

const NO_ADDRESSES = [
  'a@localhost',
  '.a@example.com',
  `${'x'.repeat(65)}@example.com`,
  'a@example.com/path',
  'a b@example.com',
  'a@example.com, b@example.com',
];
const NO_LINES = [
  'a\r\nBcc: b@example.com',
  'a\u2028b',
  'a\u202eb',
  'a\u0007b',
  'x'.repeat(20_000),
];
const NO_TEXTS = ['a\u0000b', '\ud800'];

interface Attempt {
  readonly field: string;
  readonly value: unknown;
  /** no operation takes it */
  readonly isRefused: boolean;
}

function attemptsAt({ path, value }: { readonly path: Path; readonly value: unknown }): Attempt[] {
  const name = String(path.findLast((step) => typeof step === 'string'));
  const field = path.join('.');
  const attempt =
    (isRefused: boolean) =>
    (one: unknown): Attempt => ({ field, value: one, isRefused });
  if (path.some((step) => FREE.has(String(step)))) return [...NO_TEXTS, {}, []].map(attempt(false));
  const others = [{ a: 1 }, Number.MAX_SAFE_INTEGER, -1, 1.5].map(attempt(false));
  if (value === null) return others;
  if (typeof value !== 'string') return [...others, ...['x', {}].map(attempt(true))];
  return [
    ...[{ a: 1 }, [[]], 7, true].map(attempt(true)),
    ...NO_TEXTS.map(attempt(ONE_LINE.test(name) || ADDRESS.test(name))),
    ...['', 'x'.repeat(20_000)].map(attempt(false)),
    ...(ONE_LINE.test(name) ? NO_LINES : []).map(attempt(true)),
    ...(ADDRESS.test(name) ? [...NO_ADDRESSES, ...NO_LINES] : []).map(attempt(true)),
  ];
}

const withBody = operationList.filter(({ example }) => example?.body !== undefined);

/** What a refused request could have changed: an organization's journal tells of everything in it. */
async function stateOf(organizationId: string, { path }: Operation): Promise<string> {
  const journal = `/organizations/${organizationId}/journal?order=desc&limit=1`;
  const isInside = path.startsWith('/organizations/{organizationId}');
  const paths = [journal, ...(isInside ? [] : ['/accounts?limit=200', '/organizations'])];
  const replies = await Promise.all(paths.map((one) => server.rest('GET', one)));
  return replies.map(({ text }) => text).join('\n');
}

/** The rows of a task when it is over. */
async function rowsOf(organizationId: string, taskId: string): Promise<string> {
  const path = `/organizations/${organizationId}/tasks/${taskId}`;
  for (let tries = 0; tries < 200; tries += 1) {
    const { status } = (await server.rest('GET', path)).body;
    if (!['waiting', 'checking', 'running'].includes(String(status))) break;
    await server.composed.jobs.runNow('run-tasks');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return (await server.rest('GET', `${path}/rows`)).text;
}

describe('a value that is none', () => {
  test('there are operations to be tried', () => {
    expect(withBody.length).toBeGreaterThan(60);
  });

  for (const operation of withBody) {
    test(`is refused by ${operation.operationId}, and what is refused changes nothing`, async () => {
      const { id: organizationId } = await TestTenant.create(server);
      const policies = { joinRequests: 'open' };
      await server.rest('PATCH', `/organizations/${organizationId}`, { body: { policies } });
      const examples = new ContractExamples(server, organizationId, makers, uploads);
      const given = (await preconditions[operation.operationId]?.(examples)) ?? {};
      const call = await examples.callOf(operation, given);
      const wrong: unknown[] = [];
      let before = await stateOf(organizationId, operation);
      const attempts = leavesOf(call.body).flatMap((leaf) => attemptsAt(leaf));
      // those that nobody takes come first, and the state is read after them, not after each
      attempts.sort((a, b) => Number(b.isRefused) - Number(a.isRefused));
      for (const [at, { field, value, isRefused }] of attempts.entries()) {
        const body = replaced(call.body, field.split('.').map(stepOf), value);
        const reply = await examples.perform({ ...call, body });
        const { status } = reply;
        const isTask = status === 202;
        const text = isTask ? await rowsOf(organizationId, String(reply.body['id'])) : reply.text;
        const isRefusal = status >= 400 || /"(outcome|status)":"failed"/.test(text);
        const isLooked = !isRefused || status < 400 || attempts[at + 1]?.isRefused !== true;
        const after = isLooked ? await stateOf(organizationId, operation) : before;
        const changes = status >= 400 && after !== before;
        before = after;
        if (status >= 500 || changes || (isRefused && !isRefusal)) {
          wrong.push([field, JSON.stringify(value).slice(0, 60), status, text.slice(0, 200)]);
        }
      }
      expect(wrong).toEqual([]);
    });
  }
});

function stepOf(step: string): string | number {
  return /^\d+$/.test(step) ? Number(step) : step;
}
