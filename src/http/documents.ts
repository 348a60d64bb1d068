import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Request } from 'express';
import { DOCS_PATH, OPENAPI_PATH, openApiDocument, operationList } from '#api/index.js';
import { linkFrom } from './base-path.js';
import type { BuiltConsole } from './console/index.js';
import type { HttpDeps } from './deps.js';
import { home } from './home.js';
import { invitationPages } from './invitation-page/pages.js';
import { manual } from './manual.js';
import type { Page, PageContent } from './pages.js';
import { signedInAs } from './sign-in/pages.js';

const require = createRequire(import.meta.url);

/** The page loads nothing from elsewhere; its script sets styles of its own. */
const DOCS_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

const docsPage = (path: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Muster REST API</title>
<link rel="stylesheet" href="${linkFrom(path, `${DOCS_PATH}/swagger-ui.css`)}">
<p><a href="${linkFrom(path, `${DOCS_PATH}/guides`)}">Guides and reference</a></p>
<main id="contract" data-url="${linkFrom(path, OPENAPI_PATH)}"></main>
<noscript>The contract as JSON: <a href="${linkFrom(path, OPENAPI_PATH)}">${OPENAPI_PATH}</a></noscript>
<script src="${linkFrom(path, `${DOCS_PATH}/swagger-ui-bundle.js`)}"></script>
<script src="${linkFrom(path, `${DOCS_PATH}/start.js`)}"></script>
</html>
`;

/** A key that is typed in to try things stays in the page and is gone with it. */
const DOCS_SCRIPT = `SwaggerUIBundle({
  url: document.getElementById('contract').dataset.url,
  dom_id: '#contract',
  deepLinking: true,
  filter: true,
  docExpansion: 'none',
  displayRequestDuration: true,
  validatorUrl: null,
});
`;

/** The contract of REST for machines, at OPENAPI_PATH: open to every caller, because it holds no data. */
export function contractPage(deps: HttpDeps): Page {
  const contracts = new Map<string, string>();
  const contract = (request: Request): string => {
    const url = deps.baseUrlOf(request);
    const known = contracts.get(url);
    if (known !== undefined) return known;
    const text = JSON.stringify(openApiDocument(operationList, { url }));
    // a client that invents host names gets an answer each time, but fills no memory
    if (contracts.size < 20) contracts.set(url, text);
    return text;
  };
  return async (request) => content('application/json; charset=utf-8')(contract(request));
}

/** Where to go, the contract for people, and the manual: open to every caller, because they hold no data. */
export function documents(
  deps: HttpDeps,
  built: BuiltConsole | undefined,
): ReadonlyMap<string, Page> {
  const html = content('text/html; charset=utf-8', { 'content-security-policy': DOCS_POLICY });
  const script = content('text/javascript; charset=utf-8');
  const asset = (name: string): Promise<string> =>
    readFile(require.resolve(`swagger-ui-dist/${name}`), 'utf8');
  return new Map<string, Page>([
    ['/', home(deps, built)],
    [DOCS_PATH, async ({ path }) => html(docsPage(path))],
    ...invitationPages(deps.invitationTexts, (request) => signedInAs(deps, request)),
    [`${DOCS_PATH}/start.js`, async () => script(DOCS_SCRIPT)],
    [`${DOCS_PATH}/swagger-ui-bundle.js`, async () => script(await asset('swagger-ui-bundle.js'))],
    [
      `${DOCS_PATH}/swagger-ui.css`,
      async () => content('text/css; charset=utf-8')(await asset('swagger-ui.css')),
    ],
    ...manual(),
  ]);
}

function content(
  type: string,
  headers: Record<string, string> = {},
): (text: string) => PageContent {
  return (text) => ({ status: 200, type, text, headers });
}
