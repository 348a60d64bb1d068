import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli, type CliDeps } from '#cli/index.js';
import { systemClock } from '#kernel/index.js';
import { loadSettings } from '#settings/index.js';
import { createRecordingTerminal } from '../cli/servers.js';

// A command that is written or printed works where it stands: `node bin/muster.js …`. The name alone is no program, and npx would
// fetch a foreign package of that name (docs/decisions/0038).

const commands = readdirSync('src/cli/commands')
  .map((file) => file.replace('.ts', ''))
  .filter((name) => name !== 'command-context');
const bareName = new RegExp(`(?<![\\w./-])muster (?:${commands.join('|')})\\b`, 'g');

const ROOTS = ['README.md', 'CONTRIBUTING.md', 'Dockerfile', 'compose.yaml', 'bin', 'config'];
const filesIn = (path: string): string[] =>
  /\.\w+$|Dockerfile/.test(path)
    ? [path]
    : readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name));
const written = [...ROOTS, 'deploy', 'docs', 'examples', 'packages']
  .filter((path) => existsSync(path))
  .flatMap(filesIn)
  .filter((path) => /\.(md|ya?ml|js|mjs|json|conf|service)$|Dockerfile/.test(path))
  .filter((path) => !/node_modules|\/dist\/|^docs\/decisions\//.test(path));

test('pages and files write commands as they are typed in the folder of Muster', () => {
  expect(written.length).toBeGreaterThan(50);
  const wrong = written.flatMap((path) => {
    const text = readFileSync(path, 'utf8');
    return [...text.matchAll(bareName), ...text.matchAll(/npx muster/g)].map(
      ([found]) => `${path}: ${found}`,
    );
  });
  expect(wrong).toEqual([]);
  expect('run `muster migrate`'.match(bareName)).not.toBeNull();
  expect('node bin/muster.js migrate, systemctl start muster start'.match(bareName)).toHaveLength(
    1,
  );
});

describe('the command line, started as node x/bin/muster.js', () => {
  const settings = loadSettings({ env: {}, overrides: { mail: { folder: '/nowhere' } } });
  const deps: CliDeps = {
    version: '0.0.0',
    program: 'node x/bin/muster.js',
    clock: systemClock,
    loadSettings: () => settings,
    serve: () => Promise.reject(new Error('something unforeseen')),
    openCore: () => Promise.reject(new Error('not called')),
    openDeps: () => Promise.reject(new Error('not called')),
    openDemo: () => Promise.reject(new Error('not called')),
    inspectStore: () => Promise.reject(new Error('not called')),
    migrateStore: () => Promise.reject(new Error('not called')),
  };

  test.each([
    [['--help'], 'Usage: node x/bin/muster.js [options] [command]'],
    [['mails', 'show', '--help'], 'Usage: node x/bin/muster.js mails show [options] <id>'],
    [['mails', 'show', '--help'], 'as `node x/bin/muster.js mails` lists it'],
    [['simulate'], '(node x/bin/muster.js <command> --help says'],
    [['start'], 'run `node x/bin/muster.js doctor`'],
  ])('%j prints %s', async (argv, expected) => {
    const { terminal, printed } = createRecordingTerminal();
    await runCli(argv, deps, terminal);
    const text = [...printed.out, ...printed.err].join('\n');
    expect(text.replace(/\s+/g, ' ')).toContain(expected);
    expect(text).not.toMatch(bareName);
  });
});
