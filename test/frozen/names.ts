import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statusOf } from '#api/index.js';
import { FAULTS, type FaultCode } from '#kernel/index.js';
import { loadSettings } from '#settings/index.js';
import { settingsPage } from '../project/pages/settings-page.js';
import { COLLECTION_LIST } from '#store/index.js';
import { startServer, type ScimClient, type TestServer } from '../kit/server.js';
import { commandNames } from './command-names.js';
import { contractNames, type ContractDocument } from './contract-names.js';
import { sqliteNames } from './database-names.js';
import { recordFields } from './record-fields.js';

/** Every public and every persisted name that can be listed, by the file that keeps the list; each list sorted, each line once. */
export type Names = Readonly<Record<string, readonly string[]>>;

/** Asks the program itself: its declarations, its contract, and a server that has answered a few requests. */
export async function collectNames(): Promise<Names> {
  const lists: Record<string, string[]> = {
    collections: collectionNames(),
    'record-fields': recordFields(),
    faults: Object.keys(FAULTS).map((code) => `${code} ${String(statusOf(code as FaultCode))}`),
    settings: settingNames(),
    presets: presetNames(),
    commands: await commandNames(),
  };
  const folder = await mkdtemp(join(tmpdir(), 'muster-names-'));
  const path = join(folder, 'muster.db');
  try {
    const server = await startServer({ storeUrl: `sqlite:${path}` });
    try {
      Object.assign(lists, await servedNames(server));
    } finally {
      await server.close();
    }
    lists['sqlite'] = await sqliteNames(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const entries = Object.entries(lists).map(([file, lines]) => [file, sorted(lines)] as const);
  return Object.fromEntries(entries);
}

export function sorted(lines: readonly string[]): string[] {
  return [...new Set(lines)].sort();
}

/** What adapters and port make of a record, as it is declared. */
function collectionNames(): string[] {
  return COLLECTION_LIST.flatMap(
    ([, { name, columns, required, unique, indexes, searchScope }]) => {
      const always: readonly string[] = required;
      const partial = ({ present }: { present?: string }): string =>
        present === undefined ? '' : ` where ${present} is present`;
      return [
        name,
        ...Object.entries(columns).map(
          ([column, type]) =>
            `${name} column ${column} ${String(type)}${always.includes(column) ? ' required' : ''}`,
        ),
        ...unique.map((key) => `${name} key ${key.name} on ${key.on.join(', ')}${partial(key)}`),
        ...indexes.map(
          (index) => `${name} index ${index.name} on ${index.on.join(', ')}${partial(index)}`,
        ),
        ...(searchScope === undefined ? [] : [`${name} facets by ${searchScope}`]),
      ];
    },
  );
}

/** Rows of the generated page: name, variable, and the words of a setting that takes one of a few. */
function settingNames(): string[] {
  return settingsPage()
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [, setting = '', variable = '', values = ''] = line.split(/(?<!\\) ?\| ?/);
      return [setting, variable, ...(values.includes('`') ? [values] : [])].join(' ');
    })
    .map((line) => line.replaceAll('`', ''));
}

function presetNames(): string[] {
  return loadSettings({ env: {} }).presets.flatMap(({ name, roles, spaceRoles, plans }) => [
    `preset ${name}`,
    ...spaceRoles.map((role) => `preset ${name} space role ${role.name}`),
    ...plans.flatMap((plan) => [
      `preset ${name} plan ${plan.name}`,
      ...plan.features.map((feature) => `preset ${name} plan ${plan.name} feature ${feature}`),
    ]),
    ...roles.flatMap((role) => [
      `preset ${name} role ${role.name} standing ${role.standing}`,
      ...role.permissions.map((permission) => `preset ${name} role ${role.name} ${permission}`),
      ...Object.keys(role.notices ?? {}).map(
        (notice) => `preset ${name} role ${role.name} notice ${notice}`,
      ),
    ]),
  ]);
}

async function servedNames(server: TestServer): Promise<Record<string, string[]>> {
  const scimConnection = await server.scim();
  const addresses = await addressNames(server, scimConnection);
  await server.composed.jobs.runNow('retention');
  return {
    addresses,
    rest: await restNames(server),
    scim: await scimNames(scimConnection),
    metrics: await metricNames(server),
    jobs: await jobNames(server),
    mails: await mailNames(server, scimConnection),
    notices: await noticeNames(server, scimConnection),
    permissions: await permissionNames(server, scimConnection),
    tokens: await tokenNames(server, scimConnection),
  };
}

/** Addresses beside the operations of REST, with what they answer to a stranger. */
async function addressNames({ url }: TestServer, scimConnection: ScimClient): Promise<string[]> {
  const scim = `/scim/${scimConnection.connectionId}`;
  const paths = [
    '/',
    '/absent',
    '/healthz',
    '/readyz',
    '/metrics',
    '/docs',
    '/docs/errors',
    '/docs/guides',
    '/docs/pages.css',
    '/docs/start.js',
    '/docs/swagger-ui-bundle.js',
    '/docs/swagger-ui.css',
    '/invitation',
    '/api/v1',
    '/api/v1/openapi.json',
    '/api/v1/organizations',
    '/api/v1/notices/unsubscribe',
    '/scim',
    `${scim}/v2/Users`,
    `${scim}/oauth/token`,
    `/.well-known/oauth-authorization-server${scim}`,
  ];
  const lines: string[] = [];
  for (const path of paths) {
    const { status, headers } = await fetch(url + path);
    const type = headers.get('content-type') ?? 'no type';
    lines.push(
      `GET ${path.replace(scimConnection.connectionId, '{connectionId}')} ${String(status)} ${type}`,
    );
  }
  return lines;
}

