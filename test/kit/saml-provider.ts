import { randomBytes } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { DOMParser } from '@xmldom/xmldom';
import { SignedXml } from 'xml-crypto';
import xmlEncryption from 'xml-encryption';
import { makeKeyPair } from '#sign-in/keys/key-pairs.js';
import type { OutgoingMessage } from '#sign-in/index.js';

// An identity provider that says whatever a test wants, and lies as well as it can. What it signs and encrypts is real.

const NS = {
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
};
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';

/** A key of a provider, PEM. */
export interface ProviderKey {
  readonly privateKey: string;
  readonly certificate: string;
}

const keys: ProviderKey[] = [];

/** The same for every call with that number: making one costs a fifth of a second. */
export async function providerKey(number = 0, validFrom = Date.now()): Promise<ProviderKey> {
  return (keys[number] ??= await newProviderKey(validFrom));
}

/** Valid for five years from then on. */
export async function newProviderKey(validFrom = Date.now()): Promise<ProviderKey> {
  const { privateKey, certificate } = await makeKeyPair('provider', validFrom);
  const lines = privateKey.toString('base64').match(/.{1,64}/g) ?? [];
  const pem = `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
  return { privateKey: pem, certificate };
}

export function base64Of(certificate: string): string {
  return certificate.replace(/-----[A-Z ]+-----/g, '').replace(/\s+/g, '');
}

/** What is read of our request. */
export interface ReceivedRequest {
  readonly xml: string;
  readonly root: Element;
  readonly id: string;
  readonly acs: string;
  /** our entity ID */
  readonly issuer: string;
  readonly relayState: string;
}

export function readRequest(message: OutgoingMessage): ReceivedRequest {
  const fields =
    message.binding === 'post'
      ? new Map(Object.entries(message.fields))
      : new URL(message.url).searchParams;
  const bytes = Buffer.from(fields.get('SAMLRequest') ?? '', 'base64');
  const xml = (message.binding === 'post' ? bytes : inflateRawSync(bytes)).toString('utf8');
  const root = new DOMParser().parseFromString(xml, 'text/xml').documentElement;
  return {
    xml,
    root,
    id: root.getAttribute('ID') ?? '',
    acs: root.getAttribute('AssertionConsumerServiceURL') ?? '',
    issuer: root.getElementsByTagNameNS(NS.assertion, 'Issuer')[0]?.textContent ?? '',
    relayState: fields.get('RelayState') ?? '',
  };
}

export interface SignatureOptions {
  readonly key?: ProviderKey;
  readonly signatureAlgorithm?: string;
  readonly digestAlgorithm?: string;
  readonly transforms?: readonly string[];
  /** instead of the certificate of the key */
  readonly keyInfo?: string;
}

/** What an answer says; each field has a right value of its own. */
export interface ResponseOptions extends SignatureOptions {
  /** milliseconds since 1970 */
  readonly now: number;
  readonly subject?: string;
  /** raw XML instead of the subject */
  readonly nameId?: string;
  readonly format?: string;
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
  readonly attributesXml?: string;
  readonly sign?: 'assertion' | 'response' | 'both' | 'none';
  /** certificate, PEM */
  readonly encryptFor?: string;
  readonly encryption?: Readonly<Record<string, string>>;
  readonly issuer?: string;
  readonly audience?: string;
  readonly recipient?: string;
  readonly destination?: string;
  /** null: none */
  readonly inResponseTo?: string | null;
  /** of the confirmation alone */
  readonly confirmedRequest?: string | null;
  readonly issuedAt?: number;
  readonly notBefore?: number;
  readonly notOnOrAfter?: number;
  readonly sessionIndex?: string;
  readonly sessionEndsAt?: number;
  readonly authnContext?: string;
  readonly authnInstant?: number;
  readonly assertionId?: string;
  readonly status?: string;
  readonly statusMessage?: string;
  /** false: an answer without an assertion */
  readonly withAssertion?: boolean;
  /** changes the assertion before it is signed or encrypted, and the response before it is signed */
  readonly changeAssertion?: (xml: string) => string;
  readonly changeResponse?: (xml: string) => string;
  /** changes what was signed */
  readonly tamper?: (xml: string) => string;
}

export interface SamlProviderKit {
  readonly entityId: string;
  readonly signOnUrl: string;
  readonly logoutUrl: string;
  readonly key: ProviderKey;
  metadata(options?: MetadataOptions): string;
  /** The form that a browser posts. */
  respond(
    request: Pick<ReceivedRequest, 'id' | 'acs' | 'issuer' | 'relayState'>,
    options: ResponseOptions,
  ): Promise<{ readonly SAMLResponse: string; readonly RelayState: string }>;
}

export interface MetadataOptions {
  readonly keys?: readonly ProviderKey[];
  readonly bindings?: readonly ('redirect' | 'post')[];
  readonly validUntil?: string;
  /** an EntitiesDescriptor around it, with others inside */
  readonly others?: readonly string[];
  readonly withServiceProvider?: boolean;
}

export interface ProviderOptions {
  readonly entityId?: string;
  readonly key?: ProviderKey;
}

export async function samlProvider(options: ProviderOptions = {}): Promise<SamlProviderKit> {
  const entityId = options.entityId ?? 'https://idp.example/metadata';
  const key = options.key ?? (await providerKey());
  const urls = { signOnUrl: 'https://idp.example/sso', logoutUrl: 'https://idp.example/slo' };
  return {
    entityId,
    key,
    ...urls,
    metadata: (more = {}) => metadataXml(entityId, key, urls, more),
    async respond(request, more) {
      const xml = await responseXml({ entityId, key, request }, more);
      const SAMLResponse = Buffer.from(xml).toString('base64');
      return { SAMLResponse, RelayState: request.relayState };
    },
  };
}

function metadataXml(
  entityId: string,
  key: ProviderKey,
  { signOnUrl, logoutUrl }: { signOnUrl: string; logoutUrl: string },
  options: MetadataOptions,
): string {
  const { keys: all = [key], bindings = ['redirect', 'post'], validUntil, others } = options;
  const uri = { redirect: 'HTTP-Redirect', post: 'HTTP-POST' };
  const endpoints = (name: string, url: string): string =>
    bindings
      .map(
        (one) =>
          `<${name} Binding="urn:oasis:names:tc:SAML:2.0:bindings:${uri[one]}" Location="${url}"/>`,
      )
      .join('');
  const descriptors = all.map(
    ({ certificate }) =>
      '<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>' +
      `${base64Of(certificate)}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`,
  );
  const until = validUntil === undefined ? '' : ` validUntil="${validUntil}"`;
  const other =
    options.withServiceProvider === true
      ? `<SPSSODescriptor protocolSupportEnumeration="${NS.protocol}"><AssertionConsumerService index="0" ` +
        'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example/acs"/></SPSSODescriptor>'
      : '';
  const namespace = 'xmlns="urn:oasis:names:tc:SAML:2.0:metadata"';
  const entity = (id: string): string =>
    `<EntityDescriptor ${namespace} entityID="${id}"${until}>${other}` +
    `<IDPSSODescriptor protocolSupportEnumeration="${NS.protocol}">${descriptors.join('')}` +
    `${endpoints('SingleLogoutService', logoutUrl)}${endpoints('SingleSignOnService', signOnUrl)}` +
    '</IDPSSODescriptor></EntityDescriptor>';
  if (!others) return entity(entityId);
  return `<EntitiesDescriptor ${namespace}>${[entityId, ...others].map(entity).join('')}</EntitiesDescriptor>`;
}

interface Answering {
  readonly entityId: string;
  readonly key: ProviderKey;
  readonly request: Pick<ReceivedRequest, 'id' | 'acs' | 'issuer'>;
}

async function responseXml(answering: Answering, options: ResponseOptions): Promise<string> {
  const { entityId, key, request } = answering;
  const { sign = 'both', now, withAssertion = true } = options;
  const signing = { key, ...options };
  let assertion = withAssertion ? assertionXml(answering, options) : '';
  if (options.changeAssertion) assertion = options.changeAssertion(assertion);
  if (withAssertion && (sign === 'assertion' || sign === 'both')) {
    assertion = signXml(assertion, 'Assertion', signing);
  }
  if (options.encryptFor !== undefined) {
    assertion = await encrypted(assertion, options.encryptFor, options.encryption);
  }
  const { inResponseTo = request.id } = options;
  const answers = inResponseTo === null ? '' : ` InResponseTo="${inResponseTo}"`;
  const status = options.status ?? 'Success';
  const message =
    options.statusMessage === undefined
      ? ''
      : `<samlp:StatusMessage>${options.statusMessage}</samlp:StatusMessage>`;
  let xml =
    `<samlp:Response xmlns:samlp="${NS.protocol}" xmlns:saml="${NS.assertion}" ID="${newMessageId()}" Version="2.0" ` +
    `IssueInstant="${iso(options.issuedAt ?? now)}" Destination="${options.destination ?? request.acs}"${answers}>` +
    `<saml:Issuer>${options.issuer ?? entityId}</saml:Issuer><samlp:Status><samlp:StatusCode ` +
    `Value="urn:oasis:names:tc:SAML:2.0:status:${status}"/>${message}</samlp:Status>${assertion}</samlp:Response>`;
  if (options.changeResponse) xml = options.changeResponse(xml);
  if (sign === 'response' || sign === 'both') xml = signXml(xml, 'Response', signing);
  return options.tamper ? options.tamper(xml) : xml;
}

function assertionXml({ entityId, request }: Answering, options: ResponseOptions): string {
  const {
    now,
    subject = 'subject-1',
    format = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  } = options;
  const issued = options.issuedAt ?? now;
  const end = options.notOnOrAfter ?? issued + 300_000;
  const { inResponseTo = request.id } = options;
  const { confirmedRequest = inResponseTo } = options;
  const answers = confirmedRequest === null ? '' : ` InResponseTo="${confirmedRequest}"`;
  const nameId = options.nameId ?? `<saml:NameID Format="${format}">${subject}</saml:NameID>`;
  const session =
    options.sessionEndsAt === undefined
      ? ''
      : ` SessionNotOnOrAfter="${iso(options.sessionEndsAt)}"`;
  const context =
    options.authnContext ?? 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport';
  return (
    `<saml:Assertion xmlns:saml="${NS.assertion}" ID="${options.assertionId ?? newMessageId()}" Version="2.0" ` +
    `IssueInstant="${iso(issued)}"><saml:Issuer>${options.issuer ?? entityId}</saml:Issuer><saml:Subject>${nameId}` +
    '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData ' +
    `Recipient="${options.recipient ?? request.acs}" NotOnOrAfter="${iso(end)}"${answers}/></saml:SubjectConfirmation></saml:Subject>` +
    `<saml:Conditions NotBefore="${iso(options.notBefore ?? issued)}" NotOnOrAfter="${iso(end)}"><saml:AudienceRestriction>` +
    `<saml:Audience>${options.audience ?? request.issuer}</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
    `<saml:AuthnStatement AuthnInstant="${iso(options.authnInstant ?? issued)}" ` +
    `SessionIndex="${options.sessionIndex ?? 'session-1'}"${session}><saml:AuthnContext><saml:AuthnContextClassRef>${context}` +
    `</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>${attributesXml(options)}</saml:Assertion>`
  );
}

