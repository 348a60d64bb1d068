import type { IncomingMessage } from 'node:http';
import { Fault } from '#kernel/index.js';

/** Node takes the first of them; a proxy in front may have decided by another one. */
const SINGLE_HEADERS: ReadonlySet<string> = new Set(['host', 'authorization', 'content-type']);

/** Fault `request.header` when a request has one of them several times (Host: RFC 9112 section 3.2). */
export function requireSingleHeaders({ rawHeaders }: IncomingMessage): void {
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (!SINGLE_HEADERS.has(name)) continue;
    if (seen.has(name)) throw new Fault('request.header', { header: name });
    seen.add(name);
  }
}
