import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { requests, startServer, type TestServer } from '../kit/server.js';
import { freePort } from '../cli/processes.js';

// What `npm pack` makes is what others get: each package is packed, installed by npm into an empty project without a network, and
// the lines of its README are compiled there under NodeNext and run. The tarball of the root starts a server.
//
// Packing removes dist and changes manifests for a moment, so it happens in a copy of the tree. Packages from the registry are not
// fetched: those that a package needs are packed from the root's node_modules and installed with it.

const LONG = 240_000;
const run = promisify(execFile);
const root = process.cwd();
const names = readdirSync('packages');

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

let place: string;
let tree: string;
let tarballs: string;

/** A tarball of that folder: its file and what is in it. */
async function pack(folder: string, ...options: string[]): Promise<Packed> {
  const args = ['pack', '--json', '--pack-destination', tarballs, ...options];
  const { stdout } = await run('npm', args, { cwd: folder, maxBuffer: 1 << 26 });
  // npm prints what the scripts say before it
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as Packed[];
  if (packed === undefined) throw new Error(`npm packed nothing: ${stdout}`);
  return packed;
}

/** Dependencies of a manifest, and theirs, by the root's node_modules. */
function dependenciesOf(folder: string): string[] {
  const found = new Set<string>();
  const visit = (of: string): void => {
    for (const name of Object.keys(manifestOf(of).dependencies ?? {})) {
      if (found.has(name)) continue;
      found.add(name);
      visit(join(root, 'node_modules', name));
    }
  };
  visit(folder);
  return [...found];
}

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'muster-packages-'));
  [tree, tarballs] = [join(place, 'tree'), join(place, 'tarballs')];
  await mkdir(join(tree, 'node_modules', '@muster'), { recursive: true });
  await mkdir(tarballs);
  const unwanted = /^data$|(^|\/)(node_modules|dist)$/;
  for (const part of ['bin', 'config', 'console', 'docs', 'packages', 'scripts', 'src']) {
    const filter = (path: string): boolean => !unwanted.test(relative(root, path));
    await cp(part, join(tree, part), { recursive: true, filter });
  }
  for (const file of ['LICENSE', 'package.json', 'README.md', 'tsconfig.json']) {
    await cp(file, join(tree, file));
  }
  for (const name of names) {
    await symlink(join('..', '..', 'packages', name), join(tree, 'node_modules/@muster', name));
  }
  // npm reads the packages that it puts into a tarball from real folders
  const carried = names.flatMap((name) => dependenciesOf(join('packages', name)));
  for (const name of new Set(carried)) {
    await cp(join('node_modules', name), join(tree, 'node_modules', name), { recursive: true });
  }
  for (const entry of readdirSync('node_modules')) {
    if (entry.startsWith('.') || existsSync(join(tree, 'node_modules', entry))) continue;
    await symlink(resolve('node_modules', entry), join(tree, 'node_modules', entry));
  }
}, LONG);
afterAll(() => rm(place, { recursive: true, force: true }));

/** The code that a README shows, with the addresses and keys of this run. */
function shownBy(name: string, values: Readonly<Record<string, string>> = {}): string {
  const page = readFileSync(join('packages', name, 'README.md'), 'utf8');
  const [, code] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
  if (code === undefined) throw new Error(`The README of ${name} shows no code.`);
  return Object.entries(values).reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replaceAll(from, to);
  }, code);
}

const COMPILER_OPTIONS = {
  module: 'nodenext',
  target: 'es2022',
  strict: true,
  skipLibCheck: false,
  types: [],
  outDir: 'out',
};

