import { Fault, foldCase, instant, type Context, type Page } from '#kernel/index.js';
import { all, equals, NEVER, oneOf, type Mail, type Store, type Term } from '#store/index.js';
import { listPage, type ListQuery, nextVersion, requireOrganization } from '#core/tenancy/index.js';

export interface MailQuery extends ListQuery {
  readonly status?: Mail['status'];
  readonly template?: string;
  /** compared without regard to letter case */
  readonly to?: string;
}

/** What a mail service says of a mail after it took it. */
export type DeliveryReport = 'delivered' | 'bounced';

/** What becomes of a mail is told to what it is about: an invitation shows it. */
export type NoteDelivery = (
  ctx: Context,
  invitationId: string,
  generation: number,
  state: 'sent' | 'delivered' | 'bounced' | 'failed',
) => Promise<void>;

/** The outbox, for people who look into it. Sending is delivery's. */
export interface Mails {
  /** In the order of their making; without an organization: all of them, for the operator. Fault `organization.missing`. */
  list(ctx: Context, organizationId: string | undefined, query: MailQuery): Promise<Page<Mail>>;
  /** Fault `mail.missing`. */
  get(ctx: Context, organizationId: string | undefined, id: string): Promise<Mail>;
  /** Sends what failed, bounced or waits, at once. Faults `mail.missing`, `mail.over`. */
  retry(ctx: Context, organizationId: string, id: string): Promise<Mail>;
  /** Takes back what was not sent yet. Faults `mail.missing`, `mail.over`. */
  cancel(ctx: Context, organizationId: string, id: string): Promise<Mail>;
  /** A report of the mail service, by Message-ID. Faults `mail.missing`, `mail.over` (not sent). */
  report(ctx: Context, messageId: string, state: DeliveryReport, reason?: string): Promise<Mail>;
  /** Removes what was over before that time, and notices as old. */
  removeBefore(ctx: Context, before: string): Promise<{ done: number; more: boolean }>;
}

const RETRYABLE_STATUSES: readonly Mail['status'][] = ['failed', 'bounced', 'queued', 'suppressed'];
const CANCELLABLE_STATUSES: readonly Mail['status'][] = ['queued', 'digest'];
const FINISHED_STATUSES: readonly Mail['status'][] = [
  'sent',
  'delivered',
  'bounced',
  'failed',
  'suppressed',
];
const REPORTABLE_STATUSES: readonly Mail['status'][] = ['sending', 'sent', 'delivered', 'bounced'];
const PURGE_BATCH_SIZE = 500;

export function createMails(store: Store, noteDelivery: NoteDelivery): Mails {
  return {
    async list(_ctx, organizationId, { status, template, to, ...page }) {
      const terms: Term[] = [];
      if (organizationId !== undefined) {
        await requireOrganization(store.read, organizationId);
        terms.push(equals('organizationId', organizationId));
      }
      if (status) terms.push(equals('status', status));
      if (template) terms.push(equals('template', template));
      if (to) terms.push(equals('toKey', foldCase(to)));
      return listPage(store.read.mails, all(...terms), page);
    },
    async get(_ctx, organizationId, id) {
      const mail = await store.read.mails.get(id);
      const isVisible = organizationId === undefined || mail?.organizationId === organizationId;
      if (!mail || !isVisible) throw new Fault('mail.missing', { id });
      return mail;
    },
    retry: (ctx, organizationId, id) =>
      changeMail(
        store,
        ctx,
        { organizationId, id, allowed: RETRYABLE_STATUSES },
        {
          status: 'queued',
          attempts: 0,
          dueAt: instant(ctx.clock.now()),
        },
      ),
    cancel: (ctx, organizationId, id) =>
      changeMail(
        store,
        ctx,
        { organizationId, id, allowed: CANCELLABLE_STATUSES },
        {
          status: 'suppressed',
          dueAt: NEVER,
          error: 'taken back by hand',
        },
      ),
    async report(ctx, messageId, state, reason) {
      const mail = await writeReport(store, ctx, messageId, state, reason);
      const { subject } = mail;
      if (subject?.kind === 'invitation') {
        await noteDelivery(ctx, subject.id, subject.generation ?? 1, state);
      }
      return mail;
    },
    removeBefore: (_ctx, before) => removeBefore(store, before),
  };
}

interface MailTarget {
  readonly organizationId: string;
  readonly id: string;
  readonly allowed: readonly Mail['status'][];
}

function changeMail(
  store: Store,
  ctx: Context,
  { organizationId, id, allowed }: MailTarget,
  fields: Partial<Mail>,
): Promise<Mail> {
  return store.transaction(organizationId, async (tx) => {
    const before = await tx.mails.get(id);
    if (before?.organizationId !== organizationId) throw new Fault('mail.missing', { id });
    if (!allowed.includes(before.status)) throw new Fault('mail.over', { status: before.status });
    const { error: _error, ...rest } = before;
    const after = nextVersion<Mail>(ctx, rest, fields);
    await tx.mails.update(after);
    return after;
  });
}

function writeReport(
  store: Store,
  ctx: Context,
  messageId: string,
  state: DeliveryReport,
  reason = 'reported by the mail service',
): Promise<Mail> {
  // services write it as it stands in the header
  const bareMessageId = messageId.replace(/^<|>$/g, '');
  return store.transaction('mails', async (tx) => {
    const before = await tx.mails.first(equals('messageId', bareMessageId));
    if (!before) throw new Fault('mail.missing', { messageId: bareMessageId });
    // what was not handed over yet can be nobody's to report
    if (!REPORTABLE_STATUSES.includes(before.status)) {
      throw new Fault('mail.over', { status: before.status });
    }
    const { error: _error, ...rest } = before;
    const after = nextVersion<Mail>(ctx, rest, {
      status: state,
      dueAt: NEVER,
      ...(state === 'bounced' && { error: reason }),
    });
    await tx.mails.update(after);
    return after;
  });
}

async function removeBefore(
  store: Store,
  before: string,
): Promise<{ done: number; more: boolean }> {
  const olderThan: Term = {
    kind: 'compare',
    field: { column: 'createdAt' },
    operator: 'lt',
    value: before,
  };
  const query = { sort: [{ field: { column: 'createdAt' } }], limit: PURGE_BATCH_SIZE };
  const [mails, notices, tellings] = await Promise.all([
    store.read.mails.find({ where: all(olderThan, oneOf('status', FINISHED_STATUSES)), ...query }),
    store.read.notices.find({ where: olderThan, ...query }),
    store.read.tellings.find({
      where: all(equals('dueAt', NEVER), olderThan),
      limit: PURGE_BATCH_SIZE,
    }),
  ]);
  const results = [mails, notices, tellings];
  const done = results.reduce((sum, { records }) => sum + records.length, 0);
  if (done === 0) return { done, more: false };
  const ids = ({ records }: { records: readonly { id: string }[] }): Term =>
    oneOf(
      'id',
      records.map(({ id }) => id),
    );
  await store.transaction('mails', async (tx) => {
    await tx.mails.removeWhere(ids(mails));
    await tx.notices.removeWhere(ids(notices));
    await tx.tellings.removeWhere(ids(tellings));
  });
  return { done, more: results.some(({ records }) => records.length === PURGE_BATCH_SIZE) };
}
