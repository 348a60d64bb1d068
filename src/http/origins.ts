import type { IncomingMessage } from 'node:http';
import { Fault } from '#kernel/index.js';

/**
 * A change that a cookie authorizes comes from a page of this server: every browser says so by Sec-Fetch-Site or Origin, and no page of
 * another site can. Fault `request.cross_site`. `url` is that of this server, never taken from the request.
 */
export function requireOwnOrigin({ headers }: Pick<IncomingMessage, 'headers'>, url: string): void {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  // a page without a referrer sends `null` for its own forms, too; then the browser has to say that it is the same origin
  const isOwn = site === undefined ? origin === new URL(url).origin : site === 'same-origin';
  const isOther = origin !== undefined && origin !== 'null' && origin !== new URL(url).origin;
  if (!isOwn || isOther) {
    throw new Fault('request.cross_site', {
      ...(origin !== undefined && { origin }),
      ...(site !== undefined && { site }),
    });
  }
}
