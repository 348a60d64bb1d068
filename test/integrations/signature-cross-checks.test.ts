import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import {
  newSecret,
  readPublicKey,
  readSecret,
  receiverText,
  signatureHeaders,
  verify,
} from '#integrations/signing/index.js';
import {
  makeWebhookFixtures,
  type WebhookFixture,
  type WebhookFixtures,
} from '../kit/webhook-fixtures.js';

// hooks C3, C11: what Muster signs is verified by other people's programs: npm's standardwebhooks, Python's hmac, OpenSSL.

const FILE = 'packages/client/fixtures/webhooks.json';
const { fixtures, now } = makeWebhookFixtures();
const verifiedBy = (prefix: string) =>
  fixtures.filter(({ keys, outcome }) => outcome === 'verified' && keys[0]?.startsWith(prefix));
const isSymmetric = ({ keys }: WebhookFixture) => keys.every((key) => key.startsWith('whsec_'));

describe('signatures by other people’s programs', () => {
  test('the fixtures of packages/client are those that are made here', () => {
    const file = JSON.parse(readFileSync(FILE, 'utf8')) as WebhookFixtures;
    expect(file).toEqual({ ...makeWebhookFixtures() });
  });

  test.each(fixtures)('this server, as receiver: $name', ({ keys, headers, body, outcome }) => {
    const read = keys.map((key) =>
      key.startsWith('whpk_') ? readPublicKey(key) : readSecret(key),
    );
    const received = {
      id: headers['webhook-id'],
      timestamp: headers['webhook-timestamp'],
      signature: headers['webhook-signature'],
      body: Buffer.from(body, 'base64'),
    };
    expect(verify(received, read, { now: now * 1_000 }) ?? 'verified').toBe(outcome);
  });

  test('hooks C3: npm’s standardwebhooks takes what is right, and refuses what is not', () => {
    const symmetric = fixtures.filter(isSymmetric);
    const outcomes = symmetric.map((fixture) => {
      const results = fixture.keys.map((key) => libraryOutcome(new Webhook(key), fixture));
      return [fixture.name, results.includes('verified')];
    });
    const expected = symmetric.map(({ name, outcome }) => [name, outcome === 'verified']);
    expect(outcomes).toEqual(expected);
    expect(symmetric.length).toBeGreaterThan(20);
  });

  test('hooks C3: npm’s standardwebhooks verifies what is sent now, by its own clock', () => {
    const secret = newSecret('v1');
    const body = '{"name":"Zoë 😀 \u2028"}';
    const timestamp = Math.floor(Date.now() / 1_000);
    const message = { id: 'msg_1', timestamp, body: Buffer.from(body) };
    const both = signatureHeaders(message, [newSecret('v1'), newSecret('v1a'), secret]);
    const library = new Webhook(receiverText(secret));
    expect(library.verify(body, both)).toEqual(JSON.parse(body));
    expect(() => library.verify(`${body} `, both)).toThrow();
    const before = signatureHeaders({ ...message, timestamp: timestamp - 301 }, [secret]);
    expect(() => library.verify(body, before)).toThrow();
  });

  test('hooks C3: Python’s hmac makes the same signatures of the same bytes', () => {
    const all = fixtures.filter((fixture) => isSymmetric(fixture) && fixture.outcome !== 'headers');
    const out = execFileSync('python3', ['-c', PYTHON], { input: JSON.stringify(all) }).toString();
    const expected = all.map(({ outcome }) => outcome === 'verified' || outcome === 'timestamp');
    expect(JSON.parse(out)).toEqual(expected);
  });

  test('hooks C11: OpenSSL verifies v1 and v1a', () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-openssl-'));
    const symmetric = verifiedBy('whsec_').map((fixture) => [fixture.name, opensslHmac(fixture)]);
    expect(symmetric).toEqual(symmetric.map(([name]) => [name, true]));
    const asymmetric = verifiedBy('whpk_');
    const results = asymmetric.map((fixture) => [fixture.name, opensslEd25519(fixture, folder)]);
    expect(results).toEqual(asymmetric.map(({ name }) => [name, true]));
    expect(asymmetric.length).toBeGreaterThan(7);
    const [first] = asymmetric;
    const other = { ...first, body: Buffer.from('{"a":2}').toString('base64') } as WebhookFixture;
    expect(opensslEd25519(other, folder)).toBe(false);
    rmSync(folder, { recursive: true });
  });
});

/** The library takes its own clock, so that the time is ours to compare. */
function libraryOutcome(webhook: Webhook, { headers, ...fixture }: WebhookFixture): string {
  const timestamp = Number(headers['webhook-timestamp']);
  if (fixture.outcome === 'headers') return 'headers';
  if (Math.abs(timestamp - now) > 300) return 'timestamp';
  const text = Buffer.from(fixture.body, 'base64').toString('utf8');
  const date = new Date(timestamp * 1_000);
  const own = webhook.sign(headers['webhook-id'] ?? '', date, text);
  const given = headers['webhook-signature']?.split(' ') ?? [];
  return given.includes(own) ? 'verified' : 'signature';
}

/** Reads fixtures, says for each whether one of its keys has made one of its signatures. */
const PYTHON = `
import base64, hashlib, hmac, json, sys
def fits(fixture):
    headers = fixture['headers']
    content = (headers['webhook-id'] + '.' + headers['webhook-timestamp'] + '.').encode() + base64.b64decode(fixture['body'])
    for key in fixture['keys']:
        secret = base64.b64decode(key[len('whsec_'):])
        own = 'v1,' + base64.b64encode(hmac.new(secret, content, hashlib.sha256).digest()).decode()
        if any(hmac.compare_digest(own, given) for given in headers['webhook-signature'].split(' ')):
            return True
    return False
print(json.dumps([fits(fixture) for fixture in json.load(sys.stdin)]))
`;

const contentOf = ({ headers, body }: WebhookFixture): Buffer =>
  Buffer.concat([
    Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`),
    Buffer.from(body, 'base64'),
  ]);

function opensslHmac(fixture: WebhookFixture): boolean {
  const given = fixture.headers['webhook-signature']?.split(' ') ?? [];
  return fixture.keys.some((key) => {
    const hex = Buffer.from(key.slice('whsec_'.length), 'base64').toString('hex');
    const options = ['dgst', '-sha256', '-mac', 'HMAC', '-macopt', `hexkey:${hex}`, '-binary'];
    const made = execFileSync('openssl', options, { input: contentOf(fixture) });
    return given.includes(`v1,${made.toString('base64')}`);
  });
}

function opensslEd25519(fixture: WebhookFixture, folder: string): boolean {
  const [message, signature, key] = ['message', 'signature', 'key.pem'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  writeFileSync(message, contentOf(fixture));
  const raw = Buffer.from(fixture.keys[0]?.slice('whpk_'.length) ?? '', 'base64');
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]);
  const begin = '-----BEGIN PUBLIC KEY-----';
  writeFileSync(key, `${begin}\n${spki.toString('base64')}\n-----END PUBLIC KEY-----\n`);
  const given = fixture.headers['webhook-signature']?.split(' ') ?? [];
  return given.some((text) => {
    if (!text.startsWith('v1a,')) return false;
    writeFileSync(signature, Buffer.from(text.slice('v1a,'.length), 'base64'));
    const options = ['pkeyutl', '-verify', '-pubin', '-inkey', key, '-rawin', '-in', message];
    try {
      execFileSync('openssl', [...options, '-sigfile', signature], { stdio: 'pipe' });
      return true;
    } catch {
      return false;
    }
  });
}
