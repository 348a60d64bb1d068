import { problemOfAddress } from '#kernel/index.js';
import { beginConnection, readWanted } from './begin.js';
import { overPage } from './over-page.js';
import type { PageAnswer, PageRequest } from './pages.js';

/**
 * `/sign-in/connections/{connectionId}`: begins a sign-in at that connection. GET is for tiles of the provider and links of an application
 * (third-party-initiated): it makes a request of our own and changes nothing else.
 */
export async function beginAt(page: PageRequest): Promise<PageAnswer> {
  const { deps, ctx, request, field } = page;
  const found = await deps.signIn.ways.connection(ctx, String(request.params['connectionId']));
  if (!found) return { ...(await overPage(page)), status: 404 };
  const wanted = await readWanted(page);
  const email = field('email').trim();
  return beginConnection(page, found.connection, {
    ...wanted,
    organization: found.organization,
    ...(problemOfAddress(email) === undefined && { email }),
  });
}
