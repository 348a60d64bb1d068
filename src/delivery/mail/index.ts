import type { Context } from '#kernel/index.js';
import { sendDigests } from './digests.js';
import type { MailOptions } from './options.js';
import { createTemplateService, type TemplateService } from './desks.js';
import { sendDue, type SendResult } from './send-due.js';
import { requireTexts } from './checks.js';
import { openTransport, type Transport } from './transports.js';

/** Mail as jobs and doors know it. */
export interface MailService extends TemplateService {
  readonly transport: Pick<Transport, 'kind' | 'destination' | 'check'>;
  /** Sends what is due, a bounded part of it. */
  sendDue(ctx: Context, signal: AbortSignal): Promise<SendResult>;
  /** Makes the day's summaries out of what was collected. */
  sendDigests(ctx: Context, signal: AbortSignal): Promise<{ done: number; more: boolean }>;
  close(): void;
}

export function createMail(given: MailOptions<string>): MailService {
  const options: MailOptions = { ...given, texts: requireTexts(given.texts) };
  const transport = openTransport(options.settings);
  return {
    ...createTemplateService(options, transport),
    transport,
    sendDue: (ctx, signal) => sendDue(options, transport, ctx, signal),
    sendDigests: (ctx, signal) => sendDigests(options, ctx, signal),
    close: () => transport.close(),
  };
}
