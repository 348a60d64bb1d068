import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import {
  createOnce,
  createWebhookVerifier,
  messageIdsInMemory,
  signWebhook,
  WebhookVerificationError,
  type VerifiedWebhook,
} from '../src/webhooks/index.js';

// Rows C1, C3, C6, C11, D34 of the field faults of hooks, for those who receive.

interface Fixtures {
  readonly now: number;
  readonly fixtures: readonly {
    readonly name: string;
    readonly keys: readonly string[];
    readonly headers: Record<string, string>;
    readonly body: string;
    readonly outcome: string;
  }[];
}
const file = new URL('../fixtures/webhooks.json', import.meta.url);
const { now, fixtures } = JSON.parse(readFileSync(file, 'utf8')) as Fixtures;
const clock = { now: () => now * 1_000 };
const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
const BODY = '{"type":"member.added","name":"Zoë 😀"}';

const outcomeOf = (work: () => VerifiedWebhook): string => {
  try {
    work();
    return 'verified';
  } catch (error) {
    if (error instanceof WebhookVerificationError) return error.reason;
    throw error;
  }
};
const signed = (key = SECRET, body: string | Uint8Array = BODY) =>
  signWebhook({ id: 'msg_1', body, timestamp: now }, key);

describe('verification', () => {
  test.each(fixtures)('hooks C3: $name: $outcome', ({ keys, headers, body, outcome }) => {
    const verifier = createWebhookVerifier(keys, clock);
    const bytes = Buffer.from(body, 'base64');
    expect(outcomeOf(() => verifier.verify(bytes, headers))).toBe(outcome);
    expect(outcomeOf(() => verifier.verify(new Uint8Array(bytes), new Headers(headers)))).toBe(
      outcome,
    );
  });

  test('what was verified: id, time, text, and the payload when it is JSON', () => {
    const verifier = createWebhookVerifier(SECRET, clock);
    expect(verifier.verify(BODY, signed())).toEqual({
      id: 'msg_1',
      timestamp: new Date(now * 1_000),
      text: BODY,
      payload: { type: 'member.added', name: 'Zoë 😀' },
    });
    const token = 'eyJ.no.json';
    expect(verifier.verify(token, signed(SECRET, token)).payload).toBeUndefined();
  });

  test('headers as Node has them, in any case, and repeated ones', () => {
    const verifier = createWebhookVerifier(SECRET, clock);
    const entries = Object.entries(signed()).map(([name, value]) => [name.toUpperCase(), [value]]);
    expect(verifier.verify(BODY, Object.fromEntries(entries) as Record<string, string[]>).id).toBe(
      'msg_1',
    );
  });

  test('signatures that are joined by commas, as one sender does', () => {
    const verifier = createWebhookVerifier(SECRET, clock);
    const headers = signed();
    const own = headers['webhook-signature'];
    const other = `v1,${Buffer.alloc(32).toString('base64')}`;
    for (const joined of [`${other}, ${own}`, `${other},${own}`, `${own}, ${other}`]) {
      expect(verifier.verify(BODY, { ...headers, 'webhook-signature': joined }).id).toBe('msg_1');
    }
    const broken = { ...headers, 'webhook-signature': `${other}${own}` };
    expect(outcomeOf(() => verifier.verify(BODY, broken))).toBe('signature');
  });

  test.each([[{ a: 1 }], [null], [undefined], [[1, 2]], [7]])(
    'hooks C1: a body that was parsed is a mistake of the program: %j',
    (body) => {
      const verifier = createWebhookVerifier(SECRET, clock);
      const work = () => verifier.verify(body as never, signed());
      expect(work).toThrow(TypeError);
      for (const words of ['express.raw', 'Fastify', 'Next.js']) expect(work).toThrow(words);
    },
  );

  test('hooks C6: a secret with and without its prefix, as it is pasted', () => {
    const bare = SECRET.slice('whsec_'.length);
    for (const key of [SECRET, `v1,${SECRET}`, bare, bare.replace(/=+$/, ''), ` ${SECRET}\n`]) {
      expect(createWebhookVerifier(key, clock).verify(BODY, signed()).id).toBe('msg_1');
    }
  });

  test.each([
    ['nothing', '', 'bytes'],
    ['a short secret', 'whsec_AAAA', '3 bytes'],
    ['no base64', 'whsec_!!!', 'base64'],
    ['a private key', `whsk_${Buffer.alloc(32).toString('base64')}`, 'private'],
    ['a short public key', 'whpk_AAAA', 'public key'],
    ['a key of the API', 'msk_abc.def', 'base64'],
  ])('hooks C6: refused at construction: %s', (_what, key, words) => {
    expect(() => createWebhookVerifier(key)).toThrow(TypeError);
    expect(() => createWebhookVerifier(key)).toThrow(words);
    expect(() => createWebhookVerifier([])).toThrow('no key');
  });

  test('hooks C11: a message of one’s own, signed by v1 and by v1a', () => {
    const seed = Buffer.from(
      '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
      'hex',
    );
    const publicKey = Buffer.from(
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      'hex',
    );
    const verifier = createWebhookVerifier(`whpk_${publicKey.toString('base64')}`, clock);
    for (const bytes of [seed, Buffer.concat([seed, publicKey])]) {
      const headers = signed(`whsk_${bytes.toString('base64')}`);
      expect(verifier.verify(BODY, headers).id).toBe('msg_1');
    }
    expect(outcomeOf(() => verifier.verify(BODY, signed()))).toBe('signature');
    expect(() => signed('whsk_AAAA')).toThrow(TypeError);
  });
});

describe('hooks D34: a message is worked on once', () => {
  test('it is marked after the work, and a second one meanwhile is told to come again', async () => {
    const once = createOnce();
    let end = (): void => undefined;
    const work = () => new Promise<string>((resolve) => (end = () => resolve('worked')));
    const first = once('msg_1', work);
    expect(await once('msg_1', work)).toEqual({ outcome: 'busy' });
    await Promise.resolve();
    end();
    expect(await first).toEqual({ outcome: 'done', value: 'worked' });
    expect(await once('msg_1', work)).toEqual({ outcome: 'repeated' });
    expect(await once('msg_2', () => 2)).toEqual({ outcome: 'done', value: 2 });
  });

  test('work that fails is done again at the next attempt', async () => {
    const once = createOnce();
    const failing = () => {
      throw new Error('the database is away');
    };
    await expect(once('msg_1', failing)).rejects.toThrow('the database is away');
    expect(await once('msg_1', () => 'now')).toEqual({ outcome: 'done', value: 'now' });
  });

  test('memory has a bound', async () => {
    const once = createOnce(messageIdsInMemory(2));
    for (const id of ['a', 'b', 'c']) await once(id, () => id);
    expect((await once('c', () => 'c')).outcome).toBe('repeated');
    expect((await once('a', () => 'a')).outcome).toBe('done');
  });
});
