import { domainToASCII, domainToUnicode } from 'node:url';
import { Fault } from './fault.js';
import type { FieldProblem } from './field-problems.js';
import { foldCase } from './fold.js';

/** RFC 5321 section 4.5.3.1: octets of a path without its brackets, of which the local part has 64. */
export const MAX_ADDRESS_LENGTH = 254;
const MAX_LOCAL_PART_LENGTH = 64;

/** White space, controls, format characters (zero width, direction marks) and what only quoted local parts may hold. */
const FORBIDDEN_IN_LOCAL_PART = /[\p{Z}\p{C}<>()[\]\\,;:"@]/u;

/** Letters, digits, hyphens and dots: what else a URL's host may hold (percent signs, slashes) is no domain of mail. */
const DOMAIN_AS_TYPED = /^[\p{L}\p{M}\p{N}.-]+$/u;

const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/** What was read is known until there are so many: an organization has a few domains, and reading one takes a parser of URLs. */
const MAX_KNOWN_DOMAINS = 1_000;
const MAX_KNOWN_LENGTH = 253;
const knownDomains = new Map<string, string>();

/** At least two labels, the last of them no number, so that no IP address passes; empty when it is no domain. */
export function toDomain(text: string): string {
  const known = knownDomains.get(text);
  if (known !== undefined) return known;
  const domain = readDomain(text);
  if (text.length > MAX_KNOWN_LENGTH) return domain;
  if (knownDomains.size >= MAX_KNOWN_DOMAINS) knownDomains.clear();
  knownDomains.set(text, domain);
  return domain;
}

function readDomain(text: string): string {
  const name = DOMAIN_AS_TYPED.test(text) ? domainToASCII(text) : '';
  const labels = name.split('.');
  const isDomain =
    name.length <= 253 &&
    labels.length >= 2 &&
    labels.every((label) => LABEL.test(label)) &&
    /^[a-z0-9-]*[a-z][a-z0-9-]*$/.test(labels.at(-1) ?? '') &&
    (labels.at(-1) ?? '').length >= 2;
  return isDomain ? name : '';
}

/** Lower case, as A-labels; empty when the address has none. */
export function domainOf(address: string): string {
  return toDomain(address.slice(address.lastIndexOf('@') + 1));
}

/** What keeps a text from being an address that mail can be sent to; undefined: it is one. */
export function problemOfAddress(text: string): string | undefined {
  const address = text.trim().normalize('NFC');
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0));
  const domain = domainOf(address);
  const isAddress =
    at > 0 &&
    domain !== '' &&
    Buffer.byteLength(local) <= MAX_LOCAL_PART_LENGTH &&
    Buffer.byteLength(`${local}@${domain}`) <= MAX_ADDRESS_LENGTH &&
    !FORBIDDEN_IN_LOCAL_PART.test(local) &&
    !/^\.|\.\.|\.$/.test(local);
  return isAddress ? undefined : 'is not an address that mail can be sent to';
}

/**
 * An address as it was typed, without the white space around it: a dot-atom of RFC 5321 before the sign, also beyond ASCII (RFC 6531), and
 * a domain of two labels or more behind it. Quoted local parts, IP addresses and bare host names are not taken. Fault `request.invalid`.
 */
export function readAddress(text: string, field = 'email'): string {
  const problem = problemOfAddress(text);
  if (problem === undefined) return text.trim().normalize('NFC');
  const error: FieldProblem = { field, problem, rule: text.trim() === '' ? 'required' : 'address' };
  throw new Fault('request.invalid', { errors: [error] });
}

/** `u•••@example.com`: enough for its owner to know it again, too little for everybody else. */
export function maskedAddress(address: string): string {
  const [first = ''] = address;
  return `${first}•••@${address.slice(address.lastIndexOf('@') + 1)}`;
}

/**
 * The key by which addresses are compared: the local part without regard to letter case, the domain as A-labels (RFC 5890), so that both
 * spellings of a domain are one address. A text that is no address is only folded. The key of a key is itself.
 */
export function addressKey(address: string): string {
  const text = address.trim();
  const domain = domainOf(text);
  if (domain === '' || !text.includes('@')) return foldCase(text);
  return `${foldCase(text.slice(0, text.lastIndexOf('@')))}@${domain}`;
}

/** A key with its domain as people read it. */
export function readableAddress(key: string): string {
  const at = key.lastIndexOf('@');
  return key.slice(0, at + 1) + domainToUnicode(key.slice(at + 1));
}
