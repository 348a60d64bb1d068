import { verify as verifyBytes } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { getVerifiedXml } from '@node-saml/node-saml/lib/xml.js';
import type { SamlProvider } from '#store/index.js';
import { pemOf } from '../metadata/certificates.js';
import { NS } from '../names.js';
import { ProviderRefusal } from '../../refusals/index.js';
import { signatureRefusal } from '../responses/diagnosis.js';
import { decodeMessage } from '../responses/envelope.js';
import { requireAllowedSignatures } from '../signatures.js';
import { childOf, elementsOf, isNamed, parseXml } from '../xml.js';

/** Bytes of XML: a logout message says one name. */
const MAX_BYTES = 65_536;

/** Digests of the algorithms that are taken in a query (SAML bindings section 3.4.4.1). */
const QUERY_DIGESTS: Readonly<Record<string, string>> = {
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256': 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512': 'sha512',
};

/** What came to the logout address. */
export type LogoutInput =
  /** the query as it stood in the address: its signature is over these characters */
  | { readonly binding: 'redirect'; readonly query: string }
  | { readonly binding: 'post'; readonly form: Readonly<Record<string, string | undefined>> };

/** A message whose signature was good, read from what was signed. */
export interface LogoutMessage {
  readonly kind: 'LogoutRequest' | 'LogoutResponse';
  readonly root: Element;
  readonly relayState: string | undefined;
}

/** Verifies before it reads. Refusals of messages, XML and signatures, `logout_unsigned`. */
export function readLogoutMessage(input: LogoutInput, provider: SamlProvider): LogoutMessage {
  const pems = provider.certificates.map(pemOf);
  return input.binding === 'redirect' ? fromQuery(input.query, pems) : fromForm(input.form, pems);
}

function fromQuery(query: string, pems: readonly string[]): LogoutMessage {
  const raw = rawFields(query);
  const name = raw.has('SAMLRequest') ? 'SAMLRequest' : 'SAMLResponse';
  const value = (field: string): string | undefined => {
    const text = raw.get(field);
    return text === undefined ? undefined : decoded(text);
  };
  const deflated = decodeMessage(value(name), MAX_BYTES);
  const [signature, algorithm] = [value('Signature'), value('SigAlg')];
  if (signature === undefined || algorithm === undefined)
    throw new ProviderRefusal('logout_unsigned');
  const digest = QUERY_DIGESTS[algorithm];
  if (digest === undefined) {
    throw new ProviderRefusal('signature_algorithm', { algorithm: algorithm.slice(0, 200) });
  }
  const signed = [name, 'RelayState', 'SigAlg']
    .filter((field) => raw.has(field))
    .map((field) => `${field}=${raw.get(field) ?? ''}`)
    .join('&');
  const bytes = Buffer.from(signature, 'base64');
  if (!pems.some((pem) => verifyBytes(digest, Buffer.from(signed), pem, bytes))) {
    throw new ProviderRefusal('signature_key', { certificates: pems.length });
  }
  const root = parseXml(inflated(deflated));
  return { kind: kindOf(root, name), root, relayState: value('RelayState') };
}

/** As they stand in the query; none may come twice, or it were not clear which one was signed. */
function rawFields(query: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const part of query.split('&')) {
    const [name = '', ...rest] = part.split('=');
    if (fields.has(name))
      throw new ProviderRefusal('message_not_base64', { field: name.slice(0, 40) });
    fields.set(name, rest.join('='));
  }
  return fields;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new ProviderRefusal('message_not_base64');
  }
}

/** With an end: some bytes of deflate can be made to give thousands of times as many. */
function inflated(bytes: Buffer): string {
  try {
    return inflateRawSync(bytes, { maxOutputLength: MAX_BYTES }).toString('utf8');
  } catch (error) {
    const isBomb = (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE';
    if (isBomb) throw new ProviderRefusal('message_too_large', { maxBytes: MAX_BYTES });
    throw new ProviderRefusal('message_not_base64');
  }
}

function fromForm(
  form: Readonly<Record<string, string | undefined>>,
  pems: readonly string[],
): LogoutMessage {
  const name = form['SAMLRequest'] === undefined ? 'SAMLResponse' : 'SAMLRequest';
  const xml = decodeMessage(form[name], MAX_BYTES).toString('utf8');
  const root = parseXml(xml);
  const kind = kindOf(root, name);
  if (!childOf(root, NS.signature, 'Signature')) throw new ProviderRefusal('logout_unsigned');
  const signatures = requireAllowedSignatures(root);
  if (signatures.some(({ parentNode }) => parentNode !== root) || signatures.length > 1) {
    throw new ProviderRefusal('signature_place', { part: 'Signature' });
  }
  requireNoObjects(root);
  const verified = verify(xml, root, pems);
  if (verified === undefined) {
    throw signatureRefusal(xml, [root], pems) ?? new ProviderRefusal('signature_content');
  }
  return { kind, root: parseXml(verified), relayState: form['RelayState'] };
}

function verify(xml: string, root: Element, pems: readonly string[]): string | undefined {
  try {
    return getVerifiedXml(xml, root, [...pems]) ?? undefined;
  } catch {
    return undefined;
  }
}

function requireNoObjects(root: Element): void {
  const open = elementsOf(root);
  for (let element = open.pop(); element; element = open.pop()) {
    if (isNamed(element, NS.signature, 'Object')) {
      throw new ProviderRefusal('signature_place', { part: 'Object' });
    }
    open.push(...elementsOf(element));
  }
}

function kindOf(root: Element, name: 'SAMLRequest' | 'SAMLResponse'): LogoutMessage['kind'] {
  const kind = name === 'SAMLRequest' ? 'LogoutRequest' : 'LogoutResponse';
  if (isNamed(root, NS.protocol, kind)) return kind;
  throw new ProviderRefusal('message_unknown', { element: (root.localName ?? '').slice(0, 60) });
}
