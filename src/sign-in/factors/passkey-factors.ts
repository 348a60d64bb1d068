import type { InstallationScope } from '#core/index.js';
import { Fault, type Context } from '#kernel/index.js';
import { compare, type SignInFlow, type SignInSession } from '#store/index.js';
import type { SignInDeps } from '../deps.js';
import { createFlows, type Flows, type NewFlow } from '../flows/index.js';
import type { FactorCheck } from './checks.js';
import type { Enrolled } from './enrolment.js';
import { checkPasskey, type PasskeyAnswer } from './passkey-checks.js';
import { beginPasskeyIn, confirmPasskeyIn } from './passkey-enrolment.js';
import { signInByPasskey, type PasskeySignIn, type SigningBrowser } from './passkey-sign-in.js';
import { newChallenge, readCreated, requestOptions } from './passkeys.js';
import { countingFactors } from './records.js';
import { isPasskeyOf, type RelyingParty } from './relying-parties.js';

interface Deps extends Pick<SignInDeps, 'store' | 'core'> {
  relyingParty(): RelyingParty | undefined;
  /** a change by who has proved, minutes ago, what changes of factors ask */
  change<T>(
    ctx: Context,
    session: SignInSession,
    work: (scope: InstallationScope) => Promise<T>,
  ): Promise<T>;
}

/** Passkeys among the second factors of a person. */
export function passkeyFactors({ store, core, relyingParty, change }: Deps) {
  const flows = createFlows({ store });
  return {
    /** Whether browsers make passkeys for this server at all. */
    hasPasskeys: (): boolean => relyingParty() !== undefined,
    /** Begins to set one up. Faults `step_up.required`, `second_factor.limit`, `second_factor.missing`: browsers make none here. */
    beginPasskey(ctx: Context, session: SignInSession, label: string) {
      const party = requireParty(relyingParty());
      return change(ctx, session, (scope) => beginPasskeyIn(party, scope, session, label));
    },
    /** What the browser made. Fault `step_up.required`. */
    async confirmPasskey(
      ctx: Context,
      session: SignInSession,
      input: { readonly id: string; readonly name: string; readonly text: string },
    ): Promise<Enrolled> {
      const { id, name, text } = input;
      const { challenge, relyingPartyId: partyId } = (await store.read.secondFactors.get(id)) ?? {};
      const party = relyingParty();
      const isAsked = challenge !== undefined && party?.id === partyId;
      const made = party && isAsked ? await readCreated(party, challenge, text) : undefined;
      return change(ctx, session, (scope) => confirmPasskeyIn(scope, session, { id, name, made }));
    },
    /** Asks the browser for one of the passkeys that count, in a flow of its own. Undefined: there is none. */
    async askPasskey(
      ctx: Context,
      session: SignInSession,
      wanted: Pick<NewFlow, 'returnTo' | 'organizationId'>,
    ) {
      const party = relyingParty();
      const counting = await countingFactors(store.read, session);
      const passkeys = counting.filter((one) => isPasskeyOf(party, one));
      if (!party || passkeys.length === 0) return undefined;
      const challenge = newChallenge();
      const asked = { ...wanted, purpose: 'step_up', sessionId: session.id, challenge } as const;
      const { flow, secret } = await flows.begin(ctx, asked);
      return { flow, secret, options: await requestOptions(party, { challenge, passkeys }) };
    },
    /** What the browser answered in the flow: it steps the session up. */
    async checkPasskey(
      ctx: Context,
      session: SignInSession,
      answer: PasskeyAnswer,
    ): Promise<FactorCheck> {
      const party = relyingParty();
      if (!party) return { outcome: 'over' };
      return checkPasskey(core.deps, ctx, session, { ...answer, party });
    },
    ...passkeySignIns({ store, core, flows, relyingParty }),
    /** Passkeys that were made for another name of this server; they open nothing, as long as it is called otherwise. */
    async countOfOtherNames(_ctx: Context): Promise<number> {
      const party = relyingParty();
      if (!party) return 0;
      const terms = (['lt', 'gt'] as const).map((than) =>
        compare('relyingPartyId', than, party.id),
      );
      return store.read.secondFactors.count({ kind: 'any', terms });
    },
  };
}

/** Signing in by a passkey alone. */
function passkeySignIns({
  store,
  core,
  flows,
  relyingParty,
}: Omit<Deps, 'change'> & { readonly flows: Flows }) {
  return {
    /**
     * Asks the browser for any passkey of this server, to sign in by it. `open` is what it was asked before: the same goes on while it has
     * time enough, so that pages that are shown again leave no rows behind. Undefined: browsers have none here.
     */
    async askSignIn(ctx: Context, open: SignInFlow | undefined) {
      const party = relyingParty();
      if (!party) return undefined;
      const begun = await goOnOrBegin(flows, ctx, open);
      const { challenge } = begun;
      return { ...begun, options: await requestOptions(party, { challenge, passkeys: [] }) };
    },
    /** What the browser answered: the session of whose passkey it is. */
    async signIn(
      ctx: Context,
      answer: PasskeyAnswer,
      browser: SigningBrowser,
    ): Promise<PasskeySignIn> {
      const party = relyingParty();
      if (!party) return { outcome: 'over' };
      return signInByPasskey({ store, core, flows }, ctx, { ...answer, party }, browser);
    },
  };
}

/** Long enough for a page that asks anew before it is over. */
const LEFT_MS = 10 * 60_000;

async function goOnOrBegin(
  flows: Flows,
  ctx: Context,
  open: SignInFlow | undefined,
): Promise<{ readonly flow: SignInFlow; readonly challenge: string; readonly secret?: string }> {
  const { status, expiresAt = '', challenge: asked } = open ?? {};
  const hasTime = Date.parse(expiresAt) - ctx.clock.now() > LEFT_MS;
  if (open && asked !== undefined && status === 'begun' && hasTime) {
    return { flow: open, challenge: asked };
  }
  const challenge = newChallenge();
  return { challenge, ...(await flows.begin(ctx, { purpose: 'sign_in', challenge })) };
}

function requireParty(party: RelyingParty | undefined): RelyingParty {
  if (!party) throw new Fault('second_factor.missing');
  return party;
}
