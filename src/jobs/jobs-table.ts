import type { MailService, TxtResolver } from '#delivery/index.js';
import type { Core } from '#core/index.js';
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

const DAY_MS = 86_400_000;

/** Imports have 90 days of their own; a bulk invitation's rows are looked at within days. */
const TASK_RETENTION_DAYS = 90;

/** What the jobs of the house work with. */
export interface JobsTableOptions {
  readonly core: Core;
  readonly provisioning: Provisioning;
  readonly resolver: TxtResolver;
  readonly mail: Pick<MailService, 'sendDue' | 'sendDigests'>;
  /** how long mails that are over are kept, days */
  readonly mailRetentionDays: number;
  /** how long runs of jobs are remembered, days */
  readonly jobRunRetentionDays: number;
}

/** Every job there is, one file each; a new one is added here (docs/recipes/add-a-job.md). */
export function createJobsTable({
  core,
  provisioning,
  resolver,
  mail,
  mailRetentionDays,
  jobRunRetentionDays,
}: JobsTableOptions): Job[] {
  const daysAgo = ({ clock }: Context, days: number): string =>
    instant(clock.now() - days * DAY_MS);
  return [
    finishRecomputations(core),
    recheckDomains(core, resolver),
    endGrants(core),
    expireInvitations(core),
    expireOffers(core),
    fillSeatQueues(core),
    finishReplacements(core),
    meterUsageDaily(core),
    noticeExpiring(core),
    purgeOrganizations(core),
    runTasks(core),
    sendReminders(core),
    sendMail(mail),
    sendDigests(mail),
    retention([
      { name: 'journal', removeOld: (ctx) => core.journal.purge(ctx) },
      { name: 'idempotency keys', removeOld: (ctx) => core.idempotencyKeys.sweep(ctx) },
      { name: 'rates', removeOld: (ctx) => core.invitations.sweepRates(ctx) },
      { name: 'imports', removeOld: (ctx) => core.imports.purgeImports(ctx) },
      {
        name: 'tasks',
        removeOld: (ctx) => core.tasks.removeBefore(ctx, daysAgo(ctx, TASK_RETENTION_DAYS)),
      },
      { name: 'exchanges', removeOld: (ctx) => provisioning.exchanges.removeOld(ctx) },
      {
        name: 'mails and notices',
        removeOld: (ctx) => core.mails.removeBefore(ctx, daysAgo(ctx, mailRetentionDays)),
      },
      {
        name: 'runs of jobs',
        removeOld: (ctx) => core.jobRuns.removeBefore(ctx, daysAgo(ctx, jobRunRetentionDays)),
      },
    ]),
  ];
}
