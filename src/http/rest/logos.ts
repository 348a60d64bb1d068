import { operations } from '#api/index.js';
import { Fault } from '#kernel/index.js';
import { OutgoingError, type HttpClient } from '#outgoing/index.js';
import type { HttpDeps } from '../deps.js';
import type { Pictures } from '../pictures.js';
import type { RateLimit } from '../rate-limits.js';
import { organizationView } from './organizations.js';
import { route, type Route } from './routes.js';

/** Bytes of a picture that is fetched: as many as may be uploaded. */
const MAX_FETCHED_BYTES = 5 * 1024 * 1024;

export function logoRoutes(
  { core, outgoing }: HttpDeps,
  pictures: Pictures,
  limitFetches: RateLimit,
): Route[] {
  const { organizations } = core;
  return [
    route(operations.replaceLogo, async ({ ctx, target, upload, base }) => {
      const logo = await pictures.toLogo(upload);
      return { body: organizationView(await organizations.setLogo(ctx, target, logo), base) };
    }),
    route(operations.fetchLogo, async ({ ctx, target, body, base }) => {
      await limitFetches(target.organizationId);
      const logo = await pictures.toLogo(fetched(outgoing, body.url));
      return { body: organizationView(await organizations.setLogo(ctx, target, logo), base) };
    }),
    route(operations.deleteLogo, async ({ ctx, target, base }) => ({
      body: organizationView(await organizations.removeLogo(ctx, target), base),
    })),
  ];
}

/** What stands at the address. Fault `request.invalid` says why nothing came. */
async function* fetched(outgoing: HttpClient, url: string): AsyncGenerator<Uint8Array> {
  try {
    const { body } = await outgoing.fetch(url, { maxBytes: MAX_FETCHED_BYTES, accept: 'image/*' });
    yield body;
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    const errors = [{ field: 'url', problem: error.message }];
    throw new Fault('request.invalid', { errors }, { cause: error });
  }
}
