import type { Request, Response } from 'express';
import { Fault } from '#kernel/index.js';
import { sendAnswer } from '../answers.js';
import type { HttpDeps } from '../deps.js';

/** RFC 6749 section 5.1 wants Pragma beside the Cache-Control that every answer has. */
export const JSON_HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  pragma: 'no-cache',
} as const;

export function sendJson(deps: HttpDeps, response: Response, body: object): void {
  sendAnswer(deps, response, { status: 200, headers: JSON_HEADERS, body: JSON.stringify(body) });
}

/** False when OPTIONS has been answered. Fault `route.method` for any other method than the one of this address. */
export function answersMethod(
  deps: HttpDeps,
  method: 'GET' | 'POST',
  request: Request,
  response: Response,
): boolean {
  if (request.method === method || (request.method === 'HEAD' && method === 'GET')) return true;
  if (request.method !== 'OPTIONS') throw new Fault('route.method', { allow: method });
  sendAnswer(deps, response, { status: 204, headers: { allow: method } });
  return false;
}
