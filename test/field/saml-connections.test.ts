import { expect, test } from '@jest/globals';
import {
  metadataStateOf,
  type FetchedMetadata,
  type MappingRequest,
  type ProviderGiven,
} from '#core/index.js';
import { instant, newId, type Authority, type Context } from '#kernel/index.js';
import type { SamlConnection, SamlProvider } from '#store/index.js';
import { faultOf } from '../kit/faults.js';
import { overApplications } from '../kit/application.js';

const DAY_MS = 86_400_000;
const PUBLIC_URL = 'https://muster.example';

function providerOf(change: Partial<SamlProvider> = {}): SamlProvider {
  return {
    entityId: 'https://idp.example/metadata',
    signOn: [{ binding: 'redirect', location: 'https://idp.example/sso' }],
    logout: [],
    certificates: [
      {
        der: 'MIIB',
        fingerprint: 'aa',
        notBefore: instant(Date.parse('2026-01-01')),
        notAfter: instant(Date.parse('2027-01-01')),
        use: 'signing',
      },
    ],
    ...change,
  };
}

const certificate = (fingerprint: string, notAfter = '2030-01-01') => ({
  der: 'MIIB',
  fingerprint,
  notBefore: instant(Date.parse('2026-01-01')),
  notAfter: instant(Date.parse(notAfter)),
  use: 'signing' as const,
});

function byUrl(provider: SamlProvider, more: { signerFingerprint?: string } = {}): ProviderGiven {
  const url = 'https://idp.example/metadata';
  const fetchedAt = instant(Date.parse('2026-03-01'));
  return { provider, metadata: { kind: 'url', url, fetchedAt, ...more } };
}

const byHand = (provider: SamlProvider): ProviderGiven => ({
  provider,
  metadata: { kind: 'document', givenAt: instant(Date.parse('2026-03-01')) },
});

