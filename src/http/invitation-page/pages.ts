import { acceptedLanguages, nearestLocale } from '#kernel/index.js';
import type { Request } from 'express';
import { escapeHtml } from '../markdown.js';
import type { Page } from '../pages.js';
import { invitationScript } from './script.js';
import { INVITATION_STYLE } from './style.js';
import type { InvitationTexts, InvitationTextsByLocale } from './texts.js';

/** Nothing but what this server serves: no inline script or style, no frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const PATH = '/invitation';

/**
 * Where the link of an invitation leads while `invitations.landingUrl` is not set. The token stands behind `#`: the script sends it in the
 * body of the lookup, and the request for the page does not have it. Addresses are relative, so that they hold below a path of a proxy.
 */
export function invitationPages(
  texts: InvitationTextsByLocale,
  signedInAs: (request: Request) => Promise<string>,
): ReadonlyMap<string, Page> {
  const script = invitationScript(texts);
  return new Map<string, Page>([
    [
      PATH,
      async (request) => {
        const language = nearestLocale(...acceptedLanguages(request.get('accept-language') ?? ''));
        const who = await signedInAs(request);
        const folder = request.path.endsWith('/') ? '' : 'invitation/';
        return {
          status: 200,
          type: 'text/html; charset=utf-8',
          text: shell(texts[language], { language, folder, who }),
          headers: {
            'content-security-policy': POLICY,
            'referrer-policy': 'same-origin',
            vary: 'Accept-Language',
          },
        };
      },
    ],
    [`${PATH}/page.js`, async () => asset('text/javascript; charset=utf-8', script)],
    [`${PATH}/page.css`, async () => asset('text/css; charset=utf-8', INVITATION_STYLE)],
  ]);
}

function asset(type: string, text: string): Awaited<ReturnType<Page>> {
  return { status: 200, type, text };
}

/** The page before the script has read the invitation. */
function shell(
  { title, loading, noScript }: InvitationTexts,
  { language, folder, who }: { language: string; folder: string; who: string },
): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="same-origin">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<link rel="stylesheet" href="${folder}page.css">
<script src="${folder}page.js" defer></script>
</head>
<body data-signed-in="${escapeHtml(who)}">
<main aria-busy="true">
<h1 tabindex="-1">${title}</h1>
<p class="loading">${loading}</p>
<noscript><p>${noScript}</p></noscript>
</main>
</body>
</html>
`;
}
