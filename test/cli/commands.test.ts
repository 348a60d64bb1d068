import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chmod, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runCli, type CliDeps } from '#cli/index.js';
import { systemClock } from '#kernel/index.js';
import { loadSettings } from '#settings/index.js';
import {
  emptyFolder,
  freePort,
  startMuster,
  runMuster,
  type CommandResult,
  type RunningCommand,
} from './processes.js';
import { builtProgram } from '../kit/build.js';
import { createRecordingTerminal } from './servers.js';

const LONG = 120_000;
const run = promisify(execFile);

async function mode(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}

/** The token of the first file that the text names. */
async function tokenIn(folder: string, text: string): Promise<string> {
  const [, file = ''] = /in (data\/\S+\.token)/.exec(text) ?? [];
  return (await readFile(join(folder, file), 'utf8')).trim();
}

/** Commands that come to nothing before they need a house. */
const noDeps: CliDeps = {
  version: '0.0.0',
  clock: systemClock,
  loadSettings: () => loadSettings({ env: {} }),
  serve: refuse,
  openCore: refuse,
  openDeps: refuse,
  openDemo: refuse,
  inspectStore: refuse,
  migrateStore: refuse,
};

function refuse(): never {
  throw new Error('this command was not to come so far');
}

/** A command within this process. */
async function here(args: readonly string[]): Promise<CommandResult> {
  const { terminal, printed } = createRecordingTerminal();
  const code = await runCli(args, noDeps, terminal);
  return { code, out: printed.out.join('\n'), err: printed.err.join('\n') };
}

