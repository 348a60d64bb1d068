import mustache from 'mustache';
import type { Locale } from '#kernel/index.js';
import { escapeHtml, htmlPage } from './layout.js';
import type { LocaleTexts, TemplateName } from '../templates/texts.js';

/** What placeholders stand for: text only, so that nothing in a template can call or reach anything. */
export type View = Readonly<Record<string, string>>;

export interface Rendered {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The template of an organization. */
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
  /** the URL at which the recipient switches such mails off */
  readonly unsubscribe?: string | undefined;
}

const toText = (value: unknown): string => String(value);

/** Subject, text and HTML, each rendered from the same data. */
export function render(input: RenderInput): Rendered {
  const { template, locale, texts, view, own, branding, unsubscribe } = input;
  const builtIn = texts.templates[template];
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
  const subject = toSingleLine(fill(own?.subject ?? builtIn.subject, view, toText));
  return {
    subject,
    text: `${textParts.join('\n\n')}\n`,
    html: htmlPage({
      locale,
      body,
      isCustomHtml: own?.html !== undefined,
      branding,
      title: subject,
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

/** Tags inside of values stay as they are: values are not rendered. */
function fill(template: string, view: View, escape: (value: unknown) => string): string {
  return mustache.render(template, view, {}, { escape });
}

/** A header is one line, whatever a name holds. */
export function toSingleLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}
