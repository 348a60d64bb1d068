import mustache from 'mustache';
import type { Locale } from '#kernel/index.js';
import { escapeHtml, htmlPage } from './layout.js';
import type { LocaleTexts, MailTexts, TemplateName } from './words.js';

/** What placeholders stand for: text only, so that nothing in a template can call or reach anything. */
export type View = Readonly<Record<string, string>>;

export interface Rendered {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** An organization's own words. */
export interface OwnTemplate {
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
}

export interface RenderInput {
  readonly template: TemplateName;
  readonly locale: Locale;
  /** of that locale */
  readonly texts: LocaleTexts;
  readonly view: View;
  readonly own?: OwnTemplate | undefined;
  readonly branding?: { readonly logoUrl?: string; readonly color?: string } | undefined;
  /** the address at which the reader can switch such mails off */
  readonly unsubscribe?: string | undefined;
}

const toText = (value: unknown): string => String(value);

/** Subject, text and HTML out of the same data; the text is no leftover of the HTML. */
export function render(input: RenderInput): Rendered {
  const { template, locale, texts, view, own, branding, unsubscribe } = input;
  const builtIn: MailTexts = texts.templates[template];
  const link = view['link'] ?? '';
  const button = link === '' ? undefined : { label: builtIn.button ?? link, link };
  const paragraphs = own ? own.text.split(/\n{2,}/) : [texts.greeting, ...builtIn.paragraphs];
  const ownTextHasLink = own && mentionsLink(own.text);
  const footer = [
    texts.footer,
    ...(unsubscribe === undefined
      ? []
      : [texts.unsubscribe.replace('{{unsubscribe}}', unsubscribe)]),
  ];
  const textParts = [
    ...fillAll(paragraphs, view, toText),
    ...(button && !ownTextHasLink ? [`${button.label}:\n${button.link}`] : []),
    `-- \n${fillAll(footer, view, toText).join('\n')}`,
  ];
  const body =
    own?.html === undefined
      ? fillAll(paragraphs, view, escapeHtml).map((part) => part.replaceAll('\n', '<br>'))
      : [fill(own.html, view, escapeHtml)];
  return {
    subject: toSingleLine(fill(own?.subject ?? builtIn.subject, view, toText)),
    text: `${textParts.join('\n\n')}\n`,
    html: htmlPage({
      locale,
      body,
      isCustomHtml: own?.html !== undefined,
      branding,
      title: toSingleLine(fill(own?.subject ?? builtIn.subject, view, toText)),
      ...(button && !(own && mentionsLink(own.html ?? own.text)) && { button }),
      footer: fillAll(footer, view, escapeHtml),
    }),
  };
}

function mentionsLink(template: string): boolean {
  return /\{\{\{?&?\s*link\s*\}?\}\}/.test(template);
}

function fillAll(
  parts: readonly string[],
  view: View,
  escape: (value: unknown) => string,
): string[] {
  return parts.map((part) => fill(part, view, escape).trim()).filter((part) => part !== '');
}

/** Own tags in the values are values: they are not looked at again. */
function fill(template: string, view: View, escape: (value: unknown) => string): string {
  return mustache.render(template, view, {}, { escape });
}

/** A header is one line, whatever somebody is called. */
export function toSingleLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}
