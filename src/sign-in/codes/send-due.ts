import { addressKey, instant, type Context } from '#kernel/index.js';
import { all, equals, type SignInCode, type Store } from '#store/index.js';
import { nextVersion, pagesOf, type SweepResult } from '#core/index.js';
import type { CodeDeps } from './deps.js';
import { codeOf } from './derived-codes.js';

/** Codes of one run, and how long a process may take to send one before another tries. */
const MAX_CODES_PER_RUN = 40;
const CLAIM_MS = 60_000;

/** Mails what waits. A code is marked after it was sent: after a crash in between it goes out twice, with the same digits. */
export async function sendDueCodes(
  deps: CodeDeps,
  ctx: Context,
  signal: AbortSignal,
): Promise<SweepResult & { readonly failed: number }> {
  const { store } = deps;
  const where = equals('delivery', 'waiting');
  const { records } = await store.read.signInCodes.find({ where, limit: MAX_CODES_PER_RUN });
  let [done, failed] = [0, 0];
  for (const { id } of records) {
    if (signal.aborted) break;
    const code = await claim(store, ctx, id);
    if (!code) continue;
    const outcome = await sendOne(deps, ctx, code);
    await setDelivery(store, ctx, id, outcome);
    if (outcome === 'waiting') failed += 1;
    else done += 1;
  }
  return { done, failed, more: done > 0 && records.length === MAX_CODES_PER_RUN };
}

async function sendOne(
  deps: CodeDeps,
  ctx: Context,
  code: SignInCode,
): Promise<SignInCode['delivery']> {
  const { id, email, locale, flowId, expiresAt } = code;
  const leftMs = Date.parse(expiresAt) - ctx.clock.now();
  if (leftMs <= 0) return 'expired';
  if (!(await isExpected(deps, code))) return 'failed';
  const minutes = Math.max(1, Math.floor(leftMs / 60_000));
  try {
    await deps.mailer.send({
      id,
      to: email,
      locale,
      code: codeOf(deps.core.signingKeys, id),
      flowId,
      minutes,
      at: ctx.clock.now(),
    });
    return 'sent';
  } catch (error) {
    ctx.log.warn({ err: error, code: id, traceId: ctx.traceId }, 'a sign-in code was not sent');
    return 'waiting';
  }
}

/**
 * Whether a code to the address can lead anywhere: an identity provider has said the address in the same sign-in, or there is an account,
 * a member whose organization lets codes in, or an open invitation.
 * Asked here and not by the page, which answers the same for every address and takes the same time.
 */
async function isExpected(
  { store: { read }, selfSignUp }: CodeDeps,
  { emailKey, flowId }: SignInCode,
): Promise<boolean> {
  const { statement } = (await read.signInFlows.get(flowId)) ?? {};
  if (statement?.email !== undefined && addressKey(statement.email) === emailKey) return true;
  const byKey = equals('emailKey', emailKey);
  if (selfSignUp || (await read.accounts.first(byKey))) return true;
  if (await read.invitations.first(all(byKey, equals('status', 'pending')))) return true;
  for await (const members of pagesOf(read.members, byKey, 50)) {
    const present = members.filter(({ status }) => status === 'active');
    const ids = [...new Set(present.map(({ organizationId }) => organizationId))];
    const found = await read.organizations.getMany(ids);
    if (found.some(({ policies }) => policies?.emailCode !== 'refused')) return true;
  }
  return false;
}

/** The code, for this process to send; undefined when another one sends it or it is done. */
function claim(store: Store, ctx: Context, id: string): Promise<SignInCode | undefined> {
  return store.transaction(id, async (tx) => {
    const before = await tx.signInCodes.get(id);
    if (before?.delivery !== 'waiting') return undefined;
    const now = ctx.clock.now();
    const leftMs = before.claimedUntil === undefined ? 0 : Date.parse(before.claimedUntil) - now;
    // a claim of longer than claims are: the clock was set back
    if (leftMs > 0 && leftMs <= CLAIM_MS) return undefined;
    const claimedUntil = instant(now + CLAIM_MS);
    const after = nextVersion<SignInCode>(ctx, before, { claimedUntil });
    await tx.signInCodes.update(after);
    return after;
  });
}

function setDelivery(
  store: Store,
  ctx: Context,
  id: string,
  delivery: SignInCode['delivery'],
): Promise<void> {
  return store.transaction(id, async (tx) => {
    const before = await tx.signInCodes.get(id);
    if (!before) return;
    const { claimedUntil: _claim, ...rest } = before;
    await tx.signInCodes.update(nextVersion<SignInCode>(ctx, rest, { delivery }));
  });
}
