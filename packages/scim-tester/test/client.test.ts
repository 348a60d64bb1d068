import { describe, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createScimClient, literal, queryOf } from '../src/client/client.js';
import { createSchemaDictionary } from '../src/client/dictionaries.js';
import { echoProblems, listProblems, statusProblems } from '../src/client/expectations.js';
import type { Answer } from '../src/client/exchanges.js';
import { at, isUnassigned } from '../src/client/json.js';

const clientProfile = { userAgent: 'test', contentType: 'application/scim+json', accept: '*/*' };

function answer(status: number, json: unknown, type = 'application/scim+json'): Answer {
  return {
    request: { method: 'GET', url: 'http://localhost/Users' },
    headers: new Map([['content-type', type]]),
    text: json === undefined ? '' : JSON.stringify(json),
    milliseconds: 1,
    status,
    json,
  };
}

describe('what is expected of an answer', () => {
  test.each([
    ['application/scim+json', 0],
    ['application/scim+json; charset=utf-8', 0],
    ['application/scim+json;charset="UTF-8"', 0],
    ['application/json', 1],
    ['text/html', 1],
    ['application/scim+jsonp', 1],
  ])('%s: %d problems', (type, count) => {
    expect(statusProblems(answer(200, {}, type), [200])).toHaveLength(count);
  });

  test('an echo may differ in letter case of names, order, booleans as text and empty values', () => {
    const sent = {
      USERNAME: 'a',
      active: 'True',
      title: null,
      roles: [],
      emails: [{ Value: 'b' }, { value: 'a', type: 'work' }],
      password: 'secret',
    };
    const got = {
      userName: 'a',
      active: true,
      emails: [{ value: 'a', type: 'work', primary: true }, { value: 'b' }],
    };
    expect(echoProblems(sent, got)).toEqual([]);
    expect(echoProblems(sent, { ...got, active: false })).toHaveLength(1);
    expect(echoProblems(sent, { ...got, emails: got.emails.slice(1) })).toHaveLength(1);
    expect(echoProblems({ title: 'x' }, {})).toMatchObject([{ expected: 'title "x"' }]);
  });

  test('numbers of a list are integers and agree with its rows', () => {
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];
    const list = { schemas, totalResults: 1, itemsPerPage: 1, startIndex: 1, Resources: [{}] };
    expect(listProblems(answer(200, list))).toEqual([]);
    for (const wrong of [
      { totalResults: '1' },
      { itemsPerPage: 2 },
      { startIndex: null },
      { totalResults: 0 },
      { schemas: [] },
      { Resources: {} },
    ])
      expect(listProblems(answer(200, { ...list, ...wrong }))).not.toEqual([]);
  });

  test('a dictionary knows what no schema declares, at any depth', () => {
    const core = 'urn:core:User';
    const { undeclared } = createSchemaDictionary([
      {
        id: core,
        attributes: [{ name: 'userName' }, { name: 'emails', subAttributes: [{ name: 'value' }] }],
      },
      { id: 'urn:extension', attributes: [{ name: 'department' }] },
    ]);
    const resource = {
      schemas: [core, 'urn:extension'],
      id: '1',
      meta: {},
      userName: 'a',
      username: 'a',
      emails: [{ value: 'a' }, { value: 'b', verified: true }],
      'urn:extension': { department: 'x', floor: 1 },
      'urn:other': {},
    };
    expect(undeclared(resource)).toEqual([
      'username',
      'emails.verified',
      'urn:extension.floor',
      'urn:other',
    ]);
  });

  test('reading JSON never leaves own properties', () => {
    expect(at({}, '__proto__')).toBeUndefined();
    expect(at({ a: [{ b: 1 }] }, 'a', 0, 'b')).toBe(1);
    expect([undefined, null, '', [], {}, { a: [] }].every(isUnassigned)).toBe(true);
    expect([0, false, 'x', [0]].some(isUnassigned)).toBe(false);
  });
});

describe('the client', () => {
  test('keeps the query of the base URL, waits where it is told, and records everything', async () => {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      const first = seen.length === 1;
      response.writeHead(first ? 429 : 200, first ? { 'retry-after': '0' } : {});
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/scim/v2/?aadOptscim062020`;
    const client = createScimClient({ url, token: 't', clientProfile, timeoutMs: 5_000 });
    const query = queryOf({ filter: `userName eq ${literal('a+"b"')}`, count: 1 });
    const { status, request } = await client.send('GET', '/Users', { query, withoutBearer: true });
    expect(status).toBe(200);
    const path =
      '/scim/v2/Users?aadOptscim062020&filter=userName%20eq%20%22a%2B%5C%22b%5C%22%22&count=1';
    expect(seen).toEqual([`GET ${path} t`, `GET ${path} t`]);
    expect(client.exchanges.map((one) => one.status)).toEqual([429, 200]);
    expect(JSON.stringify(request)).not.toContain('authorization');
    await new Promise((resolve) => server.close(resolve));
  });

  test('what never answers is an answer, after the timeout', async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    const client = createScimClient({ url, token: 't', clientProfile, timeoutMs: 100 });
    const { status, failure } = await client.send('GET', '/Users');
    expect({ status, failure }).toEqual({ status: 0, failure: 'no answer within 0.1 s' });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