describe('the first start, and what comes after it', () => {
  let folder: Awaited<ReturnType<typeof emptyFolder>>;
  let env: Record<string, string>;
  let server: RunningCommand;
  let out = '';
  const found = (pattern: RegExp): string => pattern.exec(out)?.[1] ?? `no ${String(pattern)}`;
  const printedLine = (): string => found(/^ {2}(\S.* simulate .*)$/m);

  beforeAll(async () => {
    folder = await emptyFolder();
    env = { MUSTER_HTTP__PORT: String(await freePort()) };
    server = startMuster(folder.path, ['start'], env);
    out = await server.prints(/--groups 3\n/);
  }, LONG);

  afterAll(async () => {
    server.child.kill('SIGTERM');
    await server.ended;
    await folder.remove();
  }, LONG);

  test('makes ./data for this user alone, with a key and a database', async () => {
    const data = join(folder.path, 'data');
    expect(await mode(data)).toBe('700');
    expect(await mode(join(data, 'operator.key'))).toBe('600');
    const key = (await readFile(join(data, 'operator.key'), 'utf8')).trim();
    expect(key).toMatch(/^muster_operator_[0-9A-Za-z]{43}$/);
    expect(found(/Operator key {2}(.+)/)).toBe('in data/operator.key');
    expect(await mode(join(data, 'secrets.key'))).toBe('600');
    expect(await readdir(data)).toContain('muster.db');
  });

  test('M16 outside a terminal it prints no secret, but the files that hold them', async () => {
    expect(out).not.toMatch(/muster_(?:operator|scim|secrets)_/);
    for (const name of ['example-okta.token', 'example-entra.token']) {
      const file = join(folder.path, 'data', name);
      expect(out).toContain(`in data/${name}`);
      expect(await mode(file)).toBe('600');
      expect(await readFile(file, 'utf8')).toMatch(/^muster_scim_[0-9A-Za-z]{43}\n$/);
    }
  });

  test('prints the fields of each provider in its own words, and the line to try', () => {
    const base = /^http:\/\/127\.0\.0\.1:\d+\/scim\/[0-9a-f-]{36}\/v2$/;
    expect(found(/Base URL {6}(\S+)/)).toMatch(base);
    expect(found(/API Token {5}(.+)/)).toBe('in data/example-okta.token');
    expect(found(/Tenant URL {4}(\S+)/)).toMatch(base);
    expect(found(/Secret Token {2}(.+)/)).toBe('in data/example-entra.token');
    expect(found(/Tenant URL {4}(\S+)/)).not.toBe(found(/Base URL {6}(\S+)/));
    expect(printedLine()).toMatch(
      /^node \S*bin\/muster\.js simulate okta --url \S+ --token "\$\(cat data\/example-okta\.token\)" --users 25 --groups 3$/,
    );
  });

  test('its text is in one piece, its log lines are JSON and hold no secret', () => {
    const lines = out.split('\n');
    const isLog = (line: string): boolean => line.startsWith('{');
    const first = lines.findIndex((line) => line.startsWith('Muster is running'));
    const last = lines.findIndex((line) => line.includes('--groups 3'));
    expect(lines.slice(first, last).filter(isLog)).toEqual([]);
    const logged = lines.filter(isLog).map((line) => JSON.parse(line) as { msg: string });
    expect(logged.map(({ msg }) => msg)).toContain('listening');
    for (const secret of [/muster_operator_\w+/, /muster_scim_\w+/])
      expect(lines.filter(isLog).join('\n')).not.toMatch(secret);
  });

  test(
    'the printed line works: simulate and doctor scim end with 0',
    async () => {
      const url = found(/Base URL {6}(\S+)/);
      const token = await tokenIn(folder.path, out);
      builtProgram();
      const line = printedLine().replace('--users 25 --groups 3', '--users 3 --groups 1');
      const played = await run('bash', ['-c', line], { cwd: folder.path });
      expect(played.stderr).toBe('');
      expect(played.stdout).toMatch(/\d+ requests in .* p50 .* p99 .*\n0 wrong answers\n$/);
      const only = ['--only', '1', '16', 'F'];
      const looked = await runMuster(folder.path, [
        'doctor',
        'scim',
        url,
        '--token',
        token,
        ...only,
      ]);
      expect(looked.code).toBe(0);
      expect(looked.out).toContain('✓ 16 ServiceProviderConfig is complete');
      expect(looked.out).toMatch(/[1-9]\d* ✓, 0 ✗, 0 – in \d+ requests/);
    },
    LONG,
  );

  test(
    'create-organization and create-token reach the running server',
    async () => {
      const owner = ['--owner-email', 'owner@example.com'];
      const made = await runMuster(
        folder.path,
        ['create-organization', '--name', 'Second', ...owner],
        env,
      );
      expect(made).toMatchObject({ code: 0, err: '' });
      expect(made.out).toMatch(/organization Second \(through http:\/\/127/);
      const connection = ['--organization', 'second', '--connection', 'Okta'];
      const none = await runMuster(folder.path, ['create-token', ...connection], env);
      expect(none.code).toBe(2);
      expect(none.err).toContain('second has no connection Okta');
      const more = ['--create-connection', '--expires', '90d', '--name', 'CI'];
      const token = await runMuster(folder.path, ['create-token', ...connection, ...more], env);
      expect(token).toMatchObject({ code: 0, err: '' });
      expect(token.out).toMatch(/token for Okta of Second/);
      expect(token.out).not.toContain('muster_scim_');
      const [url = ''] = /--url (\S+)/.exec(token.out)?.slice(1) ?? [];
      const secret = await tokenIn(folder.path, token.out);
      const answer = await fetch(`${url}/Users`, {
        headers: { authorization: `Bearer ${secret}` },
      });
      expect(answer.status).toBe(200);
    },
    LONG,
  );

  test(
    'doctor finds nothing wrong',
    async () => {
      const { code, out: said } = await runMuster(folder.path, ['doctor'], env);
      expect(said).toContain('✓ store (SQLite): reachable, version');
      expect(said).toContain('✓ operator key');
      expect(said).toContain('✓ file mode of data/operator.key: 600');
      expect(said).toContain('✓ server: runs at');
      expect(said).toContain('Nothing is wrong.');
      expect(code).toBe(0);
    },
    LONG,
  );

  test(
    'a second start prints nothing of it again, and drains on SIGTERM',
    async () => {
      server.child.kill('SIGTERM');
      expect((await server.ended).code).toBe(0);
      server = startMuster(folder.path, ['start'], env);
      const again = await server.prints('"msg":"listening"');
      await fetch(`http://127.0.0.1:${env['MUSTER_HTTP__PORT']}/readyz`);
      for (const line of again.trim().split('\n')) expect(line).toMatch(/^\{.*\}$/);
      server.child.kill('SIGTERM');
      const { code, out: whole } = await server.ended;
      expect(code).toBe(0);
      expect(whole).not.toMatch(/first start|muster_operator_|muster_scim_/);
    },
    LONG,
  );

  test(
    'without a server the commands open the store, and doctor says that none runs',
    async () => {
      const made = await runMuster(folder.path, ['create-organization', '--name', 'Third'], env);
      expect(made).toMatchObject({ code: 0, err: '' });
      expect(made.out).toMatch(/organization Third \(through the store/);
      const more = ['--organization', 'third', '--connection', 'Entra', '--create-connection'];
      const token = await runMuster(folder.path, ['create-token', ...more], env);
      expect(token).toMatchObject({ code: 0, err: '' });
      expect(token.out).toMatch(/Tenant URL {4}http:\/\/127.0.0.1:\d+\/scim\/[0-9a-f-]{36}\/v2/);
      const person = ['first@person.example', '--owner-of', 'third'];
      const link = await runMuster(folder.path, ['sign-in', ...person], env);
      expect(link).toMatchObject({ code: 0, err: '' });
      expect(link.out).toContain('✓ link for first@person.example (through the store');
      const kept = await readFile(join(folder.path, 'data', 'sign-in.link'), 'utf8');
      expect(kept).toMatch(/^http:\/\/localhost:\d+\/sign-in\/link\?token=\w{43}\n$/);
      const migrated = await runMuster(folder.path, ['migrate'], env);
      expect(migrated.out).toMatch(
        /^✓ the sqlite database is at version \d+; there is nothing to do/,
      );
      const { out: said } = await runMuster(folder.path, ['doctor'], env);
      expect(said).toContain('– server: nothing answers at');
    },
    LONG,
  );

  test(
    'doctor sees a key that others can read',
    async () => {
      await chmod(join(folder.path, 'data', 'operator.key'), 0o644);
      const { code, out: said } = await runMuster(folder.path, ['doctor'], env);
      expect(code).toBe(1);
      expect(said).toContain('✗ file mode of data/operator.key');
      expect(said).toContain('chmod go= data/operator.key');
    },
    LONG,
  );
});

describe('in an empty folder', () => {
  let folder: Awaited<ReturnType<typeof emptyFolder>>;
  beforeAll(async () => {
    folder = await emptyFolder();
  });
  afterAll(() => folder.remove());

  test('migrate says what is declared and not there', async () => {
    const { terminal, printed } = createRecordingTerminal();
    const missing = ['table things', 'index members_by_guest'];
    const state = { kind: 'sqlite', current: 1, target: 1, pending: [], missing } as const;
    const deps = { ...noDeps, inspectStore: async () => state };
    expect(await runCli(['migrate', '--dry-run'], deps, terminal)).toBe(0);
    expect(printed.out).toEqual([
      'The sqlite database is at version 1, this program at 1. Steps:',
      '  +  table things',
      '  +  index members_by_guest',
      'Nothing was changed (--dry-run).',
    ]);
  });

  test(
    'migrate --dry-run only says what it would do; migrate does it',
    async () => {
      const dry = await runMuster(folder.path, ['migrate', '--dry-run']);
      expect(dry).toMatchObject({ code: 0, err: '' });
      expect(dry.out).toMatch(/at version 0, this program at \d+\. Steps:\n {2}1 /);
      expect(dry.out).toContain('Nothing was changed (--dry-run).');
      const done = await runMuster(folder.path, ['migrate']);
      expect(done.out).toMatch(/✓ the sqlite database is at version [1-9]/);
      const again = await runMuster(folder.path, ['migrate', '--dry-run']);
      expect(again.out).toContain('there is nothing to do');
    },
    LONG,
  );

  test(
    'settings that cannot be used: all problems, exit 2, nothing begun',
    async () => {
      await mkdir(join(folder.path, 'config'));
      const file = join(folder.path, 'config', 'bad.yaml');
      await writeFile(file, 'http:\n  port: many\nnothing: 1\n');
      const { code, err, out } = await runMuster(folder.path, ['start', '--config', file]);
      expect(code).toBe(2);
      expect(err).toContain('✗ The settings cannot be used:');
      expect(err).toContain('http.port');
      expect(err).toContain('nothing: there is no such setting');
      expect(err).toMatch(/side {2}the settings\n {2}next {2}/);
      expect(out).toBe('');
    },
    LONG,
  );

  test(
    'mistakes in the command line: exit 2',
    async () => {
      for (const [args, says] of [
        [['nothing'], "unknown command 'nothing'"],
        [['simulate', 'nobody', '--url', 'x', '--token', 'x'], 'Allowed choices are okta, entra'],
        [['simulate', 'okta', '--url', 'ftp://x', '--token', 'x'], 'is no URL of a SCIM service'],
        [
          ['simulate', 'okta', '--url', 'http://x', '--token', 'x', '--users', '-1'],
          'whole number',
        ],
        [['create-token', '--organization', 'x'], "required option '--connection <id>'"],
        [
          ['create-token', '--organization', 'x', '--connection', 'x', '--expires', '2001-01-01'],
          'is in the past',
        ],
      ] as const) {
        const { code, err } = await here(args);
        expect([args[0], err.includes(says) ? says : err, code]).toEqual([args[0], says, 2]);
      }
    },
    LONG,
  );

  test(
    'nobody there: exit 3, with what to do',
    async () => {
      const url = `http://127.0.0.1:${await freePort()}/scim/v2`;
      for (const args of [
        ['simulate', 'entra', '--url', url, '--token', 'x'],
        ['doctor', 'scim', url, '--token', 'x'],
      ]) {
        const { code, err } = await here(args);
        expect(code).toBe(3);
        expect(err).toContain('gave no answer');
        expect(err).toContain('next  start the server');
      }
    },
    LONG,
  );

  test(
    '--help names the commands and the exit codes',
    async () => {
      const { code, out } = await here(['--help']);
      expect(code).toBe(0);
      for (const name of ['start', 'migrate', 'create-organization', 'create-token', 'doctor'])
        expect(out).toMatch(new RegExp(`^  ${name}`, 'm'));
      expect(out).toContain('Exit codes:');
    },
    LONG,
  );
});
