import { at, excerpt, listAt, textAt } from '@muster/scim-tester';
import { EXIT } from './exit-codes.js';
import type {
  ConnectionView,
  Operator,
  OrganizationInput,
  OrganizationView,
  TokenInput,
  TokenView,
} from './operators.js';
import { Refusal } from './refusals.js';

const TIMEOUT_MS = 30_000;

export interface RemoteServer {
  /** without trailing slash */
  readonly url: string;
  readonly key: string;
}

/** Whether a server answers there. Anything that speaks HTTP counts; the first request shows what it is. */
export async function isAnswering(url: string): Promise<boolean> {
  try {
    await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(3_000), redirect: 'manual' });
    return true;
  } catch {
    return false;
  }
}

/** An installation over its own REST API. Every method throws a Refusal. */
export function createRemoteOperator(remote: RemoteServer): Operator {
  return {
    source: remote.url,
    createOrganization: async (input: OrganizationInput) =>
      organizationOf(await callApi(remote, 'POST', '/organizations', input)),
    organizations: async () => (await listAll(remote, '/organizations')).map(organizationOf),
    async createConnection(organizationId, name) {
      const path = `/organizations/${encodeURIComponent(organizationId)}/connections`;
      const created = await callApi(remote, 'POST', path, { kind: 'scim', name });
      return connectionOf(organizationId, created);
    },
    async connections(organizationId) {
      const path = `/organizations/${encodeURIComponent(organizationId)}/connections`;
      return (await listAll(remote, path)).map((one) => connectionOf(organizationId, one));
    },
    async createToken({ organizationId, id }: ConnectionView, input: TokenInput) {
      const path = `/organizations/${organizationId}/connections/${id}/credentials`;
      return tokenOf(await callApi(remote, 'POST', path, { kind: 'token', ...input }));
    },
    close: () => Promise.resolve(),
  };
}

function organizationOf(json: unknown): OrganizationView {
  return { id: textAt(json, 'id'), slug: textAt(json, 'slug'), name: textAt(json, 'name') };
}

function connectionOf(organizationId: string, json: unknown): ConnectionView {
  const [id, name] = [textAt(json, 'id'), textAt(json, 'name')];
  return { id, organizationId, name, scimBaseUrl: textAt(json, 'scimBaseUrl') };
}

function tokenOf(json: unknown): TokenView {
  const expiresAt = textAt(json, 'expiresAt');
  return { token: textAt(json, 'token'), ...(expiresAt !== '' && { expiresAt }) };
}

async function listAll(remote: RemoteServer, path: string): Promise<unknown[]> {
  const items: unknown[] = [];
  for (let cursor = ''; ;) {
    const query = cursor === '' ? 'limit=200' : `limit=200&cursor=${encodeURIComponent(cursor)}`;
    const page = await callApi(remote, 'GET', `${path}?${query}`);
    items.push(...listAt(page, 'items'));
    cursor = textAt(page, 'next');
    if (cursor === '') return items;
  }
}

async function callApi(
  { url, key }: RemoteServer,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    text = await response.text();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const next = 'see whether it still runs, and its log';
    throw new Refusal(`${url} gave no answer: ${why}`, 'the server', next, EXIT.unreachable);
  }
  const json = parse(text);
  if (response.ok && json !== undefined) return json;
  throw refusalOf(url, response.status, json ?? text);
}

function refusalOf(url: string, status: number, json: unknown): Refusal {
  if (status === 401) {
    const next = 'run this where the settings or the data folder have the key of that server';
    const text = `${url} refuses the operator key (401)`;
    return new Refusal(text, 'the operator key', next, EXIT.unreachable);
  }
  const errors = listAt(json, 'errors').map(
    (one) => `${textAt(one, 'field')} ${textAt(one, 'problem')}`,
  );
  const detail = textAt(json, 'detail') || textAt(json, 'title') || excerpt(json);
  const text = [`${detail} (${status})`, ...errors].join('; ');
  if (status >= 400 && status < 500 && at(json, 'code') !== undefined)
    return new Refusal(text, 'the command', 'correct the options and try again', EXIT.usage);
  const next = 'see the log of that server; if it is not Muster, correct http.port or --url';
  return new Refusal(`${url}: ${text}`, 'the server', next, EXIT.unreachable);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
