import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Request } from 'express';
import {
  DOCS_PATH,
  ERRORS_PATH,
  errorsPage,
  OPENAPI_PATH,
  openApiDocument,
  operationList,
} from '#api/index.js';
import type { HttpDeps } from './deps.js';
import { invitationPages } from './invitation-page/pages.js';
import type { Page, PageContent } from './pages.js';

const require = createRequire(import.meta.url);

/** The page loads nothing from elsewhere; its script sets styles of its own. */
const DOCS_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

const DOCS_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Muster REST API</title>
<link rel="stylesheet" href="${DOCS_PATH}/swagger-ui.css">
<main id="contract"></main>
<noscript>The contract as JSON: <a href="${OPENAPI_PATH}">${OPENAPI_PATH}</a></noscript>
<script src="${DOCS_PATH}/swagger-ui-bundle.js"></script>
<script src="${DOCS_PATH}/start.js"></script>
</html>
`;

/** A key that is typed in to try things stays in the page and is gone with it. */
const DOCS_SCRIPT = `SwaggerUIBundle({
  url: ${JSON.stringify(OPENAPI_PATH)},
  dom_id: '#contract',
  deepLinking: true,
  filter: true,
  docExpansion: 'none',
  displayRequestDuration: true,
  validatorUrl: null,
});
`;

/** The contract for machines and for people, and the page of errors: open to every caller, because they hold no data. */
export function documents(deps: HttpDeps): ReadonlyMap<string, Page> {
  const html = content('text/html; charset=utf-8', { 'content-security-policy': DOCS_POLICY });
  const script = content('text/javascript; charset=utf-8');
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
  const asset = (name: string): Promise<string> =>
    readFile(require.resolve(`swagger-ui-dist/${name}`), 'utf8');
  return new Map<string, Page>([
    [
      OPENAPI_PATH,
      async (request) => content('application/json; charset=utf-8')(contract(request)),
    ],
    [DOCS_PATH, async () => html(DOCS_PAGE)],
    ...invitationPages(deps.invitationTexts),
    [`${DOCS_PATH}/start.js`, async () => script(DOCS_SCRIPT)],
    [`${DOCS_PATH}/swagger-ui-bundle.js`, async () => script(await asset('swagger-ui-bundle.js'))],
    [
      `${DOCS_PATH}/swagger-ui.css`,
      async () => content('text/css; charset=utf-8')(await asset('swagger-ui.css')),
    ],
    [ERRORS_PATH, async () => content('text/markdown; charset=utf-8')(errorsPage())],
  ]);
}

function content(
  type: string,
  headers: Record<string, string> = {},
): (text: string) => PageContent {
  return (text) => ({ status: 200, type, text, headers });
}
