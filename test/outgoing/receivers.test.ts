import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHttpClient, OutgoingError, type HttpClientOptions } from '#outgoing/index.js';
import { TestAuthority } from '../kit/certificates.js';
import {
  closedPort,
  failingLookup,
  HUGE_BYTES,
  rebindingLookup,
  startMisbehaving,
  type BehaviourName,
} from '../kit/misbehaving-receivers.js';
import type { Receiver } from '../kit/receivers.js';

// The guarded client against receivers that misbehave, over real sockets: rows of kind E of the field faults of hooks, D24, D32.

const KEPT = 16 * 1_024;

/** Of receivers that never come to an end; the others have time, also on a machine that has much to do. */
const SHORT_SECONDS = 1;
const LONG_SECONDS = 20;

describe('receivers that misbehave', () => {
  let receivers: Receiver;
  beforeAll(async () => {
    receivers = await startMisbehaving();
  });
  afterAll(() => receivers.stop());

  const body = Buffer.from('{"name":"Zoë 😀 \u2028"}');
  const post = (url: string, options: Partial<HttpClientOptions> = {}, seconds = LONG_SECONDS) =>
    createHttpClient({ allow: [receivers.host], ...options }).request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      maxBytes: KEPT,
      keep: 'start',
      seconds,
    });
  const failureOf = async (work: Promise<unknown>) => {
    try {
      await work;
      return 'answered';
    } catch (error) {
      if (!(error instanceof OutgoingError)) throw error;
      return error.status === undefined ? error.failure : `${error.failure} ${error.status}`;
    }
  };

  test.each<[BehaviourName, string]>([
    ['hang', 'timeout'],
    ['drip-headers', 'timeout'],
    ['drip-body', 'timeout 200'],
    ['long-length', 'reset 200'],
    ['half-close', 'reset 200'],
    ['reset', 'reset'],
    ['no-answer', 'reset'],
    ['garbage', 'protocol'],
    ['two-lengths', 'protocol'],
    ['huge-header', 'protocol'],
    ['short-length', 'answered'],
    ['compressed', 'answered'],
    ['twice', 'answered'],
  ])('hooks E11, D22, D32: %s: %s, asked once', async (behaviour, failure) => {
    const seconds = failure.startsWith('timeout') ? SHORT_SECONDS : LONG_SECONDS;
    expect(await failureOf(post(receivers.url(`/${behaviour}`), {}, seconds))).toBe(failure);
    expect(receivers.of(`/${behaviour}`)).toHaveLength(1);
  });

  test('hooks E11: the budget holds from the question to DNS on', async () => {
    const lookup = failingLookup(undefined);
    expect(await failureOf(post('https://hook.example/', { lookup }, SHORT_SECONDS))).toBe(
      'timeout',
    );
  });

  test('hooks D24: of 10 MB the first 16 KiB are kept, and the answer counts', async () => {
    const answer = await post(receivers.url('/huge'));
    expect(answer).toMatchObject({ status: 200, isCut: true });
    expect(answer.body).toHaveLength(KEPT);
    expect(answer.body.length).toBeLessThan(HUGE_BYTES);
    expect(answer.milliseconds).toBeGreaterThanOrEqual(0);
  });

  test('hooks C2, C4: what is sent is what was signed, with its length in bytes', async () => {
    await post(receivers.url('/sent'));
    const [sent] = receivers.of('/sent');
    expect(sent?.bytes.equals(body)).toBe(true);
    expect(sent?.headers['content-length']).toBe(String(body.length));
    expect(sent?.headers['transfer-encoding']).toBeUndefined();
  });

  test('hooks E7: a redirect is an answer, and is never followed', async () => {
    expect(await post(receivers.url('/redirect-metadata'))).toMatchObject({ status: 302 });
    expect(await post(receivers.url('/redirect-here'))).toMatchObject({ status: 307 });
    expect(receivers.of('/other')).toEqual([]);
  });

  test('hooks D22: names that are not known, a port that is closed, an address that is not allowed', async () => {
    for (const code of ['ENOTFOUND', 'EAI_AGAIN', 'ENODATA']) {
      const lookup = failingLookup(code);
      expect(await failureOf(post('https://hook.example/', { lookup }))).toBe('name');
    }
    const port = await closedPort();
    const allow = [`127.0.0.1:${port}`];
    expect(await failureOf(post(`http://127.0.0.1:${port}/`, { allow }))).toBe('refused');
    expect(await failureOf(post('https://10.0.0.5/'))).toBe('blocked');
    expect(await failureOf(post('https://hook.example/', rebindingLookup(['10.0.0.5'])))).toBe(
      'blocked',
    );
    // a look-up that answers nothing is refused
    expect(await failureOf(post('https://hook.example/', rebindingLookup([])))).toBe('blocked');
  });

  test('hooks E1, E15: IPv4 written as IPv6, and a public name of a private address', async () => {
    for (const host of ['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:7f00:0001]']) {
      expect(await failureOf(post(`https://${host}/`))).toBe('blocked');
    }
    for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1']) {
      const { lookup } = rebindingLookup([address]);
      expect(await failureOf(post('https://127.0.0.1.nip.example/', { lookup }))).toBe('blocked');
    }
  });

  test('hooks E4: a name that resolves otherwise at the second look is looked up once', async () => {
    const { lookup, asked } = rebindingLookup(['127.0.0.1'], ['169.254.169.254']);
    const allow = [`hook.example:${receivers.port}`];
    const answer = await post(receivers.url('/rebound', 'hook.example'), { lookup, allow });
    expect([answer.status, asked()]).toEqual([204, 1]);
    const again = post(receivers.url('/rebound', 'hook.example'), { lookup, allow });
    expect(await failureOf(again)).toBe('blocked');
    expect(receivers.of('/rebound')).toHaveLength(1);
  });

  test.each([
    ['169.254.169.254', ['169.254.0.0/16', '169.254.169.254:443', '0.0.0.0/0']],
    ['[fe80::1]', ['fe80::/10', '[fe80::1]:443', '::/0']],
    ['[fd00:ec2::254]', ['fd00::/8', '[fd00:ec2::254]:443']],
    ['[::ffff:169.254.169.254]', ['169.254.0.0/16', '[::ffff:a9fe:a9fe]:443']],
    ['[64:ff9b::a9fe:a9fe]', ['64:ff9b::/96', '[64:ff9b::a9fe:a9fe]:443']],
    ['168.63.129.16', ['168.63.129.16:443', '168.63.0.0/16']],
    ['100.100.100.200', ['100.64.0.0/10']],
  ])('hooks E8: %s stays closed whatever the setting says', async (host, allow) => {
    const client = createHttpClient({ allow });
    expect(() => client.requireAllowedUrl(`https://${host}/`)).toThrow(OutgoingError);
    const { lookup } = rebindingLookup([host.replace(/[[\]]/g, '')]);
    const named = { lookup, allow: [...allow, 'hook.example:443'] };
    expect(await failureOf(post('https://hook.example/', named))).toBe('blocked');
  });

  test('hooks E12: a refused address names the setting', () => {
    const client = createHttpClient({ allow: [] });
    for (const url of ['http://10.0.0.5/', 'https://10.0.0.5/']) {
      expect(() => client.requireAllowedUrl(url)).toThrow('outgoing.allow');
    }
  });

  test('hooks E10, C17: errors name what was asked for, and no address that answered', async () => {
    const port = await closedPort();
    const { lookup } = rebindingLookup(['127.0.0.1']);
    const allow = [`hook.example:${port}`];
    const error = await post(`http://hook.example:${port}/`, { lookup, allow }).catch(
      (thrown: Error) => thrown,
    );
    expect(String(error)).toContain('hook.example');
    expect(String(error)).toContain('refused');
    expect(String(error)).not.toContain('127.0.0.1');
  });

  test('a request that its caller gives up', async () => {
    const controller = new AbortController();
    const client = createHttpClient({ allow: [receivers.host] });
    const given = client.request(receivers.url('/hang/given-up'), {
      method: 'GET',
      headers: {},
      maxBytes: 1,
      signal: controller.signal,
    });
    controller.abort();
    expect(await failureOf(given)).toBe('aborted');
  });
});

