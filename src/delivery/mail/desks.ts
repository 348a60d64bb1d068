import { Fault, LOCALES, newId, type Context, type Locale } from '#kernel/index.js';
import type { MailTemplate } from '#store/index.js';
import { checkTemplate, requireTemplate } from './checks.js';
import { classifyFailure } from './failures.js';
import type { MailOptions } from './options.js';
import { toSingleLine, render, type OwnTemplate, type Rendered } from './render.js';
import { sampleView } from './samples.js';
import type { Transport } from './transports.js';
import { PLACEHOLDERS, COMMON_PLACEHOLDERS, type LocaleTexts, type TemplateName } from './words.js';

export interface TemplateView {
  readonly template: TemplateName;
  readonly locale: Locale;
  /** of the house, or of the organization's own */
  readonly source: 'built-in' | 'own';
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly placeholders: readonly string[];
  /** 0 while it is the house's */
  readonly version: number;
}

/** What people do with templates, apart from waiting for a mail. */
export interface TemplateService {
  /** Every mail there is, with its placeholders. */
  templates(): readonly { readonly name: TemplateName; readonly placeholders: readonly string[] }[];
  locales(): readonly Locale[];
  /** The words that hold now. Faults `template.invalid`, `organization.missing`. */
  template(
    ctx: Context,
    organizationId: string,
    template: string,
    locale: string,
  ): Promise<TemplateView>;
  /** Faults `template.invalid`, `organization.missing`, `request.precondition`. */
  replaceTemplate(
    ctx: Context,
    target: { organizationId: string; template: string; locale: string; expected?: number },
    content: OwnTemplate,
  ): Promise<TemplateView>;
  /** As it would look, with made-up values. `words` absent: those that hold now. Fault `template.invalid`. */
  preview(
    ctx: Context,
    organizationId: string,
    target: { template: string; locale: string },
    content?: OwnTemplate,
  ): Promise<Rendered>;
  /** Sends a preview at once. Faults `template.invalid`, `mail.refused`. */
  sendTest(
    ctx: Context,
    organizationId: string,
    target: { template: string; locale: string },
    to: { address: string; name: string },
  ): Promise<void>;
}

export function createTemplateService(
  { core, settings, texts }: Pick<MailOptions, 'core' | 'settings' | 'texts'>,
  transport: Transport,
): TemplateService {
  const service: TemplateService = {
    templates: () =>
      Object.entries(PLACEHOLDERS).map(([name, placeholders]) => ({
        name: name as TemplateName,
        placeholders: [...COMMON_PLACEHOLDERS, ...placeholders],
      })),
    locales: () => LOCALES,
    async template(ctx, organizationId, name, language) {
      const { template, locale } = requireTemplate(name, language);
      await core.organizations.get(ctx, organizationId);
      const own = await core.mailTemplates.find(organizationId, template, locale);
      return own
        ? toOwnView(template, locale, own)
        : toBuiltInView(template, locale, texts[locale]);
    },
    async replaceTemplate(ctx, target, content) {
      const { template, locale } = requireTemplate(target.template, target.locale);
      checkTemplate(template, content);
      const { organizationId, expected } = target;
      const { put } = core.mailTemplates;
      const own = await put(ctx, organizationId, template, locale, content, expected);
      return toOwnView(template, locale, own);
    },
    async preview(ctx, organizationId, target, content) {
      const { template, locale } = requireTemplate(target.template, target.locale);
      if (content) checkTemplate(template, content);
      const organization = await core.organizations.get(ctx, organizationId);
      const own = content ?? (await core.mailTemplates.find(organizationId, template, locale));
      const sample = sampleView(template, locale, ctx.clock.now());
      const view = { ...sample, organization: organization.name };
      const { branding } = organization;
      return render({ template, locale, texts: texts[locale], view, own, branding });
    },
    async sendTest(ctx, organizationId, target, to) {
      const rendered = await service.preview(ctx, organizationId, target);
      const id = newId();
      const host = /@([^\s>@]+)>?\s*$/.exec(settings.from)?.[1] ?? 'localhost';
      try {
        await transport.send({
          id,
          from: settings.from,
          ...rendered,
          date: ctx.clock.now(),
          to: { address: to.address, name: toSingleLine(to.name) },
          messageId: `<${id}@${host}>`,
          headers: { 'Content-Language': target.locale },
        });
      } catch (error) {
        throw new Fault('mail.refused', { reason: classifyFailure(error).why }, { cause: error });
      }
    },
  };
  return service;
}

function toOwnView(template: TemplateName, locale: Locale, own: MailTemplate): TemplateView {
  const { subject, text, html, version } = own;
  return {
    template,
    locale,
    source: 'own',
    subject,
    text,
    ...(html !== undefined && { html }),
    placeholders: [...COMMON_PLACEHOLDERS, ...PLACEHOLDERS[template]],
    version,
  };
}

function toBuiltInView(
  template: TemplateName,
  locale: Locale,
  { greeting, templates }: LocaleTexts,
): TemplateView {
  const { subject, paragraphs } = templates[template];
  return {
    template,
    locale,
    source: 'built-in',
    subject,
    text: [greeting, ...paragraphs].join('\n\n'),
    placeholders: [...COMMON_PLACEHOLDERS, ...PLACEHOLDERS[template]],
    version: 0,
  };
}
