import mustache from 'mustache';
import { logoPath } from '../logos.js';
import type { Organization } from './view-types.js';

/** Everything that comes from outside stands in double braces, which escape it. */
const LAYOUT = `<!doctype html>
<html lang="{{language}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
{{#refresh}}<meta http-equiv="refresh" content="0; url={{refresh}}">
{{/refresh}}<title>{{#problem}}{{problem}} {{/problem}}{{title}}</title>
<link rel="stylesheet" href="{{root}}sign-in/page.css">
{{#logo}}<link rel="icon" href="{{root}}{{logo}}">
{{/logo}}{{#color}}<link rel="stylesheet" href="{{root}}sign-in/color.css?color={{color}}">
{{/color}}</head>
<body>
<main{{#wide}} class="wide"{{/wide}}>
{{#organization}}<div class="who">{{#logo}}<img class="logo" src="{{root}}{{logo}}" alt="">{{/logo}}
{{^logo}}<span class="mark" aria-hidden="true">{{initial}}</span>{{/logo}}<b>{{name}}</b></div>
{{/organization}}<h1>{{title}}</h1>
{{> body}}
</main>
{{#nonce}}<script nonce="{{nonce}}">document.forms[0].submit();</script>
{{/nonce}}{{#scripts}}<script src="{{root}}sign-in/webauthn.js"></script>
<script src="{{root}}sign-in/passkey.js"></script>
{{/scripts}}</body>
</html>
`;

export interface PageView {
  readonly title: string;
  /** a template of mustache, with what it shows */
  readonly body: string;
  readonly view: Readonly<Record<string, unknown>>;
  readonly organization?: Organization | undefined;
  /** where the browser goes on by itself */
  readonly refresh?: string;
  /** of the one script that there is */
  readonly nonce?: string;
  /** the scripts that ask the browser for a passkey; `asking`: and this server, what the passkey has to sign */
  readonly scripts?: true | 'asking';
  /** for lists and tables */
  readonly wide?: boolean;
}

/** `root` is the relative way to this server's first page. */
export function renderPage(
  { body, view, organization, ...page }: PageView,
  place: { readonly language: string; readonly root: string },
): string {
  const { branding, name } = organization ?? {};
  const logo = organization && logoPath(organization)?.slice(1);
  const initial = Array.from(name ?? '')[0]?.toUpperCase();
  const color = /^#[0-9a-f]{6}$/i.test(branding?.color ?? '')
    ? branding?.color?.slice(1)
    : undefined;
  const shown = {
    ...view,
    ...page,
    ...place,
    ...(organization && { organization: { name, initial } }),
    ...(logo !== undefined && { logo }),
    ...(color !== undefined && { color }),
  };
  return mustache.render(LAYOUT, shown, { body });
}

/** The colour of an organization, on the buttons and the mark; their letters are black or white, whichever is easier to read. */
export function colorStyle(hex: string | undefined): string {
  if (!/^[0-9a-f]{6}$/i.test(hex ?? '')) return '';
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) =>
    linear(Number.parseInt((hex ?? '').slice(at, at + 2), 16) / 255),
  );
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  // WCAG: white on it has the better contrast below 0.179
  const letters = luminance < 0.179 ? '#ffffff' : '#000000';
  return `.mark,.button.primary{background:#${hex};border-color:#${hex};color:${letters}}\n`;
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
