const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(value: unknown): string {
  return String(value).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/** A URL as a link that shows where it leads, and breaks where it is too long for its line. */
export function htmlLink(url: string): string {
  const escaped = escapeHtml(url);
  return `<a href="${escaped}" style="word-break:break-all">${escaped}</a>`;
}

export interface MailPage {
  readonly locale: string;
  readonly title: string;
  /** HTML */
  readonly body: string;
  readonly button?: { readonly label: string; readonly link: string };
  /** HTML */
  readonly footer: readonly string[];
  readonly branding?: { readonly logoUrl?: string; readonly color?: string } | undefined;
}

const COLOR = /^#[0-9a-f]{6}$/i;

/** Readable without images and in the dark: the reader's own colours, except on the button. Nothing is fetched, so nothing tracks. */
export function htmlPage(page: MailPage): string {
  const { locale, title, body, button, footer, branding } = page;
  const color = COLOR.test(branding?.color ?? '') ? branding?.color : '#2557d6';
  const style =
    `display:inline-block;padding:12px 20px;border-radius:6px;background:${color};` +
    'color:#ffffff;text-decoration:none;font-weight:600';
  return [
    '<!doctype html>',
    `<html lang="${escapeHtml(locale)}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="supported-color-schemes" content="light dark">',
    `<title>${escapeHtml(title)}</title></head>`,
    '<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif">',
    '<div style="max-width:560px;margin:0 auto">',
    body,
    ...(button
      ? [
          `<p><a href="${escapeHtml(button.link)}" style="${style}">${escapeHtml(button.label)}</a></p>`,
          `<p style="font-size:13px">${htmlLink(button.link)}</p>`,
        ]
      : []),
    '<hr style="border:0;border-top:1px solid #888888">',
    ...footer.map((line) => `<p style="font-size:13px;opacity:0.8">${line}</p>`),
    '</div></body></html>',
    '',
  ].join('\n');
}
