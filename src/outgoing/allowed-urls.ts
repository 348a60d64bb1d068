import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { OutgoingError } from './errors.js';
import {
  bareHost,
  isInNetworks,
  isNeverAllowed,
  isPublicAddress,
  type AllowedPlace,
} from './public-addresses.js';

export type Lookup = (
  host: string,
  callback: (error: Error | null, addresses: readonly LookupAddress[]) => void,
) => void;

const NEEDS_HTTPS =
  'The address must begin with https; by http only a host and port that the operator admits in outgoing.allow.';

const MAX_URL_LENGTH = 2_000;

/** Everything that can be refused before a name is resolved. */
export function readUrl(text: string, places: readonly AllowedPlace[]): URL {
  if (text.length > MAX_URL_LENGTH || !URL.canParse(text)) {
    throw new OutgoingError('url', 'The address is no URL, or longer than 2,000 characters.');
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new OutgoingError('not_https', NEEDS_HTTPS);
  }
  if (url.username !== '' || url.password !== '') {
    throw new OutgoingError('url', 'The address must hold no user name and no password.');
  }
  if (url.protocol === 'http:' && !isAllowedHost(url, places)) {
    throw new OutgoingError('not_https', NEEDS_HTTPS);
  }
  const host = bareHost(url.hostname);
  if (isIP(host) !== 0 && !isAllowedAddress(host, url, places)) throw refusedAddress(url);
  return url;
}

function isAllowedHost(url: URL, places: readonly AllowedPlace[]): boolean {
  const host = bareHost(url.hostname);
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  return places.some(
    (place) => place.kind === 'host' && place.host === host && place.port === port,
  );
}

function isAllowedAddress(address: string, url: URL, places: readonly AllowedPlace[]): boolean {
  if (isNeverAllowed(address)) return false;
  return isPublicAddress(address) || isAllowedHost(url, places) || isInNetworks(address, places);
}

function refusedAddress(url: URL): OutgoingError {
  const text = `${url.host} is no address of the public internet; an operator can admit it in outgoing.allow.`;
  return new OutgoingError('address_refused', text);
}

/** A look-up whose checked answer is what is connected to: a name that resolves to one refused address is refused as a whole. */
export function pinnedLookup(
  url: URL,
  places: readonly AllowedPlace[],
  lookup: Lookup,
): LookupFunction {
  return (host, options, callback) => {
    lookup(host, (error, addresses) => {
      if (error) return callback(error, []);
      const [first] = addresses;
      const areAllowed = addresses.every(({ address }) => isAllowedAddress(address, url, places));
      if (!first || !areAllowed) return callback(refusedAddress(url), []);
      if (options.all === true) return callback(null, [...addresses]);
      return callback(null, first.address, first.family);
    });
  };
}

export function systemAddresses(host: string, callback: Parameters<Lookup>[1]): void {
  systemLookup(host, { all: true }, (error, addresses) => callback(error, addresses));
}
