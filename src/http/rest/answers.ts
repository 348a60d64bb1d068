import type { Response } from 'express';
import { sendAnswer, sendStream } from '../answers.js';
import type { HttpDeps } from '../deps.js';
import type { Answer } from './routes.js';

/** `W/"7"`: the version of a record. */
export function etagOf(version: number): string {
  return `W/"${version}"`;
}

/** Writes what an operation answers: JSON, a stream that is written as it is made, or nothing. */
export async function sendResult(
  deps: HttpDeps,
  response: Response,
  { body, location, version, stream, headers = {}, ...answer }: Answer,
  { status: declared, base }: { readonly status: number; readonly base: string },
): Promise<void> {
  const { status = declared } = answer;
  const own = {
    ...(location !== undefined && { location: base + location }),
    ...(version !== undefined && { etag: etagOf(version) }),
    ...headers,
  };
  if (stream) {
    const streamed = { status, headers: { 'content-type': stream.mediaType, ...own } };
    await sendStream(deps, response, streamed, stream);
  } else if (body === undefined) {
    sendAnswer(deps, response, { status, headers: own });
  } else {
    const typed = { 'content-type': 'application/json; charset=utf-8', ...own };
    sendAnswer(deps, response, { status, headers: typed, body: JSON.stringify(body) });
  }
}
