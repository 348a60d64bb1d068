import { createHash } from 'node:crypto';
import { NS, STATUS } from '../names.js';
import { ProviderRefusal } from '../../refusals/index.js';
import { requireAllowedSignatures } from '../signatures.js';
import { attributeOf, childOf, childrenOf, elementsOf, isNamed, parseXml, textOf } from '../xml.js';

/** Bytes of XML. A response with 150 groups, encrypted, has 0.6 MB. */
export const MAX_RESPONSE_BYTES = 2 * 1_048_576;

/** A response as it was posted, before anything of it is believed. */
export interface Envelope {
  readonly xml: string;
  readonly root: Element;
  /** by which the same one sent twice is known */
  readonly hash: string;
  readonly inResponseTo: string | undefined;
  readonly issuer: string | undefined;
  readonly destination: string | undefined;
  readonly isResponseSigned: boolean;
  readonly isAssertionSigned: boolean;
  readonly encrypted: Element | undefined;
}

/**
 * Base64 as in a form, with the line ends that some providers put in. Refusals `message_missing`, `message_not_base64`,
 * `message_too_large`.
 */
export function decodeMessage(text: string | undefined, maxBytes: number): Buffer {
  if (text === undefined || text === '') throw new ProviderRefusal('message_missing');
  if (text.length > maxBytes * 1.4) throw new ProviderRefusal('message_too_large', { maxBytes });
  const bare = text.replace(/[\s]+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(bare)) throw new ProviderRefusal('message_not_base64');
  const bytes = Buffer.from(bare, 'base64');
  if (bytes.length > maxBytes) throw new ProviderRefusal('message_too_large', { maxBytes });
  return bytes;
}

/** Reads what can be read of a response and refuses what no response looks like, whoever signed it. */
export function readEnvelope(message: string | undefined): Envelope {
  const bytes = decodeMessage(message, MAX_RESPONSE_BYTES);
  const xml = bytes.toString('utf8');
  const root = parseXml(xml);
  if (!isNamed(root, NS.protocol, 'Response') || attributeOf(root, 'Version') !== '2.0') {
    throw new ProviderRefusal('message_unknown', { element: (root.localName ?? '').slice(0, 60) });
  }
  const encrypted = childrenOf(root, NS.assertion, 'EncryptedAssertion');
  const assertions = childrenOf(root, NS.assertion, 'Assertion');
  if (encrypted.length + assertions.length > 1) throw new ProviderRefusal('assertion_several');
  requirePlaces(root);
  const signatures = requireAllowedSignatures(root);
  const [assertion] = assertions;
  if (signatures.some(({ parentNode }) => parentNode !== root && parentNode !== assertion)) {
    throw new ProviderRefusal('signature_place', { part: 'Signature' });
  }
  return {
    xml,
    root,
    hash: createHash('sha256').update(bytes).digest('hex'),
    inResponseTo: attributeOf(root, 'InResponseTo'),
    issuer: textOf(childOf(root, NS.assertion, 'Issuer')) || undefined,
    destination: attributeOf(root, 'Destination'),
    isResponseSigned: signatures.some(({ parentNode }) => parentNode === root),
    isAssertionSigned: signatures.some(({ parentNode }) => parentNode !== root),
    encrypted: encrypted[0],
  };
}

/** Names that libraries look for, in any namespace: none of them may stand where it is not expected. */
const GUARDED = new Set(['Response', 'Assertion', 'EncryptedAssertion', 'Signature']);

/** An assertion stands directly in the response, a response nowhere else, and a signature holds no objects. */
function requirePlaces(root: Element): void {
  const open = elementsOf(root).map((element) => ({ element, parent: root }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { element, parent } = next;
    const name = element.localName ?? '';
    if (name === 'Object' && isNamed(element, NS.signature, name)) {
      throw new ProviderRefusal('signature_place', { part: 'Object' });
    }
    if (GUARDED.has(name)) requirePlace(element, name, parent === root);
    open.push(...elementsOf(element).map((child) => ({ element: child, parent: element })));
  }
}

function requirePlace(element: Element, name: string, isTop: boolean): void {
  const namespace = name === 'Signature' ? NS.signature : NS.assertion;
  if (!isNamed(element, namespace, name)) {
    throw new ProviderRefusal('assertion_place', { element: name, reason: 'namespace' });
  }
  if (name !== 'Signature' && !isTop)
    throw new ProviderRefusal('assertion_place', { element: name });
}

/**
 * Of a response that was not signed by itself too: a refusal of the provider is told as one. Refusals `provider_refused`,
 * `authn_context_refused`.
 */
export function requireSuccess({ root }: Envelope): void {
  const status = childOf(root, NS.protocol, 'Status');
  const code = status && childOf(status, NS.protocol, 'StatusCode');
  const value = attributeOf(code, 'Value') ?? 'none';
  if (value === `${STATUS}Success`) return;
  const second = code && childOf(code, NS.protocol, 'StatusCode');
  const message = status && textOf(childOf(status, NS.protocol, 'StatusMessage'));
  const said = (attributeOf(second, 'Value') ?? value).replace(STATUS, '').slice(0, 100);
  const isContext = said === 'NoAuthnContext';
  throw new ProviderRefusal(isContext ? 'authn_context_refused' : 'provider_refused', {
    status: said,
    ...(message && { providerSays: message.slice(0, 300) }),
  });
}
