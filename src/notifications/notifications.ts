import type { SweepResult } from '#core/index.js';
import type { Context } from '#kernel/index.js';
import type { NotificationDeps, NotificationOptions } from './deps.js';
import { sendDigests } from './outbox/digests.js';
import { noOutcomes, readOutboxFigures, type OutboxFigures } from './outbox/figures.js';
import { createMails, removeOldMails, type Mails } from './outbox/mails.js';
import { sendDue, type SendResult } from './outbox/send-due.js';
import { createInbox, type Inbox } from './preferences/inbox.js';
import { createMatrix, type Matrix } from './preferences/matrix.js';
import { createPreferences, type Preferences } from './preferences/preferences.js';
import { sendHostNotice, type HostNotice } from './rules/host-notices.js';
import { requireTexts } from './templates/checks.js';
import { createTemplateService, type TemplateService } from './templates/template-service.js';
import { openTransport } from './transports/transports.js';

/** Notifications as http, jobs and cli know them. */
export interface Notifications {
  readonly matrix: Matrix;
  readonly preferences: Preferences;
  readonly inbox: Inbox;
  readonly mails: Mails;
  readonly templates: TemplateService;
  /** Faults `organization.missing`, `member.missing`, `request.invalid`. */
  sendHostNotice(ctx: Context, organizationId: string, input: HostNotice): Promise<void>;
  /** Makes mails of the notifications that wait, then sends those that are due; a bounded part of each. */
  sendDue(ctx: Context, signal: AbortSignal): Promise<SendResult>;
  /** Makes digests of the mails that wait for one. */
  sendDigests(ctx: Context, signal: AbortSignal): Promise<SweepResult>;
  /** Removes mails that are over and notices, once they are as old as the settings say; a bounded part of them. */
  removeOld(ctx: Context): Promise<SweepResult>;
  /** of the outbox, for metrics; `now` in milliseconds */
  figures(now: number): Promise<OutboxFigures>;
  close(): void;
}

/** Throws when the texts are not those of our mails. */
export function createNotifications(options: NotificationOptions): Notifications {
  const { core, settings, texts } = options;
  const transport = openTransport(settings);
  const deps: NotificationDeps = {
    ...core.deps,
    ...options,
    texts: requireTexts(texts),
    transport,
    outcomes: noOutcomes(),
  };
  return {
    matrix: createMatrix(deps),
    preferences: createPreferences(deps),
    inbox: createInbox(deps),
    mails: createMails(deps),
    templates: createTemplateService(deps),
    sendHostNotice: (ctx, organizationId, input) =>
      sendHostNotice(deps, ctx, organizationId, input),
    sendDue: (ctx, signal) => sendDue(deps, ctx, signal),
    sendDigests: (ctx, signal) => sendDigests(deps, ctx, signal),
    removeOld: (ctx) => removeOldMails(deps, ctx),
    figures: (now) => readOutboxFigures(deps.store, deps.outcomes, now),
    close: () => transport.close(),
  };
}
