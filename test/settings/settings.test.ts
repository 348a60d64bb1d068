import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { loadSettings, SettingsError } from '#settings/index.js';

const folder = mkdtempSync(join(tmpdir(), 'muster-settings-'));
let files = 0;

function file(text: string, name = `settings-${(files += 1)}.yaml`): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function problems(sources: Parameters<typeof loadSettings>[0]): readonly string[] {
  try {
    loadSettings({ env: {}, ...sources });
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  throw new Error('The settings were accepted.');
}

describe('layers', () => {
  test('the defaults alone are complete', () => {
    const settings = loadSettings({ env: {} });
    expect(settings.http.port).toBe(8080);
    expect(settings.store.url).toBe('sqlite:./data/muster.db');
    expect(settings.operator.key).toBeUndefined();
    expect(settings.presets.map(({ name }) => name)).toContain('standard');
  });

  test('file over defaults, environment over file, command line over all, leaf by leaf', () => {
    const path = file('http: {port: 1111, host: 10.0.0.1, bodyBytes: {rest: 2048}}\nlog:\n');
    const env = { MUSTER_HTTP__PORT: '2222', MUSTER_HTTP__BODY_BYTES__SCIM: '2000000' };
    const settings = loadSettings({ file: path, env });
    expect(settings.http).toMatchObject({ port: 2222, host: '10.0.0.1' });
    expect(settings.http.bodyBytes).toEqual({ scim: 2_000_000, rest: 2_048 });
    expect(settings.log.level).toBe('info');
    const overrides = { http: { port: 0 } };
    expect(loadSettings({ file: path, env, overrides }).http.port).toBe(0);
  });

  test('names of the environment: sections by two underscores, camel case by one', () => {
    const settings = loadSettings({
      env: {
        MUSTER_HTTP__PUBLIC_URL: 'https://muster.example.com/x',
        MUSTER_HTTP__TRUST_PROXY: 'true',
        MUSTER_SCIM__RATE_LIMIT__SUSTAINED: '50',
        MUSTER_OPERATOR__KEY: '12345678',
        MUSTER_STORE__URL: 'sqlite::memory:',
        MUSTER_SCIM__SCHEMAS: '[]',
      },
    });
    expect(settings.http).toMatchObject({
      publicUrl: 'https://muster.example.com/x',
      trustProxy: true,
    });
    expect(settings.scim.rateLimit.sustained).toBe(50);
    expect(settings.operator.key).toBe('12345678');
  });

  test.each([
    ['true', true],
    ['false', false],
    ['2', 2],
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['["10.0.0.0/8", "fd00::1"]', ['10.0.0.0/8', 'fd00::1']],
  ])('http.trustProxy from the environment: %s', (text, value) => {
    const { http } = loadSettings({ env: { MUSTER_HTTP__TRUST_PROXY: text } });
    expect(http.trustProxy).toEqual(value);
  });

  test('names without two underscores are none of ours, as Kubernetes invents them', () => {
    const env = {
      MUSTER_PORT: 'tcp://10.0.0.1:8080',
      MUSTER_SERVICE_HOST: '10.0.0.1',
      HTTP__PORT: '1',
    };
    expect(loadSettings({ env })).toEqual(loadSettings({ env: {} }));
  });

  test('a secret from a file, without the end of its line', () => {
    const path = file('s3cret-key\n', 'operator.key');
    expect(loadSettings({ env: { MUSTER_OPERATOR__KEY_FILE: path } }).operator.key).toBe(
      's3cret-key',
    );
    const both = { MUSTER_OPERATOR__KEY: 'a', MUSTER_OPERATOR__KEY_FILE: path };
    expect(problems({ env: both })).toEqual([
      'MUSTER_OPERATOR__KEY_FILE: MUSTER_OPERATOR__KEY sets operator.key already; keep one of the two',
    ]);
    expect(problems({ env: { MUSTER_HTTP__HOST_FILE: path } })[0]).toContain('there is no setting');
  });

  test('a list of secrets: from a file one a line, from the environment as JSON', () => {
    const path = file('first-key\r\nsecond-key\n\n', 'operator.keys');
    const keys = ['first-key', 'second-key'];
    expect(loadSettings({ env: { MUSTER_OPERATOR__KEYS_FILE: path } }).operator.keys).toEqual(keys);
    const env = { MUSTER_OPERATOR__KEYS: JSON.stringify(keys) };
    expect(loadSettings({ env }).operator.keys).toEqual(keys);
    expect(problems({ env: { MUSTER_SECRETS__KEY: 'short' } })[0]).toContain('32 characters');
  });

  test('what is handed out cannot be changed', () => {
    const settings = loadSettings({ env: {} });
    expect(Object.isFrozen(settings.http.bodyBytes)).toBe(true);
    expect(Object.isFrozen(settings.presets[0]?.roles[0])).toBe(true);
  });
});

describe('faults', () => {
  test('all of them at once, each with where it came from', () => {
    const path = file('http: {port: 70000, colour: red}\nnope: 1\nscim: {defaultPage: x}\n');
    const env = {
      MUSTER_HTTP__TRUST_PROXY: 'yes',
      MUSTER_HTTP__PUBLICURL: 'x',
      MUSTER_LOG__LEVEL: 'loud',
    };
    const found = problems({ file: path, env });
    expect(found).toHaveLength(7);
    const about = (start: string): string => found.find((text) => text.startsWith(start)) ?? '';
    expect(about('http.port')).toContain(path);
    expect(about('http.colour')).toContain('there is no such setting');
    expect(about('nope')).toContain(path);
    expect(about('scim.defaultPage')).toContain(path);
    expect(about('http.trustProxy')).toContain('MUSTER_HTTP__TRUST_PROXY');
    expect(about('log.level')).toContain('MUSTER_LOG__LEVEL');
    expect(about('MUSTER_HTTP__PUBLICURL')).toContain('http.publicurl');
  });

  test.each([
    ['http: [1]', 'http'],
    ['- a\n- b', 'must be sections'],
    ['http: {port: 1\nlog: x', ''],
    ['http: {port: 1}\nhttp: {port: 2}', 'unique'],
    ['__proto__: {polluted: 1}', '__proto__'],
    ['http: {__proto__: {port: 1}}', '__proto__'],
    ['store: {url: "postgres://x"}', 'store.url'],
    ['store: {url: "sqlite:"}', 'store.url'],
    ['http: {publicUrl: "ftp://x"}', 'http.publicUrl'],
    ['http: {publicUrl: "https://x.example/"}', 'http.publicUrl'],
    ['http: {publicUrl: "https://x.example?y"}', 'http.publicUrl'],
    ['http: {trustProxy: 0}', 'http.trustProxy'],
    ['http: {trustProxy: 17}', 'http.trustProxy'],
    ['http: {trustProxy: []}', 'http.trustProxy'],
    ['http: {trustProxy: 0.0.0.0/0}', 'http.trustProxy'],
    ['http: {trustProxy: 10.0.0.0/33}', 'http.trustProxy'],
    ['http: {trustProxy: loopback}', 'http.trustProxy'],
    ['http: {trustProxy: [10.0.0.1, proxy.example]}', 'http.trustProxy'],
    ['operator: {key: "two words"}', 'operator.key'],
    ['operator: {key: ""}', 'operator.key'],
    ['scim: {defaultPage: 200, maxPage: 100}', 'scim.defaultPage'],
    ['scim: {bulk: {maxPayloadBytes: 20000000}}', 'scim.bulk.maxPayloadBytes'],
    ['scim: {rateLimit: {sustained: 24}}', 'scim.rateLimit.sustained'],
    ['http: {headerSeconds: 100, requestSeconds: 10}', 'http.headerSeconds'],
    ['presets: {folder: nowhere}', 'presets.folder'],
    ['scim: {schemas: [{file: nowhere.json, resourceType: User}]}', 'scim.schemas'],
  ])('%s', (text, place) => {
    const found = problems({ file: file(text) });
    expect(found.length).toBeGreaterThanOrEqual(1);
    expect(found.join('\n')).toContain(place);
    expect('polluted' in {}).toBe(false);
  });

  test('a file that is not there', () => {
    expect(problems({ file: join(folder, 'absent.yaml') })[0]).toContain('cannot be read');
  });

  test('no fault shows the secret', () => {
    const env = { MUSTER_STORE__URL: 'mongo://user:hunter2@db', MUSTER_OPERATOR__KEY: 'hunter 2' };
    expect(problems({ env }).join('\n')).not.toContain('hunter');
  });
});

describe('files that settings name', () => {
  const owner =
    '{name: owner, title: Owner, standing: owner, mappable: false, permissions: [members:write]}';
  /** what every preset has beside its roles */
  const rest =
    'spaceRoles: [{name: member, title: Member}]\ndefaultPlan: all\n' +
    "plans: [{name: all, title: All, features: ['*'], members: {kind: soft}}]\n";
  test('are looked for beside the file that names them', () => {
    const inner = join(folder, 'inner');
    mkdirSync(join(inner, 'roles'), { recursive: true });
    writeFileSync(join(inner, 'badge.json'), '{"id":"urn:example:badge"}');
    writeFileSync(
      join(inner, 'roles', 'small.yaml'),
      `name: small\ntitle: Small\nroles: [${owner}]\n${rest}`,
    );
    const path = join(inner, 'muster.yaml');
    writeFileSync(
      path,
      'presets: {folder: roles}\nscim: {schemas: [{file: badge.json, resourceType: User}]}',
    );
    const settings = loadSettings({ file: path, env: {} });
    expect(settings.presets.map(({ name }) => name)).toEqual(['small']);
    expect(settings.scim.schemas).toEqual([
      { json: { id: 'urn:example:badge' }, resourceType: 'User', required: false },
    ]);
  });

  test.each([
    ['an owner that a group could make', `[${owner.replace('false', 'true')}]`, 'mappable'],
    [
      'nobody who could own',
      '[{name: a, title: A, standing: none, mappable: true, permissions: []}]',
      'owner',
    ],
    ['a role twice', `[${owner}, ${owner}]`, 'listed twice'],
    ['a default that is no role', `[${owner}]\ndefaultRole: nope`, 'defaultRole'],
    ['a default that is an owner', `[${owner}]\ndefaultRole: owner`, 'must not be an owner'],
    [
      'an unknown standing',
      '[{name: a, title: A, standing: king, mappable: true, permissions: []}]',
      'standing',
    ],
    ['an unknown key', `[${owner}]\ncolour: red`, 'colour'],
    [
      'a page in two places',
      `[${owner}]\nconsole: {menus: [{name: a, place: bar, sections: [{name: b, pages: [people, people]}]}]}`,
      'the page people has two places',
    ],
    ['a page that there is not', `[${owner}]\nconsole: {landing: cellar}`, 'console landing'],
    ['a box for no role', `[${owner}]\nconsole: {roleCheckbox: nope}`, 'console.roleCheckbox nope'],
    [
      'a form that asks for no address first',
      `[${owner}]\nconsole: {add: {steps: [{name: a, fields: [{name: roles}]}]}}`,
      'must ask for the email',
    ],
    ['a word without its area', `[${owner}]\nconsole: {wording: {add: Add}}`, 'wording'],
    ['no list', 'none', 'roles'],
    ['a permission that is none', `[${owner.replace('members:write', 'members')}]`, 'area:read'],
    [
      'an elevation that a group could lend',
      `[${owner}, {name: root, title: R, standing: none, elevation: true, mappable: true, permissions: []}]`,
      'root is an elevation',
    ],
    [
      'an elevation as its default',
      `[${owner}, {name: root, title: R, standing: none, elevation: true, mappable: false, permissions: []}]\ndefaultRole: root`,
      'must not be an elevation',
    ],
    [
      'every space as what is no space role',
      `[${owner.replace('}', ', everySpace: king}')}]`,
      'king, which is no space role',
    ],
    ['a grant of no role', `[${owner.replace('}', ', grants: [king]}')}]`, 'king'],
  ])('a preset with %s is refused, with its file', (name, roles, said) => {
    const presets = mkdtempSync(join(folder, 'presets-'));
    writeFileSync(join(presets, 'odd.yaml'), `name: odd\ntitle: ${name}\nroles: ${roles}\n${rest}`);
    const found = problems({ overrides: { presets: { folder: presets } } }).join('\n');
    expect(found).toContain('odd.yaml');
    expect(found).toContain(said);
  });
});

describe('authorities of a private network', () => {
  test('hooks E13: outgoing.caFile is read beside the file that names it', () => {
    const pem = rootCertificates[0] ?? '';
    const name = file(pem, 'authority.pem').split('/').at(-1);
    const path = file(`outgoing: {caFile: ${name}}\n`);
    expect(loadSettings({ file: path, env: {} }).outgoing.authorities).toBe(pem);
    expect(loadSettings({ env: {} }).outgoing.authorities).toBeUndefined();
  });

  test.each([
    ['a file that is not there', 'nowhere.pem'],
    ['a file without a certificate', file('no certificate', 'empty.pem').split('/').at(-1)],
  ])('refused at start: %s', (_what, name) => {
    const path = file(`outgoing: {caFile: ${name}}\n`);
    expect(problems({ file: path })).toEqual([expect.stringMatching(/^outgoing\.caFile: .*from /)]);
  });
});
