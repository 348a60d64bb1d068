import {
  CANONICALIZATIONS,
  DIGEST_ALGORITHMS,
  ENVELOPED,
  NS,
  SIGNATURE_ALGORITHMS,
} from './names.js';
import { ProviderRefusal, type RefusalDetails } from '../refusals/index.js';
import { attributeOf, childrenOf, descendantsOf, elementsOf } from './xml.js';

const MAX_SIGNATURES = 4;

/**
 * Whether every signature in a document is of a kind that is taken: listed algorithms, one reference, the enveloped transform and a
 * canonicalization, and it covers the element that it stands in. Refusals `signature_algorithm`, `signature_transform`,
 * `signature_place`.
 */
export function requireAllowedSignatures(root: Element): readonly Element[] {
  const signatures = descendantsOf(root, NS.signature, 'Signature');
  if (signatures.length > MAX_SIGNATURES) throw place({ signatures: signatures.length });
  for (const signature of signatures) requireAllowed(signature);
  requireUniqueIds(root);
  return signatures;
}

function requireAllowed(signature: Element): void {
  const [info, second] = childrenOf(signature, NS.signature, 'SignedInfo');
  if (!info || second) throw place({ part: 'SignedInfo' });
  requireListed(info, 'CanonicalizationMethod', CANONICALIZATIONS, 'signature_transform');
  requireListed(info, 'SignatureMethod', SIGNATURE_ALGORITHMS, 'signature_algorithm');
  const [reference, more] = childrenOf(info, NS.signature, 'Reference');
  if (!reference || more) throw place({ part: 'Reference' });
  requireListed(reference, 'DigestMethod', DIGEST_ALGORITHMS, 'signature_algorithm');
  const holder = signature.parentNode as Element | null;
  const id = holder && attributeOf(holder, 'ID');
  if (!id || attributeOf(reference, 'URI') !== `#${id}`) throw place({ part: 'Reference' });
  requireTransforms(reference);
}

function requireListed(
  parent: Element,
  name: string,
  allowed: ReadonlySet<string>,
  code: 'signature_algorithm' | 'signature_transform',
): void {
  const [method, second] = childrenOf(parent, NS.signature, name);
  const algorithm = attributeOf(method, 'Algorithm') ?? 'none';
  if (!second && allowed.has(algorithm)) return;
  throw new ProviderRefusal(code, { algorithm: algorithm.slice(0, 200) });
}

function requireTransforms(reference: Element): void {
  const [list, second] = childrenOf(reference, NS.signature, 'Transforms');
  const transforms = list ? elementsOf(list) : [];
  const algorithms = transforms.map((transform) => attributeOf(transform, 'Algorithm') ?? 'none');
  const wrong = algorithms.find((one) => one !== ENVELOPED && !CANONICALIZATIONS.has(one));
  if (wrong !== undefined || second || transforms.length > 2) {
    throw new ProviderRefusal('signature_transform', {
      algorithm: (wrong ?? 'several').slice(0, 200),
    });
  }
  if (!algorithms.includes(ENVELOPED)) {
    throw new ProviderRefusal('signature_transform', { algorithm: 'not enveloped' });
  }
}

/** Libraries look for the signed element by its ID, of whatever spelling: none may stand twice. */
function requireUniqueIds(root: Element): void {
  const seen = new Set<string>();
  const open: Element[] = [root];
  for (let element = open.pop(); element; element = open.pop()) {
    for (const name of ['ID', 'Id', 'id']) {
      const id = attributeOf(element, name);
      if (id === undefined) continue;
      if (seen.has(id)) throw place({ part: 'ID' });
      seen.add(id);
    }
    open.push(...elementsOf(element));
  }
}

function place(details: RefusalDetails): ProviderRefusal {
  return new ProviderRefusal('signature_place', details);
}
