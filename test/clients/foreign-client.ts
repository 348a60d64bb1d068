import { expect } from '@jest/globals';
import type { ScimClient } from '../kit/server.js';

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
export const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

type Headers = Readonly<Record<string, string>>;

/** How a client speaks HTTP. */
export interface Manners {
  /** with every request; the token is added */
  readonly headers: Headers;
  /** with a body; `application/scim+json` when absent */
  readonly contentType?: string;
  /** the body comes in chunks, without its length */
  readonly chunked?: boolean;
  /** how the text of a body becomes bytes; UTF-8 when absent */
  readonly encoding?: 'latin1';
}

/** What the tests look for in a body. They expect it to be there; what is not, fails them. */
export interface Body {
  readonly id: string;
  readonly meta: { readonly location: string; readonly version: string };
  readonly members: readonly { readonly value: string }[];
  readonly totalResults: number;
  readonly Resources: readonly Body[];
  readonly nextCursor?: string;
  readonly Operations: readonly {
    readonly status: string;
    readonly location: string;
    readonly response?: unknown;
  }[];
  readonly [name: string]: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: Body;
}

/** A client of somebody else's, as its own source writes requests. Paths stand behind the base; absolute URLs stay. */
export interface ForeignClient {
  readonly base: string;
  /** sends, and expects that status and SCIM's media type where there is a body */
  send(
    status: number,
    method: string,
    path: string,
    body?: unknown,
    headers?: Headers,
  ): Promise<Answer>;
}

export function foreignClient(scim: ScimClient, manners: Manners): ForeignClient {
  return {
    base: scim.baseUrl,
    async send(status, method, path, body, headers = {}) {
      const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(path.startsWith('http') ? path : scim.baseUrl + path, {
        method,
        headers: {
          authorization: `Bearer ${scim.token}`,
          ...manners.headers,
          ...(text !== undefined && {
            'content-type': manners.contentType ?? 'application/scim+json',
          }),
          ...headers,
        },
        ...(text !== undefined && bodyOf(text, manners)),
      });
      const answer = await response.text();
      expect({ path, status: response.status, answer }).toMatchObject({ status });
      if (answer !== '') {
        expect(response.headers.get('content-type')).toMatch(/^application\/scim\+json(;|$)/);
      }
      return { status, headers: response.headers, body: read(answer) as Body };
    },
  };
}

function read(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}

function bodyOf(
  text: string,
  { chunked, encoding }: Manners,
): RequestInit & { readonly duplex?: 'half' } {
  if (encoding) return { body: Buffer.from(text, encoding) };
  if (!chunked) return { body: text };
  return { body: new Blob([text]).stream(), duplex: 'half' };
}

export function patchOf(...operations: object[]): object {
  return { schemas: [PATCH_OP], Operations: operations };
}

/** The ids of a group's members, in order. */
export function memberIds({ members }: Body): string[] {
  return members.map(({ value }) => value).sort();
}