describe('each package, installed from its tarball', () => {
  let project: string;
  let server: TestServer;
  const packed = new Map<string, Packed>();

  beforeAll(async () => {
    server = await startServer();
    const files: string[] = [];
    for (const name of names) {
      const one = await pack(join(tree, 'packages', name));
      packed.set(name, one);
      files.push(one.filename);
      for (const dependency of dependenciesOf(join('packages', name))) {
        const folder = join(tree, 'node_modules', dependency);
        files.push((await pack(folder, '--ignore-scripts')).filename);
      }
    }
    project = join(place, 'project');
    await mkdir(project);
    const empty = { name: 'empty', private: true, type: 'module' };
    await writeFile(join(project, 'package.json'), JSON.stringify(empty));
    await writeFile(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['*.ts'] }),
    );
    const paths = files.map((file) => join(tarballs, file));
    await run('npm', ['install', '--offline', '--no-audit', ...paths], { cwd: project });
  }, LONG);
  afterAll(() => server.close());

  test.each(names)('%s holds its build, its README and a manifest without our sources', (name) => {
    const sources = readdirSync(join('packages', name, 'src'), {
      recursive: true,
      encoding: 'utf8',
    })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [
        `dist/${file.replace(/\.ts$/, '.js')}`,
        `dist/${file.replace(/\.ts$/, '.d.ts')}`,
      ]);
    const files = packed.get(name)?.files.map(({ path }) => path) ?? [];
    expect(files.sort()).toEqual([...sources, 'LICENSE', 'README.md', 'package.json'].sort());
    const text = readFileSync(join(project, 'node_modules/@muster', name, 'package.json'), 'utf8');
    expect(text).not.toMatch(/muster-source|\/src\/|scripts/);
    const { version } = manifestOf('.');
    expect(readFileSync(join(project, 'node_modules/@muster', name, 'LICENSE'), 'utf8')).toBe(
      readFileSync('LICENSE', 'utf8'),
    );
    expect(JSON.parse(text)).toMatchObject({
      name: `@muster/${name}`,
      version,
      license: 'Apache-2.0',
      types: './dist/index.d.ts',
      exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    });
  });

  test(
    'the lines of the READMEs compile under NodeNext, all types checked',
    async () => {
      const { baseUrl, token } = await server.scim();
      const tester = { 'http://127.0.0.1:8080/scim/v2': baseUrl, 'the-token': token };
      const client = {
        'http://127.0.0.1:8080': server.url,
        'the-operator-key': server.operatorKey,
      };
      const values: Record<string, Record<string, string>> = { 'scim-tester': tester, client };
      for (const name of names) {
        await writeFile(join(project, `${name}.ts`), shownBy(name, values[name]));
      }
      const tsc = resolve('node_modules/typescript/bin/tsc');
      const compiled = await run(process.execPath, [tsc], { cwd: project }).catch(
        (error: { stdout: string }) => error,
      );
      expect(compiled.stdout).toBe('');
    },
    LONG,
  );

  /** Runs the lines of the README in the project; answers what they print. */
  async function follow(name: string): Promise<string> {
    const { stdout } = await run(process.execPath, [join('out', `${name}.js`)], { cwd: project });
    return stdout;
  }

  test(
    'scim',
    async () => {
      expect(await follow('scim')).toBe('false\n');
    },
    LONG,
  );

  test(
    'sheets',
    async () => {
      const out = await follow('sheets');
      expect(out).toContain("{ Email: 'ada@example.com', Seats: '3' }");
    },
    LONG,
  );

  test(
    'scim-tester',
    async () => {
      const out = await follow('scim-tester');
      expect(out).toMatch(/^\d+ passed, 0 failed, \d+ could not be checked\n$/);
    },
    LONG,
  );

  test(
    'client',
    async () => {
      const out = await follow('client');
      expect(out).toBe('0\n404 organization.missing\n');
    },
    LONG,
  );

  /** A key of a new organization, for the application of examples/host-app. */
  async function newcomer(): Promise<{ organizationId: string; key: string; token: string }> {
    const owner = { email: 'owner@example.com', name: 'Owner' };
    const { body } = await server.rest('POST', '/organizations', {
      body: { name: 'Example', owner },
    });
    const organizationId = String(body['id']);
    const below = `/organizations/${organizationId}`;
    const scopes = ['members:write', 'invitations:write', 'spaces:read', 'seats:read'];
    const made = await server.rest('POST', `${below}/api-keys`, { body: { name: 'Host', scopes } });
    const invited = await server.rest('POST', `${below}/invitations`, {
      body: { email: 'user-1@example.com', send: false },
    });
    const [key, token] = [String(made.body['key']), String(invited.body['token'])];
    return { organizationId, key, token };
  }

  test(
    'examples/host-app runs with the client of the tarball: join, membership, invite',
    async () => {
      const wanted = manifestOf('examples/host-app');
      const { version } = manifestOf('packages/client');
      expect(wanted.dependencies).toEqual({
        '@muster/client': `file:muster-client-${version}.tgz`,
        express: manifestOf('.').dependencies?.['express'],
      });
      expect(packed.get('client')?.filename).toBe(`muster-client-${version}.tgz`);
      const app = join(project, 'host-app');
      await cp('examples/host-app', app, { recursive: true });
      await symlink(resolve('node_modules/express'), join(project, 'node_modules/express'));
      const { organizationId, key, token } = await newcomer();
      const port = await freePort();
      const child = spawn(process.execPath, ['server.js'], {
        cwd: app,
        env: {
          PORT: String(port),
          MUSTER_URL: server.url,
          MUSTER_KEY: key,
          MUSTER_ORGANIZATION: organizationId,
        },
        stdio: 'inherit',
      });
      const ask = requests(`http://127.0.0.1:${port}`, { 'demo-user': 'user-1@example.com' });
      try {
        const page = async (): Promise<number> =>
          (await ask('GET', '/join').catch(() => ({ status: 0 }))).status;
        while (child.exitCode === null && (await page()) !== 200) {
          await new Promise((next) => setTimeout(next, 50));
        }
        expect(await ask('GET', '/projects')).toMatchObject({ status: 403 });
        expect(await ask('POST', '/join', { body: { token: 'muster_invite_0' } })).toMatchObject({
          status: 404,
          body: { code: 'link.invalid' },
        });
        expect(await ask('POST', '/join', { body: { token } })).toMatchObject({
          status: 200,
          body: { organizationId, roles: ['member'] },
        });
        expect(await ask('GET', '/projects')).toMatchObject({
          status: 200,
          body: { for: 'user-1@example.com', roles: ['member'] },
        });
        // a member may not invite, an owner may
        const body = { email: 'user-2@example.com' };
        expect(await ask('POST', '/invitations', { body })).toMatchObject({
          status: 403,
          body: { code: 'permission.missing' },
        });
        const headers = { 'demo-user': 'owner@example.com' };
        expect(await ask('POST', '/invitations', { body, headers })).toMatchObject({ status: 201 });
        expect(await ask('GET', '/projects', { headers: { 'demo-user': '' } })).toMatchObject({
          status: 401,
        });
      } finally {
        child.kill('SIGTERM');
      }
    },
    LONG,
  );
});

