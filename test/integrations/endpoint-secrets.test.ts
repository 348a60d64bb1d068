import { expect, test } from '@jest/globals';
import { createSecretsKey, type SecretsKey } from '#core/index.js';
import { newId } from '#kernel/index.js';
import {
  createEndpointSecrets,
  MAX_ENDPOINT_SECRETS,
  readSecret,
  receiverText,
  removeForeignEndpointSecrets,
  rewrapEndpointSecrets,
  sign,
  type NewEndpointSecret,
  type SecretOwner,
} from '#integrations/signing/index.js';
import { equals } from '#store/index.js';
import { overApplications } from '../kit/application.js';
import { outcomeOf } from '../kit/faults.js';

// Secrets of endpoints: sealed, several at once, ended when their time is over.

const HOUR_MS = 3_600_000;
const secretsKey = createSecretsKey('secrets-key-of-a-test-0123456789abcdef');

overApplications('secrets of endpoints', (app) => {
  const secrets = (key: SecretsKey = secretsKey) =>
    createEndpointSecrets({ store: app().store, secretsKey: key });
  const owner = (): SecretOwner => ({ id: newId(), organizationId: newId() });
  const add = (to: SecretOwner, secret?: NewEndpointSecret, key?: SecretsKey) =>
    app().store.transaction(to.id, (tx) => secrets(key).add({ ctx: app().ctx(), tx }, to, secret));
  const remove = (from: SecretOwner, id: string) =>
    app().store.transaction(from.id, (tx) => secrets().remove({ ctx: app().ctx(), tx }, from, id));
  const texts = async (of: SecretOwner) =>
    (await secrets().open(app().ctx(), of)).map((secret) => receiverText(secret));

  test('a secret is drawn, shown once, kept sealed, and signs', async () => {
    const one = owner();
    const made = await add(one);
    expect(made.receiverText).toMatch(/^whsec_[\w+/]{43}=$/);
    expect(await texts(one)).toEqual([made.receiverText]);
    const listed = await secrets().list(app().ctx(), one);
    expect(listed).toEqual([{ id: made.id, scheme: 'v1', createdAt: made.createdAt }]);
    const row = JSON.stringify(await app().store.read.endpointSecrets.get(made.id));
    const { bytes } = readSecret(made.receiverText);
    for (const form of ['base64', 'base64url', 'hex'] as const) {
      expect(row).not.toContain(bytes.toString(form).replace(/=+$/, ''));
    }
  });

  test('hooks C13: both sign for 24 hours, then the newer one alone, at the time of the attempt', async () => {
    const one = owner();
    const older = await add(one);
    const newer = await add(one);
    expect(await texts(one)).toEqual([older.receiverText, newer.receiverText]);
    app().clock.advance(24 * HOUR_MS - 1);
    expect(await texts(one)).toHaveLength(2);
    app().clock.advance(1);
    expect(await texts(one)).toEqual([newer.receiverText]);
    const message = { id: 'm', timestamp: 1, body: Buffer.from('{}') };
    const header = sign(message, await secrets().open(app().ctx(), one));
    expect(header).toBe(sign(message, [readSecret(newer.receiverText)]));
  });

  test('hooks C13: an overlap of its own, none at all, and the one that ends sooner keeps its time', async () => {
    const one = owner();
    await add(one);
    const second = await add(one, { overlapHours: 1 });
    const third = await add(one, { overlapHours: 48 });
    expect(await texts(one)).toHaveLength(3);
    app().clock.advance(HOUR_MS);
    expect(await texts(one)).toEqual([second.receiverText, third.receiverText]);
    const fourth = await add(one, { overlapHours: 0 });
    // the second has 47 hours left and does not end with the third
    expect(await texts(one)).toEqual([fourth.receiverText]);
  });

  test('v1 and v1a live beside each other, and each is replaced by its own kind', async () => {
    const one = owner();
    const v1 = await add(one);
    const v1a = await add(one, { scheme: 'v1a' });
    expect(v1a.receiverText).toMatch(/^whpk_[\w+/]{43}=$/);
    expect(v1a.publicKey).toBe(v1a.receiverText);
    const newer = await add(one, { scheme: 'v1a', overlapHours: 0 });
    expect(await texts(one)).toEqual([v1.receiverText, newer.receiverText]);
    const otherScheme = await outcomeOf(add(one, { scheme: 'v1a', secret: v1.receiverText }));
    expect(otherScheme).toBe('endpoint_secret.invalid');
  });

  test('the limit, the last one, one of another endpoint, and that of an endpoint in another organization', async () => {
    const [one, other] = [owner(), owner()];
    for (let count = 0; count < MAX_ENDPOINT_SECRETS; count += 1) await add(one);
    expect(await outcomeOf(add(one))).toBe('endpoint_secret.limit');
    const listed = await secrets().list(app().ctx(), one);
    const [first, last] = [listed[0]?.id ?? '', listed.at(-1)?.id ?? ''];
    expect(await outcomeOf(remove(one, last))).toBe('endpoint_secret.last');
    await remove(one, first);
    expect(await outcomeOf(remove(one, first))).toBe('endpoint_secret.missing');
    expect(await outcomeOf(remove(other, last))).toBe('endpoint_secret.missing');
    const foreign = { id: one.id, organizationId: newId() };
    expect(await secrets().list(app().ctx(), foreign)).toEqual([]);
    expect(await outcomeOf(secrets().open(app().ctx(), foreign))).toBe('endpoint_secret.missing');
  });

  test('those whose time is over go with the retention job, all of them with the endpoint', async () => {
    const one = owner();
    await add(one);
    await add(one);
    app().clock.advance(25 * HOUR_MS);
    await secrets().removeExpired(app().ctx());
    const where = equals('endpointId', one.id);
    expect(await app().store.read.endpointSecrets.count(where)).toBe(1);
    await app().store.transaction(one.id, (tx) =>
      secrets().removeAll({ ctx: app().ctx(), tx }, one),
    );
    expect(await app().store.read.endpointSecrets.count(where)).toBe(0);
  });

  test('they sign after the secrets key was rotated, and go when it is lost', async () => {
    const one = owner();
    const { receiverText: text } = await add(one);
    const next = createSecretsKey('another-secrets-key-0123456789abcdef');
    await app().store.transaction('rotate', (tx) =>
      rewrapEndpointSecrets({ ctx: app().ctx(), tx }, secretsKey, next),
    );
    await expect(secrets().open(app().ctx(), one)).rejects.toThrow('another secrets key');
    expect((await secrets(next).open(app().ctx(), one)).map(receiverText)).toEqual([text]);
    const gone = await app().store.transaction('rotate', (tx) =>
      removeForeignEndpointSecrets({ tx }, secretsKey),
    );
    expect(gone).toBeGreaterThan(0);
    expect(await outcomeOf(secrets().open(app().ctx(), one))).toBe('endpoint_secret.missing');
  });
});
