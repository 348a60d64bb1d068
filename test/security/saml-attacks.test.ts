import { beforeAll, expect, test } from '@jest/globals';
import { decodeRefusal } from '#sign-in/index.js';
import type { SamlConnection } from '#store/index.js';
import { overApplications } from '../kit/application.js';
import {
  base64Of,
  providerKey,
  samlProvider,
  signXml,
  type ResponseOptions,
  type SamlProviderKit,
} from '../kit/saml-provider.js';
import { answerSignIn, samlConnection, samlOf } from '../kit/saml-sign-ins.js';

// The attack corpus of sign-in by SAML: each case is refused with its own code, and whoever sends it changes nothing.

const SHA1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1';
const SHA1_DIGEST = 'http://www.w3.org/2000/09/xmldsig#sha1';
const XSLT = 'http://www.w3.org/TR/1999/REC-xslt-19991116';
const MINUTE_MS = 60_000;
const START = Date.parse('2026-03-01T12:00:00.000Z');

/** The element of that name, whole. */
function part(xml: string, name: string): string {
  const found = new RegExp(`<(\\w+):${name}[ >].*?</\\1:${name}>`, 's').exec(xml)?.[0];
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
}

const withoutSignatures = (xml: string): string =>
  xml.replace(/<ds:Signature .*?<\/ds:Signature>/gs, '');

const evil = (xml: string): string =>
  withoutSignatures(xml)
    .replace(/ ID="[^"]*"/, ' ID="_evil"')
    .replace('subject-1', 'owner');

/** Wraps the signed assertion (XSW1–8 of Somorovsky and others), so that a forged one stands where it stood. */
const WRAPPED: Readonly<Record<string, (xml: string) => string>> = {
  XSW1: (xml) => {
    const signature = part(xml, 'Signature');
    const inner = withoutSignatures(xml);
    const holding = signature.replace('</ds:Signature>', `${inner}</ds:Signature>`);
    return evil(xml).replace('</saml:Issuer>', `</saml:Issuer>${holding}`);
  },
  XSW2: (xml) => {
    const signature = part(xml, 'Signature');
    const forged = evil(xml);
    return forged.replace('</saml:Issuer>', `</saml:Issuer>${withoutSignatures(xml)}${signature}`);
  },
  XSW3: (xml) => {
    const assertion = part(xml, 'Assertion');
    return xml.replace(assertion, `${evil(assertion)}${assertion}`);
  },
  XSW4: (xml) => {
    const assertion = part(xml, 'Assertion');
    return xml.replace(
      assertion,
      evil(assertion).replace('</saml:Assertion>', `${assertion}</saml:Assertion>`),
    );
  },
  XSW5: (xml) => {
    const assertion = part(xml, 'Assertion');
    const signature = part(assertion, 'Signature');
    const forged = evil(assertion).replace('</saml:Issuer>', `</saml:Issuer>${signature}`);
    return xml.replace(assertion, `${forged}${withoutSignatures(assertion)}`);
  },
  XSW6: (xml) => {
    const assertion = part(xml, 'Assertion');
    const signature = part(assertion, 'Signature').replace(
      '</ds:Signature>',
      `${withoutSignatures(assertion)}</ds:Signature>`,
    );
    return xml.replace(
      assertion,
      evil(assertion).replace('</saml:Issuer>', `</saml:Issuer>${signature}`),
    );
  },
  XSW7: (xml) => {
    const assertion = part(xml, 'Assertion');
    const extensions = `<samlp:Extensions>${assertion}</samlp:Extensions>`;
    return xml.replace(assertion, `${extensions}${evil(assertion)}`);
  },
  XSW8: (xml) => {
    const assertion = part(xml, 'Assertion');
    const signature = part(assertion, 'Signature').replace(
      '</ds:Signature>',
      `<ds:Object>${withoutSignatures(assertion)}</ds:Object></ds:Signature>`,
    );
    return xml.replace(
      assertion,
      evil(assertion).replace('</saml:Issuer>', `</saml:Issuer>${signature}`),
    );
  },
};

