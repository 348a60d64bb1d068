import { createRequire } from 'node:module';
import type { IOptions } from 'sanitize-html';

const require = createRequire(import.meta.url);

/** CSS that cannot fetch, run or cover anything: a value has no brackets but those of colours. */
const HARMLESS_VALUE = /^(?:[^()\\]|rgba?\([^()\\]*\)|hsla?\([^()\\]*\))*$/;

const STYLES = [
  'color background background-color opacity display vertical-align direction',
  'font font-family font-size font-style font-weight line-height letter-spacing',
  'text-align text-decoration text-transform white-space word-break overflow-wrap',
  'width min-width max-width height min-height max-height list-style list-style-type',
  'margin margin-top margin-right margin-bottom margin-left',
  'padding padding-top padding-right padding-bottom padding-left',
  'border border-top border-right border-bottom border-left border-color border-style',
  'border-width border-radius border-collapse border-spacing',
].flatMap((line) => line.split(' '));

/** What is inside of these is no text of the mail. */
const NON_TEXT_TAGS =
  'script style textarea option noscript title template iframe object embed applet svg math xmp noembed noframes'.split(
    ' ',
  );

/** Beside those that the library allows. */
const MORE_TAGS = ['img', 'center', 'font', 'del', 'ins'];

const OPTIONS: IOptions = {
  allowedAttributes: {
    '*': ['style', 'align', 'valign', 'width', 'height', 'bgcolor', 'dir', 'lang', 'title', 'role'],
    a: ['href', 'name', 'target', 'rel'],
    img: ['src', 'alt', 'border'],
    table: ['border', 'cellpadding', 'cellspacing'],
    td: ['colspan', 'rowspan'],
    th: ['colspan', 'rowspan', 'scope'],
    font: ['color', 'face', 'size'],
    ol: ['start', 'type'],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['http', 'https'] },
  allowProtocolRelative: false,
  allowedStyles: { '*': Object.fromEntries(STYLES.map((name) => [name, [HARMLESS_VALUE]])) },
  nonTextTags: NON_TEXT_TAGS,
  nestingLimit: 100,
};

/**
 * HTML that an organization wrote, without scripts, handlers, forms, frames, foreign documents and addresses other than http, https,
 * mailto and tel. It is made safe when it is saved, and again when its values are in: a value may be an address, too.
 */
export function safeHtml(html: string): string {
  const sanitize = library();
  const allowedTags = [...sanitize.defaults.allowedTags, ...MORE_TAGS];
  return sanitize(html, { ...OPTIONS, allowedTags });
}

/** Tags of one mail. Parsing costs more than their number, the deeper they stand. */
export const MAX_HTML_TAGS = 5_000;

export function countHtmlTags(html: string): number {
  return html.split('<').length - 1;
}

/** Whether a reader of that HTML finds `link`, as text or behind a text. */
export function showsLink(html: string, link: string): boolean {
  const shown = library()(html, {
    allowedTags: ['a'],
    allowedAttributes: { a: ['href'] },
    nonTextTags: NON_TEXT_TAGS,
  });
  return shown.includes(link.replaceAll('&', '&amp;'));
}

/** Loaded with the first HTML that an organization wrote: until then its parsers are not in memory. */
function library(): typeof import('sanitize-html') {
  return require('sanitize-html') as typeof import('sanitize-html');
}
