import type { RequestHandler } from 'express';
import { Fault } from '#kernel/index.js';
import { sendStream } from './answers.js';
import type { HttpDeps } from './deps.js';
import { contextOf } from './sign-in/saml-requests.js';

/** Where logos are served: the hash is that of the bytes, so that an address never shows another picture. */
export const LOGO_PATH = '/logos/:organizationId/:file';

/** Below this server. Undefined where the organization has no logo. */
export function logoPath(organization: {
  readonly id: string;
  readonly logoHash?: string;
}): string | undefined {
  const { id, logoHash } = organization;
  return logoHash === undefined ? undefined : `/logos/${id}/${logoHash}.webp`;
}

const HEADERS = {
  'cache-control': 'public, max-age=31536000, immutable',
  // shown by pages of host applications, too
  'cross-origin-resource-policy': 'cross-origin',
};

/** A logo for everybody who has its address. Muster wrote its bytes itself: nothing of the file that came is in them. */
export function createLogoEndpoint(deps: HttpDeps): RequestHandler {
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new Fault('route.method', { allow: 'GET, HEAD' });
    }
    const { organizationId = '', file = '' } = request.params as Record<string, string>;
    const hash = /^([0-9a-f]{64})\.webp$/.exec(file)?.[1];
    const ctx = contextOf(deps, response);
    const logo = hash && (await deps.core.organizations.logo(ctx, organizationId, hash));
    if (!logo) throw new Fault('route.missing');
    const headers = { ...HEADERS, 'content-type': logo.mediaType };
    await sendStream(deps, response, { status: 200, headers }, { parts: only(logo.bytes) });
  };
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
