import type { Request } from 'express';
import { BASE_PATH, DOCS_PATH, ERRORS_PATH, OPENAPI_PATH } from '#api/index.js';
import { linkFrom } from './base-path.js';
import { consolePage, type BuiltConsole } from './console/index.js';
import type { HttpDeps } from './deps.js';
import { html } from './manual.js';
import type { Page } from './pages.js';

const WHAT = 'A membership service: who belongs to which organization, with which roles.';

/** Where a caller of the bare address can go on. Nothing here depends on data or on who asks. */
const PLACES = [
  { name: 'contract', path: DOCS_PATH, title: 'REST, to read and try' },
  { name: 'openapi', path: OPENAPI_PATH, title: 'The contract as OpenAPI' },
  { name: 'manual', path: `${DOCS_PATH}/guides`, title: 'Guides and reference' },
  { name: 'errors', path: ERRORS_PATH, title: 'Error codes' },
  { name: 'health', path: '/healthz', title: 'Whether this server is alive' },
] as const;

/** `GET /`: the console for a browser, JSON for everybody else. Where the console is not built, a page with the same links. */
export function home(deps: HttpDeps, built: BuiltConsole | undefined): Page {
  const showConsole = built && consolePage(deps, built);
  return async (request) => {
    const isBrowser = request.accepts(['json', 'html']) === 'html';
    const page = !isBrowser
      ? homeJson(deps.baseUrlOf(request))
      : showConsole
        ? await showConsole(request)
        : html(homePage(request));
    return { ...page, headers: { ...page.headers, vary: 'accept' } };
  };
}

function homeJson(url: string): Awaited<ReturnType<Page>> {
  const places = PLACES.map(({ name, path }) => [name, url + path] as const);
  const body = {
    service: 'Muster',
    description: WHAT,
    rest: url + BASE_PATH,
    ...Object.fromEntries(places),
  };
  const type = 'application/json; charset=utf-8';
  return { status: 200, type, text: JSON.stringify(body) };
}

function homePage({ path }: Request): string {
  const links = PLACES.map(
    (place) => `<li><a href="${linkFrom(path, place.path)}">${place.title}</a></li>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Muster</title>
<link rel="stylesheet" href="${linkFrom(path, `${DOCS_PATH}/pages.css`)}">
<main>
<h1>Muster</h1>
<p>${WHAT}</p>
<p>If a mail brought you here, follow its link again, or ask the person who invited you.</p>
<ul>
${links.join('\n')}
</ul>
</main>
</html>
`;
}