overApplications(
  'attacks on the wire',
  (app) => {
    let provider: SamlProviderKit;
    let connection: SamlConnection;
    beforeAll(async () => {
      provider = await samlProvider();
      connection = await samlConnection(app(), provider);
    });

    const refused = async (options: Partial<ResponseOptions>, of = connection, from = provider) => {
      const { received, flow } = await answerSignIn(app(), of, from, options);
      expect(flow?.statement).toBeUndefined();
      return received.outcome === 'refused' ? received.code : received.outcome;
    };

    test('signature stripped', async () => {
      expect(await refused({ tamper: withoutSignatures })).toBe('signature_missing');
    });

    const wrappings = Object.entries(WRAPPED).map(([name, wrap]) => ({ name, wrap }));
    test.each(wrappings)('$name', async ({ name, wrap }) => {
      const sign = name === 'XSW1' || name === 'XSW2' ? 'response' : 'assertion';
      expect(await refused({ sign, tamper: wrap })).toMatch(
        /^(assertion_place|assertion_several|signature_place)$/,
      );
    });

    test.each([
      ['a name in the response', 'subject-1', 'owner'],
      ['an attribute', 'session-1', 'session-2'],
    ])('signin C18 what was signed is changed, and the words name that: %s', async (...row) => {
      const [, from, to] = row;
      const tamper = (xml: string): string => xml.replace(from, to);
      expect(await refused({ tamper })).toBe('signature_content');
      expect(await refused({ tamper, sign: 'assertion' })).toBe('signature_content');
      const { side, message, next } = decodeRefusal('signature_content');
      expect(side).toBe('provider');
      expect(message).toContain('does not match what was sent; the certificate is not the reason');
      expect(next).toContain('The provider, or what stands between it and the browser');
    });

    test('signin C15 a comment in NameID is no end of it', async () => {
      const nameId = '<saml:NameID>owner@example.com<!-- x -->.evil.example</saml:NameID>';
      const { flow } = await answerSignIn(app(), connection, provider, { nameId });
      expect(flow?.statement?.subject).toBe('owner@example.com.evil.example');
      const tamper = (xml: string): string => xml.replace('subject-1', 'sub<!-- -->ject-1');
      const commented = await answerSignIn(app(), connection, provider, { tamper });
      expect(commented.flow?.statement?.subject).toBe('subject-1');
    });

    test.each([
      ['audience_wrong', { audience: 'https://other.example' }],
      ['recipient_wrong', { recipient: 'https://other.example/acs', sign: 'assertion' }],
      ['destination_wrong', { destination: 'https://other.example/acs' }],
      ['destination_wrong', { destination: 'https://other.example/acs', sign: 'assertion' }],
      ['issuer_wrong', { issuer: 'https://evil.example' }],
      ['issuer_wrong', { issuer: 'https://evil.example', sign: 'assertion' }],
      ['request_unknown', { inResponseTo: '_other' }],
      ['unsolicited', { inResponseTo: null }],
      ['request_mismatch', { confirmedRequest: '_other' }],
      ['request_mismatch', { confirmedRequest: null, sign: 'assertion' }],
      ['expired', { notOnOrAfter: START - 2 * MINUTE_MS }],
      ['too_old', { issuedAt: START - 7 * MINUTE_MS, notOnOrAfter: START + 60 * MINUTE_MS }],
      ['not_yet_valid', { notBefore: START + 2 * MINUTE_MS }],
      ['not_yet_valid', { issuedAt: START + 2 * MINUTE_MS }],
      ['session_over', { sessionEndsAt: START - 1_000 }],
      ['provider_refused', { status: 'Responder', withAssertion: false }],
      ['provider_refused', { status: 'Responder', sign: 'assertion' }],
      ['assertion_missing', { withAssertion: false, sign: 'response' }],
    ] as const)('%s: %o', async (code, options) => {
      expect(await refused(options)).toBe(code);
    });

    test('SHA-1 and HMAC', async () => {
      const algorithms = [
        { signatureAlgorithm: SHA1 },
        { digestAlgorithm: SHA1_DIGEST },
        { signatureAlgorithm: SHA1, digestAlgorithm: SHA1_DIGEST, sign: 'assertion' },
      ] as const;
      for (const options of algorithms) {
        expect(await refused(options)).toBe('signature_algorithm');
      }
      const tamper = (xml: string): string =>
        xml.replaceAll(
          'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
          'http://www.w3.org/2000/09/xmldsig#hmac-sha1',
        );
      expect(await refused({ tamper })).toBe('signature_algorithm');
    });

    test('transformations', async () => {
      const tamper = (xml: string): string =>
        xml.replace('http://www.w3.org/2000/09/xmldsig#enveloped-signature', XSLT);
      expect(await refused({ tamper })).toBe('signature_transform');
    });

    test('the key of another tenant, and a key that the message brings along', async () => {
      const key = await providerKey(1);
      const keyInfo = `<ds:X509Data><ds:X509Certificate>${base64Of(key.certificate)}</ds:X509Certificate></ds:X509Data>`;
      expect(await refused({ key })).toBe('signature_key');
      expect(await refused({ key, keyInfo })).toBe('signature_key');
      const other = await samlProvider({ entityId: 'https://other.example', key });
      await samlConnection(app(), other);
      expect(await refused({}, connection, other)).toBe('signature_key');
    });

    test('signin A14 two organizations with one entity ID: the address says which, and its keys hold', async () => {
      const key = await providerKey(1);
      const twin = await samlProvider({ key });
      const second = await samlConnection(app(), twin);
      const { received } = await answerSignIn(app(), second, twin, {});
      expect(received.outcome).toBe('answered');
      expect(await refused({}, second, provider)).toBe('signature_key');
    });

    test('entities, external and expanding', async () => {
      const doctype = (declaration: string) => (xml: string) =>
        `<!DOCTYPE x [${declaration}]>${xml.replace('subject-1', '&a;')}`;
      const bomb = '<!ENTITY b "bbbbbbbbbb"><!ENTITY a "&b;&b;&b;&b;&b;&b;&b;&b;">';
      expect(await refused({ tamper: doctype(bomb) })).toBe('xml_doctype');
      const external = '<!ENTITY a SYSTEM "file:///etc/passwd">';
      expect(await refused({ tamper: doctype(external) })).toBe('xml_doctype');
    });

    test('signin A21 5 MB is refused, 1 MB signs in', async () => {
      const values = (length: number) =>
        Array.from({ length }, (_, index) => `group-${index}-${'x'.repeat(900)}`);
      const large = { attributes: { groups: values(5_500) }, sign: 'none' } as const;
      expect(await refused(large)).toBe('message_too_large');
      const { received, flow } = await answerSignIn(app(), connection, provider, {
        attributes: { groups: values(1_000) },
        sign: 'assertion',
      });
      expect(received.outcome).toBe('answered');
      expect(flow?.statement?.groups).toHaveLength(1_000);
    });

    test('nesting without an end, text that is no XML', async () => {
      const deep = (xml: string) =>
        xml.replace('<saml:Issuer>', `${'<a>'.repeat(5_000)}${'</a>'.repeat(5_000)}<saml:Issuer>`);
      expect(await refused({ tamper: deep })).toBe('xml_too_complex');
      expect(await refused({ tamper: () => 'hello' })).toBe('xml_unreadable');
      expect(await refused({ tamper: (xml) => `${xml}<x/>` })).toBe('xml_unreadable');
      const { received } = await answerSignIn(app(), connection, provider, {});
      expect(received.outcome).toBe('answered');
    });

    test('signin C14 a genuine signature over an answer without an assertion, and one smuggled in', async () => {
      const genuine = await answerSignIn(app(), connection, provider, {});
      const stolen = part(Buffer.from(genuine.form.SAMLResponse, 'base64').toString(), 'Assertion');
      const forged = withoutSignatures(stolen).replace('subject-1', 'owner');
      const inObject = (xml: string) =>
        xml.replace('</ds:Signature>', `<ds:Object>${forged}</ds:Object></ds:Signature>`);
      const smuggled = { withAssertion: false, sign: 'response', tamper: inObject } as const;
      expect(await refused(smuggled)).toBe('signature_place');
      const beside = (xml: string) =>
        xml.replace('</samlp:Response>', `${forged}</samlp:Response>`);
      expect(await refused({ ...smuggled, tamper: beside })).toBe('signature_content');
    });

    test('an assertion inside the response of another one', async () => {
      const stolen = await answerSignIn(app(), connection, provider, { sign: 'assertion' });
      const assertion = part(
        Buffer.from(stolen.form.SAMLResponse, 'base64').toString(),
        'Assertion',
      );
      const tamper = (xml: string) => xml.replace(part(xml, 'Assertion'), assertion);
      expect(await refused({ sign: 'assertion', tamper })).toBe('request_mismatch');
    });

    test('encrypted: for another key, with what is not taken, with a forged assertion inside', async () => {
      const stranger = await providerKey(1);
      expect(await refused({ encryptFor: stranger.certificate })).toBe('decryption');
      const [key] = await samlOf(app()).keys.list(app().ctx(), connection);
      const encryptFor = key?.certificate ?? '';
      const cbc = { encryptionAlgorithm: 'http://www.w3.org/2001/04/xmlenc#aes256-cbc' };
      expect(await refused({ encryptFor, encryption: cbc })).toBe('encryption_algorithm');
      const sign = 'none';
      expect(await refused({ encryptFor, sign })).toBe('signature_missing');
      expect(await refused({ encryptFor, sign: 'assertion', key: stranger })).toBe('signature_key');
      const sha1 = { signatureAlgorithm: SHA1, sign: 'assertion' } as const;
      expect(await refused({ encryptFor, ...sha1 })).toBe('signature_algorithm');
      const nested = (xml: string) =>
        signXml(xml, 'Assertion', { key: provider.key }).replace(
          '</saml:Conditions>',
          `${xml}</saml:Conditions>`,
        );
      expect(await refused({ encryptFor, sign: 'none', changeAssertion: nested })).toBe(
        'assertion_place',
      );
    });
  },
  { onOneDatabase: true },
);