interface SchemaAttribute {
  readonly name: string;
  readonly subAttributes?: readonly SchemaAttribute[];
  readonly [characteristic: string]: unknown;
}

interface Listed {
  readonly Resources: readonly Readonly<Record<string, unknown>>[];
}

const CHARACTERISTICS = ['type', 'mutability', 'returned', 'uniqueness'] as const;

async function scimNames(scimConnection: ScimClient): Promise<string[]> {
  const types = (await scimConnection.get('/ResourceTypes')).body as unknown as Listed;
  const schemas = (await scimConnection.get('/Schemas')).body as unknown as Listed;
  const config = (await scimConnection.get('/ServiceProviderConfig')).body;
  const attribute = (path: string, one: SchemaAttribute): string[] => [
    [
      `${path}${one.name}`,
      ...CHARACTERISTICS.map((name) => String(one[name] ?? '-')),
      ...['multiValued', 'required', 'caseExact'].filter((name) => one[name] === true),
    ].join(' '),
    ...(one.subAttributes ?? []).flatMap((inner) => attribute(`${path}${one.name}.`, inner)),
  ];
  return [
    ...types.Resources.flatMap(({ id, endpoint, schema, schemaExtensions }) => [
      `resource type ${String(id)} at ${String(endpoint)} of ${String(schema)}`,
      ...((schemaExtensions ?? []) as readonly { schema: string }[]).map(
        (extension) => `resource type ${String(id)} extended by ${extension.schema}`,
      ),
    ]),
    ...schemas.Resources.flatMap(({ id, attributes }) =>
      (attributes as readonly SchemaAttribute[]).flatMap((one) => attribute(`${String(id)}:`, one)),
    ),
    ...Object.entries(config).map(([feature]) => `provider config ${feature}`),
  ];
}

/** Names, labels and the values of `door`; those of Node.js and of the process are prom-client's and differ by platform. */
async function metricNames({ url, operatorKey }: TestServer): Promise<string[]> {
  const headers = { authorization: `Bearer ${operatorKey}` };
  const text = await (await fetch(`${url}/metrics`, { headers })).text();
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (name !== undefined) lines.push(`${name} is a ${String(type)}`);
    const [, metric = '', labels = ''] = /^(\w+)\{(.*)\}/.exec(line) ?? [];
    for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="([^"]*)"/g)) {
      lines.push(`${metric} has ${label}`);
      if (label === 'door') lines.push(`${metric} door = ${value}`);
    }
  }
  return lines.filter((line) => !/^muster_(nodejs|process)_/.test(line));
}

async function restNames({ url }: TestServer): Promise<string[]> {
  const document: unknown = await (await fetch(`${url}/api/v1/openapi.json`)).json();
  return contractNames(document as ContractDocument);
}

async function jobNames({ rest }: TestServer): Promise<string[]> {
  const { items } = (await rest('GET', '/jobs')).body as unknown as {
    items: readonly { name: string }[];
  };
  return items.map(({ name }) => name);
}

async function mailNames({ rest }: TestServer, { organizationId }: ScimClient): Promise<string[]> {
  const path = `/organizations/${organizationId}/mail-templates`;
  const { templates, locales } = (await rest('GET', path)).body as unknown as {
    templates: readonly { name: string; placeholders: readonly string[] }[];
    locales: readonly string[];
  };
  return [
    ...locales.map((locale) => `locale ${locale}`),
    ...templates.flatMap(({ name, placeholders }) => [
      name,
      ...placeholders.map((placeholder) => `${name} {{${placeholder}}}`),
    ]),
  ];
}

async function noticeNames(
  { rest }: TestServer,
  { organizationId }: ScimClient,
): Promise<string[]> {
  const path = `/organizations/${organizationId}/notice-matrix`;
  const { notices } = (await rest('GET', path)).body as unknown as {
    notices: readonly { name: string; optional: boolean }[];
  };
  return notices.map(({ name, optional }) => `${name}${optional ? ' optional' : ''}`);
}

async function permissionNames(
  { rest }: TestServer,
  scimConnection: ScimClient,
): Promise<string[]> {
  const path = `/organizations/${scimConnection.organizationId}/permissions`;
  const { items } = (await rest('GET', path)).body as unknown as {
    items: readonly { permissions: readonly string[] }[];
  };
  return items.flatMap(({ permissions }) => permissions);
}

/** What a secret starts with, by what it opens. */
async function tokenNames({ rest }: TestServer, scimConnection: ScimClient): Promise<string[]> {
  const organization = `/organizations/${scimConnection.organizationId}`;
  const credentials = `${organization}/connections/${scimConnection.connectionId}/credentials`;
  const client = (await rest('POST', credentials, { body: { kind: 'client' } })).body;
  const key = { name: 'Key', scopes: ['members:read'] };
  const apiKey = (await rest('POST', `${organization}/api-keys`, { body: key })).body;
  const invitation = { email: 'invited@example.com', send: false };
  const invited = (await rest('POST', `${organization}/invitations`, { body: invitation })).body;
  const secrets = { token: scimConnection.token, client, apiKey, invited };
  return Object.entries(secrets).flatMap(([what, secret]) =>
    [...JSON.stringify(secret).matchAll(/muster_[a-z]+_/g)].map(([mark]) => `${what} ${mark}`),
  );
}