describe('the tarball of the root', () => {
  let packed: Packed;
  let installed: string;

  beforeAll(async () => {
    packed = await pack(tree);
    const project = join(place, 'server');
    const modules = join(project, 'node_modules');
    await mkdir(modules, { recursive: true });
    await run('tar', ['-xzf', join(tarballs, packed.filename), '-C', project]);
    installed = join(modules, 'muster');
    await cp(join(project, 'package'), installed, { recursive: true });
    // its dependencies are those of the root; a path to them would need the registry
    const { dependencies = {}, bundleDependencies } = manifestOf(installed);
    for (const name of Object.keys(dependencies)) {
      if ((bundleDependencies as string[]).includes(name)) continue;
      await mkdir(join(modules, name, '..'), { recursive: true });
      await symlink(resolve('node_modules', name), join(modules, name));
    }
  }, LONG);

  test('holds what runs, and nothing else', () => {
    const files = packed.files.map(({ path }) => path);
    const own = files.filter((path) => !path.startsWith('node_modules/'));
    const built = own.filter((path) => path.startsWith('dist/'));
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `dist/${file.replace(/\.ts$/, '.js')}`);
    expect(built.sort()).toEqual(sources.sort());
    const rest = own.filter((path) => !path.startsWith('dist/'));
    expect(rest.filter((path) => !/^(config|docs)\//.test(path)).sort()).toEqual([
      'LICENSE',
      'README.md',
      'bin/muster.js',
      'package.json',
    ]);
    expect(rest.filter((path) => /\.(cjs|js|json)$/.test(path)).sort()).toEqual([
      'bin/muster.js',
      'package.json',
    ]);
    const carried = files.flatMap(
      (path) => /^node_modules\/(@muster\/[^/]+)\//.exec(path)?.[1] ?? [],
    );
    expect([...new Set(carried)].sort()).toEqual([
      '@muster/client',
      '@muster/scim',
      '@muster/scim-tester',
      '@muster/sheets',
    ]);
    expect(files.filter((path) => /@muster\/[^/]+\/(src|test)\//.test(path))).toEqual([]);
    expect(readFileSync(join(installed, 'package.json'), 'utf8')).not.toContain('muster-source');
  });

  test(
    'installed, it starts',
    async () => {
      const folder = join(place, 'data');
      await mkdir(folder);
      const port = String(await freePort());
      const child = spawn(process.execPath, [join(installed, 'bin/muster.js'), 'start'], {
        cwd: folder,
        env: { PATH: process.env['PATH'], MUSTER_HTTP__PORT: port, MUSTER_HTTP__HOST: '127.0.0.1' },
      });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
      child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
      const ended = new Promise<number | null>((done) => child.on('close', done));
      const health = async (): Promise<number> =>
        fetch(`http://127.0.0.1:${port}/healthz`).then(
          ({ status }) => status,
          () => 0,
        );
      while (child.exitCode === null && (await health()) !== 200) {
        await new Promise((next) => setTimeout(next, 100));
      }
      expect([output, child.exitCode]).toEqual([expect.any(String), null]);
      child.kill('SIGTERM');
      expect(await ended).toBe(0);
    },
    LONG,
  );
});
