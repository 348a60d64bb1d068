import { createClient, type MusterClient, type Problem } from '@muster/client';
import { loadRefusals } from '../texts/refusals.js';
import { keepFailedCall } from './failed-calls.js';
import { awaitSignIn, type Asked } from './session.js';

/** Where this server lies below its host: `` or `/muster`, as the document says. */
export const BASE = document.documentElement.dataset['base'] ?? '';

/**
 * The calls of the console. The session's cookie goes along by itself; what changes something is proved to come from here by the
 * browser's own headers. A session that has ended, or that has to be proved once more, is renewed on top of the page, and the same call is
 * made once more: its idempotency key stays the same. The words of refusals are there before a refusal is shown.
 */
export const server: MusterClient = createClient({
  url: location.origin + BASE,
  retries: 1,
  fetch: async (input, given) => {
    // what a hook says is chosen by it, and the page may speak another language than the browser
    const headers = new Headers(given?.headers);
    headers.set('accept-language', document.documentElement.lang);
    const init = Object.assign({}, given, { headers });
    const answer = await fetch(input, init);
    if (answer.ok) return answer;
    await loadRefusals();
    const problem = await readProblem(answer.clone());
    const { method = 'GET', body } = init;
    keepFailedCall(problem.traceId, { url: answer.url, method, headers, body });
    if (answer.status !== 401) return answer;
    const isBack = await awaitSignIn(askedBy(problem));
    // the time of the first attempt has passed while somebody signed in
    return isBack ? fetch(input, { ...init, signal: null }) : answer;
  },
});

/** The address of a page that the server renders: `/sign-in`. */
export function serverPage(path: string, query: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(query).toString();
  return `${BASE}${path}${search === '' ? '' : `?${search}`}`;
}

/** Where signing in leads back to: this page with its filters, below the server. */
export function signInAddress(): string {
  const { pathname, search, hash } = location;
  const here = pathname.slice(BASE.length) + search + hash;
  return serverPage('/sign-in', here === '/' ? {} : { return: here });
}

/** Where the tab ends up in which somebody signs in again. */
export const SIGNED_IN_PATH = '/me/signed-in';

/** The page that gives what a refused call lacked (fault codes of src/kernel/faults/requests.ts). */
function askedBy({ code, details = {} }: Problem): Asked {
  const slug = details['slug'];
  const organization = typeof slug === 'string' ? { organization: slug } : {};
  const back = { return: SIGNED_IN_PATH };
  if (code === 'step_up.required') {
    return { why: 'stepUp', page: serverPage('/sign-in/step-up', { ...organization, ...back }) };
  }
  if (code === 'session.login_required' && details['reason'] === 'account') {
    return { why: 'ownProof', page: serverPage('/sign-in', { way: 'code', ...back }) };
  }
  return { why: 'ended', page: serverPage('/sign-in', { ...organization, ...back }) };
}

async function readProblem(answer: Response): Promise<Problem> {
  return (await answer.json().catch(() => ({ code: '' }))) as Problem;
}
