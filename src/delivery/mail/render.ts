import mustache from 'mustache';
import { escapeHtml, htmlPage } from './layout.js';
import { LOCALES, type Locale } from './locales.js';
import type { MailWords, TemplateName } from './words.js';

/** What placeholders stand for: text only, so that nothing in a template can call or reach anything. */
export type View = Readonly<Record<string, string>>;

export interface Rendered {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** An organization's own words. */
export interface OwnWords {
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
}

export interface Rendering {
  readonly template: TemplateName;
  readonly locale: Locale;
  readonly view: View;
  readonly own?: OwnWords | undefined;
  readonly branding?: { readonly logoUrl?: string; readonly color?: string } | undefined;
  /** the address at which the reader can switch such mails off */
  readonly unsubscribe?: string | undefined;
}

const asText = (value: unknown): string => String(value);

/** Subject, text and HTML out of the same data; the text is no leftover of the HTML. */
export function render(rendering: Rendering): Rendered {
  const { template, locale, view, own, branding, unsubscribe } = rendering;
  const words = LOCALES[locale];
  const ready: MailWords = words.mails[template];
  const link = view['link'] ?? '';
  const button = link === '' ? undefined : { label: ready.button ?? link, link };
  const paragraphs = own ? own.text.split(/\n{2,}/) : [words.greeting, ...ready.paragraphs];
  const own_ = own && mentionsLink(own.text);
  const foot = [
    words.footer,
    ...(unsubscribe === undefined
      ? []
      : [words.unsubscribe.replace('{{unsubscribe}}', unsubscribe)]),
  ];
  const textParts = [
    ...filled(paragraphs, view, asText),
    ...(button && !own_ ? [`${button.label}:\n${button.link}`] : []),
    `-- \n${filled(foot, view, asText).join('\n')}`,
  ];
  const body =
    own?.html === undefined
      ? filled(paragraphs, view, escapeHtml).map((part) => part.replaceAll('\n', '<br>'))
      : [fill(own.html, view, escapeHtml)];
  return {
    subject: oneLine(fill(own?.subject ?? ready.subject, view, asText)),
    text: `${textParts.join('\n\n')}\n`,
    html: htmlPage({
      locale,
      body,
      isWhole: own?.html !== undefined,
      branding,
      title: oneLine(fill(own?.subject ?? ready.subject, view, asText)),
      ...(button && !(own && mentionsLink(own.html ?? own.text)) && { button }),
      foot: filled(foot, view, escapeHtml),
    }),
  };
}

function mentionsLink(template: string): boolean {
  return /\{\{\{?&?\s*link\s*\}?\}\}/.test(template);
}

function filled(
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
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}
