import { decryptXml } from '@node-saml/node-saml/lib/xml.js';
import { CONTENT_ENCRYPTIONS, KEY_ENCRYPTIONS, NS } from '../names.js';
import { ProviderRefusal } from '../../refusals/index.js';
import { requireAllowedSignatures } from '../signatures.js';
import { attributeOf, childOf, descendantsOf, elementsOf, isNamed, parseXml } from '../xml.js';

export interface DecryptedAssertion {
  /** PEM of the key that opened it */
  readonly key: string;
  readonly isSigned: boolean;
}

/**
 * Finds the key that opens an encrypted assertion, and refuses inside of it what would be refused outside. Refusals
 * `encryption_algorithm`, `decryption`, and those of signatures and places.
 */
export async function decryptAssertion(
  encrypted: Element,
  keys: readonly string[],
): Promise<DecryptedAssertion> {
  const data = childOf(encrypted, NS.encryption, 'EncryptedData');
  if (!data) throw new ProviderRefusal('decryption', { reason: 'no EncryptedData' });
  requireListed(data, CONTENT_ENCRYPTIONS);
  const encryptedKeys = descendantsOf(encrypted, NS.encryption, 'EncryptedKey');
  for (const one of encryptedKeys) requireListed(one, KEY_ENCRYPTIONS);
  const xml = encrypted.toString();
  for (const key of keys) {
    const text = await decryptXml(xml, key).catch(() => undefined);
    if (text === undefined) continue;
    const assertion = parseXml(text);
    requireOneAssertion(assertion);
    const signatures = requireAllowedSignatures(assertion);
    if (signatures.some(({ parentNode }) => parentNode !== assertion)) {
      throw new ProviderRefusal('signature_place', { part: 'Signature' });
    }
    return { key, isSigned: signatures.length > 0 };
  }
  throw new ProviderRefusal('decryption', { keys: keys.length });
}

function requireListed(holder: Element, allowed: ReadonlySet<string>): void {
  const method = childOf(holder, NS.encryption, 'EncryptionMethod');
  const algorithm = attributeOf(method, 'Algorithm') ?? 'none';
  if (!allowed.has(algorithm)) {
    throw new ProviderRefusal('encryption_algorithm', { algorithm: algorithm.slice(0, 200) });
  }
}

function requireOneAssertion(root: Element): void {
  if (!isNamed(root, NS.assertion, 'Assertion')) {
    throw new ProviderRefusal('assertion_place', { element: (root.localName ?? '').slice(0, 60) });
  }
  const open = elementsOf(root);
  for (let element = open.pop(); element; element = open.pop()) {
    if (['Assertion', 'EncryptedAssertion', 'Response'].includes(element.localName ?? '')) {
      throw new ProviderRefusal('assertion_place', { element: element.localName ?? '' });
    }
    open.push(...elementsOf(element));
  }
}
