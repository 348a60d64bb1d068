import type { IncomingMessage } from 'node:http';
import { pathOf } from './base-path.js';
import type { ProxyTrust } from './trusted-proxies.js';

const HOST = /^[A-Za-z0-9.-]{1,253}(:\d{1,5})?$|^\[[0-9a-fA-F:.]{2,45}\](:\d{1,5})?$/;

/**
 * The base of every URL that is handed out. It never comes from the Host header: a client could make Muster hand out URLs of
 * another server. X-Forwarded-Proto and X-Forwarded-Host of a trusted proxy win, where they are well-formed; the path of
 * `http.publicUrl` stays.
 */
export function createBaseUrl(
  isTrusted: ProxyTrust,
  fallback: () => string,
): (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string {
  return ({ headers, socket }) => {
    const host = first(headers['x-forwarded-host']);
    if (host === undefined || !HOST.test(host)) return fallback();
    const proto = first(headers['x-forwarded-proto']);
    if (proto !== 'http' && proto !== 'https') return fallback();
    const isProxy = isTrusted(socket.remoteAddress ?? '', 0);
    return isProxy ? `${proto}://${host}${pathOf(fallback())}` : fallback();
  };
}

/** Proxies in a row append; the first entry is what the client used. */
function first(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value[0] : value;
  return text?.split(',', 1)[0]?.trim().toLowerCase();
}

/**
 * The same server by the name `localhost`, where it listens on an address of this machine only: browsers keep cookies for one name, and an
 * address is no identifier for passkeys (Web Authentication section 5.1.2).
 */
export function localName(url: string): string {
  return url.replace(/^http:\/\/(?:127\.0\.0\.1|\[::1\])(?=:)/, 'http://localhost');
}

/** The URL as a person would type it: an address that means "every network" cannot be opened. */
export function listeningUrl(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
