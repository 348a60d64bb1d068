import { Marked, type Tokens } from 'marked';

/** Where a link of a page leads: undefined for a file that is not served. */
export type ResolveLink = (href: string) => string | undefined;

/** The only HTML that our pages have: places to link to. */
const COMMENT = /^<!--(?:[^-]|-(?!->))*-->\s*$/;
const ANCHOR = /^(?:<a id="[\w.-]+">|<\/a>)$/;

/** A page of ours as HTML: headings can be linked to, links lead to served pages, and HTML that is no anchor is shown as text. */
export function renderMarkdown(page: string, resolveLink: ResolveLink): string {
  const marked = new Marked({
    gfm: true,
    renderer: {
      html: ({ text }: Tokens.HTML | Tokens.Tag) =>
        ANCHOR.test(text.trim()) ? text : escapeHtml(text.replace(COMMENT, '')),
      heading({ tokens, depth, text }) {
        const inner = this.parser.parseInline(tokens);
        return `<h${depth} id="${escapeHtml(slugOf(text))}">${inner}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens);
        const target = resolveLink(href);
        return target === undefined ? inner : `<a href="${escapeHtml(target)}">${inner}</a>`;
      },
      image: ({ text }) => escapeHtml(text),
    },
  });
  return marked.parse(page, { async: false });
}

/** `Errors` of a page that begins with `# Errors`. */
export function titleOf(page: string): string {
  return /^# (.+)$/m.exec(page)?.[1]?.replaceAll('`', '') ?? 'Muster';
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** As GitHub makes it, so that links between pages hold in both places. */
function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}
