import { readSecret, receiverText, sign } from '#integrations/signing/index.js';

/** A message and what a receiver makes of it; packages/client/fixtures/webhooks.json has them for programs in other languages. */
export interface WebhookFixture {
  readonly name: string;
  /** what the receiver has: whsec_… or whpk_… */
  readonly keys: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** base64 of the bytes */
  readonly body: string;
  readonly outcome: 'verified' | 'headers' | 'timestamp' | 'signature';
}

export interface WebhookFixtures {
  readonly description: string;
  /** seconds since 1970: the clock of the receiver, with a tolerance of 300 seconds */
  readonly now: number;
  readonly fixtures: readonly WebhookFixture[];
}

const NOW = 1_795_975_200;
const ID = 'msg_0192f0a0000070008000000000000001';
const SECRETS = [0x11, 0x22].map((byte) => secretOf('whsec', 32, byte));
const SEEDS = [0x33, 0x44].map((byte) => secretOf('whsk', 32, byte));
const [OLD = '', NEW = ''] = SECRETS;
const [OLD_SEED = '', NEW_SEED = ''] = SEEDS;
const JSON_BODY = '{"type":"member.added","data":{"name":"Zoë 😀 \u2028 株式会社"}}';

/** Not random, so that the file is the same each time. */
function secretOf(prefix: string, length: number, byte: number): string {
  const bytes = Buffer.from(Array.from({ length }, (_, index) => (byte + index * 7) % 256));
  return `${prefix}_${bytes.toString('base64')}`;
}

const publicKey = (seed: string): string => receiverText(readSecret(seed));

interface Making {
  readonly signers: readonly string[];
  readonly keys?: readonly string[];
  readonly body?: string | Buffer;
  readonly timestamp?: number;
  readonly headers?: (headers: Record<string, string>) => Record<string, string>;
  /** what arrives instead of what was signed */
  readonly arrived?: string;
  readonly outcome?: WebhookFixture['outcome'];
}

function make(name: string, making: Making): WebhookFixture {
  const { signers, keys = signers, timestamp = NOW, headers = (same) => same } = making;
  const body = Buffer.from(making.body ?? JSON_BODY);
  const signature = sign({ id: ID, timestamp, body }, signers.map(readSecret));
  const arrived = making.arrived === undefined ? body : Buffer.from(making.arrived);
  return {
    name,
    keys,
    headers: headers({
      'webhook-id': ID,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signature,
    }),
    body: arrived.toString('base64'),
    outcome: making.outcome ?? 'verified',
  };
}

const without =
  (...names: readonly string[]) =>
  (headers: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));

const withSignature =
  (change: (signature: string) => string) =>
  (headers: Record<string, string>): Record<string, string> => ({
    ...headers,
    'webhook-signature': change(headers['webhook-signature'] ?? ''),
  });

export function makeWebhookFixtures(): WebhookFixtures {
  const bodies = [
    ['an empty body', ''],
    ['ASCII', '{"a":1}'],
    ['accents, four bytes, U+2028', JSON_BODY],
    ['escapes that a parser would undo', '{"a":"\\u00e9\\ud83d\\ude00\\/"}'],
    ['white space and the order of keys', '{ "b" : 1,\n\t"a" : 2.0 }\n'],
    ['a mark of the order of bytes', '\ufeff{"a":1}'],
    ['a number beyond what doubles hold', '{"id":12345678901234567890}'],
  ] as const;
  return {
    description:
      'Messages by Standard Webhooks 1.0 as Muster sends them, and what a receiver makes of them at the time `now`, with a tolerance of ' +
      '300 seconds. `body` is base64 of the bytes. Keys beginning with whpk_ verify v1a.',
    now: NOW,
    fixtures: [
      ...bodies.map(([name, body]) => make(`v1: ${name}`, { signers: [OLD], body })),
      ...bodies.map(([name, body]) =>
        make(`v1a: ${name}`, { signers: [OLD_SEED], keys: [publicKey(OLD_SEED)], body }),
      ),
      ...rotations(),
      ...refusals(),
    ],
  };
}

function rotations(): WebhookFixture[] {
  const both = [OLD, NEW];
  const seeds = [OLD_SEED, NEW_SEED];
  return [
    make('two secrets sign, the receiver has the older one', { signers: both, keys: [OLD] }),
    make('two secrets sign, the receiver has the newer one', { signers: both, keys: [NEW] }),
    make('one secret signs, the receiver has two', { signers: [NEW], keys: both }),
    make('two keys of v1a sign, the receiver has the newer one', {
      signers: seeds,
      keys: [publicKey(NEW_SEED)],
    }),
    make('v1 and v1a sign, the receiver has the secret', {
      signers: [OLD, OLD_SEED],
      keys: [OLD],
    }),
    make('v1 and v1a sign, the receiver has the public key', {
      signers: [OLD, OLD_SEED],
      keys: [publicKey(OLD_SEED)],
    }),
    make('a signature of a scheme that nobody knows yet stands before', {
      signers: [OLD],
      headers: withSignature((signature) => `v2,AAAA ${signature}`),
    }),
    make('299 seconds old', { signers: [OLD], timestamp: NOW - 299 }),
    make('299 seconds ahead', { signers: [OLD], timestamp: NOW + 299 }),
  ];
}

function refusals(): WebhookFixture[] {
  const signers = [OLD];
  const signature = { signers, outcome: 'signature' } as const;
  return [
    make('another body', { ...signature, arrived: JSON_BODY.replace('Zoë', 'Zoe') }),
    make('the same JSON, written anew', { ...signature, body: '{ "a": 1 }', arrived: '{"a":1}' }),
    make('another secret', { ...signature, keys: [NEW] }),
    make('v1 alone, the receiver has a public key', {
      ...signature,
      keys: [publicKey(OLD_SEED)],
    }),
    make('another id', {
      ...signature,
      headers: (headers) => ({ ...headers, 'webhook-id': `${ID}2` }),
    }),
    make('another time', {
      ...signature,
      headers: (headers) => ({ ...headers, 'webhook-timestamp': String(NOW + 1) }),
    }),
    make('a signature that is cut', {
      ...signature,
      headers: withSignature((text) => text.slice(0, -8)),
    }),
    make('the signature of v1 under the name of v1a', {
      ...signature,
      headers: withSignature((text) => text.replace('v1,', 'v1a,')),
    }),
    make('an hour old', { signers, timestamp: NOW - 3_600, outcome: 'timestamp' }),
    make('an hour ahead', { signers, timestamp: NOW + 3_600, outcome: 'timestamp' }),
    ...['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
      make(`without ${name}`, { signers, headers: without(name), outcome: 'headers' }),
    ),
  ];
}
