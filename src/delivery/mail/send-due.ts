import { instant, type Context } from '#kernel/index.js';
import { NEVER, type Mail } from '#store/index.js';
import { claim, settle } from './claims.js';
import { readFailure, waitAfter } from './failures.js';
import { compose } from './messages.js';
import type { MailOptions } from './options.js';
import { oneLine } from './render.js';
import type { Transport } from './transports.js';
import { prepare } from './views.js';

export interface Sent {
  readonly done: number;
  readonly failed: number;
  readonly more: boolean;
}

/** Mails taken at one time, and sent at one time. */
const PER_RUN = 40;
const AT_ONCE = 4;

const DAY_MS = 86_400_000;

/** When the server is away, what was taken and not tried is looked at again after so long. */
const LOOK_AGAIN_MS = 60_000;

interface Round {
  readonly options: MailOptions;
  readonly transport: Transport;
  readonly ctx: Context;
  readonly signal: AbortSignal;
  away: boolean;
  done: number;
  failed: number;
}

/**
 * Tells the facts that wait, then sends mails that are due. What is sent is marked afterwards: a crash in between sends one mail
 * twice, with the same Message-ID, and never loses one.
 */
export async function sendDue(
  options: MailOptions,
  transport: Transport,
  ctx: Context,
  signal: AbortSignal,
): Promise<Sent> {
  const { store, directory, settings } = options;
  const told = await directory.notices.spread(ctx);
  const { mails, more } = await claim(store, ctx, settings, PER_RUN);
  const round: Round = { options, transport, ctx, signal, away: false, done: 0, failed: 0 };
  const waiting = [...mails];
  const worker = async (): Promise<void> => {
    for (let mail = waiting.shift(); mail; mail = waiting.shift()) await sendOne(round, mail);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const { done, failed, away } = round;
  return {
    done,
    failed: failed + told.failed,
    more: (more || told.more) && !away && !signal.aborted,
  };
}

async function sendOne(round: Round, mail: Mail): Promise<void> {
  const { options, transport, ctx, signal } = round;
  const now = ctx.clock.now();
  if (round.away || signal.aborted) return release(round, mail);
  try {
    const prepared = await prepare(options, mail, now);
    if (prepared.kind !== 'ready') {
      await end(round, mail, prepared.kind, prepared.why);
      return;
    }
    const wrong = wrongAddress(mail.to);
    if (wrong !== undefined) return await end(round, mail, 'bounced', wrong);
    await transport.send(await compose(options, mail, prepared, now));
  } catch (error) {
    await failed(round, mail, error);
    return;
  }
  const sentAt = instant(ctx.clock.now());
  const isOurs = await settle(options.store, ctx, mail, { status: 'sent', sentAt, dueAt: NEVER });
  round.done += 1;
  if (isOurs) await note(round, mail, 'sent');
}

/** What would end one header and begin another, or name a second recipient, is no address. */
function wrongAddress(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  const isPlain = address === oneLine(address) && !/[\s<>,;:"\\()[\]]/.test(address);
  if (isPlain && at > 0 && at < address.length - 1) return undefined;
  return 'the address cannot be written into a mail';
}

async function failed(round: Round, mail: Mail, error: unknown): Promise<void> {
  const { ctx, options } = round;
  const failure = readFailure(error);
  if (failure.kind === 'bounced') return end(round, mail, 'bounced', failure.why);
  if (failure.kind === 'away' && !round.away) {
    round.away = true;
    const where = { place: round.transport.place, why: failure.why, traceId: ctx.traceId };
    ctx.log.warn(where, 'the mail server cannot be used; mails wait');
  }
  const now = ctx.clock.now();
  const age = now - Date.parse(mail.createdAt);
  if (age >= options.settings.giveUpDays * DAY_MS) return end(round, mail, 'failed', failure.why);
  round.failed += 1;
  const dueAt = instant(now + waitAfter(mail.attempts, Math.random()));
  await settle(options.store, ctx, mail, { status: 'queued', dueAt, error: failure.why });
}

async function end(
  round: Round,
  mail: Mail,
  status: 'suppressed' | 'failed' | 'bounced',
  why: string,
): Promise<void> {
  const { options, ctx } = round;
  round.failed += status === 'suppressed' ? 0 : 1;
  const isOurs = await settle(options.store, ctx, mail, { status, dueAt: NEVER, error: why });
  if (isOurs && status !== 'suppressed') await note(round, mail, status);
}

/** Not tried: it counts as no attempt. */
async function release({ options, ctx, signal }: Round, mail: Mail): Promise<void> {
  const wait = signal.aborted ? 0 : LOOK_AGAIN_MS;
  await settle(options.store, ctx, mail, {
    status: 'queued',
    attempts: mail.attempts - 1,
    dueAt: instant(ctx.clock.now() + wait),
  });
}

/** The mail is what it is, whether or not its invitation could be told. */
async function note(
  { options, ctx }: Round,
  { id, subject }: Mail,
  state: 'sent' | 'bounced' | 'failed',
): Promise<void> {
  if (subject?.kind !== 'invitation') return;
  try {
    await options.directory.noteDelivery(ctx, subject.id, subject.generation ?? 1, state);
  } catch (error) {
    const what = { err: error, mail: id, traceId: ctx.traceId };
    ctx.log.warn(what, 'the state of a mail was not noted at its invitation');
  }
}
