import type { Integrations } from '#integrations/index.js';
import type { Notifications } from '#notifications/index.js';
import type { TxtResolver } from '#outgoing/index.js';
import type { Core } from '#core/index.js';
import { instant, type Context } from '#kernel/index.js';
import type { Provisioning } from '#provisioning/index.js';
import type { SignIn } from '#sign-in/index.js';
import type { Job } from './job.js';
import { recheckDomains } from './recheck-domains.js';
import { retention, type RetentionRule } from './retention.js';

const DAY_MS = 86_400_000;

/** Imports are kept for 90 days, too, by a rule of their own. */
const TASK_RETENTION_DAYS = 90;

/** What the jobs call. */
export interface JobsTableOptions {
  readonly core: Core;
  readonly provisioning: Provisioning;
  readonly signIn: SignIn;
  readonly integrations: Integrations;
  readonly resolver: TxtResolver;
  readonly notifications: Pick<Notifications, 'sendDue' | 'sendDigests' | 'removeOld'>;
  /** how long runs of jobs are remembered, days */
  readonly jobRunRetentionDays: number;
}

/** Every job there is; a new one is added here (docs/recipes/add-a-job.md). */
export function createJobsTable(options: JobsTableOptions): Job[] {
  const { core, resolver } = options;
  return [
    recheckDomains(core, resolver),
    ...organizationJobs(core),
    secondFactorNotices(options),
    ...signInJobs(options.signIn),
    ...invitationJobs(core),
    ...unfinishedWork(core),
    ...directoryJobs(options),
    ...mailJobs(options),
    ...eventJobs(options.integrations),
    retention(retentionRules(options)),
  ];
}

function organizationJobs(core: Core): Job[] {
  const { memberRoles, seats, meterUsage, apiKeys, organizations } = core;
  return [
    {
      // a grant whose time is over is not in force from that moment; this removes it from the member and notifies
      name: 'end-grants',
      purpose: 'Removes roles that were granted for a time that is over.',
      every: '1 minute',
      run: async (ctx) => ({ done: await memberRoles.expireGrants(ctx) }),
    },
    {
      // a released seat goes to the next in its transaction; this finds what a crash left waiting
      name: 'fill-seat-queues',
      purpose: 'Gives free seats to the members who wait for one.',
      every: '1 minute',
      run: (ctx) => seats.fillQueues(ctx),
    },
    {
      name: 'note-seat-use',
      purpose: 'Writes down once a day how many seats of each product are in use.',
      every: '1 hour',
      run: (ctx, signal) => seats.trends.note(ctx, signal),
    },
    {
      name: 'meter-usage',
      purpose: 'Records once a day how many members of a metered plan exceed the included ones.',
      every: '1 hour',
      run: (ctx) => meterUsage(ctx),
    },
    {
      name: 'notice-expiring',
      purpose: 'Notifies 30, 7 and 1 days before an API key or a token of a directory expires.',
      every: '1 hour',
      run: async (ctx) => ({ done: await apiKeys.writeExpiryNotices(ctx) }),
    },
    {
      name: 'purge-organizations',
      purpose: 'Erases deleted organizations that can no longer be restored.',
      every: '1 hour',
      run: (ctx) => organizations.purgeDeleted(ctx),
    },
  ];
}

function secondFactorNotices({ core, signIn }: JobsTableOptions): Job {
  return {
    name: 'notice-second-factors',
    purpose:
      'Tells members without a second factor 7 days and 1 day before it is asked of them, and administrators how many they are.',
    every: '1 hour',
    run: (ctx) =>
      core.organizations.writeSecondFactorNotices(ctx, signIn.missingFactors.findLacking),
  };
}

function signInJobs({ connections }: SignIn): Job[] {
  return [
    {
      name: 'watch-connections',
      purpose:
        'Reads the metadata of identity providers once a day, and tells of certificates that end and metadata that cannot be read.',
      every: '10 minutes',
      run: (ctx, signal) => connections.watchDue(ctx, signal),
    },
  ];
}

function invitationJobs({ invitations, ownership }: Core): Job[] {
  return [
    {
      // a pending invitation past its date reads as expired at once; this releases its place and notifies
      name: 'expire-invitations',
      purpose: 'Ends invitations whose time is over, and releases the places they held.',
      every: '1 minute',
      run: (ctx) => invitations.expireDue(ctx),
    },
    {
      name: 'expire-offers',
      purpose: 'Ends offers of ownership that were not accepted in time.',
      every: '10 minutes',
      run: (ctx) => ownership.expireOffers(ctx),
    },
    {
      name: 'send-reminders',
      purpose: 'Reminds invitees on the third day and on the day before the invitation expires.',
      every: '10 minutes',
      run: (ctx) => invitations.remindDue(ctx),
    },
  ];
}

/** Requests begin this work themselves; the jobs go on where a process died. */
function unfinishedWork({ recomputation, roles, tasks, erasures }: Core): Job[] {
  return [
    {
      // a mark on the connection says how far the recomputation was
      name: 'finish-recomputations',
      purpose: 'Finishes recomputations of roles that a process began and did not end.',
      every: '10 minutes',
      run: async (ctx) => ({ done: await recomputation.resume(ctx) }),
    },
    {
      name: 'finish-replacements',
      purpose: 'Finishes giving members another role in place of a deleted one.',
      every: '10 minutes',
      run: async (ctx) => ({ done: await roles.finishReplacements(ctx) }),
    },
    {
      // woken after each commit that began or went on with one; the interval is for what is due later and for what a process left
      name: 'erase-people',
      purpose: 'Goes on with the erasure of members and accounts.',
      every: '1 minute',
      run: (ctx, signal) => erasures.run(ctx, signal),
    },
    {
      name: 'run-tasks',
      purpose: 'Works through bulk invitations and imports that wait or were interrupted.',
      every: '10 seconds',
      run: (ctx, signal) => tasks.runTasks(ctx, signal),
    },
  ];
}

