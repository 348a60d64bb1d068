import { SignedXml } from 'xml-crypto';
import { NS } from '../names.js';
import { ProviderRefusal } from '../../refusals/index.js';
import { childOf } from '../xml.js';

/**
 * Why a signature is not good. A wrong digest says that what was signed was changed, which no other certificate mends; a wrong value says
 * that another key made it. Undefined: the signatures are good.
 */
export function signatureRefusal(
  xml: string,
  holders: readonly Element[],
  pems: readonly string[],
): ProviderRefusal | undefined {
  for (const holder of holders) {
    const signature = childOf(holder, NS.signature, 'Signature');
    if (!signature) continue;
    const found = pems.map((pem) => judge(xml, signature, pem));
    if (found.includes('good')) continue;
    return new ProviderRefusal(found.includes('content') ? 'signature_content' : 'signature_key', {
      certificates: pems.length,
    });
  }
  return undefined;
}

function judge(xml: string, signature: Element, pem: string): 'good' | 'content' | 'key' {
  const signed = new SignedXml({ publicCert: pem });
  try {
    signed.loadSignature(signature);
    return signed.checkSignature(xml.replace(/\r\n?/g, '\n')) ? 'good' : 'content';
  } catch (error) {
    const isValue = error instanceof Error && error.message.startsWith('invalid signature:');
    return isValue ? 'key' : 'content';
  }
}
