import type { MailService, TxtResolver } from '#delivery/index.js';
import type { Directory } from '#directory/index.js';
import { instant, type Context } from '#kernel/index.js';
import type { Provisioning } from '#provisioning/index.js';
import { finishRecomputations } from './finish-recomputations.js';
import type { Job } from './job.js';
import { recheckDomains } from './recheck-domains.js';
import { retention } from './retention.js';
import { sendDigests } from './send-digests.js';
import { sendMail } from './send-mail.js';

const DAY = 86_400_000;

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
    sendMail(mail),
    sendDigests(mail),
    retention([
      { what: 'journal', removeOld: (ctx) => directory.journal.purge(ctx) },
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
