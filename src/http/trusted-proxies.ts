import ipaddr from 'ipaddr.js';

/**
 * The setting `http.trustProxy`. `true` is one proxy, a number that many in a row; addresses and ranges name them. Express's own
 * `true` is not used: it believes the first address of X-Forwarded-For, which the client itself may have written.
 */
export type TrustedProxies = boolean | number | string | readonly string[];

/** Whether this address, `hop` steps away from this server, is a proxy whose X-Forwarded headers count. */
export type ProxyTrust = (address: string, hop: number) => boolean;

/** In the form that Express's setting `trust proxy` takes. */
export function createProxyTrust(trusted: TrustedProxies): ProxyTrust {
  if (typeof trusted === 'boolean') return (_address, hop) => trusted && hop === 0;
  if (typeof trusted === 'number') return (_address, hop) => hop < trusted;
  const ranges = [trusted].flat().map(rangeOf);
  return (address) => {
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.process(address);
    return ranges.some((range) => contains(range, parsed));
  };
}

type Address = ReturnType<typeof ipaddr.process>;
type Range = readonly [network: Address, bits: number];

function rangeOf(text: string): Range {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const network = ipaddr.process(text);
  return [network, network.kind() === 'ipv4' ? 32 : 128];
}

function contains([network, bits]: Range, address: Address): boolean {
  if (network instanceof ipaddr.IPv4 && address instanceof ipaddr.IPv4) {
    return address.match(network, bits);
  }
  if (network instanceof ipaddr.IPv6 && address instanceof ipaddr.IPv6) {
    return address.match(network, bits);
  }
  return false;
}

/**
 * What a limit by address counts: an IPv4 address, or the first 64 bits of an IPv6 address, because one customer has all addresses
 * behind them. Some proxies write the port, too.
 */
export function networkOf(address: string | undefined): string {
  const bare = (address ?? '').replace(/^\[(.*)\](?::\d+)?$|^([\d.]+):\d+$/, '$1$2');
  // what is no address was written by a trusted proxy all the same, and is counted as it stands
  if (!ipaddr.isValid(bare)) return bare.slice(0, 64);
  const parsed = ipaddr.process(bare);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  const network = parsed.parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
}
