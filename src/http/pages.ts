import type { Request, RequestHandler } from 'express';
import { Fault } from '#kernel/index.js';
import { sendAnswer } from './answers.js';
import type { HttpDeps } from './deps.js';
import { requestInfo } from './request-info.js';
import { RETRY_SECONDS } from './problems.js';
import { requireSingleHeaders } from './single-headers.js';

/** What answers GET and HEAD of one path that needs neither REST's contract nor its authorization. */
export type Page = (request: Request) => Promise<PageContent>;

export interface PageContent {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** They are answered while the process stops, too: a probe has to learn of it. */
export function servePage(deps: HttpDeps, page: Page): RequestHandler {
  return async (request, response) => {
    requestInfo(response).group = 'health';
    requireSingleHeaders(request);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new Fault('route.method', { allow: 'GET, HEAD' });
    }
    const { status, type, text, headers } = await page(request);
    sendAnswer(deps, response, {
      status,
      headers: {
        'content-type': type,
        ...(status === 503 && { 'retry-after': RETRY_SECONDS }),
        ...headers,
      },
      body: text,
    });
  };
}
