import { domainToASCII } from 'node:url';
import { Fault } from '#kernel/index.js';

const LONGEST = 254;
const LONGEST_LOCAL = 64;

/** White space, controls, format characters (zero width, direction marks) and what only quoted local parts may hold. */
const UNFIT = /[\p{Z}\p{C}<>()[\]\\,;:"@]/u;

const DOMAIN = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/;

/**
 * An address as it was typed, without the white space around it. Unicode local parts (RFC 6531), plus signs and capitals are kept;
 * quoted local parts and bare host names are not taken. Fault `request.invalid`.
 */
export function readAddress(text: string): string {
  const address = text.trim().normalize('NFC');
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const fits =
    at > 0 &&
    Buffer.byteLength(address) <= LONGEST &&
    Buffer.byteLength(local) <= LONGEST_LOCAL &&
    !UNFIT.test(local) &&
    !/^\.|\.\.|\.$/.test(local) &&
    DOMAIN.test(domainOf(address));
  if (fits) return address;
  throw new Fault('request.invalid', {
    errors: [{ field: 'email', problem: 'is not an address that mail can be sent to' }],
  });
}

/** Lower case, punycode; empty when it is no domain at all. */
export function domainOf(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return UNFIT.test(domain) ? '' : domainToASCII(domain).toLowerCase();
}

/** `u•••@example.com`: enough for its owner to know it again, too little for everybody else. */
export function maskedAddress(address: string): string {
  const [first = ''] = address;
  return `${first}•••@${address.slice(address.lastIndexOf('@') + 1)}`;
}
