import { addressKey, instant, readAddress, type Context } from '#kernel/index.js';
import { equals, type SignInCode, type SignInFlow, type Writers } from '#store/index.js';
import { dueBy, firstVersion, nextVersion, removeSome, type SweepResult } from '#core/index.js';
import type { CodeDeps } from './deps.js';
import { isCodeOf, readCode } from './derived-codes.js';
import { isKnown, markOf } from './known-browsers.js';
import { takeCode } from './limits.js';
import { sendDueCodes } from './send-due.js';

const MINUTE_MS = 60_000;

/** Life of a code. Each code of a flow lives until its own end, whatever is asked for after it. */
export const CODE_MINUTES = 10;

/** Wrong guesses at one code, and at all codes of one flow. */
export const MAX_GUESSES = 5;
export const MAX_GUESSES_OF_FLOW = 10;

/** Codes of one flow: a person who asks again and again begins anew. */
const MAX_CODES_OF_FLOW = 5;

const MAX_CODES_PER_RUN = 500;

export interface CodeRequest {
  readonly address: string;
  readonly locale: string;
  readonly network: string;
  /** the mark of a known browser, from its cookie */
  readonly mark?: string | undefined;
}

export type CodeCheck =
  | { readonly outcome: 'right'; readonly flow: SignInFlow; readonly email: string }
  /** `left`: guesses until the flow is over */
  | { readonly outcome: 'wrong'; readonly left: number }
  | { readonly outcome: 'over' };

/** Codes that are mailed to prove a mailbox. */
export type Codes = ReturnType<typeof createCodes>;

export function createCodes(deps: CodeDeps) {
  const { store, core, mailer } = deps;
  return {
    /** Whether codes reach the people of this installation: by a mail server, or in the files of the machine itself. */
    isOffered: (): boolean => mailer.isOffered(),
    /**
     * Queues a code for the address of the flow, if the limits allow one more. Resolves to nothing in either case, and does the same work
     * for an address that nobody has. Fault `request.invalid`.
     */
    request: (ctx: Context, flow: SignInFlow, input: CodeRequest): Promise<void> =>
      requestCode(deps, ctx, flow, input),
    /** A flow that only its browser's guesses can use up: neither another flow nor another way to sign in is touched. */
    check: (ctx: Context, flow: SignInFlow, text: string): Promise<CodeCheck> =>
      checkCode(deps, ctx, flow, text),
    /** For the cookie of a browser in which the person has signed in. */
    markOf: (ctx: Context, email: string): string =>
      markOf(core.signingKeys, addressKey(email), ctx.clock.now()),
    /** For a job: mails the codes that wait; those that have ended are never sent. */
    sendDue: (ctx: Context, signal: AbortSignal) => sendDueCodes(deps, ctx, signal),
    /** For a job: removes codes whose time is over. */
    removeOld: (ctx: Context): Promise<SweepResult> =>
      removeSome(store, 'sign-in-codes', 'signInCodes', dueBy(ctx, 'expiresAt', MAX_CODES_PER_RUN)),
  };
}

async function requestCode(
  { store, core, flows }: CodeDeps,
  ctx: Context,
  { id: flowId }: SignInFlow,
  { address, locale, network, mark }: CodeRequest,
): Promise<void> {
  const email = readAddress(address);
  const emailKey = addressKey(email);
  const now = ctx.clock.now();
  const known = isKnown(core.signingKeys, { emailKey, mark, now });
  const asker = { emailKey, network, isKnown: known, mark };
  if (!(await store.transaction(emailKey, (tx) => takeCode({ ctx, tx }, asker)))) return;
  await flows.update(ctx, flowId, async (_flow, tx) => {
    if ((await tx.signInCodes.count(equals('flowId', flowId))) >= MAX_CODES_OF_FLOW)
      return undefined;
    await tx.signInCodes.insert(
      firstVersion<SignInCode>(ctx, {
        flowId,
        email,
        emailKey,
        locale,
        failures: 0,
        delivery: 'waiting',
        expiresAt: instant(now + CODE_MINUTES * MINUTE_MS),
      }),
    );
    return undefined;
  });
}

async function checkCode(
  { core, flows }: CodeDeps,
  ctx: Context,
  { id: flowId }: SignInFlow,
  text: string,
): Promise<CodeCheck> {
  const digits = readCode(text);
  let result: CodeCheck = { outcome: 'over' };
  const flow = await flows.update(ctx, flowId, async (before, tx) => {
    result = { outcome: 'over' };
    const failures = before.failures ?? 0;
    if (!isOpenForCodes(before) || failures >= MAX_GUESSES_OF_FLOW) return undefined;
    const live = await liveCodes(tx, ctx, flowId);
    const right =
      digits === '' ? undefined : live.find(({ id }) => isCodeOf(core.signingKeys, id, digits));
    if (right) {
      const usedAt = instant(ctx.clock.now());
      await tx.signInCodes.update(nextVersion<SignInCode>(ctx, right, { usedAt }));
      result = { outcome: 'right', flow: before, email: right.email };
      // what a provider said waits for the proof; the sign-in goes on with it
      return before.statement === undefined ? { status: 'answered' } : {};
    }
    // what is no code at all is a slip of the hand, and no guess
    if (digits === '') {
      result = { outcome: 'wrong', left: MAX_GUESSES_OF_FLOW - failures };
      return undefined;
    }
    for (const code of live) {
      await tx.signInCodes.update(
        nextVersion<SignInCode>(ctx, code, { failures: code.failures + 1 }),
      );
    }
    const left = MAX_GUESSES_OF_FLOW - failures - 1;
    result = left > 0 ? { outcome: 'wrong', left } : { outcome: 'over' };
    return { failures: failures + 1 };
  });
  return flow === undefined ? { outcome: 'over' } : result;
}

/** Begun for a code; or answered by a provider whose word takes a proof of the address. */
export function isOpenForCodes({ status, email, statement }: SignInFlow): boolean {
  return (
    email !== undefined &&
    (status === 'begun' || (status === 'answered' && statement !== undefined))
  );
}

async function liveCodes(tx: Writers, ctx: Context, flowId: string): Promise<SignInCode[]> {
  const now = ctx.clock.now();
  const where = equals('flowId', flowId);
  const { records } = await tx.signInCodes.find({ where, limit: MAX_CODES_OF_FLOW });
  return records.filter(
    ({ usedAt, failures, createdAt, expiresAt }) =>
      usedAt === undefined &&
      failures < MAX_GUESSES &&
      Date.parse(expiresAt) > now &&
      Date.parse(createdAt) <= now + CODE_MINUTES * MINUTE_MS,
  );
}
