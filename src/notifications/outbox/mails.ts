import {
  inOrganization,
  listPage,
  nextVersion,
  removeSome,
  tenantReaders,
  viewOrganization,
  type ListQuery,
  type SweepResult,
} from '#core/index.js';
import { addressKey, Fault, instant, type Context, type Page } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  NEVER,
  oneOf,
  type Mail,
  type Store,
  type Term,
} from '#store/index.js';
import type { NotificationDeps } from '../deps.js';
import { OUTBOX_PARTITION } from './claims.js';

export interface MailQuery extends ListQuery {
  readonly status?: Mail['status'];
  readonly template?: string;
  /** compared without regard to letter case */
  readonly to?: string;
}

/** What a mail service reports of a mail after it took it. */
export type DeliveryReport = 'delivered' | 'bounced';

/** The outbox of an organization, for people who look into it. */
export interface Mails {
  /** In the order of their making. Fault `organization.missing`. */
  list(ctx: Context, organizationId: string, query: MailQuery): Promise<Page<Mail>>;
  /** Fault `mail.missing`. */
  get(ctx: Context, organizationId: string, id: string): Promise<Mail>;
  /** Sends what failed, bounced or waits, at once. Faults `mail.missing`, `mail.over`. */
  retry(ctx: Context, organizationId: string, id: string): Promise<Mail>;
  /** Takes back what was not sent yet. Faults `mail.missing`, `mail.over`. */
  cancel(ctx: Context, organizationId: string, id: string): Promise<Mail>;
  /** A report of the mail service, by Message-ID. Faults `mail.missing`, `mail.over` (not sent). */
  report(ctx: Context, messageId: string, state: DeliveryReport, reason?: string): Promise<Mail>;
}

type Statuses = readonly Mail['status'][];

const RETRYABLE: Statuses = ['failed', 'bounced', 'queued', 'suppressed'];
const CANCELLABLE: Statuses = ['queued', 'digest'];
const REPORTABLE: Statuses = ['sending', 'sent', 'delivered', 'bounced'];
const FINISHED: Statuses = ['sent', 'delivered', 'bounced', 'failed', 'suppressed'];

const PURGE_BATCH_SIZE = 500;
const DAY_MS = 86_400_000;

export function createMails(deps: NotificationDeps): Mails {
  const { store, core } = deps;
  const change = (
    ctx: Context,
    target: { readonly organizationId: string; readonly id: string; readonly allowed: Statuses },
    fields: Partial<Mail>,
  ): Promise<Mail> =>
    inOrganization(deps, ctx, target.organizationId, async ({ tx, mails }) => {
      const after = changed(ctx, await mails.require(target.id), target.allowed, fields);
      await tx.mails.update(after);
      return after;
    });
  return {
    async list(_ctx, organizationId, { status, template, to, ...page }) {
      await viewOrganization(deps, organizationId, 'any');
      const terms: Term[] = [equals('organizationId', organizationId)];
      if (status) terms.push(equals('status', status));
      if (template) terms.push(equals('template', template));
      if (to) terms.push(equals('toKey', addressKey(to)));
      return listPage(store.read.mails, all(...terms), page);
    },
    get: (_ctx, organizationId, id) => tenantReaders(store.read, organizationId).mails.require(id),
    retry(ctx, organizationId, id) {
      const target = { organizationId, id, allowed: RETRYABLE };
      const dueAt = instant(ctx.clock.now());
      return change(ctx, target, { status: 'queued', attempts: 0, dueAt });
    },
    cancel(ctx, organizationId, id) {
      const target = { organizationId, id, allowed: CANCELLABLE };
      const error = 'taken back by hand';
      return change(ctx, target, { status: 'suppressed', dueAt: NEVER, error });
    },
    async report(ctx, messageId, state, reason) {
      const mail = await writeReport(store, ctx, { messageId, state, reason });
      const { subject } = mail;
      if (subject?.kind === 'invitation') {
        await core.invitations.noteDelivery(ctx, subject.id, subject.generation ?? 1, state);
      }
      return mail;
    },
  };
}

/** The mail without its last error. Fault `mail.over` in another than the allowed statuses. */
function changed(ctx: Context, before: Mail, allowed: Statuses, fields: Partial<Mail>): Mail {
  if (!allowed.includes(before.status)) throw new Fault('mail.over', { status: before.status });
  const { error: _error, ...rest } = before;
  return nextVersion<Mail>(ctx, rest, fields);
}

interface Report {
  readonly messageId: string;
  readonly state: DeliveryReport;
  readonly reason: string | undefined;
}

function writeReport(store: Store, ctx: Context, report: Report): Promise<Mail> {
  const { state, reason = 'reported by the mail service' } = report;
  // services write it as it stands in the header
  const messageId = report.messageId.replace(/^<|>$/g, '');
  return store.transaction(OUTBOX_PARTITION, async (tx) => {
    const before = await tx.mails.first(equals('messageId', messageId));
    if (!before) throw new Fault('mail.missing', { messageId });
    const error = state === 'bounced' ? { error: reason } : {};
    const after = changed(ctx, before, REPORTABLE, { status: state, dueAt: NEVER, ...error });
    await tx.mails.update(after);
    return after;
  });
}

/** Removes mails that are over, notices and delivered notifications, once they are as old as the settings say. */
export async function removeOldMails(
  { store, settings }: NotificationDeps,
  ctx: Context,
): Promise<SweepResult> {
  const before = instant(ctx.clock.now() - settings.retentionDays * DAY_MS);
  const older = compare('createdAt', 'lt', before);
  const sort = [{ field: { column: 'createdAt' } }];
  const limit = PURGE_BATCH_SIZE;
  const runs = [
    await removeSome(store, OUTBOX_PARTITION, 'mails', {
      where: all(older, oneOf('status', FINISHED)),
      sort,
      limit,
    }),
    await removeSome(store, OUTBOX_PARTITION, 'notices', { where: older, sort, limit }),
    await removeSome(store, OUTBOX_PARTITION, 'tellings', {
      where: all(equals('dueAt', NEVER), older),
      limit,
    }),
  ];
  return {
    done: runs.reduce((sum, { done }) => sum + done, 0),
    more: runs.some(({ more }) => more),
  };
}
