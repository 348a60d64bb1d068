import { isBelowOne } from '#core/index.js';
import { isForConsole } from '../console/index.js';
import type { HttpDeps } from '../deps.js';
import type { PageRequest } from './pages.js';

const MAX_LENGTH = 2_000;

/**
 * Where a person goes who said nothing else: into the console, and there where the organization they came for begins (decision 0091). A
 * browser without it has the pages of the account.
 */
export function homeOf(
  { deps, request }: Pick<PageRequest, 'deps' | 'request'>,
  organizationId?: string,
): string {
  if (!isForConsole(deps, request)) return '/account';
  return organizationId === undefined ? '/' : `/o/${organizationId}/start`;
}

/**
 * Where a person goes on after signing in, as it was asked for: a path of this server, or an address that the operator allows. Anything
 * else, and what two programs could read in two ways, is no return address.
 */
export function readReturn({ signInSettings }: HttpDeps, text: string): string | undefined {
  if (text === '' || text.length > MAX_LENGTH || /[\s\\\p{Cc}]/u.test(text)) return undefined;
  if (text.startsWith('/')) return isPath(text) ? text : undefined;
  if (!/^https?:\/\/(?!\/)/i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPlain = url.username === '' && url.password === '' && !/%2f|%5c/i.test(url.pathname);
  return isPlain && isBelowOne(signInSettings.returnUrls, url) ? url.href : undefined;
}

function isPath(text: string): boolean {
  return !text.startsWith('//') && new URL(text, 'http://page').origin === 'http://page';
}