function directoryJobs({ provisioning }: JobsTableOptions): Job[] {
  const settle: Job = {
    // a decision begins this work itself; the interval is for what nobody decided in a day, and for what a process left
    name: 'settle-mass-changes',
    purpose:
      'Applies mass changes of directories that nobody decided in time, and finishes decided ones.',
    every: '1 minute',
    run: (ctx, signal) => provisioning.heldChanges.runDue(ctx, signal),
  };
  const watch: Job = {
    name: 'watch-directories',
    purpose:
      'Tells of directories whose requests fail, or that fell silent, and of those that work again.',
    every: '10 minutes',
    run: (ctx, signal) => provisioning.health.watch(ctx, signal),
  };
  const end: Job = {
    // woken after each commit that left rows of a group; the interval is for what a process left
    name: 'remove-ended-groups',
    purpose: 'Removes what is left of large groups that directories deleted.',
    every: '1 minute',
    run: (ctx, signal) => provisioning.removeEndedGroups(ctx, signal),
  };
  return [settle, watch, end];
}

function mailJobs({ notifications, signIn }: JobsTableOptions): Job[] {
  return [
    {
      // woken after each commit that queued one; the interval is for what could not be sent and for other processes
      name: 'send-sign-in-codes',
      purpose: 'Mails the codes that people sign in with; those that have ended are never sent.',
      every: '15 seconds',
      run: (ctx, signal) => signIn.codes.sendDue(ctx, signal),
    },
    {
      // woken after each commit that queued something; the interval is for what is due later and for other processes
      name: 'send-mail',
      purpose: 'Sends the mails that are due, and retries those that could not be sent.',
      every: '15 seconds',
      run: (ctx, signal) => notifications.sendDue(ctx, signal),
    },
    {
      // a collected notice carries the hour of its summary: a run finds nothing at other times
      name: 'send-digests',
      purpose: 'Puts the notices of a day into one mail for each member who chose that.',
      every: '10 minutes',
      run: (ctx, signal) => notifications.sendDigests(ctx, signal),
    },
  ];
}

function eventJobs({ feed }: Integrations): Job[] {
  return [
    {
      // readers of the feed number what they need themselves; this keeps the marks few where nobody reads
      name: 'number-events',
      purpose: 'Gives new events their place in the feed of the installation.',
      every: '10 seconds',
      run: () => feed.number(),
    },
  ];
}

function retentionRules(options: JobsTableOptions): RetentionRule[] {
  const { core, provisioning, notifications, signIn, integrations, jobRunRetentionDays } = options;
  const daysAgo = ({ clock }: Context, days: number): string =>
    instant(clock.now() - days * DAY_MS);
  return [
    { name: 'journal', removeOld: (ctx) => core.journal.purge(ctx) },
    { name: 'places of events', removeOld: () => integrations.feed.removeOld() },
    { name: 'idempotency keys', removeOld: (ctx) => core.idempotencyKeys.sweep(ctx) },
    { name: 'rates', removeOld: (ctx) => core.invitations.sweepRates(ctx) },
    { name: 'sign-ins', removeOld: (ctx) => signIn.flows.removeOld(ctx) },
    { name: 'used assertions', removeOld: (ctx) => signIn.flows.removeOldUses(ctx) },
    { name: 'sign-in codes', removeOld: (ctx) => signIn.codes.removeOld(ctx) },
    { name: 'second factors', removeOld: (ctx) => signIn.factors.removeOld(ctx) },
    { name: 'sign-in links', removeOld: (ctx) => signIn.links.removeOld(ctx) },
    { name: 'mass changes', removeOld: (ctx) => core.massChanges.removeOld(ctx) },
    { name: 'sessions', removeOld: (ctx) => core.sessions.removeExpired(ctx) },
    {
      name: 'secrets of endpoints',
      removeOld: (ctx) => integrations.endpointSecrets.removeExpired(ctx),
    },
    {
      name: 'samples of hooks',
      removeOld: (ctx) => integrations.hooks.removeOldSamples(ctx),
    },
    { name: 'imports', removeOld: (ctx) => core.imports.purgeImports(ctx) },
    {
      name: 'tasks',
      removeOld: (ctx) => core.tasks.removeBefore(ctx, daysAgo(ctx, TASK_RETENTION_DAYS)),
    },
    { name: 'exchanges', removeOld: (ctx) => provisioning.exchanges.removeOld(ctx) },
    { name: 'sign-in attempts', removeOld: (ctx) => signIn.attempts.removeOld(ctx) },
    {
      name: 'mails and notices',
      removeOld: (ctx) => notifications.removeOld(ctx),
    },
    {
      name: 'webhook deliveries',
      removeOld: (ctx) => integrations.webhooks.removeOld(ctx),
    },
    {
      name: 'runs of jobs',
      removeOld: (ctx) => core.jobRuns.removeBefore(ctx, daysAgo(ctx, jobRunRetentionDays)),
    },
  ];
}
