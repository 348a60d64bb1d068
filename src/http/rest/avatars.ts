import { operations } from '#api/index.js';
import type { HttpDeps } from '../deps.js';
import type { Pictures } from '../pictures.js';
import { createMemberAnswer } from './member-views.js';
import { route, type Route } from './routes.js';

export function avatarRoutes({ core }: Pick<HttpDeps, 'core'>, pictures: Pictures): Route[] {
  const { members } = core;
  const answer = createMemberAnswer(core);
  return [
    route(operations.getAvatar, async ({ ctx, params, ifNoneMatch = '' }) => {
      const { mediaType, bytes, hash } = await members.avatar(ctx, params);
      const etag = `"${hash}"`;
      const headers = { etag, 'cache-control': 'private, no-cache' };
      // compared weakly (RFC 9110 section 13.1.2): who compresses on the way marks it W/
      const known = ifNoneMatch.split(',').map((one) => one.trim().replace(/^W\//, ''));
      if (known.includes(etag) || known.includes('*')) return { status: 304, headers };
      return { stream: { mediaType, parts: only(bytes) }, headers };
    }),
    route(operations.replaceAvatar, async ({ ctx, target, upload }) => {
      // nothing is decoded for a member who is not there, or not the caller's to change
      await members.read(ctx, target.organizationId, target.memberId);
      const picture = await pictures.toAvatar(upload);
      return answer(ctx, await members.setAvatar(ctx, target, picture));
    }),
    route(operations.deleteAvatar, async ({ ctx, target }) =>
      answer(ctx, await members.removeAvatar(ctx, target)),
    ),
  ];
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