overApplications('connections of kind saml', (app) => {
  const journalTypes = async (organizationId: string) =>
    (await app().journal(organizationId)).map(({ type }) => type);

  /** Tested and active, unless told otherwise. */
  async function connection(
    given: ProviderGiven = byHand(providerOf()),
    { ctx = app().ctx(), isActive = true }: { ctx?: Context; isActive?: boolean } = {},
  ) {
    const { core } = app();
    const organizationId = (await app().organization()).id;
    const input = { kind: 'saml', name: 'Okta', issuedFor: PUBLIC_URL, given } as const;
    const { id } = await core.connections.create(ctx, organizationId, input);
    const target = { organizationId, connectionId: id };
    if (isActive) {
      await core.connections.noteTest(app().ctx(), organizationId, {
        connectionId: id,
        configuration: 1,
      });
      await core.connections.update(app().ctx(), target, { status: 'active' });
    }
    return { organizationId, connectionId: id, target };
  }

  async function read({ organizationId, connectionId }: Awaited<ReturnType<typeof connection>>) {
    const found = await app().core.connections.get(app().ctx(), organizationId, connectionId);
    return found as SamlConnection;
  }

  test('signin D3 a connection starts disabled and is activated only when this configuration was tested', async () => {
    const { core } = app();
    const made = await connection(undefined, { isActive: false });
    const { organizationId, connectionId, target } = made;
    expect(await read(made)).toMatchObject({ status: 'disabled', configuration: 1 });
    const activate = () => core.connections.update(app().ctx(), target, { status: 'active' });
    expect(await faultOf(activate())).toMatchObject({ code: 'connection.untested' });
    // a test with an older or a newer configuration does not count
    const test = (configuration: number) =>
      core.connections.noteTest(app().ctx(), organizationId, { connectionId, configuration });
    expect(await test(2)).toBeUndefined();
    expect(await faultOf(activate())).toMatchObject({ code: 'connection.untested' });
    expect(await test(1)).toMatchObject({ tested: { configuration: 1 } });
    expect(await activate()).toMatchObject({ status: 'active' });
    const types = await journalTypes(organizationId);
    expect(types).toContain('sign_in.connection.created');
    expect(types).toContain('sign_in.connection.tested');
    expect(types).toContain('sign_in.connection.updated');
  });

  test.each<[string, ProviderGiven]>([
    ['entity ID', byHand(providerOf({ entityId: 'https://evil.example' }))],
    ['keys', byHand(providerOf({ certificates: [certificate('bb')] }))],
    [
      'address',
      byHand(providerOf({ signOn: [{ binding: 'post', location: 'https://evil.example' }] })),
    ],
    ['place of the metadata', byUrl(providerOf())],
  ])(
    'signin W4 another %s by hand disables, ends sessions, asks for a new test and tells owners',
    async (_what, given) => {
      const { core } = app();
      const made = await connection();
      const { organizationId, connectionId, target } = made;
      app().clock.advance(60_000);
      await core.connections.update(app().ctx(), target, { given });
      const after = await read(made);
      const now = instant(app().clock.now());
      expect(after).toMatchObject({ status: 'disabled', configuration: 2, sessionsEndedAt: now });
      expect(after.tested).toMatchObject({ configuration: 1 });
      const activate = () => core.connections.update(app().ctx(), target, { status: 'active' });
      expect(await faultOf(activate())).toMatchObject({ code: 'connection.untested' });
      // an answer to a test that began before the change
      const late = { connectionId, configuration: 1 };
      expect(await core.connections.noteTest(app().ctx(), organizationId, late)).toBeUndefined();
      expect(await faultOf(activate())).toMatchObject({ code: 'connection.untested' });
      expect(await journalTypes(organizationId)).toContain('sign_in.connection.reconfigured');
    },
  );

  test('what says nothing about whom to believe changes no configuration', async () => {
    const { core } = app();
    const made = await connection();
    const { certificates, ...rest } = providerOf();
    const change = {
      name: 'New name',
      unsolicited: true,
      names: { groups: 'memberOf' },
      given: byHand({ ...rest, certificates: [...certificates] }),
    };
    await core.connections.update(app().ctx(), made.target, change);
    expect(await read(made)).toMatchObject({
      status: 'active',
      configuration: 1,
      unsolicited: true,
    });
    await core.connections.update(app().ctx(), made.target, { unsolicited: null });
    expect(await read(made)).not.toHaveProperty('unsolicited');
    await core.connections.update(app().ctx(), made.target, { names: { subject: 'uid' } });
    expect(await read(made)).toMatchObject({ status: 'disabled', configuration: 2 });
  });

  test('signin W3 who re-points a connection lends it no more than their own rights', async () => {
    const { core } = app();
    const made = await connection();
    expect(await read(made)).not.toHaveProperty('ceiling');
    const authority: Authority = {
      permissions: new Set(['directory:write']),
      grants: new Set(['member']),
      manages: new Set(['member']),
    };
    const few = { ...app().ctx(), authority };
    await core.connections.update(few, made.target, {
      given: byHand(providerOf({ certificates: [certificate('cc')] })),
    });
    expect(await read(made)).toMatchObject({
      configuration: 2,
      ceiling: { permissions: ['directory:write'], manages: ['member'] },
    });
  });

  test('signin D3 what is mapped beyond the rights of who configured the connection needs vouch', async () => {
    const { core } = app();
    const ctx = app().ctx();
    const made = await connection();
    const { organizationId, connectionId } = made.target;
    const map = (
      settings: Omit<MappingRequest, 'mappings'>,
      mappings: MappingRequest['mappings'] = [],
    ) => core.groupMappings.replace(ctx, organizationId, connectionId, { ...settings, mappings });
    // of the operator's own connection nothing is beyond
    await map({ defaultRole: 'admin' });
    await map({ defaultRole: null });
    const authority: Authority = {
      permissions: new Set(['directory:write', 'organization:read', 'members:read']),
      grants: new Set(['viewer']),
      manages: new Set(['viewer']),
    };
    await core.connections.update({ ...ctx, authority }, made.target, {
      given: byHand(providerOf({ certificates: [certificate('dd')] })),
    });
    const { name } = await read(made);
    const credentials = [{ id: connectionId, kind: 'connection', name }];
    const beyond = { code: 'mapping.beyond_credentials', details: { credentials } };
    await map({ defaultRole: 'viewer' });
    await expect(map({ defaultRole: 'admin' })).rejects.toMatchObject(beyond);
    const admins = [{ groupName: 'Admins', bindByName: true, role: 'admin' }];
    await expect(map({}, admins)).rejects.toMatchObject(beyond);
    const preview = { settings: { mappings: admins }, page: { limit: 1 } };
    expect(
      await core.groupMappings.preview(ctx, organizationId, connectionId, preview),
    ).toMatchObject({ credentials });
    await map({ vouch: true }, admins);
    const entries = await app().journal(organizationId);
    const entry = entries.findLast(({ type }) => type === 'role_mapping.changed');
    expect(entry?.after).toMatchObject({ vouchedFor: credentials });
    // what stays is not asked for again
    await map({ mode: 'union' }, admins);
    // a role that becomes greater is the same door
    const role = { name: 'small', title: 'Small', permissions: ['members:read'] };
    await core.roles.create(ctx, organizationId, role);
    await map({ defaultRole: 'small', vouch: true });
    await expect(
      core.roles.change(ctx, organizationId, 'small', { permissions: ['members:write'] }),
    ).rejects.toMatchObject(beyond);
    // whoever could give it all configures the connection anew, and vouches for it
    await core.connections.update(ctx, made.target, {
      given: byHand(providerOf({ certificates: [certificate('ee')] })),
    });
    await map({ defaultRole: 'admin' });
  });

  test('signin A14 two organizations may have the same provider', async () => {
    const [one, other] = [await connection(), await connection()];
    expect((await read(one)).provider).toEqual((await read(other)).provider);
  });

  test('tokens and clients of directories are refused, and fields of the other kind', async () => {
    const { core } = app();
    const { organizationId, connectionId, target } = await connection();
    for (const create of [
      core.credentials.create(app().ctx(), organizationId, connectionId, { kind: 'token' }),
      core.credentials.createClient(app().ctx(), organizationId, connectionId, {}),
    ]) {
      expect(await faultOf(create)).toMatchObject({ code: 'connection.kind' });
    }
    const compatibility = 'strict';
    const refused = core.connections.update(app().ctx(), target, { compatibility });
    expect(await faultOf(refused)).toMatchObject({ code: 'request.invalid' });
    const scim = await app().scimConnection();
    const scimTarget = { organizationId: scim.organization.id, connectionId: scim.connection.id };
    const wrong = core.connections.update(app().ctx(), scimTarget, { unsolicited: true });
    expect(await faultOf(wrong)).toMatchObject({ code: 'request.invalid' });
    // and a pairing is with a directory of this organization
    for (const pairedWith of [connectionId, scim.connection.id, newId()]) {
      const pairing = core.connections.update(app().ctx(), target, { pairedWith });
      expect(await faultOf(pairing)).toMatchObject({ code: 'request.invalid' });
    }
  });

  test('signin C4 the last good keys live on while metadata fails or is past its end, and people are told', async () => {
    const { core } = app();
    const { clock } = app();
    const validUntil = instant(clock.now() + 2 * DAY_MS);
    const made = await connection(byUrl(providerOf({ validUntil })));
    const { organizationId, connectionId } = made;
    const { url } = byUrl(providerOf()).metadata as { url: string };
    const fetch = (fetched: FetchedMetadata) =>
      core.connections.watch(app().ctx(), organizationId, {
        connectionId,
        fetch: { url, fetched },
      });
    const failing = { failure: 'http.status' };
    const counted = await core.connections.countConcerns();
    await fetch(failing);
    expect(await core.connections.countConcerns()).toEqual({
      ...counted,
      metadata_failing: counted.metadata_failing + 1,
    });
    clock.advance(3_600_000);
    await fetch(failing);
    const told = async (type: string) =>
      (await journalTypes(organizationId)).filter((one) => one === type).length;
    // told once a day, tried each hour
    expect(await told('sign_in.connection.metadata_failing')).toBe(1);
    const failed = await read(made);
    expect(failed).toMatchObject({
      status: 'active',
      metadata: { failure: { reason: 'http.status' } },
    });
    expect(Date.parse(failed.dueAt ?? '')).toBe(clock.now() + 3_600_000);
    clock.advance(DAY_MS);
    await fetch(failing);
    expect(await told('sign_in.connection.metadata_failing')).toBe(2);
    // the day after its own end, and daily
    clock.advance(DAY_MS);
    await fetch(failing);
    expect(await told('sign_in.connection.metadata_ending')).toBe(1);
    clock.advance(6 * DAY_MS - 3_700_000);
    expect(metadataStateOf(await read(made), clock.now())).toBe('ending');
    clock.advance(DAY_MS + 3_600_000);
    expect(metadataStateOf(await read(made), clock.now())).toBe('expired');
    // good again, with a key that ends within the month, and with one that does not
    const soon = instant(clock.now() + 10 * DAY_MS);
    await fetch({ provider: providerOf({ certificates: [certificate('soon', soon)] }) });
    expect(await core.connections.countConcerns()).toEqual({
      ...counted,
      certificate_expiring: counted.certificate_expiring + 1,
    });
    await fetch({ provider: providerOf() });
    expect(await core.connections.countConcerns()).toEqual(counted);
    expect(metadataStateOf(await read(made), clock.now())).toBe('current');
    expect(await told('sign_in.connection.metadata_recovered')).toBe(1);
  });

  test('signin C3 keys from the pinned address are taken without a test; another entity or signer is not', async () => {
    const { core } = app();
    const made = await connection(byUrl(providerOf(), { signerFingerprint: 'f1' }));
    const { organizationId, connectionId } = made;
    const url = 'https://idp.example/metadata';
    const watch = (provider: SamlProvider, signerFingerprint = 'f1') =>
      core.connections.watch(app().ctx(), organizationId, {
        connectionId,
        fetch: { url, fetched: { provider, signerFingerprint } },
      });
    const renewed = providerOf({ certificates: [certificate('new')] });
    expect(await watch(renewed)).toMatchObject({ status: 'active', configuration: 1 });
    expect((await read(made)).provider).toEqual(renewed);
    for (const [provider, signer] of [
      [providerOf({ entityId: 'https://evil.example' }), 'f1'],
      [providerOf(), 'f2'],
    ] as const) {
      await watch(provider, signer);
      const after = await read(made);
      expect(after.provider).toEqual(renewed);
      expect(after.metadata).toMatchObject({
        failure: { reason: expect.stringMatching('metadata_') },
      });
    }
    // an answer of an address that was meanwhile replaced
    const elsewhere = { url: 'https://old.example', fetched: { provider: renewed } };
    const gone = core.connections.watch(app().ctx(), organizationId, {
      connectionId,
      fetch: elsewhere,
    });
    expect(await gone).toBeUndefined();
  });

  test('the end of the last signing certificate is told 30, 7 and 1 days before', async () => {
    const { core, clock } = app();
    const end = clock.now() + 40 * DAY_MS;
    const certificates = [
      certificate('old', new Date(clock.now() + 5 * DAY_MS).toISOString()),
      certificate('new', new Date(end).toISOString()),
    ];
    const made = await connection(byHand(providerOf({ certificates })));
    const days: number[] = [];
    for (let day = 0; day < 42; day += 1) {
      clock.advance(DAY_MS);
      const { organizationId, connectionId } = made;
      const due = await core.connections.listDue(app().ctx(), 1_000);
      expect(due.some(({ id }) => id === connectionId)).toBe(true);
      await core.connections.watch(app().ctx(), organizationId, { connectionId });
    }
    for (const { type, after } of await app().journal(made.organizationId)) {
      if (type === 'sign_in.connection.certificate_expiring') days.push(Number(after?.['days']));
    }
    expect(days).toEqual([30, 7, 1]);
  });
});