function attributesXml({ attributes, attributesXml: raw }: ResponseOptions): string {
  if (raw !== undefined) return raw;
  if (!attributes) return '';
  const list = Object.entries(attributes).map(
    ([name, values]) =>
      `<saml:Attribute Name="${name}">${values
        .map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`)
        .join('')}</saml:Attribute>`,
  );
  return `<saml:AttributeStatement>${list.join('')}</saml:AttributeStatement>`;
}

/** Signs the one element of that name and puts the signature behind its issuer. */
export function signXml(
  xml: string,
  name: string,
  options: SignatureOptions & { readonly key: ProviderKey },
): string {
  const { key, signatureAlgorithm, digestAlgorithm, transforms, keyInfo } = options;
  const signed = new SignedXml({
    privateKey: key.privateKey,
    publicCert: key.certificate,
    signatureAlgorithm: (signatureAlgorithm ??
      'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256') as never,
    canonicalizationAlgorithm: EXCLUSIVE,
    ...(keyInfo !== undefined && { getKeyInfoContent: () => keyInfo }),
  });
  const path = `//*[local-name(.)='${name}']`;
  signed.addReference({
    xpath: path,
    transforms: [...(transforms ?? [ENVELOPED, EXCLUSIVE])] as never,
    digestAlgorithm: (digestAlgorithm ?? 'http://www.w3.org/2001/04/xmlenc#sha256') as never,
  });
  const reference = `${path}/*[local-name(.)='Issuer']`;
  signed.computeSignature(xml, { prefix: 'ds', location: { reference, action: 'after' } });
  return signed.getSignedXml();
}

