import type { IncomingHttpHeaders } from 'node:http';
import { DEPTH_HEADER } from '#integrations/index.js';
import type { Context } from '#kernel/index.js';

/** How many hooks led to the call, as the last of them says: it hands on the header that it was asked with. */
export function hookDepthOf(headers: IncomingHttpHeaders): Pick<Context, 'hookDepth'> {
  const said = headers[DEPTH_HEADER];
  return typeof said === 'string' && /^\d$/.test(said) ? { hookDepth: Number(said) } : {};
}
