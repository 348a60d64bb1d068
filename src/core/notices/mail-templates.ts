import { Fault, instant, newId, type Context, type Page } from '#kernel/index.js';
import { all, equals, type MailTemplate, type Store } from '#store/index.js';
import {
  append,
  listPage,
  type ListQuery,
  nextVersion,
  requireOrganization,
} from '#core/tenancy/index.js';

export type TemplateContent = Pick<MailTemplate, 'subject' | 'text' | 'html'>;

/** An organization's own words for mails. That they can be rendered is checked by delivery before they come here. */
export interface MailTemplates {
  list(ctx: Context, organizationId: string, query: ListQuery): Promise<Page<MailTemplate>>;
  find(organizationId: string, template: string, locale: string): Promise<MailTemplate | undefined>;
  /** Faults `organization.missing`, `request.precondition`. */
  put(
    ctx: Context,
    organizationId: string,
    template: string,
    locale: string,
    content: TemplateContent,
    expected?: number,
  ): Promise<MailTemplate>;
  /** Back to the words of the house. Fault `template.missing`. */
  remove(ctx: Context, organizationId: string, template: string, locale: string): Promise<void>;
}

export function createMailTemplates(store: Store): MailTemplates {
  const templateTerm = (organizationId: string, template: string, locale: string) =>
    all(
      equals('organizationId', organizationId),
      equals('template', template),
      equals('locale', locale),
    );
  return {
    async list(_ctx, organizationId, query) {
      await requireOrganization(store.read, organizationId);
      return listPage(store.read.mailTemplates, equals('organizationId', organizationId), query);
    },
    find: (organizationId, template, locale) =>
      store.read.mailTemplates.first(templateTerm(organizationId, template, locale)),
    put: (ctx, organizationId, template, locale, content, expected) =>
      store.transaction(organizationId, async (tx) => {
        await requireOrganization(tx, organizationId);
        const before = await tx.mailTemplates.first(templateTerm(organizationId, template, locale));
        // version 0 is that of the built-in words, as reading them says
        const version = before?.version ?? 0;
        if (expected !== undefined && expected !== version) {
          throw new Fault('request.precondition', { version });
        }
        const now = instant(ctx.clock.now());
        const { html: _html, ...previous } = before ?? {
          id: newId(),
          version: 0,
          createdAt: now,
          updatedAt: now,
          organizationId,
          template,
          locale,
          html: '',
        };
        const after: MailTemplate = nextVersion(ctx, { ...previous, ...content }, {});
        await (before ? tx.mailTemplates.update(after) : tx.mailTemplates.insert(after));
        await append(ctx, tx, {
          organizationId,
          type: 'mail_template.changed',
          target: { kind: 'mail-template', id: after.id, name: `${template}/${locale}` },
          ...(before && { before: { subject: before.subject, text: before.text } }),
          after: { subject: content.subject, text: content.text },
        });
        return after;
      }),
    remove: (ctx, organizationId, template, locale) =>
      store.transaction(organizationId, async (tx) => {
        const before = await tx.mailTemplates.first(templateTerm(organizationId, template, locale));
        if (!before) throw new Fault('template.missing', { template, locale });
        await tx.mailTemplates.remove(before.id);
        await append(ctx, tx, {
          organizationId,
          type: 'mail_template.removed',
          target: { kind: 'mail-template', id: before.id, name: `${template}/${locale}` },
          before: { subject: before.subject, text: before.text },
        });
      }),
  };
}
