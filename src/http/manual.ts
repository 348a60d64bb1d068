import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DOCS_PATH, ERRORS_PATH, errorsPage } from '#api/index.js';
import { linkFrom } from './base-path.js';
import { escapeHtml, renderMarkdown, titleOf } from './markdown.js';
import type { Page, PageContent } from './pages.js';

const FOLDER = fileURLToPath(new URL('../../docs/', import.meta.url));

/** Pages for those who run Muster or write an application; the other files are for those who change it. */
const PAGES = ['glossary', 'performance', 'rest', 'scaling', 'scim', 'security', 'settings'];
const GUIDE_FOLDERS = ['guides', 'sso'];
const INDEX_PATH = `${DOCS_PATH}/guides`;
const STYLE_PATH = `${DOCS_PATH}/pages.css`;

/** Nothing runs in these pages, and nothing is loaded but their style. */
const POLICY =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE = `:root { color-scheme: light dark; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid #8886; border-radius: 0.25rem; }
code { font-size: 0.9em; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid #8886; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top; }
:target { background: #fd08; }
`;

/** `guides/okta`, of every page of a folder. */
function pagesIn(folder: string): string[] {
  const files = existsSync(join(FOLDER, folder)) ? readdirSync(join(FOLDER, folder)) : [];
  return files
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => `${folder}/${file.slice(0, -3)}`);
}

/** Address → the text of a page of the manual. A page is read when it is asked for. */
function sources(): ReadonlyMap<string, () => string> {
  const names = [...PAGES, ...GUIDE_FOLDERS.flatMap(pagesIn)];
  const found = new Map<string, () => string>([[ERRORS_PATH, errorsPage]]);
  for (const name of names) {
    const file = join(FOLDER, `${name}.md`);
    if (existsSync(file)) found.set(`${DOCS_PATH}/${name}`, () => readFileSync(file, 'utf8'));
  }
  return found;
}

/** The manual as HTML, open to every caller: it holds no data. */
export function manual(): ReadonlyMap<string, Page> {
  const texts = sources();
  const rendered = new Map<string, string>();
  const pages = new Map<string, Page>();
  for (const [address, text] of texts) {
    pages.set(address, async ({ path }) => {
      // links differ only by whether a slash ends the path
      const at = path.endsWith('/') ? `${address}/` : address;
      const page = rendered.get(at) ?? pageOf(at, address, text(), texts);
      rendered.set(at, page);
      return html(page);
    });
  }
  pages.set(INDEX_PATH, async ({ path }) => html(indexOf(path, texts)));
  pages.set(STYLE_PATH, async () => ({
    status: 200,
    type: 'text/css; charset=utf-8',
    text: STYLE,
  }));
  return pages;
}

function pageOf(
  path: string,
  address: string,
  text: string,
  served: ReadonlyMap<string, unknown>,
): string {
  const body = renderMarkdown(text, (href) => {
    if (/^(?:https?:|#)/.test(href)) return href;
    const [file = '', ...fragment] = href.split('#');
    const target = posix.join(posix.dirname(address), file).replace(/\.md$/, '');
    if (!served.has(target)) return undefined;
    return linkFrom(path, [target, ...fragment].join('#'));
  });
  return layout(path, titleOf(text), body);
}

function indexOf(path: string, texts: ReadonlyMap<string, () => string>): string {
  const link = (address: string, title: string): string =>
    `<li><a href="${linkFrom(path, address)}">${escapeHtml(title)}</a></li>`;
  const links = [...texts].map(([address, text]) => link(address, titleOf(text())));
  const isGuide = (line: string): boolean => /docs\/(?:guides|sso)\//.test(line);
  return layout(
    path,
    'Manual',
    `<h1>Manual</h1>
<h2>Guides</h2>
<ul>${links.filter(isGuide).join('\n')}</ul>
<h2>Reference</h2>
<ul>${[link(DOCS_PATH, 'REST, to try'), ...links.filter((line) => !isGuide(line))].join('\n')}</ul>`,
  );
}

function layout(path: string, title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Muster</title>
<link rel="stylesheet" href="${linkFrom(path, STYLE_PATH)}">
<nav><a href="${linkFrom(path, INDEX_PATH)}">Manual</a> · <a href="${linkFrom(path, DOCS_PATH)}">REST</a></nav>
<main>
${body}
</main>
</html>
`;
}

export function html(text: string): PageContent {
  const headers = { 'content-security-policy': POLICY };
  return { status: 200, type: 'text/html; charset=utf-8', text, headers };
}
