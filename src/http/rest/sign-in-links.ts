import { operations } from '#api/index.js';
import type { HttpDeps } from '../deps.js';
import { route, type Route } from './routes.js';

export function signInLinkRoutes({ signIn, publicUrl }: HttpDeps): Route[] {
  return [
    route(operations.createSignInLink, async ({ ctx, body }) => {
      const { link, token } = await signIn.links.create(ctx, body);
      const { id, email, ownerOf, expiresAt } = link;
      const url = `${publicUrl()}/sign-in/link?${new URLSearchParams({ token })}`;
      return { body: { id, email, ownerOf, url, expiresAt } };
    }),
  ];
}
