import { Fault, newId, type Context } from '#kernel/index.js';
import type { MailTemplate } from '#store/index.js';
import { checkWords, requireTemplate } from './checks.js';
import { readFailure } from './failures.js';
import type { MailOptions } from './options.js';
import { oneLine, render, type OwnWords, type Rendered } from './render.js';
import { sampleView } from './samples.js';
import type { Transport } from './transports.js';
import { LOCALES, type Locale } from './locales.js';
import { PLACEHOLDERS, COMMON, type TemplateName } from './words.js';

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
export interface MailDesk {
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
    place: { organizationId: string; template: string; locale: string; expected?: number },
    words: OwnWords,
  ): Promise<TemplateView>;
  /** As it would look, with made-up values. `words` absent: those that hold now. Fault `template.invalid`. */
  preview(
    ctx: Context,
    organizationId: string,
    place: { template: string; locale: string },
    words?: OwnWords,
  ): Promise<Rendered>;
  /** Sends a preview at once. Faults `template.invalid`, `mail.refused`. */
  sendTest(
    ctx: Context,
    organizationId: string,
    place: { template: string; locale: string },
    to: { address: string; name: string },
  ): Promise<void>;
}

export function createDesk(
  { directory, settings }: Pick<MailOptions, 'directory' | 'settings'>,
  transport: Transport,
): MailDesk {
  const desk: MailDesk = {
    templates: () =>
      Object.entries(PLACEHOLDERS).map(([name, placeholders]) => ({
        name: name as TemplateName,
        placeholders: [...COMMON, ...placeholders],
      })),
    locales: () => Object.keys(LOCALES) as Locale[],
    async template(ctx, organizationId, name, language) {
      const { template, locale } = requireTemplate(name, language);
      await directory.organizations.get(ctx, organizationId);
      const own = await directory.mailTemplates.find(organizationId, template, locale);
      return own ? ownView(template, locale, own) : builtInView(template, locale);
    },
    async replaceTemplate(ctx, place, words) {
      const { template, locale } = requireTemplate(place.template, place.locale);
      checkWords(template, words);
      const { organizationId, expected } = place;
      const { put } = directory.mailTemplates;
      const own = await put(ctx, organizationId, template, locale, words, expected);
      return ownView(template, locale, own);
    },
    async preview(ctx, organizationId, place, words) {
      const { template, locale } = requireTemplate(place.template, place.locale);
      if (words) checkWords(template, words);
      const organization = await directory.organizations.get(ctx, organizationId);
      const own = words ?? (await directory.mailTemplates.find(organizationId, template, locale));
      const sample = sampleView(template, locale, ctx.clock.now());
      const view = { ...sample, organization: organization.name };
      return render({ template, locale, view, own, branding: organization.branding });
    },
    async sendTest(ctx, organizationId, place, to) {
      const rendered = await desk.preview(ctx, organizationId, place);
      const id = newId();
      const host = /@([^\s>@]+)>?\s*$/.exec(settings.from)?.[1] ?? 'localhost';
      try {
        await transport.send({
          id,
          from: settings.from,
          ...rendered,
          date: ctx.clock.now(),
          to: { address: to.address, name: oneLine(to.name) },
          messageId: `<${id}@${host}>`,
          headers: { 'Content-Language': place.locale },
        });
      } catch (error) {
        throw new Fault('mail.refused', { reason: readFailure(error).why }, { cause: error });
      }
    },
  };
  return desk;
}

function ownView(template: TemplateName, locale: Locale, own: MailTemplate): TemplateView {
  const { subject, text, html, version } = own;
  return {
    template,
    locale,
    source: 'own',
    subject,
    text,
    ...(html !== undefined && { html }),
    placeholders: [...COMMON, ...PLACEHOLDERS[template]],
    version,
  };
}

function builtInView(template: TemplateName, locale: Locale): TemplateView {
  const { greeting, mails } = LOCALES[locale];
  const { subject, paragraphs } = mails[template];
  return {
    template,
    locale,
    source: 'built-in',
    subject,
    text: [greeting, ...paragraphs].join('\n\n'),
    placeholders: [...COMMON, ...PLACEHOLDERS[template]],
    version: 0,
  };
}
