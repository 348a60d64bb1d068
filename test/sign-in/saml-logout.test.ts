import { beforeAll, expect, test } from '@jest/globals';
import { createSign } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { createFlows } from '#sign-in/flows/index.js';
import type { LogoutInput } from '#sign-in/index.js';
import { newId } from '#kernel/index.js';
import type { SamlConnection } from '#store/index.js';
import { overApplications } from '../kit/application.js';
import {
  providerKey,
  readRequest,
  samlProvider,
  signXml,
  type ProviderKey,
  type SamlProviderKit,
} from '../kit/saml-provider.js';
import { PUBLIC_URL, samlConnection, samlOf } from '../kit/saml-sign-ins.js';

const NAMESPACES =
  'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"';
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

overApplications('single logout', (app, { secondApplication }) => {
  let provider: SamlProviderKit;
  let connection: SamlConnection;
  let accountId: string;
  beforeAll(async () => {
    provider = await samlProvider();
    const { core, ctx } = app();
    const person = { email: `${newId()}@example.com`, name: 'Ada' };
    accountId = (await core.accounts.create(ctx(), { ...person, emailVerified: true })).account.id;
    const input = { name: 'Example', slug: `x-${newId()}`, owner: { ...person, accountId } };
    const { id: organizationId } = await core.organizations.create(ctx(), input);
    connection = await samlConnection(app(), provider, { organizationId });
  });

  interface Says {
    readonly nameId?: string;
    readonly sessionIndexes?: readonly string[];
    readonly id?: string;
    readonly issuer?: string;
    readonly destination?: string;
    readonly issuedAt?: number;
  }

  function requestXml(says: Says = {}): string {
    const { nameId = 'ada', sessionIndexes = [], id = `_${newId()}` } = says;
    const issued = new Date(says.issuedAt ?? app().clock.now()).toISOString();
    const indexes = sessionIndexes.map((one) => `<samlp:SessionIndex>${one}</samlp:SessionIndex>`);
    const destination = says.destination ?? `${PUBLIC_URL}/saml/${connection.id}/slo`;
    return (
      `<samlp:LogoutRequest ${NAMESPACES} ID="${id}" Version="2.0" IssueInstant="${issued}" Destination="${destination}">` +
      `<saml:Issuer>${says.issuer ?? provider.entityId}</saml:Issuer><saml:NameID>${nameId}</saml:NameID>` +
      `${indexes.join('')}</samlp:LogoutRequest>`
    );
  }

  function byForm(xml: string, field = 'SAMLRequest'): LogoutInput {
    return {
      binding: 'post',
      form: { [field]: Buffer.from(xml).toString('base64'), RelayState: 'x' },
    };
  }

  const signed = (says: Says = {}, key: ProviderKey = provider.key): LogoutInput =>
    byForm(signXml(requestXml(says), 'LogoutRequest', { key }));

  function byRedirect(xml: string, key: ProviderKey, algorithm = RSA_SHA256): LogoutInput {
    const text = encodeURIComponent(deflateRawSync(xml).toString('base64'));
    const query = `SAMLRequest=${text}&RelayState=a%2Fb&SigAlg=${encodeURIComponent(algorithm)}`;
    const signature = createSign('RSA-SHA256').update(query).sign(key.privateKey, 'base64');
    return { binding: 'redirect', query: `${query}&Signature=${encodeURIComponent(signature)}` };
  }

  async function session(nameId: string, sessionIndex: string) {
    const { core } = app();
    const { token } = await core.sessions.create(app().ctx(), {
      accountId,
      method: 'saml',
      connectionId: connection.id,
      organizationId: connection.organizationId,
      logout: { nameId, sessionIndex },
    });
    return {
      isLive: () =>
        core.sessions.authenticate(app().ctx(), token).then(
          () => true,
          () => false,
        ),
    };
  }

  const receive = (input: LogoutInput, of = app()) =>
    samlOf(of).receiveLogout(of.ctx(), connection, input);

  test('signin L1 a request by form without a cookie ends the sessions that it names, on every process', async () => {
    const [first, second, other] = [
      await session('ada', 's1'),
      await session('ada', 's2'),
      await session('bob', 's1'),
    ];
    const elsewhere = await secondApplication();
    const received = await receive(signed({ sessionIndexes: ['s1'] }), elsewhere);
    expect(received).toMatchObject({ outcome: 'ended', count: 1 });
    expect([await first.isLive(), await second.isLive(), await other.isLive()]).toEqual([
      false,
      true,
      true,
    ]);
    expect(await receive(signed())).toMatchObject({ outcome: 'ended', count: 1 });
    expect([await second.isLive(), await other.isLive()]).toEqual([false, true]);
  });

  test('by redirect too; the answer is signed and goes back with the RelayState', async () => {
    const one = await session('eve', 's1');
    const received = await receive(
      byRedirect(requestXml({ nameId: 'eve', id: '_r1' }), provider.key),
    );
    expect(received).toMatchObject({ outcome: 'ended', count: 1 });
    expect(await one.isLive()).toBe(false);
    const answer = received.outcome === 'ended' ? received.answer : undefined;
    const url = new URL(answer?.url ?? '');
    expect(url.origin + url.pathname).toBe(provider.logoutUrl);
    expect(url.searchParams.get('RelayState')).toBe('a/b');
    expect(url.searchParams.get('SigAlg')).toBe(RSA_SHA256);
    const text = Buffer.from(url.searchParams.get('SAMLResponse') ?? '', 'base64');
    const xml = inflateRawSync(text).toString();
    expect(xml).toContain('InResponseTo="_r1"');
    expect(xml).toContain('status:Success');
  });

  test('unsigned, forged, changed, replayed, old and foreign requests are refused, and end nothing', async () => {
    const one = await session('carl', 's1');
    const stranger = await providerKey(1);
    const code = async (input: LogoutInput) => {
      const received = await receive(input);
      return received.outcome === 'refused' ? received.code : received.outcome;
    };
    const says = { nameId: 'carl' };
    const xml = requestXml(says);
    const unsignedQuery = encodeURIComponent(deflateRawSync(xml).toString('base64'));
    expect(await code(byForm(xml))).toBe('logout_unsigned');
    expect(await code({ binding: 'redirect', query: `SAMLRequest=${unsignedQuery}` })).toBe(
      'logout_unsigned',
    );
    expect(await code(signed(says, stranger))).toBe('signature_key');
    expect(await code(byRedirect(xml, stranger))).toBe('signature_key');
    expect(
      await code(byRedirect(xml, provider.key, 'http://www.w3.org/2000/09/xmldsig#rsa-sha1')),
    ).toBe('signature_algorithm');
    const genuine = signXml(requestXml({ nameId: 'nobody' }), 'LogoutRequest', {
      key: provider.key,
    });
    expect(await code(byForm(genuine.replace('nobody', 'carl')))).toBe('signature_content');
    const wrapped = genuine.replace(
      '</ds:Signature>',
      `<ds:Object>${xml}</ds:Object></ds:Signature>`,
    );
    expect(await code(byForm(wrapped))).toBe('signature_place');
    const twice = byRedirect(xml, provider.key);
    const query = twice.binding === 'redirect' ? twice.query : '';
    expect(await code({ binding: 'redirect', query: `SAMLRequest=x&${query}` })).toBe(
      'message_not_base64',
    );
    const bomb = deflateRawSync(Buffer.alloc(20_000_000, 32)).toString('base64');
    expect(
      await code({ binding: 'redirect', query: `SAMLRequest=${encodeURIComponent(bomb)}` }),
    ).toBe('logout_unsigned');
    expect(await code(byRedirect(' '.repeat(20_000_000), provider.key))).toBe('message_too_large');
    const hour = 3_600_000;
    expect(await code(signed({ ...says, issuedAt: app().clock.now() - hour }))).toBe(
      'logout_expired',
    );
    expect(await code(signed({ ...says, issuer: 'https://other.example' }))).toBe('issuer_wrong');
    expect(await code(signed({ ...says, destination: 'https://other.example' }))).toBe(
      'destination_wrong',
    );
    expect(await code(signed({ ...says, nameId: ' ' }))).toBe('logout_subject_missing');
    expect(await one.isLive()).toBe(true);
    const good = signed(says);
    expect(await code(good)).toBe('ended');
    expect(await code(good)).toBe('logout_replayed');
  });

  test('signin L4 our request says NameID and SessionIndex as they came; signin A6 its answer is taken once', async () => {
    const subject = {
      nameId: ' Ada@Example.com ',
      format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      nameQualifier: 'q',
      spNameQualifier: 'sp',
      sessionIndex: 's-1',
    };
    const ctx = app().ctx();
    const flows = createFlows(app());
    const { flow } = await flows.begin(ctx, { purpose: 'logout', connectionId: connection.id });
    const begun = await samlOf(app()).beginLogout(ctx, connection, subject, flow.id);
    const requestId = begun?.requestId ?? '';
    await flows.update(ctx, flow.id, () => ({ requestId }));
    if (!begun) throw new Error('The provider has an address for logout.');
    const { root, relayState } = readRequest(begun.message);
    const name = root.getElementsByTagName('saml:NameID')[0];
    expect(name?.textContent).toBe(subject.nameId);
    expect(
      ['Format', 'NameQualifier', 'SPNameQualifier'].map((one) => name?.getAttribute(one)),
    ).toEqual([subject.format, 'q', 'sp']);
    expect(root.textContent).toContain('s-1');
    expect(relayState).toBe(flow.id);
    const response =
      `<samlp:LogoutResponse ${NAMESPACES} ID="_a" Version="2.0" IssueInstant="${new Date(app().clock.now()).toISOString()}" ` +
      `InResponseTo="${requestId}"><saml:Issuer>${provider.entityId}</saml:Issuer><samlp:Status><samlp:StatusCode ` +
      'Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status></samlp:LogoutResponse>';
    const unsigned = byForm(response, 'SAMLResponse');
    expect(await receive(unsigned)).toMatchObject({ code: 'logout_unsigned' });
    const answer = byForm(
      signXml(response, 'LogoutResponse', { key: provider.key }),
      'SAMLResponse',
    );
    expect(await receive(answer)).toEqual({ outcome: 'finished', flowId: flow.id });
    expect(await receive(answer)).toMatchObject({ code: 'logout_unknown' });
  });
});
