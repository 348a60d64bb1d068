import { newTraceId, NO_AUTHORITY, type Clock, type Log } from '#kernel/index.js';
import type { SignIn } from '#sign-in/index.js';

/** Passkeys of before a change of name: people take another factor, or a code to recover with. A count that fails stops no start. */
export async function warnOfPasskeys(
  { factors }: Pick<SignIn, 'factors'>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<void> {
  const actor = { kind: 'system', name: 'start' } as const;
  const ctx = { actor, authority: NO_AUTHORITY, traceId: newTraceId(), clock, log };
  try {
    const passkeys = await factors.countOfOtherNames(ctx);
    if (passkeys === 0) return;
    log.warn(
      { passkeys, setting: 'signIn.relyingPartyId' },
      'passkeys were made for another name of this server and do not work; people recover by their codes',
    );
  } catch (error) {
    log.warn({ err: error }, 'passkeys of another name could not be counted');
  }
}
