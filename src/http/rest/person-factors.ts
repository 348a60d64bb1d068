import { renderSVG } from 'uqr';
import { operations } from '#api/index.js';
import type { Core } from '#core/index.js';
import { Fault, type Context } from '#kernel/index.js';
import type { EnrolledFactor } from '#sign-in/index.js';
import type { HttpDeps } from '../deps.js';
import { sessionOf } from './own-sessions.js';
import { route, type Answer, type Route, type SignInSession } from './routes.js';

/**
 * The rules of factors ask the session itself, in the transaction of its organization where a provider made it, and write the person into
 * the journal: the call is not asked for a member, whom a person outside of every organization does not have.
 */
function asked(ctx: Context): Context {
  return { ...ctx, actor: { kind: 'system', name: 'sign-in' } };
}

/** Second factors of the person; what asks for a recent proof is asked inside of the transaction that changes them. */
export function personFactorRoutes(deps: HttpDeps): Route[] {
  const { factors } = deps.signIn;
  return [
    route(operations.listPersonFactors, async ({ ctx, session }) => {
      const own = sessionOf(session);
      const items = await factors.list(ctx, own);
      const mayChange = await factors.mayChange(ctx, own);
      return { body: { items, mayChange, passkeys: factors.hasPasskeys() } };
    }),
    ...appRoutes(deps),
    ...passkeyRoutes(deps),
    route(operations.makePersonCodes, async ({ ctx, session }) => ({
      body: { codes: await factors.makeCodes(asked(ctx), sessionOf(session)) },
    })),
    route(operations.removePersonFactor, async ({ ctx, session, params }) => {
      await factors.remove(asked(ctx), sessionOf(session), params.factorId);
      return {};
    }),
  ];
}

function appRoutes({ core, cookies, signIn: { factors } }: HttpDeps): Route[] {
  return [
    route(operations.beginPersonApp, async ({ ctx, session }) => {
      const own = sessionOf(session);
      const begun = await factors.beginTotp(asked(ctx), own, await labelOf(core, ctx, own));
      return { body: { ...begun, picture: renderSVG(begun.uri) } };
    }),
    route(operations.confirmPersonApp, async ({ ctx, session, body }) =>
      answerTo(await factors.confirmTotp(asked(ctx), sessionOf(session), body), cookies),
    ),
  ];
}

function passkeyRoutes({ core, cookies, signIn: { factors } }: HttpDeps): Route[] {
  return [
    route(operations.beginPersonPasskey, async ({ ctx, session }) => {
      const own = sessionOf(session);
      return { body: await factors.beginPasskey(asked(ctx), own, await labelOf(core, ctx, own)) };
    }),
    route(operations.confirmPersonPasskey, async ({ ctx, session, body }) => {
      const { id, name, response: text } = body;
      const enrolled = await factors.confirmPasskey(asked(ctx), sessionOf(session), {
        id,
        name,
        text,
      });
      return answerTo(enrolled, cookies);
    }),
  ];
}

/** What the app or the browser shows beside the name of this server. */
async function labelOf(
  { accounts }: Core,
  ctx: Context,
  { accountId }: SignInSession,
): Promise<string> {
  const { email, name } = await accounts.get(ctx, accountId);
  return email ?? name;
}

const REFUSED = {
  wrong: 'second_factor.wrong',
  over: 'second_factor.over',
  unverified: 'second_factor.unverified',
} as const;

/** The session goes on under another cookie. */
async function answerTo(enrolled: EnrolledFactor, cookies: HttpDeps['cookies']): Promise<Answer> {
  if (enrolled.outcome !== 'right') throw new Fault(REFUSED[enrolled.outcome]);
  const { made, codes } = enrolled;
  const cookie = await cookies.session(made.token, made.session.expiresAt);
  return { body: { codes }, headers: { 'set-cookie': cookie } };
}
