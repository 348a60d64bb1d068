import { describe, expect, test } from '@jest/globals';
import { sign as signBytes, verify as verifyBytes } from 'node:crypto';
import { privateKeyOf, publicKeyOf } from '#integrations/signing/secret-texts.js';
import {
  readPublicKey,
  readSecret,
  receiverText,
  sign,
  verify,
  type SigningSecret,
} from '#integrations/signing/index.js';
import { outcomeOf } from '../kit/faults.js';

// Signatures by Standard Webhooks 1.0. Other people's programs check them in packages/client/test.

/** Examples that the libraries of Standard Webhooks, and Svix for v1a, are tested with. */
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const SEED =
  'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==';
const NOW = 1_614_265_330_000;
const MESSAGE = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: NOW / 1_000,
  body: Buffer.from('{"test": 2432232314}'),
};

/** RFC 8032 section 7.1, tests 1 to 3: seed, public key, message, signature. */
const RFC_8032 = [
  [
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
] as const;

describe('signatures', () => {
  const received = (signature: string, body = MESSAGE.body) => ({
    id: MESSAGE.id,
    timestamp: String(MESSAGE.timestamp),
    signature,
    body,
  });

  test('the published examples of v1 and of v1a', () => {
    expect(sign(MESSAGE, [readSecret(SECRET), readSecret(SEED)])).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= ' +
        'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
    );
    expect(receiverText(readSecret(SECRET))).toBe(SECRET);
    expect(receiverText(readSecret(SEED))).toBe(
      'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=',
    );
  });

  test.each(RFC_8032)('hooks C11: the vector of RFC 8032 with seed %s', (seed, key, text, made) => {
    const bytes = Buffer.from(seed, 'hex');
    const message = Buffer.from(text, 'hex');
    expect(signBytes(null, message, privateKeyOf(bytes)).toString('hex')).toBe(made);
    const publicKey = readPublicKey(receiverText({ scheme: 'v1a', bytes }));
    expect(publicKey.bytes.toString('hex')).toBe(key);
    const signature = Buffer.from(made, 'hex');
    expect(verifyBytes(null, message, publicKeyOf(publicKey.bytes), signature)).toBe(true);
  });

  test('hooks C11: v1 and v1a stand beside each other, and each alone is enough', () => {
    const v1 = readSecret(SECRET);
    const v1a: SigningSecret = { scheme: 'v1a', bytes: Buffer.from(RFC_8032[0][0], 'hex') };
    const publicKey = readPublicKey(receiverText(v1a));
    const header = sign(MESSAGE, [v1, v1a]);
    expect(header).toMatch(/^v1,[\w+/]{43}= v1a,[\w+/]{86}==$/);
    for (const key of [v1, v1a, publicKey]) {
      expect(verify(received(header), [key], { now: NOW })).toBeUndefined();
      const other = Buffer.from('{"test": 2432232315}');
      expect(verify(received(header, other), [key], { now: NOW })).toBe('signature');
    }
    const [ofV1 = ''] = header.split(' ');
    expect(verify(received(ofV1), [publicKey], { now: NOW })).toBe('signature');
  });

  test('hooks C2, C18: the bytes are signed, whatever text they are', () => {
    const key = readSecret(SECRET);
    const bodies = ['{"b":1,"a":"Zoë 😀 \u2028"}', '{ "b":1,"a":"Zoë 😀 \u2028"}', '\ufeff{}', ''];
    const bytes = [...bodies.map((text) => Buffer.from(text)), Buffer.from([0xff, 0xfe, 0x00])];
    const headers = bytes.map((body) => sign({ ...MESSAGE, body }, [key]));
    expect(new Set(headers).size).toBe(bytes.length);
    headers.forEach((header, index) => {
      expect(verify(received(header, bytes[index]), [key], { now: NOW })).toBeUndefined();
    });
  });

  test('a time too far from now, either way, and headers that are absent or unreadable', () => {
    const key = readSecret(SECRET);
    const signature = sign(MESSAGE, [key]);
    const at = (seconds: number) =>
      verify(received(signature), [key], { now: NOW + seconds * 1e3 });
    expect([at(300), at(-300), at(301), at(-301)]).toEqual([
      undefined,
      undefined,
      'timestamp',
      'timestamp',
    ]);
    const faults = [
      { id: undefined },
      { timestamp: undefined },
      { timestamp: '1e9' },
      { timestamp: '' },
      { signature: undefined },
      { signature: '' },
    ].map((change) => verify({ ...received(signature), ...change }, [key], { now: NOW }));
    expect(new Set(faults)).toEqual(new Set(['headers']));
    for (const text of ['v1,', 'v1', 'v1a,AAAA', 'v2,AAAA', 'x'.repeat(5_000), ',', ' ']) {
      const keys = [key, readPublicKey(`whpk_${Buffer.alloc(32).toString('base64')}`)];
      expect(verify(received(text), keys, { now: NOW })).toBe('signature');
    }
  });

  test.each([
    ['23 bytes', Buffer.alloc(23).toString('base64')],
    ['65 bytes', `whsec_${Buffer.alloc(65).toString('base64')}`],
    ['no base64', 'whsec_correct horse battery staple, and more'],
    ['base64url', `whsec_${Buffer.alloc(33, 0xfb).toString('base64url')}`],
    ['a public key', `whpk_${Buffer.alloc(32).toString('base64')}`],
    ['a seed of 31 bytes', `whsk_${Buffer.alloc(31).toString('base64')}`],
    ['a seed with the public key of another', `whsk_${Buffer.alloc(64, 1).toString('base64')}`],
    ['nothing', ''],
  ])('hooks C7: refused as a secret: %s', async (_what, text) => {
    expect(await outcomeOf((async () => readSecret(text))())).toBe('endpoint_secret.invalid');
  });

  test('hooks C7: read as a secret: with and without the prefix and the padding, 24 to 64 bytes', () => {
    for (const length of [24, 25, 32, 64]) {
      const bytes = Buffer.alloc(length, length);
      const text = bytes.toString('base64');
      for (const form of [text, `whsec_${text}`, `whsec_${text.replace(/=+$/, '')}`]) {
        expect(readSecret(form)).toEqual({ scheme: 'v1', bytes });
      }
    }
    const [seed, key] = RFC_8032[0].map((hex) => Buffer.from(hex, 'hex'));
    const both = Buffer.concat([seed ?? Buffer.alloc(0), key ?? Buffer.alloc(0)]);
    for (const bytes of [seed, both]) {
      const read = readSecret(`whsk_${bytes?.toString('base64')}`);
      expect(read).toEqual({ scheme: 'v1a', bytes: seed });
    }
  });
});