const KEYCLOAK = {
  encryptionAlgorithm: 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  keyEncryptionAlgorithm: 'http://www.w3.org/2009/xmlenc11#rsa-oaep',
  keyEncryptionDigest: 'sha256',
  keyEncryptionMgf: 'http://www.w3.org/2009/xmlenc11#mgf1sha256',
};

/** By default as Keycloak 26.7 does it. */
async function encrypted(
  assertion: string,
  certificate: string,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { createPublicKey, X509Certificate } = await import('node:crypto');
  const publicKey = createPublicKey(
    new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'pem' }),
  );
  const options = {
    rsa_pub: publicKey.export({ type: 'spki', format: 'pem' }),
    pem: certificate,
    ...KEYCLOAK,
    disallowEncryptionWithInsecureAlgorithm: false,
    warnInsecureAlgorithm: false,
    ...more,
  };
  const xml = await new Promise<string>((resolve, reject) =>
    xmlEncryption.encrypt(assertion, options as never, (error: Error | null, result: string) =>
      error ? reject(error) : resolve(result),
    ),
  );
  return `<saml:EncryptedAssertion xmlns:saml="${NS.assertion}">${xml}</saml:EncryptedAssertion>`;
}

function newMessageId(): string {
  return `_${randomBytes(16).toString('hex')}`;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
