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
import type { Doors } from './doors.js';
import type { Plain, Work } from './health.js';

const require = createRequire(import.meta.url);

/** Everything comes from here; the page's own styles are set by its script. */
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

const PAGE = `<!doctype html>
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

/**
 * Where the link of an invitation leads while nobody has said which page of the host application it should lead to. The token stands
 * behind `#` and never reaches us; this page has no script and can do nothing with it.
 */
const NOWHERE_YET = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Invitation</title>
<main>
<h1>You have been invited</h1>
<p>Nothing has happened yet: an invitation is accepted in the application that it is for, after
signing in there with the address that the mail was sent to.</p>
<p>For the operator: set <code>invitations.landingUrl</code> to that page; the token follows it
behind <code>#</code>. What it does with the token is told in docs/rest.md.</p>
</main>
</html>
`;

/** The key that somebody types in to try things stays in the page and is gone with it. */
const START = `SwaggerUIBundle({
  url: ${JSON.stringify(OPENAPI_PATH)},
  dom_id: '#contract',
  deepLinking: true,
  filter: true,
  docExpansion: 'none',
  displayRequestDuration: true,
  validatorUrl: null,
});
`;

/** The contract for machines and for people: open to everybody, because it holds nothing of anybody's. */
export function docsRoutes(doors: Doors): ReadonlyMap<string, Work> {
  const html = said('text/html; charset=utf-8', { 'content-security-policy': POLICY });
  const script = said('text/javascript; charset=utf-8');
  const documents = new Map<string, string>();
  const contract = ({ headers }: Request): string => {
    const url = doors.baseOf(headers);
    const known = documents.get(url);
    if (known !== undefined) return known;
    const text = JSON.stringify(openApiDocument(operationList, { url }));
    // whoever invents host names gets an answer each time, but fills no memory
    if (documents.size < 20) documents.set(url, text);
    return text;
  };
  const asset = (name: string): Promise<string> =>
    readFile(require.resolve(`swagger-ui-dist/${name}`), 'utf8');
  return new Map<string, Work>([
    [OPENAPI_PATH, async (request) => said('application/json; charset=utf-8')(contract(request))],
    [DOCS_PATH, async () => html(PAGE)],
    ['/invitation', async () => html(NOWHERE_YET)],
    [`${DOCS_PATH}/start.js`, async () => script(START)],
    [`${DOCS_PATH}/swagger-ui-bundle.js`, async () => script(await asset('swagger-ui-bundle.js'))],
    [
      `${DOCS_PATH}/swagger-ui.css`,
      async () => said('text/css; charset=utf-8')(await asset('swagger-ui.css')),
    ],
    [ERRORS_PATH, async () => said('text/markdown; charset=utf-8')(errorsPage())],
  ]);
}

function said(type: string, headers: Record<string, string> = {}): (text: string) => Plain {
  return (text) => ({ status: 200, type, text, headers });
}
