import { DOMParser } from '@xmldom/xmldom';
import { ProviderRefusal } from '../refusals/index.js';

/** Beyond these nothing is a message of SAML; they bound what reading it costs. */
const MAX_DEPTH = 60;
const MAX_ELEMENTS = 30_000;

/**
 * One document, read strictly: no DOCTYPE and so no entities, and nothing that the parser had to guess.
 * Refusals `xml_doctype`, `xml_unreadable`, `xml_too_complex`.
 */
export function parseXml(text: string): Element {
  if (/<!\s*(doctype|entity|attlist|element|notation)/i.test(text)) {
    throw new ProviderRefusal('xml_doctype');
  }
  const refuse = (message: string): never => {
    throw new ProviderRefusal('xml_unreadable', { parser: message.slice(0, 200) });
  };
  const errorHandler = { warning: refuse, error: refuse, fatalError: refuse };
  let root: Element | null;
  try {
    root = new DOMParser({ errorHandler }).parseFromString(text, 'text/xml').documentElement;
  } catch (error) {
    if (error instanceof ProviderRefusal) throw error;
    return refuse(error instanceof Error ? error.message : '');
  }
  if (!root) return refuse('empty');
  requireSimple(root);
  return root;
}

function requireSimple(root: Element): void {
  let count = 0;
  const open: { readonly element: Element; readonly depth: number }[] = [
    { element: root, depth: 1 },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    count += 1;
    if (count > MAX_ELEMENTS || next.depth > MAX_DEPTH)
      throw new ProviderRefusal('xml_too_complex');
    for (const element of elementsOf(next.element)) open.push({ element, depth: next.depth + 1 });
  }
}

/** The elements directly below, in their order. */
export function elementsOf(parent: Node): Element[] {
  const elements: Element[] = [];
  for (let node = parent.firstChild; node; node = node.nextSibling) {
    if (node.nodeType === 1) elements.push(node as Element);
  }
  return elements;
}

export function isNamed(element: Element, namespace: string, name: string): boolean {
  return element.localName === name && element.namespaceURI === namespace;
}

/** Those directly below of that name. */
export function childrenOf(parent: Node, namespace: string, name: string): Element[] {
  return elementsOf(parent).filter((element) => isNamed(element, namespace, name));
}

/** The only one; undefined when there is none. Refusal `xml_several`. */
export function childOf(parent: Node, namespace: string, name: string): Element | undefined {
  const found = childrenOf(parent, namespace, name);
  if (found.length > 1) throw new ProviderRefusal('xml_several', { element: name });
  return found[0];
}

/** Those of that name at any depth. */
export function descendantsOf(parent: Element, namespace: string, name: string): Element[] {
  return Array.from(parent.getElementsByTagNameNS(namespace, name));
}

/** All text inside, past comments; without blanks at both ends. */
export function textOf(element: Element | undefined): string {
  return (element?.textContent ?? '').trim();
}

/** The value of an attribute; undefined when it is absent or empty. */
export function attributeOf(element: Element | undefined, name: string): string | undefined {
  const value = element?.getAttribute(name);
  return value === null || value === undefined || value === '' ? undefined : value;
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
