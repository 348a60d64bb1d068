import { afterAll, describe, expect, test } from '@jest/globals';
import { DCLinter } from 'dclint';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { loadSettings } from '#settings/index.js';
import { commandNames } from '../../frozen/command-names.js';
import { environmentOf, parseDockerfile } from '../../kit/container/dockerfile.js';
import { parseUnit, unitErrors } from './units.js';

// What runs Muster without Kubernetes: systemd, nginx, Docker Compose. Each file is read by its own rules, and held against what the
// server has.

const defaults = loadSettings({ env: {} });
const folder = mkdtempSync(join(tmpdir(), 'muster-deploy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The settings of an environment whose secrets lie in `mounted`. */
function settingsOf(env: Readonly<Record<string, string>>, mounted: string) {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    given[name] = value.replace(mounted, `${folder}/`);
    if (!value.startsWith(mounted)) continue;
    const isUrl = value.endsWith('store-url');
    writeFileSync(
      given[name],
      isUrl ? 'mongodb://a/muster?replicaSet=rs0' : 'a-secret-of-a-test-0123456789abcdef',
    );
  }
  // the settings that the manifests for Kubernetes bring along: both read the same file
  return loadSettings({ env: given, file: 'deploy/kubernetes/muster.yaml' });
}

describe('the unit of systemd', () => {
  const text = readFileSync('deploy/systemd/muster@.service', 'utf8');
  const unit = parseUnit(text);
  const service = unit.get('Service')!;
  const value = (name: string): string => service.get(name)?.join(' ') ?? '';

  test('has nothing but what systemd knows, and a fault in it is found', () => {
    expect(unitErrors(unit)).toEqual([]);
    const spoilt = `${text}\n[Service]\nExecStart=node x\nPrivateTmp=maybe\nRestartSecs=2\n[Socket]\n`;
    expect(unitErrors(parseUnit(spoilt))).toEqual([
      'ExecStart: a program needs its whole path',
      'PrivateTmp',
      'Service: RestartSecs',
      'section Socket',
    ]);
  });

  test('gives settings that exist, the port of the instance, and secrets as credentials', () => {
    const lines = service.get('Environment') ?? [];
    const pairs = lines.map((line) => line.replaceAll('%i', '8081').split(/=(.*)/s).slice(0, 2));
    const settings = settingsOf(Object.fromEntries(pairs) as Record<string, string>, '%d/');
    expect(settings.http).toMatchObject({ host: '127.0.0.1', port: 8081 });
    expect(settings.operator.key).toBe('a-secret-of-a-test-0123456789abcdef');
    const credentials = (service.get('LoadCredential') ?? []).map((one) => one.split(':')[0] ?? '');
    const named = lines.flatMap((line) => /_FILE=%d\/(.*)$/.exec(line)?.[1] ?? []);
    expect(named).toEqual(credentials);
    // the compiler of Node.js writes what it runs
    expect(service.has('MemoryDenyWriteExecute')).toBe(false);
  });

  test('runs commands that exist, and waits longer than a shutdown takes', async () => {
    const commands = await commandNames();
    for (const name of ['ExecStart', 'ExecStartPre']) {
      const [, program = '', command = '', option = ''] = value(name).split(' ');
      expect(existsSync(program.replace('/opt/muster/', ''))).toBe(true);
      expect(commands).toContain(`muster ${command} ${option} <file>`);
    }
    expect(value('ExecStartPost')).toContain('http://127.0.0.1:%i/readyz');
    const jobs = 20;
    expect(Number(value('TimeoutStopSec'))).toBeGreaterThan(defaults.http.shutdownSeconds + jobs);
  });
});

describe('the configuration of nginx', () => {
  const text = readFileSync('deploy/nginx/muster.conf', 'utf8');
  const numberOf = (directive: string): number =>
    Number(new RegExp(`\\b${directive} (\\d+)`).exec(text)?.[1]);

  test('fits the limits of the server: sizes, idle time, time of an answer', () => {
    expect(numberOf('client_max_body_size') * 1024 * 1024).toBe(defaults.http.bodyBytes.scim);
    expect(numberOf('keepalive_timeout')).toBeLessThan(defaults.http.keepAliveSeconds);
    expect(numberOf('proxy_read_timeout')).toBeGreaterThan(defaults.http.requestSeconds);
  });

  test('sets all three X-Forwarded headers itself, and keeps what is for operators inside', () => {
    for (const [name, variable] of [
      ['For', '$remote_addr'],
      ['Proto', '$scheme'],
      ['Host', '$server_name'],
    ]) {
      expect(text).toContain(`proxy_set_header X-Forwarded-${name} ${variable};`);
    }
    const [, closed = ''] = /location ~ (\S+) \{\s*return 404;/.exec(text) ?? [];
    for (const path of ['/muster/metrics', '/muster/healthz', '/muster/readyz']) {
      expect(new RegExp(closed).test(path)).toBe(true);
    }
    expect(new RegExp(closed).test('/muster/api/v1/members')).toBe(false);
    // the same processes that systemd starts
    expect(text).toContain('server 127.0.0.1:8081');
    expect(text).toContain('server 127.0.0.1:8082');
  });

  test('has as many { as }, and ends each directive', () => {
    const code = text.replaceAll(/#.*$/gm, '').replaceAll(/"[^"]*"/g, '');
    expect(code.split('{').length).toBe(code.split('}').length);
    for (const line of code.split('\n').map((one) => one.trim())) {
      if (line !== '') expect(line).toMatch(/[;{}]$/);
    }
  });
});

describe('the files of Docker Compose', () => {
  const files = ['compose.yaml', 'deploy/compose/production.yaml'];

  test('are what the specification of Compose allows, and a fault in them is found', () => {
    const spoilt = join(folder, 'compose.yaml');
    const text = readFileSync('compose.yaml', 'utf8');
    writeFileSync(spoilt, text.replace('read_only: true', 'readonly: true'));
    // its declarations are written for another resolution of modules than ours
    const linter = new DCLinter({ rules: {}, quiet: true, debug: false, exclude: [] }) as {
      lintFiles(paths: string[], recursive: boolean): { messages: Message[] }[];
    };
    const faults = (file: string): string[] =>
      linter
        .lintFiles([file], false)
        .flatMap(({ messages }) => messages)
        .filter(({ rule }) => rule === 'invalid-schema')
        .map(({ message }) => message);
    for (const file of files) expect([file, faults(file)]).toEqual([file, []]);
    expect(faults(spoilt).join()).toMatch(/readonly|additional/);
  });

  interface Message {
    readonly rule: string;
    readonly message: string;
  }
  interface Service {
    readonly command?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly configs?: readonly { readonly source: string; readonly target: string }[];
    readonly secrets?: readonly string[];
    readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
    readonly stop_grace_period?: string;
    readonly volumes?: readonly string[];
  }
  interface ComposeFile {
    readonly services: Readonly<Record<string, Service>>;
    readonly configs?: Readonly<Record<string, { readonly file: string }>>;
    readonly secrets?: Readonly<Record<string, { readonly file: string }>>;
  }
  const [base, production] = files.map(
    (file) => parse(readFileSync(file, 'utf8')) as ComposeFile,
  ) as [ComposeFile, ComposeFile];

  test('production: settings and commands that exist, secrets that are declared, over services of compose.yaml', async () => {
    const image = environmentOf(parseDockerfile(readFileSync('Dockerfile', 'utf8')).at(-1)!);
    const commands = await commandNames();
    for (const name of ['migrate', 'muster']) {
      const {
        command = [],
        environment = {},
        configs = [],
        secrets = [],
      } = {
        ...base.services[name],
        ...production.services[name],
      };
      expect(commands).toContain(`muster ${command[0] ?? ''} ${command[1] ?? ''} <file>`);
      expect(command[2]).toBe(configs[0]?.target);
      expect(Object.keys(production.configs ?? {})).toEqual(configs.map(({ source }) => source));
      expect(Object.keys(production.secrets ?? {}).sort()).toEqual([...secrets].sort());
      const env = { ...image, ...base.services[name]?.environment, ...environment };
      const settings = settingsOf(env, '/run/secrets/');
      expect(settings.store.url).toBe(base.services['muster']?.environment?.['MUSTER_STORE__URL']);
      expect(settings.mail.smtp.password).toBe('a-secret-of-a-test-0123456789abcdef');
    }
    expect(Object.keys(base.services)).toEqual(expect.arrayContaining(['muster', 'mongodb']));
  });

  test('the database comes first, then its migration, then the server', () => {
    const waits = { ...production.services['muster']?.depends_on };
    expect(waits).toEqual({ migrate: { condition: 'service_completed_successfully' } });
    expect(production.services['migrate']?.depends_on).toEqual(base.services['muster']?.depends_on);
  });
});
