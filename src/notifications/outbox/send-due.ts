import { instant, type Context } from '#kernel/index.js';
import { NEVER, type Mail } from '#store/index.js';
import type { NotificationDeps } from '../deps.js';
import { deliverPending } from '../recipients/deliver-pending.js';
import { nextDigestTime } from '../recipients/channels.js';
import { prepareMail } from '../rendering/mail-views.js';
import { composeMessage } from '../rendering/messages.js';
import { toSingleLine } from '../rendering/render.js';
import { claimDue, holdClaims, writeOutcome, type HeldClaims } from './claims.js';
import type { Message } from '../transports/transports.js';
import { bringForward } from './future-times.js';
import { classifyFailure, retryDelayMs, withoutAddresses } from './failures.js';

export interface SendResult {
  readonly done: number;
  readonly failed: number;
  readonly more: boolean;
}

/** Mails taken at one time, and sent at one time. */
const MAX_MAILS_PER_RUN = 40;
const MAX_CONCURRENT_SENDS = 4;

const DAY_MS = 86_400_000;

/** When the mail server is away, what was taken and not tried is due again after so long. */
const UNTRIED_DELAY_MS = 60_000;

interface SendRun {
  readonly deps: NotificationDeps;
  readonly ctx: Context;
  readonly signal: AbortSignal;
  readonly claims: HeldClaims;
  serverUnavailable: boolean;
  done: number;
  failed: number;
}

/**
 * Makes mails of the notifications that wait, then sends those that are due. A mail is marked after it was sent: a crash in between
 * sends it twice, with the same Message-ID, and never loses one.
 */
export async function sendDue(
  deps: NotificationDeps,
  ctx: Context,
  signal: AbortSignal,
): Promise<SendResult> {
  await bringForward(deps, ctx);
  const delivered = await deliverPending(deps, ctx);
  const { mails, more } = await claimDue(deps, ctx, MAX_MAILS_PER_RUN);
  const run: SendRun = {
    deps,
    ctx,
    signal,
    claims: holdClaims(deps, ctx, mails),
    serverUnavailable: false,
    done: 0,
    failed: 0,
  };
  const waiting = [...mails];
  const worker = async (): Promise<void> => {
    for (let mail = waiting.shift(); mail; mail = waiting.shift()) {
      if (await run.claims.isHeld(mail)) await sendOne(run, mail);
      run.claims.release(mail);
    }
  };
  try {
    await Promise.all(Array.from({ length: MAX_CONCURRENT_SENDS }, worker));
  } finally {
    await run.claims.stop();
  }
  const { done, failed, serverUnavailable } = run;
  return {
    done,
    failed: failed + delivered.failed,
    more: (more || delivered.more) && !serverUnavailable && !signal.aborted,
  };
}

async function sendOne(run: SendRun, mail: Mail): Promise<void> {
  const { deps, ctx, signal } = run;
  const now = ctx.clock.now();
  if (run.serverUnavailable || signal.aborted) return releaseMail(run, mail);
  try {
    const prepared = await prepareMail(deps, ctx, mail);
    if (prepared.kind !== 'ready') {
      await endMail(run, mail, prepared.kind, prepared.why);
      return;
    }
    if (prepared.inDigest) return await moveToDigest(run, mail);
    const problem = addressProblem(prepared.to.to);
    if (problem !== undefined) return await endMail(run, mail, 'bounced', problem);
    await send(deps, mail, await composeMessage(deps, mail, prepared, now));
  } catch (error) {
    await handleFailure(run, mail, error);
    return;
  }
  const sentAt = instant(ctx.clock.now());
  const isOurs = await writeOutcome(deps, ctx, mail, {
    status: 'sent',
    sentAt,
    dueAt: NEVER,
  });
  run.done += 1;
  deps.outcomes.sent += 1;
  if (isOurs) await reportState(run, mail, 'sent');
}