describe('receivers that speak TLS', () => {
  let authority: TestAuthority;
  const opened: Receiver[] = [];
  beforeAll(async () => {
    authority = await TestAuthority.create();
  });
  afterAll(async () => {
    for (const each of opened) await each.stop();
  });
  const receiver = async (name: string, more: { isExpired?: boolean } = {}) => {
    const tls = await authority.issue({ name, ...more });
    const receivers = await startMisbehaving({ tls });
    opened.push(receivers);
    return receivers;
  };
  const call = async (receivers: Receiver, authorities?: string) => {
    const { lookup } = rebindingLookup(['127.0.0.1']);
    const client = createHttpClient({
      allow: [`hook.example:${receivers.port}`],
      lookup,
      ...(authorities !== undefined && { authorities }),
    });
    const url = receivers.url('/tls', 'hook.example');
    const request = {
      method: 'POST',
      headers: {},
      body: 'x',
      maxBytes: 100,
      seconds: LONG_SECONDS,
    } as const;
    return client.request(url, request).then(
      ({ status }) => status,
      (error: OutgoingError) => error.failure,
    );
  };

  test('hooks E5, E13: a pinned address keeps the name in TLS and in Host, with an authority of the operator', async () => {
    const receivers = await receiver('hook.example');
    expect(await call(receivers, authority.certificate)).toBe(204);
    const [request] = receivers.of('/tls');
    expect(request?.serverName).toBe('hook.example');
    expect(request?.headers.host).toBe(`hook.example:${receivers.port}`);
  });

  test('hooks E13: an authority nobody knows, another name, an end that is past: refused as TLS', async () => {
    const receivers = await receiver('hook.example');
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    expect(await call(receivers)).toBe('tls');
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    const { certificate } = authority;
    expect(await call(await receiver('other.example'), certificate)).toBe('tls');
    expect(await call(await receiver('hook.example', { isExpired: true }), certificate)).toBe(
      'tls',
    );
    expect(opened.flatMap(({ received }) => received.map(({ body }) => String(body)))).toEqual([
      'x',
    ]);
  });

  test('plain HTTP where TLS was asked for', async () => {
    const plain = await startMisbehaving();
    opened.push(plain);
    const client = createHttpClient({ allow: [plain.host] });
    const request = { method: 'GET', headers: {}, maxBytes: 100, seconds: LONG_SECONDS } as const;
    const error = await client.request(`https://${plain.host}/`, request).catch((e: unknown) => e);
    expect(error).toMatchObject({ failure: 'tls' });
  });
});
