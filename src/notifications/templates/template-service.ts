import { findAll } from '#core/index.js';
import { Fault, newId, type Context, type Locale } from '#kernel/index.js';
import { equals, type MailTemplate } from '#store/index.js';
import type { NotificationDeps } from '../deps.js';
import { classifyFailure } from '../outbox/failures.js';
import { hostOfAddress } from '../rendering/messages.js';
import { render, toSingleLine, type OwnTemplate, type Rendered } from '../rendering/render.js';
import { checkTemplate, requireTemplate } from './checks.js';
import {
  findOwnTemplate,
  removeOwnTemplate,
  replaceOwnTemplate,
  type TemplateTarget,
} from './own-templates.js';
import { sampleView } from './samples.js';
import { PLACEHOLDERS, placeholdersOf, type LocaleTexts, type TemplateName } from './texts.js';

export interface TemplateView {
  readonly template: TemplateName;
  readonly locale: Locale;
  /** of Muster, or of the organization */
  readonly source: 'built-in' | 'own';
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly placeholders: readonly string[];
  /** 0 for a built-in one */
  readonly version: number;
}

/** Templates as people read and write them. Fault `template.invalid` for a mail or a language that does not exist. */
export interface TemplateService {
  /** Every mail there is, with its placeholders. */
  all(): readonly { readonly name: TemplateName; readonly placeholders: readonly string[] }[];
  /** Those that the organization wrote. Fault `organization.missing`. */
  listOwn(ctx: Context, organizationId: string): Promise<readonly MailTemplate[]>;
  /** The template that mails are made of now. Fault `organization.missing`. */
  get(ctx: Context, target: TemplateTarget): Promise<TemplateView>;
  /** Faults `template.invalid` (with every problem), `organization.missing`, `request.precondition`. */
  replace(
    ctx: Context,
    target: TemplateTarget & { readonly expected?: number },
    content: OwnTemplate,
  ): Promise<TemplateView>;
  /** Back to the built-in one. Fault `template.missing`. */
  remove(ctx: Context, target: TemplateTarget): Promise<void>;
  /** A mail with made-up values, made of `content` or of the template that is used now. */
  preview(ctx: Context, target: TemplateTarget, content?: OwnTemplate): Promise<Rendered>;
  /** Sends a preview at once. Fault `mail.refused`. */
  sendTest(
    ctx: Context,
    target: TemplateTarget,
    to: { readonly address: string; readonly name: string },
  ): Promise<void>;
}

export function createTemplateService(deps: NotificationDeps): TemplateService {
  const { store, core, texts } = deps;
  const preview: TemplateService['preview'] = async (ctx, target, content) => {
    const { template, locale } = requireTemplate(target);
    const checked = content && checkTemplate(template, content);
    const { name, branding } = await core.organizations.get(ctx, target.organizationId);
    const own = checked ?? (await findOwnTemplate(deps, target));
    const view = { ...sampleView(template, locale, ctx.clock.now()), organization: name };
    return render({ template, locale, texts: texts[locale], view, own, branding });
  };
  return {
    all: () =>
      (Object.keys(PLACEHOLDERS) as TemplateName[]).map((name) => ({
        name,
        placeholders: placeholdersOf(name),
      })),
    async listOwn(ctx, organizationId) {
      await core.organizations.get(ctx, organizationId);
      const ofOrganization = equals('organizationId', organizationId);
      return findAll(store.read.mailTemplates, ofOrganization);
    },
    async get(ctx, target) {
      const name = requireTemplate(target);
      await core.organizations.get(ctx, target.organizationId);
      return toView(name, texts[name.locale], await findOwnTemplate(deps, target));
    },
    async replace(ctx, target, content) {
      const name = requireTemplate(target);
      const checked = checkTemplate(name.template, content);
      const own = await replaceOwnTemplate(deps, ctx, target, checked);
      return toView(name, texts[name.locale], own);
    },
    remove: (ctx, target) => removeOwnTemplate(deps, ctx, target),
    preview,
    async sendTest(ctx, target, to) {
      const rendered = await preview(ctx, target);
      const { from } = deps.settings;
      const id = newId();
      try {
        await deps.transport.send({
          id,
          from,
          ...rendered,
          date: ctx.clock.now(),
          to: { address: to.address, name: toSingleLine(to.name) },
          messageId: `<${id}@${hostOfAddress(from)}>`,
          headers: { 'Content-Language': target.locale },
        });
      } catch (error) {
        throw new Fault('mail.refused', { reason: classifyFailure(error).why }, { cause: error });
      }
    },
  };
}

/** `own` is the organization's template, where it has one. */
function toView(
  { template, locale }: { readonly template: TemplateName; readonly locale: Locale },
  { greeting, templates }: LocaleTexts,
  own: MailTemplate | undefined,
): TemplateView {
  const { subject, paragraphs } = templates[template];
  return {
    template,
    locale,
    source: own ? 'own' : 'built-in',
    subject: own?.subject ?? subject,
    text: own?.text ?? [greeting, ...paragraphs].join('\n\n'),
    ...(own?.html !== undefined && { html: own.html }),
    placeholders: placeholdersOf(template),
    version: own?.version ?? 0,
  };
}
