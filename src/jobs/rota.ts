import type { MailService, TxtResolver } from '#delivery/index.js';
import type { Directory } from '#core/index.js';
import { instant, type Context } from '#kernel/index.js';
import type { Provisioning } from '#provisioning/index.js';
import { endGrants } from './end-grants.js';
import { expireInvitations } from './expire-invitations.js';
import { expireOffers } from './expire-offers.js';
import { fillSeatQueues } from './fill-seat-queues.js';
import { finishReplacements } from './finish-replacements.js';
import { meterUsageDaily } from './meter-usage.js';
import { noticeExpiring } from './notice-expiring.js';
import { purgeOrganizations } from './purge-organizations.js';
import { runTasks } from './run-tasks.js';
import { sendReminders } from './send-reminders.js';
import { finishRecomputations } from './finish-recomputations.js';
import type { Job } from './job.js';
import { recheckDomains } from './recheck-domains.js';
import { retention } from './retention.js';
import { sendDigests } from './send-digests.js';
import { sendMail } from './send-mail.js';

const DAY = 86_400_000;

/** Imports have 90 days of their own; a bulk invitation's rows are looked at within days. */
const TASK_DAYS = 90;

/** What the jobs of the house work with. */
export interface RotaOptions {
  readonly directory: Directory;
  readonly provisioning: Provisioning;
  readonly resolver: TxtResolver;
  readonly mail: Pick<MailService, 'sendDue' | 'sendDigests'>;
  /** how long mails that are over are kept, days */
  readonly mailDays: number;
  /** how long runs of jobs are remembered, days */
  readonly retentionDays: number;
}

/** Every job there is, one file each; a new one is added here (docs/recipes/add-a-job.md). */
export function createRota({
  directory,
  provisioning,
  resolver,
  mail,
  mailDays,
  retentionDays,
}: RotaOptions): Job[] {
  const daysAgo = ({ clock }: Context, days: number): string => instant(clock.now() - days * DAY);
  return [
    finishRecomputations(directory),
    recheckDomains(directory, resolver),
    endGrants(directory),
    expireInvitations(directory),
    expireOffers(directory),
    fillSeatQueues(directory),
    finishReplacements(directory),
    meterUsageDaily(directory),
    noticeExpiring(directory),
    purgeOrganizations(directory),
    runTasks(directory),
    sendReminders(directory),
    sendMail(mail),
    sendDigests(mail),
    retention([
      { what: 'journal', removeOld: (ctx) => directory.journal.purge(ctx) },
      {
        what: 'idempotency keys',
        removeOld: async (ctx) => {
          const done = await directory.idempotencyKeys.sweep(ctx);
          return { done, more: done === 1_000 };
        },
      },
      { what: 'rates', removeOld: (ctx) => directory.invitations.sweepRates(ctx) },
      { what: 'imports', removeOld: (ctx) => directory.imports.purgeImports(ctx) },
      {
        what: 'tasks',
        removeOld: (ctx) => directory.tasks.removeBefore(ctx, daysAgo(ctx, TASK_DAYS)),
      },
      { what: 'exchanges', removeOld: (ctx) => provisioning.exchanges.removeOld(ctx) },
      {
        what: 'mails and notices',
        removeOld: (ctx) => directory.mails.removeBefore(ctx, daysAgo(ctx, mailDays)),
      },
      {
        what: 'runs of jobs',
        removeOld: (ctx) => directory.jobRuns.removeBefore(ctx, daysAgo(ctx, retentionDays)),
      },
    ]),
  ];
}
