import ipaddr from 'ipaddr.js';

type Address = ReturnType<typeof ipaddr.process>;

/** What ipaddr.js counts as `unicast` and no public server has. */
const REFUSED_V4 = ['198.18.0.0/15', '192.88.99.0/24'].map((text) => ipaddr.IPv4.parseCIDR(text));

/** The only part of IPv6 that is given out to the public; IPv4 inside of IPv6 lies elsewhere, NAT64 too. */
const GLOBAL_V6 = ipaddr.IPv6.parseCIDR('2000::/3');
const REFUSED_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'].map((text) =>
  ipaddr.IPv6.parseCIDR(text),
);

/**
 * Whether an address is of the public internet. Private, loopback, link-local and shared addresses are not, nor those of metadata
 * services, of documentation, or any that carries an IPv4 address (mapped, NAT64, 6to4, Teredo).
 */
export function isPublicAddress(text: string): boolean {
  const address = parsed(text);
  if (!address) return false;
  if (address instanceof ipaddr.IPv4) {
    return address.range() === 'unicast' && !REFUSED_V4.some((range) => address.match(range));
  }
  return address.match(GLOBAL_V6) && !REFUSED_V6.some((range) => address.match(range));
}

/**
 * Whatever the setting says: link-local addresses, and those at which clouds tell a machine its credentials: of AWS by IPv6, of Alibaba,
 * of Azure (a public one), of Oracle.
 */
const NEVER_V4 = ['169.254.0.0/16', '100.100.100.200/32', '168.63.129.16/32', '192.0.0.192/32'].map(
  (text) => ipaddr.IPv4.parseCIDR(text),
);
const NEVER_V6 = ['fe80::/10', 'fd00:ec2::254/128'].map((text) => ipaddr.IPv6.parseCIDR(text));

/** NAT64 (RFC 6052): an IPv4 address in its last four bytes. */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/** Also of an IPv4 address that IPv6 carries. */
export function isNeverAllowed(text: string): boolean {
  const address = parsed(text);
  if (!address) return true;
  if (address instanceof ipaddr.IPv4) return NEVER_V4.some((range) => address.match(range));
  if (NEVER_V6.some((range) => address.match(range))) return true;
  const carried = new ipaddr.IPv4(address.toByteArray().slice(12));
  return address.match(NAT64) && NEVER_V4.some((range) => carried.match(range));
}

/** A place that the operator admits: a host with its port, or a network. */
export type AllowedPlace =
  | { readonly kind: 'host'; readonly host: string; readonly port: number }
  | { readonly kind: 'network'; readonly network: readonly [Address, number] };

export function readAllowedPlace(text: string): AllowedPlace {
  if (text.includes('/')) return { kind: 'network', network: ipaddr.parseCIDR(text) };
  const colon = text.lastIndexOf(':');
  const host = bareHost(text.slice(0, colon).toLowerCase());
  return { kind: 'host', host, port: Number(text.slice(colon + 1)) };
}

/** A host without the brackets of an IPv6 address and without the dot at its end. */
export function bareHost(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

export function isInNetworks(text: string, places: readonly AllowedPlace[]): boolean {
  const address = parsed(text);
  return places.some((place) => {
    if (!address || place.kind !== 'network') return false;
    const [network, bits] = place.network;
    if (address instanceof ipaddr.IPv4) {
      return network instanceof ipaddr.IPv4 && address.match(network, bits);
    }
    return network instanceof ipaddr.IPv6 && address.match(network, bits);
  });
}

/** An IPv4 address that is written as IPv6 (`::ffff:10.0.0.1`) is taken for what it is. */
function parsed(text: string): Address | undefined {
  return ipaddr.isValid(text) ? ipaddr.process(text) : undefined;
}
