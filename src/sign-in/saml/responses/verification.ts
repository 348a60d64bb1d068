import type { SamlConfig } from '@node-saml/node-saml';
import { libraryConfig, type LibraryInput } from '../library.js';
import { NS } from '../names.js';
import { ProviderRefusal } from '../../refusals/index.js';
import { childOf, isNamed, parseXml } from '../xml.js';
import { decryptAssertion } from './decryption.js';
import { signatureRefusal } from './diagnosis.js';
import { requireSuccess, type Envelope } from './envelope.js';
import type { VerifyResponse } from './strategy.js';

/**
 * The signed assertion of a response, read from the bytes that were signed. Every signature that is there must be good; one must be.
 * Refusals of signatures and of encryption, `provider_refused`, `assertion_missing`.
 */
export async function verifiedAssertion(
  verify: VerifyResponse,
  envelope: Envelope,
  input: LibraryInput,
): Promise<Element> {
  requireSuccess(envelope);
  const config = await configFor(envelope, input);
  const message = Buffer.from(envelope.xml).toString('base64');
  let xml: string | undefined;
  try {
    xml = await verify(message, config);
  } catch (error) {
    throw refusalOf(error, envelope, config);
  }
  const assertion = xml === undefined ? undefined : parseXml(xml);
  if (!assertion || !isNamed(assertion, NS.assertion, 'Assertion')) {
    throw new ProviderRefusal('assertion_missing');
  }
  return assertion;
}

/** Which signatures must be good: those that are there. */
async function configFor(envelope: Envelope, input: LibraryInput): Promise<SamlConfig> {
  const { encrypted, isResponseSigned, isAssertionSigned } = envelope;
  const config = libraryConfig(input);
  if (!encrypted) {
    if (!childOf(envelope.root, NS.assertion, 'Assertion')) {
      throw new ProviderRefusal('assertion_missing');
    }
    if (!isResponseSigned && !isAssertionSigned) throw new ProviderRefusal('signature_missing');
    const wants = {
      wantAuthnResponseSigned: isResponseSigned,
      wantAssertionsSigned: isAssertionSigned,
    };
    return { ...config, ...wants };
  }
  const { key, isSigned } = await decryptAssertion(encrypted, input.keys.decrypting);
  if (!isResponseSigned && !isSigned) throw new ProviderRefusal('signature_missing');
  return {
    ...config,
    decryptionPvk: key,
    wantAuthnResponseSigned: isResponseSigned,
    wantAssertionsSigned: isSigned,
  };
}

function refusalOf(error: unknown, envelope: Envelope, { idpCert }: SamlConfig): ProviderRefusal {
  if (error instanceof ProviderRefusal) return error;
  const pems = Array.isArray(idpCert) ? idpCert : [];
  const { root, xml, encrypted } = envelope;
  const assertion = encrypted ? undefined : childOf(root, NS.assertion, 'Assertion');
  const isInside = error instanceof Error && error.message.includes('encrypted assertion');
  // a signature inside what was encrypted is judged by the library alone
  if (isInside) return new ProviderRefusal('signature_key', { certificates: pems.length });
  const holders = assertion ? [root, assertion] : [root];
  const reason = error instanceof Error ? error.message.slice(0, 200) : 'refused';
  return (
    signatureRefusal(xml, holders, pems) ?? new ProviderRefusal('conditions_missing', { reason })
  );
}
