import { instant, type Context } from '#kernel/index.js';
import { NEVER, type Mail } from '#store/index.js';
import { claimDue, writeOutcome } from './claims.js';
import { classifyFailure, retryDelayMs } from './failures.js';
import { composeMessage } from './messages.js';
import type { MailOptions } from './options.js';
import { toSingleLine } from './render.js';
import type { Transport } from './transports.js';
import { prepareMail } from './views.js';

export interface SendResult {
  readonly done: number;
  readonly failed: number;
  readonly more: boolean;
}

/** Mails taken at one time, and sent at one time. */
const MAX_MAILS_PER_RUN = 40;
const MAX_CONCURRENT_SENDS = 4;

const DAY_MS = 86_400_000;

/** When the server is away, what was taken and not tried is looked at again after so long. */
const UNTRIED_DELAY_MS = 60_000;

interface SendRun {
  readonly options: MailOptions;
  readonly transport: Transport;
  readonly ctx: Context;
  readonly signal: AbortSignal;
  serverUnavailable: boolean;
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
): Promise<SendResult> {
  const { store, core, settings } = options;
  const delivered = await core.notices.deliverPending(ctx);
  const { mails, more } = await claimDue(store, ctx, settings, MAX_MAILS_PER_RUN);
  const run: SendRun = {
    options,
    transport,
    ctx,
    signal,
    serverUnavailable: false,
    done: 0,
    failed: 0,
  };
  const waiting = [...mails];
  const worker = async (): Promise<void> => {
    for (let mail = waiting.shift(); mail; mail = waiting.shift()) await sendOne(run, mail);
  };
  await Promise.all(Array.from({ length: MAX_CONCURRENT_SENDS }, worker));
  const { done, failed, serverUnavailable } = run;
  return {
    done,
    failed: failed + delivered.failed,
    more: (more || delivered.more) && !serverUnavailable && !signal.aborted,
  };
}

async function sendOne(run: SendRun, mail: Mail): Promise<void> {
  const { options, transport, ctx, signal } = run;
  const now = ctx.clock.now();
  if (run.serverUnavailable || signal.aborted) return releaseMail(run, mail);
  try {
    const prepared = await prepareMail(options, mail, now);
    if (prepared.kind !== 'ready') {
      await endMail(run, mail, prepared.kind, prepared.why);
      return;
    }
    const problem = addressProblem(mail.to);
    if (problem !== undefined) return await endMail(run, mail, 'bounced', problem);
    await transport.send(await composeMessage(options, mail, prepared, now));
  } catch (error) {
    await handleFailure(run, mail, error);
    return;
  }
  const sentAt = instant(ctx.clock.now());
  const isOurs = await writeOutcome(options.store, ctx, mail, {
    status: 'sent',
    sentAt,
    dueAt: NEVER,
  });
  run.done += 1;
  if (isOurs) await reportState(run, mail, 'sent');
}

/** What would end one header and begin another, or name a second recipient, is no address. */
function addressProblem(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  const isPlain = address === toSingleLine(address) && !/[\s<>,;:"\\()[\]]/.test(address);
  if (isPlain && at > 0 && at < address.length - 1) return undefined;
  return 'the address cannot be written into a mail';
}

async function handleFailure(run: SendRun, mail: Mail, error: unknown): Promise<void> {
  const { ctx, options } = run;
  const failure = classifyFailure(error);
  if (failure.kind === 'bounced') return endMail(run, mail, 'bounced', failure.why);
  if (failure.kind === 'away' && !run.serverUnavailable) {
    run.serverUnavailable = true;
    const details = { place: run.transport.destination, why: failure.why, traceId: ctx.traceId };
    ctx.log.warn(details, 'the mail server cannot be used; mails wait');
  }
  const now = ctx.clock.now();
  const age = now - Date.parse(mail.createdAt);
  if (age >= options.settings.giveUpDays * DAY_MS) return endMail(run, mail, 'failed', failure.why);
  run.failed += 1;
  const dueAt = instant(now + retryDelayMs(mail.attempts, Math.random()));
  await writeOutcome(options.store, ctx, mail, { status: 'queued', dueAt, error: failure.why });
}

async function endMail(
  run: SendRun,
  mail: Mail,
  status: 'suppressed' | 'failed' | 'bounced',
  why: string,
): Promise<void> {
  const { options, ctx } = run;
  run.failed += status === 'suppressed' ? 0 : 1;
  const isOurs = await writeOutcome(options.store, ctx, mail, { status, dueAt: NEVER, error: why });
  if (isOurs && status !== 'suppressed') await reportState(run, mail, status);
}

/** Not tried: it counts as no attempt. */
async function releaseMail({ options, ctx, signal }: SendRun, mail: Mail): Promise<void> {
  const wait = signal.aborted ? 0 : UNTRIED_DELAY_MS;
  await writeOutcome(options.store, ctx, mail, {
    status: 'queued',
    attempts: mail.attempts - 1,
    dueAt: instant(ctx.clock.now() + wait),
  });
}

/** The mail is what it is, whether or not its invitation could be told. */
async function reportState(
  { options, ctx }: SendRun,
  { id, subject }: Mail,
  state: 'sent' | 'bounced' | 'failed',
): Promise<void> {
  if (subject?.kind !== 'invitation') return;
  try {
    await options.core.noteDelivery(ctx, subject.id, subject.generation ?? 1, state);
  } catch (error) {
    const details = { err: error, mail: id, traceId: ctx.traceId };
    ctx.log.warn(details, 'the state of a mail was not noted at its invitation');
  }
}
