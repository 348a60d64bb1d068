import { escapeHtml, htmlLink, htmlPage } from './layout.js';
import { countHtmlTags, MAX_HTML_TAGS, safeHtml, showsLink } from './safe-html.js';
import { cutAt, fill, readTemplate, type FillOptions, type Piece } from './template-language.js';
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
  readonly locale: string;
  /** of that locale */
  readonly texts: LocaleTexts;
  readonly view: View;
  readonly own?: OwnTemplate | undefined;
  readonly branding?: { readonly logoUrl?: string; readonly color?: string } | undefined;
  /** the URL at which the recipient switches such mails off */
  readonly unsubscribe?: string | undefined;
}

/** Characters of a mail, however often its template repeats a value. */
export const MAX_RENDERED = { subject: 500, text: 100_000, html: 200_000 } as const;

/** Placeholders that are URLs: in HTML they are links. */
const LINKS: ReadonlySet<string> = new Set(['link', 'unsubscribe']);

const plain = { text: (text: string) => text, value: (value: string) => value };
const escaped = {
  text: escapeHtml,
  value: (value: string, name: string) =>
    LINKS.has(name) && value !== '' ? htmlLink(value) : escapeHtml(value),
};
/** HTML that an organization wrote: its tags stay, and values are text in it. */
const markup = { text: plain.text, value: (value: string) => escapeHtml(value) };

/** Subject, text and HTML, each rendered from the same data. */
export function render(input: RenderInput): Rendered {
  const { template, locale, texts, branding, unsubscribe } = input;
  const builtIn = texts.templates[template];
  const own = readOwn(input.own);
  const view: View = { ...input.view, unsubscribe: unsubscribe ?? '' };
  const subject = renderSubject({ ...input, own: own && input.own });
  const builtInBody = read([texts.greeting, ...builtIn.paragraphs].join('\n\n'));
  const bodyOf = (style: Style): string[] => {
    const ownBody = own ? paragraphsOf(own.text, view, style) : [];
    return ownBody.length > 0 ? ownBody : paragraphsOf(builtInBody, view, style);
  };
  const footer = read([texts.footer, ...(unsubscribe ? [texts.unsubscribe] : [])].join('\n\n'));
  const body = bodyOf(plain);
  const link = view['link'] ?? '';
  const button = link === '' ? undefined : { label: builtIn.button ?? link, link };
  const textParts = [
    ...body,
    ...(button && !body.join('\n').includes(link) ? [`${button.label}:\n${link}`] : []),
    `-- \n${paragraphsOf(footer, view, plain).join('\n')}`,
  ];
  const html = own?.html ? renderHtml(own.html, view) : '';
  const htmlBody = html === '' ? toHtmlParagraphs(bodyOf(escaped)) : html;
  return {
    subject,
    text: `${textParts.join('\n\n')}\n`,
    html: htmlPage({
      locale,
      body: htmlBody,
      branding,
      title: subject,
      ...(button && !(own && showsLink(htmlBody, link)) && { button }),
      footer: paragraphsOf(footer, view, escaped),
    }),
  };
}

/** One line; of the built-in mail where the organization's own comes out empty. */
export function renderSubject({ template, texts, view, own }: RenderInput): string {
  const builtIn = texts.templates[template].subject;
  const filled = [...(own ? [own.subject] : []), builtIn].map((subject) =>
    toSingleLine(fill(read(subject), { ...plain, view, maxLength: MAX_RENDERED.subject })),
  );
  return cutAt(filled.find((subject) => subject !== '') ?? '', MAX_RENDERED.subject);
}

type Style = Pick<FillOptions, 'text' | 'value'>;

interface OwnPieces {
  readonly text: readonly Piece[];
  readonly html?: readonly Piece[];
}

/** Nothing for a template that cannot be filled in, which the checks of an earlier version let pass: the built-in one goes out. */
function readOwn(own: OwnTemplate | undefined): OwnPieces | undefined {
  if (!own) return undefined;
  const [subject, text] = [readTemplate(own.subject), readTemplate(own.text)];
  const html = own.html === undefined ? undefined : readTemplate(own.html);
  const problems = [subject, text, html].flatMap((part) => part?.problems ?? []);
  if (problems.length > 0 || countHtmlTags(own.html ?? '') > MAX_HTML_TAGS) return undefined;
  return { text: text.pieces, ...(html && { html: html.pieces }) };
}

/** Pieces of a text that was checked before. */
function read(template: string): readonly Piece[] {
  return readTemplate(template).pieces;
}

/** The whole text is filled in and then parted at its blank lines, so that a condition may reach over them. */
function paragraphsOf(pieces: readonly Piece[], view: View, style: Style): string[] {
  return fill(pieces, { ...style, view, maxLength: MAX_RENDERED.text })
    .replace(/\r\n?/g, '\n')
    .split(/\n[^\S\n]*\n/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function toHtmlParagraphs(paragraphs: readonly string[]): string {
  return paragraphs.map((part) => `<p>${part.replaceAll('\n', '<br>')}</p>`).join('\n');
}

function renderHtml(pieces: readonly Piece[], view: View): string {
  return safeHtml(fill(pieces, { ...markup, view, maxLength: MAX_RENDERED.html })).trim();
}

/** A header is one line, whatever a name holds. */
export function toSingleLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}
