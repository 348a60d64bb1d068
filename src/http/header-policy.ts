import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';

/**
 * The one header policy: no answer may be cached, guessed at, framed or run. What an answer sets itself comes before it; the pages of
 * documents.ts have a Content-Security-Policy of their own.
 */
export const HEADER_POLICY: Readonly<Record<string, string>> = {
  ...headersOfHelmet(),
  'cache-control': 'no-store',
};

/** The same of a server that is reached by plain HTTP: it must not ask for HTTPS (RFC 6797 section 7.2). */
export const PLAIN_HEADER_POLICY: Readonly<Record<string, string>> =
  withoutTransport(HEADER_POLICY);

function withoutTransport(policy: Readonly<Record<string, string>>): Record<string, string> {
  const { 'strict-transport-security': _transport, ...rest } = policy;
  return rest;
}

/**
 * helmet's headers are the same for every request. Its middleware sets them one by one, which costs a request as much CPU as Express
 * does; written in one piece with the others they cost a fifth of that.
 */
function headersOfHelmet(): Record<string, string> {
  const headers: Record<string, string> = {};
  const response = {
    setHeader: (name: string, value: string) => (headers[name.toLowerCase()] = value),
    removeHeader: () => undefined,
  };
  const setHeaders = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
    },
    xFrameOptions: { action: 'deny' },
  });
  setHeaders({} as IncomingMessage, response as unknown as ServerResponse, (error) => {
    if (error) throw error as Error;
  });
  return headers;
}
