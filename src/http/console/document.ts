import { randomBytes } from 'node:crypto';
import { parseCookie } from 'cookie';
import type { Request, RequestHandler } from 'express';
import type { HttpDeps } from '../deps.js';
import { servePage, type Page } from '../pages.js';
import { NONCE_PLACE, type BuiltConsole } from './built-console.js';

/** Set by the console when somebody chooses: the first frame has the right colours without a script before it. */
const SCHEME_COOKIE = 'muster-color-scheme';

/**
 * Scripts run by nonce alone, and what they load is trusted with them (CSP level 3, `strict-dynamic`). Styles come as files of this server
 * and as elements with the nonce. One Trusted Types policy, `default`, passes style text and nothing with a tag in it
 * (console/src/security). Nothing is asked of another host.
 */
function policyOf(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ');
}

/** The document at any address of the console. It holds nothing of the person who asks: what they may see comes by REST. */
export function consolePage(deps: HttpDeps, built: BuiltConsole): Page {
  return async (request) => {
    const nonce = randomBytes(16).toString('base64');
    const base = new URL(deps.baseUrlOf(request)).pathname.replace(/\/$/, '');
    const text = built.document
      .replaceAll(NONCE_PLACE, nonce)
      .replaceAll('="./', `="${base}/`)
      .replace('<html', `<html data-base="${base}"${schemeOf(request)}`);
    const headers = { 'content-security-policy': policyOf(nonce) };
    return { status: 200, type: 'text/html; charset=utf-8', text, headers };
  };
}

/** Whether `/` answers with the console: to a browser, where the console is built. Others read JSON there. */
export function isForConsole({ builtConsole }: HttpDeps, request: Request): boolean {
  return builtConsole !== undefined && request.accepts(['json', 'html']) === 'html';
}

export function createConsoleEndpoint(deps: HttpDeps, built: BuiltConsole): RequestHandler {
  return servePage(deps, consolePage(deps, built));
}

function schemeOf({ headers }: Request): string {
  const scheme = parseCookie(headers.cookie ?? '')[SCHEME_COOKIE];
  const isKnown = scheme === 'light' || scheme === 'dark';
  return isKnown ? ` data-mantine-color-scheme="${scheme}"` : '';
}
