import { beforeAll, expect, test } from '@jest/globals';
import { DOMParser } from '@xmldom/xmldom';
import { createHttpClient, OutgoingError, type HttpClient } from '#outgoing/index.js';
import { ProviderRefusal } from '#sign-in/index.js';
import { equals, type SamlConnection } from '#store/index.js';
import { overApplications } from '../kit/application.js';
import {
  base64Of,
  newProviderKey,
  providerKey,
  samlProvider,
  signXml,
  type ProviderKey,
  type SamlProviderKit,
} from '../kit/saml-provider.js';
import {
  answerSignIn,
  beginSignIn,
  PUBLIC_URL,
  samlConnection,
  samlOf,
} from '../kit/saml-sign-ins.js';

const MINUTE_MS = 60_000;
const YEAR_MS = 365 * 86_400_000;

overApplications(
  'metadata, keys and requests',
  (app) => {
    let provider: SamlProviderKit;
    let second: ProviderKey;
    beforeAll(async () => {
      provider = await samlProvider();
      second = await providerKey(1);
    });

    const codeOf = async (work: () => Promise<unknown>): Promise<string> => {
      try {
        await work();
        return 'taken';
      } catch (error) {
        return error instanceof ProviderRefusal ? error.code : String(error);
      }
    };
    const read = (xml: string, entityId?: string) =>
      samlOf(app()).readMetadata(xml, entityId === undefined ? {} : { entityId });

    test('signin C1 all certificates count: old and new, in both orders', async () => {
      for (const keys of [
        [provider.key, second],
        [second, provider.key],
      ]) {
        const connection = await samlConnection(app(), provider, { metadata: { keys } });
        expect(connection.provider?.certificates).toHaveLength(2);
        for (const key of keys) {
          const { received } = await answerSignIn(app(), connection, provider, { key });
          expect(received.outcome).toBe('answered');
        }
      }
    });

    test('signin C3 an unknown key brings one fetch, and the answer is taken; forgeries bring no more', async () => {
      let fetches = 0;
      let served = provider.metadata({ keys: [provider.key, second] });
      const outgoing: HttpClient = {
        requireAllowedUrl: () => undefined,
        request: () => Promise.reject(new Error('not asked')),
        async fetch(url) {
          fetches += 1;
          if (served === '') throw new OutgoingError('unreachable', 'away');
          return { body: Buffer.from(served), contentType: 'text/xml', url };
        },
      };
      const saml = samlOf(app(), { outgoing });
      const url = 'https://idp.example/metadata';
      const connection = await samlConnection(app(), provider, { url });
      const answer = async (key: ProviderKey) => {
        const kept = await app().store.read.connections.get(connection.id);
        if (kept?.kind !== 'saml') throw new Error('The connection is gone.');
        const { request } = await beginSignIn(app(), kept);
        const form = await provider.respond(request, { now: app().clock.now(), key });
        return saml.receive(app().ctx(), kept, form);
      };
      expect((await answer(second)).outcome).toBe('answered');
      expect(fetches).toBe(1);
      const forged = await providerKey(2);
      for (let times = 0; times < 5; times += 1) {
        expect(await answer(forged)).toMatchObject({ code: 'signature_key' });
      }
      expect(fetches).toBe(1);
      served = '';
      app().clock.advance(6 * MINUTE_MS);
      expect(await answer(forged)).toMatchObject({ code: 'signature_key' });
      expect(fetches).toBe(2);
      // a fetch that fails leaves the last good keys
      expect((await answer(second)).outcome).toBe('answered');
    });

    test('signin C6 an expired certificate with a good signature signs in', async () => {
      const old = await newProviderKey(app().clock.now() - 8 * YEAR_MS);
      const expired = await samlProvider({ key: old });
      const connection = await samlConnection(app(), expired);
      const end = connection.provider?.certificates[0]?.notAfter ?? '';
      expect(Date.parse(end)).toBeLessThan(app().clock.now());
      const { received } = await answerSignIn(app(), connection, expired, {});
      expect(received.outcome).toBe('answered');
    });

    test('signin C7 certificates pasted in every shape, or refused with the place', () => {
      const pem = provider.key.certificate;
      const bare = base64Of(pem);
      const { readCertificates } = samlOf(app());
      const spaced = bare.replace(/(.{20})/g, '$1 \n\t');
      for (const text of [pem, pem.replaceAll('\n', '\r\n'), `\n\n  ${pem}\n`, bare, spaced]) {
        expect(readCertificates(text).map(({ der }) => der)).toEqual([bare]);
      }
      expect(readCertificates(`${pem}\n\n${second.certificate}`)).toHaveLength(2);
      const refusal = (text: string) => {
        try {
          return readCertificates(text).length;
        } catch (error) {
          return error instanceof ProviderRefusal ? { code: error.code, ...error.details } : error;
        }
      };
      expect(refusal('')).toEqual({ code: 'certificate_missing' });
      expect(refusal('MIIB')).toMatchObject({ code: 'certificate_unreadable', position: 1 });
      expect(refusal(pem.slice(0, 300))).toMatchObject({
        code: 'certificate_unreadable',
        position: 1,
      });
      const broken = pem.replace('MII', 'AAA');
      expect(refusal(`${pem}${broken}`)).toMatchObject({
        code: 'certificate_unreadable',
        position: 2,
      });
      expect(refusal(second.privateKey)).toMatchObject({
        position: 1,
        reason: 'is private key, not a certificate',
      });
    });

    test('signin C9 several descriptors: one provider is taken, of several one is named, and its role as provider counts', async () => {
      const id = provider.entityId;
      expect((await read(provider.metadata({ others: [] }))).provider.entityId).toBe(id);
      const two = provider.metadata({ others: ['https://other.example'] });
      expect(await codeOf(() => read(two))).toBe('metadata_several');
      expect((await read(two, 'https://other.example')).provider.entityId).toBe(
        'https://other.example',
      );
      expect(await codeOf(() => read(two, 'https://third.example'))).toBe('metadata_entity');
      const both = (await read(provider.metadata({ withServiceProvider: true }))).provider;
      expect(both.signOn.map(({ location }) => location)).toEqual([
        provider.signOnUrl,
        provider.signOnUrl,
      ]);
    });

    test.each([
      ['message_too_large', (xml: string) => xml + ' '.repeat(3_000_000)],
      ['xml_doctype', (xml: string) => `<!DOCTYPE x [<!ENTITY a "b">]>${xml}`],
      ['xml_unreadable', () => 'not xml'],
      ['metadata_unknown', () => '<html/>'],
      ['metadata_no_provider', (xml: string) => xml.replaceAll('IDPSSO', 'SPSSO')],
      [
        'metadata_address',
        (xml: string) => xml.replaceAll('https://idp.example/sso', 'http://idp.example/sso'),
      ],
      [
        'metadata_address',
        (xml: string) => xml.replaceAll('https://idp.example/sso', 'javascript:alert(1)'),
      ],
      [
        'certificate_missing',
        (xml: string) => xml.replace(/<KeyDescriptor.*<\/KeyDescriptor>/s, ''),
      ],
      ['certificate_unreadable', (xml: string) => xml.replace('MII', 'AAA')],
    ] as const)('metadata are refused: %s', async (code, change) => {
      expect(await codeOf(() => read(change(provider.metadata())))).toBe(code);
    });

    test('signin C3 a signature of metadata is checked; its key is pinned, and follows the keys that were published', async () => {
      const plain = provider.metadata().replace('<EntityDescriptor', '<EntityDescriptor ID="_m"');
      const withIssuer = plain.replace('>', '><Issuer/>');
      const signed = signXml(withIssuer, 'EntityDescriptor', { key: second }).replace(
        '<Issuer/>',
        '<Issuer/>',
      );
      const first = await read(signed);
      expect(first.signerFingerprint).toMatch(/^[0-9a-f]{64}$/);
      expect(await codeOf(() => read(signed.replace('idp.example/sso', 'evil.example/sso')))).toBe(
        'metadata_signature',
      );
      const ctx = app().ctx();
      const outgoing = (xml: string): HttpClient => ({
        requireAllowedUrl: () => undefined,
        request: () => Promise.reject(new Error('not asked')),
        fetch: async (url) => ({ body: Buffer.from(xml), contentType: '', url }),
      });
      const url = 'https://idp.example/metadata';
      const made = await samlConnection(app(), provider, {
        url,
        change: {
          metadata: {
            kind: 'url',
            url,
            fetchedAt: '2026-03-01T00:00:00.000Z',
            signerFingerprint: first.signerFingerprint ?? '',
          },
        },
      });
      const refresh = async (xml: string, from = made) => {
        const after = await samlOf(app(), { outgoing: outgoing(xml) }).refreshMetadata(ctx, from);
        if (after?.metadata?.kind !== 'url') throw new Error('The connection is gone.');
        return { ...after, source: after.metadata };
      };
      const failureOf = async (xml: string) => (await refresh(xml)).source.failure?.reason;
      const strange = await newProviderKey();
      const byStranger = signXml(withIssuer, 'EntityDescriptor', { key: strange });
      expect(await failureOf(provider.metadata())).toBe('metadata_signature');
      expect(await failureOf(byStranger)).toBe('metadata_signature');
      expect(await failureOf(signed)).toBeUndefined();
      // signin C3: as Entra changes keys: the next one is published, then it signs the metadata, too
      const next = await newProviderKey();
      const publishes = (keys: readonly ProviderKey[]) =>
        provider
          .metadata({ keys })
          .replace('<EntityDescriptor', '<EntityDescriptor ID="_m"')
          .replace('>', '><Issuer/>');
      const announced = signXml(publishes([provider.key, next]), 'EntityDescriptor', {
        key: second,
      });
      const twoKeys = await refresh(announced);
      expect(twoKeys.provider?.certificates).toHaveLength(2);
      const changed = signXml(publishes([next]), 'EntityDescriptor', { key: next });
      const after = await refresh(changed, twoKeys);
      expect(after.source.failure).toBeUndefined();
      expect(after.provider?.certificates).toHaveLength(1);
      expect(after.source.signerFingerprint).toBe(after.provider?.certificates[0]?.fingerprint);
      expect(after).toMatchObject({ status: 'active', configuration: made.configuration });
      // the signer of before is not known any more, nor is one that only signs
      expect((await refresh(signed, after)).source.failure?.reason).toBe('metadata_signature');
      expect((await refresh(byStranger, after)).source.failure?.reason).toBe('metadata_signature');
      // the same key without its certificate in the signature
      const bare = changed.replace(
        /<(\w+:)?KeyInfo>.*?<\/(\w+:)?KeyInfo>(?=<\/(\w+:)?Signature>)/s,
        '',
      );
      expect(bare.length).toBeLessThan(changed.length);
      expect((await refresh(bare, after)).source.failure).toBeUndefined();
    });

    test('signin W20 metadata are not fetched from private places', async () => {
      const saml = samlOf(app(), { outgoing: createHttpClient({ allow: [] }) });
      for (const host of ['10.0.0.1', '169.254.169.254', '[::1]', 'localhost']) {
        await expect(saml.fetchMetadata(`https://${host}/metadata`)).rejects.toThrow(OutgoingError);
      }
    });

    test('signin A17 signin A18 our addresses come from the public URL of the connection, whatever the setting says now', async () => {
      const connection = await samlConnection(app(), provider);
      const moved = samlOf(app(), { baseUrl: 'https://new.example/muster' });
      const xml = await moved.metadataOf(app().ctx(), connection);
      const root = new DOMParser().parseFromString(xml, 'text/xml').documentElement;
      expect(root.getAttribute('entityID')).toBe(`${PUBLIC_URL}/saml/${connection.id}/metadata`);
      const consumers = Array.from(root.getElementsByTagName('AssertionConsumerService'));
      expect(consumers.map((one) => one.getAttribute('Location'))).toEqual([
        `${PUBLIC_URL}/saml/${connection.id}/acs`,
        `https://new.example/muster/saml/${connection.id}/acs`,
      ]);
      const logout = Array.from(root.getElementsByTagName('SingleLogoutService'));
      expect(logout.map((one) => one.getAttribute('Binding')?.split(':').at(-1))).toEqual([
        'HTTP-Redirect',
        'HTTP-POST',
      ]);
      const descriptor = root.getElementsByTagName('SPSSODescriptor')[0];
      expect(descriptor?.getAttribute('AuthnRequestsSigned')).toBe('true');
      expect(descriptor?.getAttribute('WantAssertionsSigned')).toBe('true');
      for (const base of [PUBLIC_URL, 'https://new.example/muster']) {
        const { request } = await beginSignIn(app(), connection);
        const acs = `${base}/saml/${connection.id}/acs`;
        const form = await provider.respond({ ...request, acs }, { now: app().clock.now() });
        expect((await moved.receive(app().ctx(), connection, form)).outcome).toBe('answered');
      }
    });

    test('our keys: two at once, both are in the metadata and decrypt; the newer one signs when it is told to', async () => {
      const connection = await samlConnection(app(), provider);
      const ctx = app().ctx();
      const { keys, metadataOf } = samlOf(app());
      const [first] = await keys.list(ctx, connection);
      const added = await keys.add(ctx, connection);
      expect(added.signs).toBe(false);
      const xml = await metadataOf(ctx, connection);
      for (const { certificate } of [first ?? added, added])
        expect(xml).toContain(base64Of(certificate));
      for (const encryptFor of [first?.certificate ?? '', added.certificate]) {
        const { received } = await answerSignIn(app(), connection, provider, { encryptFor });
        expect(received.outcome).toBe('answered');
      }
      await expect(keys.remove(ctx, connection, first?.id ?? '')).rejects.toThrow('signs requests');
      expect((await keys.use(ctx, connection, added.id)).signs).toBe(true);
      await keys.remove(ctx, connection, first?.id ?? '');
      expect((await keys.list(ctx, connection)).map(({ id }) => id)).toEqual([added.id]);
      const rows = await app().store.read.samlKeys.find({
        where: equals('connectionId', connection.id),
        limit: 5,
      });
      expect(JSON.stringify(rows.records)).not.toContain('PRIVATE');
      const types = (await app().journal(connection.organizationId)).map(({ type }) => type);
      expect(types).toEqual(
        expect.arrayContaining([
          'sign_in.connection.key_added',
          'sign_in.connection.key_used',
          'sign_in.connection.key_removed',
        ]),
      );
    });

    async function requestOf(change: Partial<SamlConnection>, asked = {}) {
      const connection = await samlConnection(app(), provider, { change });
      const { request } = await beginSignIn(app(), connection, { asked });
      return request;
    }

    test('signin A20 signin S3 requests ask for no context and never for a transient name', async () => {
      const plain = await requestOf({});
      expect(plain.xml).not.toContain('RequestedAuthnContext');
      expect(plain.root.getElementsByTagName('samlp:NameIDPolicy')[0]?.getAttribute('Format')).toBe(
        '',
      );
      expect(plain.root.getAttribute('ForceAuthn')).toBe('');
      const persistent = await requestOf({ nameIdFormat: 'persistent' });
      expect(persistent.xml).toContain('nameid-format:persistent');
      const context = 'https://refeds.org/profile/mfa';
      const asked = await requestOf({}, { forceAuthn: true, authnContext: context });
      expect(asked.xml).toContain(`${context}</saml:AuthnContextClassRef>`);
      expect(asked.root.getAttribute('ForceAuthn')).toBe('true');
      const connection = await samlConnection(app(), provider);
      const transient = await answerSignIn(app(), connection, provider, {
        format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
      });
      expect(transient.received).toMatchObject({ code: 'subject_transient' });
      const named = await samlConnection(app(), provider, {
        change: { names: { subject: 'uid' } },
      });
      const { flow } = await answerSignIn(app(), named, provider, {
        format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
        attributes: { uid: ['u-1'] },
      });
      expect(flow?.statement?.subject).toBe('u-1');
    });

    test('by form a request is base64 alone, signed inside', async () => {
      const connection = await samlConnection(app(), provider, {
        metadata: { bindings: ['post'] },
      });
      const { message } = await samlOf(app()).begin(app().ctx(), connection, { relayState: 'r' });
      if (message.binding !== 'post') throw new Error('The provider takes forms only.');
      const xml = Buffer.from(message.fields['SAMLRequest'] ?? '', 'base64').toString();
      expect(xml).toMatch(/^<\?xml.*<samlp:AuthnRequest/s);
      expect(xml).toContain('xmldsig-more#rsa-sha256');
    });

    test('what was asked for must come: a stronger context, a fresh sign-in', async () => {
      const connection = await samlConnection(app(), provider);
      const answer = async (
        asked: { forceAuthn?: boolean; authnContext?: string },
        says: object,
      ) => {
        const { request } = await beginSignIn(app(), connection, { asked });
        const form = await provider.respond(request, { now: app().clock.now(), ...says });
        const received = await samlOf(app()).receive(app().ctx(), connection, form);
        return received.outcome === 'refused' ? received.code : received.outcome;
      };
      const context = 'https://refeds.org/profile/mfa';
      expect(await answer({ authnContext: context }, {})).toBe('authn_context_weak');
      expect(await answer({ authnContext: context }, { authnContext: context })).toBe('answered');
      const earlier = { authnInstant: app().clock.now() - 60 * MINUTE_MS };
      expect(await answer({ forceAuthn: true }, earlier)).toBe('authn_stale');
      expect(await answer({ forceAuthn: true }, {})).toBe('answered');
    });

    test('signin C10 clocks may be a minute apart; beyond it the refusal says by how much, and whose', async () => {
      const connection = await samlConnection(app(), provider);
      const now = app().clock.now();
      const soon = await answerSignIn(app(), connection, provider, { notBefore: now + 2_000 });
      expect(soon.received.outcome).toBe('answered');
      const late = await answerSignIn(app(), connection, provider, { notBefore: now + 61_000 });
      expect(late.received).toMatchObject({ code: 'not_yet_valid' });
      const attempt = await app().store.read.signInAttempts.get(
        late.flow?.refusal?.attemptId ?? '',
      );
      expect(attempt?.details).toMatchObject({
        bySeconds: 61,
        allowedSeconds: 60,
        clock: expect.stringContaining('provider’s clock is ahead'),
      });
    });

    test('signin R7 signin R1 values are lists; absent groups are not no groups', async () => {
      const connection = await samlConnection(app(), provider);
      const groupsOf = async (attributes: Record<string, string[]>) =>
        (await answerSignIn(app(), connection, provider, { attributes })).flow?.statement?.groups;
      expect(await groupsOf({ groups: ['a, b'] })).toEqual(['a, b']);
      expect(await groupsOf({ groups: ['a', 'b'] })).toEqual(['a', 'b']);
      expect(await groupsOf({ groups: [] })).toEqual([]);
      expect(await groupsOf({ email: ['x@example.com'] })).toBe('absent');
      const link = 'http://schemas.microsoft.com/claims/groups.link';
      expect(await groupsOf({ [link]: ['https://graph.example'] })).toBe('unreadable');
    });

    test('an opted-in answer that nobody asked for begins a request of ours, whatever it says', async () => {
      const connection = await samlConnection(app(), provider, { change: { unsolicited: true } });
      const { received, flow } = await answerSignIn(app(), connection, provider, {
        inResponseTo: null,
      });
      expect(received.outcome).toBe('begin');
      expect(flow?.statement).toBeUndefined();
    });
  },
  { onOneDatabase: true },
);