/** The mail by its id and the journal entry that it tells of, whose trace id is that of the request. */
function send(deps: NotificationDeps, mail: Mail, message: Message): Promise<void> {
  const { id, template, attempts, onceKey } = mail;
  const attributes = {
    'server.address': deps.transport.destination,
    'muster.mail': id,
    'muster.template': template,
    'muster.attempt': attempts,
    'muster.cause': onceKey.split(':', 1)[0] ?? '',
  };
  const asked = { name: 'send mail', kind: 'client', attributes } as const;
  return deps.tracer.span(asked, () => deps.transport.send(message));
}

/** The recipient has chosen a digest since the mail was queued. */
async function moveToDigest({ deps, ctx }: SendRun, mail: Mail): Promise<void> {
  const dueAt = nextDigestTime(ctx.clock.now());
  const attempts = mail.attempts - 1;
  await writeOutcome(deps, ctx, mail, { status: 'digest', attempts, dueAt });
}

/** An address must not end a header and begin another, nor name a second recipient. */
function addressProblem(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  const isPlain = address === toSingleLine(address) && !/[\s<>,;:"\\()[\]]/.test(address);
  if (isPlain && at > 0 && at < address.length - 1) return undefined;
  return 'the address cannot be written into a mail';
}

async function handleFailure(run: SendRun, mail: Mail, error: unknown): Promise<void> {
  const { ctx, deps } = run;
  const failure = classifyFailure(error);
  if (failure.kind === 'bounced') return endMail(run, mail, 'bounced', failure.why);
  if (failure.kind === 'away' && !run.serverUnavailable) {
    run.serverUnavailable = true;
    const why = withoutAddresses(failure.why);
    const details = { place: deps.transport.destination, why, traceId: ctx.traceId };
    ctx.log.warn(details, 'the mail server cannot be used; mails wait');
  }
  const now = ctx.clock.now();
  const age = now - Date.parse(mail.createdAt);
  if (age >= deps.settings.giveUpDays * DAY_MS) return endMail(run, mail, 'failed', failure.why);
  run.failed += 1;
  deps.outcomes.deferred += 1;
  const dueAt = instant(now + retryDelayMs(mail.attempts, Math.random()));
  await writeOutcome(deps, ctx, mail, { status: 'queued', dueAt, error: failure.why });
}

async function endMail(
  run: SendRun,
  mail: Mail,
  status: 'suppressed' | 'failed' | 'bounced',
  why: string,
): Promise<void> {
  const { deps, ctx } = run;
  run.failed += status === 'suppressed' ? 0 : 1;
  deps.outcomes[status] += 1;
  const isOurs = await writeOutcome(deps, ctx, mail, { status, dueAt: NEVER, error: why });
  if (status === 'suppressed') return;
  logLoss(ctx, mail, status, why);
  if (isOurs) await reportState(run, mail, status);
}

/** The operator's log has no address of a recipient: the id finds the mail over REST. */
function logLoss(
  { log, traceId }: Context,
  { id, organizationId, template, attempts }: Mail,
  status: 'failed' | 'bounced',
  why: string,
): void {
  const fields = { mail: id, organization: organizationId, template, attempts };
  const text = status === 'bounced' ? 'a mail was refused for good' : 'a mail was given up';
  log.warn({ ...fields, why: withoutAddresses(why), traceId }, text);
}

/** Not tried: it counts as no attempt. */
async function releaseMail({ deps, ctx, signal }: SendRun, mail: Mail): Promise<void> {
  const wait = signal.aborted ? 0 : UNTRIED_DELAY_MS;
  await writeOutcome(deps, ctx, mail, {
    status: 'queued',
    attempts: mail.attempts - 1,
    dueAt: instant(ctx.clock.now() + wait),
  });
}

/** Notes the state of the mail at its invitation. The mail keeps its state when that fails. */
async function reportState(
  { deps, ctx }: SendRun,
  { id, subject }: Mail,
  state: 'sent' | 'bounced' | 'failed',
): Promise<void> {
  if (subject?.kind !== 'invitation') return;
  try {
    await deps.core.invitations.noteDelivery(ctx, subject.id, subject.generation ?? 1, state);
  } catch (error) {
    const details = { err: error, mail: id, traceId: ctx.traceId };
    ctx.log.warn(details, 'the state of a mail was not noted at its invitation');
  }
}
