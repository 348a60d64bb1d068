import { domainToASCII } from 'node:url';
import { Fault } from '#kernel/index.js';

const MAX_ADDRESS_BYTES = 254;
const MAX_LOCAL_PART_BYTES = 64;

/** White space, controls, format characters (zero width, direction marks) and what only quoted local parts may hold. */
const FORBIDDEN_CHARACTERS = /[\p{Z}\p{C}<>()[\]\\,;:"@]/u;

const DOMAIN_PATTERN = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/;

/**
 * An address as it was typed, without the white space around it. Unicode local parts (RFC 6531), plus signs and capitals are kept;
 * quoted local parts and bare host names are not taken. Fault `request.invalid`.
 */
export function readAddress(text: string): string {
  const address = text.trim().normalize('NFC');
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const isValid =
    at > 0 &&
    Buffer.byteLength(address) <= MAX_ADDRESS_BYTES &&
    Buffer.byteLength(local) <= MAX_LOCAL_PART_BYTES &&
    !FORBIDDEN_CHARACTERS.test(local) &&
    !/^\.|\.\.|\.$/.test(local) &&
    DOMAIN_PATTERN.test(domainOf(address));
  if (isValid) return address;
  throw new Fault('request.invalid', {
    errors: [{ field: 'email', problem: 'is not an address that mail can be sent to' }],
  });
}

/** Lower case, punycode; empty when it is no domain at all. */
export function domainOf(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return FORBIDDEN_CHARACTERS.test(domain) ? '' : domainToASCII(domain).toLowerCase();
}

/** `u•••@example.com`: enough for its owner to know it again, too little for everybody else. */
export function maskedAddress(address: string): string {
  const [first = ''] = address;
  return `${first}•••@${address.slice(address.lastIndexOf('@') + 1)}`;
}
