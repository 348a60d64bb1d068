import { describe, expect, test } from '@jest/globals';
import { truncate, redacted, redactedQuery } from '../../src/provisioning/redaction.js';

const SECRET = 'hunter2-hunter2';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** Every place in which a password or token can stand in a body that the engine reads, and some that it refuses. */
const bodies: [string, string][] = [
  ['POST', JSON.stringify({ userName: 'a', password: SECRET })],
  ['PUT, in capitals', JSON.stringify({ userName: 'a', PassWord: SECRET })],
  ['an object', JSON.stringify({ password: { deep: [SECRET] } })],
  ['a number beside it', JSON.stringify({ password: [1, SECRET] })],
  ['a full URN', JSON.stringify({ [`${CORE}:password`]: SECRET })],
  [
    'PATCH with a path',
    JSON.stringify({ Operations: [{ op: 'add', path: 'password', value: SECRET }] }),
  ],
  [
    'PATCH with a URN path',
    JSON.stringify({ Operations: [{ op: 'add', path: `${CORE}:password`, value: SECRET }] }),
  ],
  [
    'PATCH whose envelope is in capitals',
    JSON.stringify({ OPERATIONS: [{ OP: 'Add', PATH: 'Password', VALUE: SECRET }] }),
  ],
  [
    'PATCH with blanks about the path',
    JSON.stringify({ Operations: [{ op: 'add', path: ' password ', value: SECRET }] }),
  ],
  [
    'PATCH with a path that goes on',
    JSON.stringify({ Operations: [{ op: 'add', path: 'password.value', value: SECRET }] }),
  ],
  [
    'PATCH with brackets in the path',
    JSON.stringify({ Operations: [{ op: 'add', path: 'password[type eq "x"]', value: SECRET }] }),
  ],
  [
    'PATCH without a path',
    JSON.stringify({ Operations: [{ op: 'add', value: { password: SECRET } }] }),
  ],
  [
    'PATCH without a path, dotted',
    JSON.stringify({ Operations: [{ op: 'add', value: { [`${CORE}.password`]: SECRET } }] }),
  ],
  [
    'PATCH without a path, in a list',
    JSON.stringify({ Operations: [{ op: 'add', value: [{ password: SECRET }] }] }),
  ],
  ['an escaped name', `{"userName":"a","pass\\u0077ord":"${SECRET}"}`],
  [
    'a name with escapes only',
    `{"\\u0070\\u0061\\u0073\\u0073\\u0077\\u006f\\u0072\\u0064":"${SECRET}"}`,
  ],
  ['an escaped path', `{"Operations":[{"op":"add","path":"p\\u0061ssword","value":"${SECRET}"}]}`],
  ['a bulk job', JSON.stringify({ Operations: [{ method: 'POST', data: { password: SECRET } }] })],
  [
    'a bulk PATCH',
    JSON.stringify({
      Operations: [{ data: { Operations: [{ op: 'add', path: 'password', value: SECRET }] } }],
    }),
  ],
  ['a search', JSON.stringify({ filter: `password eq "${SECRET}"` })],
  ['a search in capitals', JSON.stringify({ FILTER: `PASSWORD eq "${SECRET}"` })],
  ['client credentials', JSON.stringify({ client_secret: SECRET, client_assertion: SECRET })],
  ['tokens', JSON.stringify({ token: SECRET, access_token: SECRET, Authorization: SECRET })],
  ['cut off in the middle', `{"userName":"a","password":"${SECRET}`],
  ['no JSON at all', `password=${SECRET}&userName=a`],
  ['two roots', `{"password":"${SECRET}"}{}`],
  ['a byte that is no JSON', `{"password":"${SECRET}",}`],
];

describe('redaction', () => {
  test.each(bodies)('%s', (_name, text) => {
    expect(redacted(text, 10_000)).not.toContain(SECRET);
    expect(redacted(text, 20)).not.toContain(SECRET.slice(0, 6));
  });

  test('what is no secret stays readable, to the letter when there is nothing suspicious', () => {
    const plain = '{ "userName": "a" }';
    expect(redacted(plain, 100)).toBe(plain);
    const mixed = JSON.stringify({ userName: 'token@example.com', password: SECRET, active: true });
    expect(JSON.parse(redacted(mixed, 1_000))).toEqual({
      userName: 'token@example.com',
      password: '[redacted]',
      active: true,
    });
    const patch = { Operations: [{ op: 'add', path: 'title', value: 'password officer' }] };
    expect(JSON.parse(redacted(JSON.stringify(patch), 1_000))).toEqual(patch);
  });

  test('of what is not JSON and suspicious the length is told', () => {
    expect(redacted('password=x', 100)).toBe('[10 characters that are not JSON]');
    expect(redacted('{"userName":', 100)).toBe('{"userName":');
  });

  test('long ones are cut, never in the middle of a character', () => {
    expect(truncate('abc', 3)).toBe('abc');
    expect(truncate('abcd', 3)).toBe('abc...');
    expect(Buffer.from(truncate('ab\u{1F600}', 3), 'utf8').toString('utf8')).toBe(
      truncate('ab\u{1F600}', 3),
    );
  });

  test.each([
    `filter=password%20eq%20%22${SECRET}%22`,
    `filter=pass%77ord eq "${SECRET}"`,
    `access_token=${SECRET}&count=1`,
    `count=1&TOKEN=${SECRET}`,
    `client_secret=${SECRET}`,
  ])('a query string: %s', (query) => {
    expect(redactedQuery(query)).not.toContain(SECRET);
  });

  test('an ordinary query string is shown', () => {
    const query = 'filter=userName%20eq%20%22token%40example.com%22&count=1';
    expect(redactedQuery(query)).toBe(query);
  });

  test('a hostile body takes no time', () => {
    const started = performance.now();
    redacted(`{"password":${'['.repeat(50_000)}`, 100);
    redacted('password'.repeat(50_000), 100);
    redacted(
      JSON.stringify({ path: `${':password.'.repeat(50_000)}x`, value: 1, password: 1 }),
      100,
    );
    redactedQuery('%70'.repeat(50_000));
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
