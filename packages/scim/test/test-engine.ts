import { ScimError } from '../src/error.js';
import { createProvider, type ProviderOptions } from '../src/provider.js';
import type { ScimContext } from '../src/resource-handler.js';
import { bodyText } from '../src/responses.js';
import type { Compatibility, Resource } from '../src/schema/definition.js';
import { createRegistry, type RegistryExtras } from '../src/schema/registry.js';
import { MemoryHandler } from './memory-handler.js';

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
export const SEARCH_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
export const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
export const BASE = 'https://muster.example/scim/c1/v2';

export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** the parsed body; undefined without one */
  json: Resource;
  text: string | undefined;
}

interface Settings {
  readonly compatibility?: Compatibility;
  readonly scopes?: readonly ('read' | 'write')[];
  readonly extras?: RegistryExtras;
  readonly options?: Partial<ProviderOptions<ScimContext>>;
}

/** A provider over memory, and a client that speaks to it without HTTP. */
export function createTestEngine(settings: Settings = {}) {
  const registry = createRegistry(settings.extras);
  const handlers = registry.types.map(
    (type) => new MemoryHandler(type, type.definition.name === 'User' ? 'userName' : 'displayName'),
  );
  const provider = createProvider<ScimContext>({ registry, handlers, ...settings.options });
  const notes: string[] = [];
  const ctx: ScimContext = {
    compatibility: settings.compatibility ?? 'lenient',
    authorize: (type, access) => {
      if (settings.scopes?.includes(access) === false)
        throw new ScimError(403, `The credential has no ${access} scope for ${type}.`);
    },
    note: (code, detail) => {
      notes.push(`${code} ${detail}`);
    },
  };

  /** `url` is the path after the version segment, with its query */
  const send = async (
    method: string,
    url: string,
    body?: unknown,
    headers: { ifMatch?: string; ifNoneMatch?: string } = {},
  ): Promise<Answer> => {
    const [path = '', query = ''] = split(url);
    const request = { method, path, query: new URLSearchParams(query), body, baseUrl: BASE };
    const response = await provider.handle(ctx, { ...request, ...headers });
    const text = response.body === undefined ? undefined : bodyText(response.body);
    const json = (text === undefined ? {} : JSON.parse(text)) as Resource;
    return { status: response.status, headers: response.headers, json, text };
  };
  const patch = (url: string, ...Operations: unknown[]): Promise<Answer> =>
    send('PATCH', url, { schemas: [PATCH_OP], Operations });
  const user = async (userName: string, more: Resource = {}): Promise<string> =>
    String((await send('POST', '/Users', { schemas: [USER], userName, ...more })).json['id']);
  const group = async (displayName: string, ...members: string[]): Promise<string> => {
    const body = { schemas: [GROUP], displayName, members: members.map((value) => ({ value })) };
    return String((await send('POST', '/Groups', body)).json['id']);
  };
  const [users, groups] = handlers;
  if (!users || !groups) throw new Error('the registry has no User or no Group');
  return { send, patch, user, group, notes, users, groups, provider, ctx };
}

function split(url: string): [string, string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}
