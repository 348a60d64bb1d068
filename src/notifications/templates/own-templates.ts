import { firstVersion, inOrganization } from '#core/index.js';
import { Fault, type Context } from '#kernel/index.js';
import { all, equals, type MailTemplate, type Term } from '#store/index.js';
import type { NotificationDeps } from '../deps.js';
import type { OwnTemplate } from '../rendering/render.js';

/** One mail in one language of an organization. */
export interface TemplateTarget {
  readonly organizationId: string;
  readonly template: string;
  readonly locale: string;
}

function isTarget({ organizationId, template, locale }: TemplateTarget): Term {
  return all(
    equals('organizationId', organizationId),
    equals('template', template),
    equals('locale', locale),
  );
}

export function findOwnTemplate(
  { store }: NotificationDeps,
  target: TemplateTarget,
): Promise<MailTemplate | undefined> {
  return store.read.mailTemplates.first(isTarget(target));
}

/** Writes a checked template. `expected`: the version that the caller read, 0 for the built-in one. Fault `request.precondition`. */
export function replaceOwnTemplate(
  deps: NotificationDeps,
  ctx: Context,
  target: TemplateTarget & { readonly expected?: number },
  { subject, text, html }: OwnTemplate,
): Promise<MailTemplate> {
  const { organizationId, template, locale, expected } = target;
  return inOrganization(deps, ctx, organizationId, async ({ tx, journal }) => {
    const before = await tx.mailTemplates.first(isTarget(target));
    const version = before?.version ?? 0;
    if (expected !== undefined && expected !== version) {
      throw new Fault('request.precondition', { version });
    }
    const fresh = firstVersion<MailTemplate>(ctx, {
      organizationId,
      template,
      locale,
      subject,
      text,
      ...(html !== undefined && { html }),
    });
    const after = before
      ? { ...fresh, id: before.id, createdAt: before.createdAt, version: version + 1 }
      : fresh;
    await (before ? tx.mailTemplates.update(after) : tx.mailTemplates.insert(after));
    await journal.append({
      type: 'mail_template.changed',
      target: { kind: 'mail-template', id: after.id, name: `${template}/${locale}` },
      ...(before && { before: { subject: before.subject, text: before.text } }),
      after: { subject, text },
    });
    return after;
  });
}

/** Fault `template.missing`. */
export function removeOwnTemplate(
  deps: NotificationDeps,
  ctx: Context,
  target: TemplateTarget,
): Promise<void> {
  const { organizationId, template, locale } = target;
  return inOrganization(deps, ctx, organizationId, async ({ tx, journal }) => {
    const before = await tx.mailTemplates.first(isTarget(target));
    if (!before) throw new Fault('template.missing', { template, locale });
    await tx.mailTemplates.remove(before.id);
    await journal.append({
      type: 'mail_template.removed',
      target: { kind: 'mail-template', id: before.id, name: `${template}/${locale}` },
      before: { subject: before.subject, text: before.text },
    });
  });
}
