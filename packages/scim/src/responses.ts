import { errorBody, type ScimError } from './error.js';
import type { ScimBody, ScimResponse } from './exchange.js';
import type { Resource } from './schema/definition.js';
import { isObject } from './schema/values.js';

/** A response with a JSON body, written to text once. */
export function jsonResponse(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): ScimResponse {
  return jsonTextResponse(status, JSON.stringify(body), headers);
}

/** The same with a body that is written already. */
export function jsonTextResponse(
  status: number,
  body: ScimBody,
  headers: Record<string, string> = {},
): ScimResponse {
  return { status, headers, body };
}

export function emptyResponse(status: number, headers: Record<string, string> = {}): ScimResponse {
  return { status, headers };
}

/**
 * The refusal in the form of RFC 7644 section 3.12. Also for the HTTP server: its own 401, 413, 415 and
 * 429.
 */
export function errorResponse(error: ScimError): ScimResponse {
  return jsonResponse(error.status, errorBody(error));
}

/** The `ETag` header of a resource: its meta.version (RFC 7644 section 3.14). */
export function versionHeader({ meta }: Resource): { etag?: string } {
  const version = isObject(meta) ? meta['version'] : undefined;
  return typeof version === 'string' ? { etag: version } : {};
}

/** The text of a body; of one in pieces the first of them, with `enough` characters or more. To make all of them one takes milliseconds. */
export function bodyText(body: ScimBody, enough = Infinity): string {
  if (typeof body === 'string') return body;
  const decoder = new TextDecoder();
  let text = '';
  for (const piece of body) {
    if (text.length >= enough) break;
    text += typeof piece === 'string' ? piece : decoder.decode(piece);
  }
  return text;
}
