import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Script } from 'node:vm';
import { parse } from 'yaml';
import { loadSettings } from '#settings/index.js';
import { freePort } from '../cli/processes.js';
import {
  commandOf,
  copyOf,
  environmentOf,
  ignorer,
  parseDockerfile,
} from '../kit/container/dockerfile.js';
import { replay } from '../kit/container/replay.js';
import { storeKinds } from '../kit/stores.js';

// The image without Docker: its files are put together in a folder as the Dockerfile says, and the server is started there with
// the image's command, environment and health check. compose.yaml is read and compared with it.

const stages = parseDockerfile(readFileSync('Dockerfile', 'utf8'));
const image = stages.at(-1)!;
const environment = environmentOf(image);
const LONG = 180_000;

interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

describe('the image', () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-image-'));
  let root: string;
  let app: string;
  let server: ChildProcess | undefined;
  beforeAll(async () => {
    root = await replay(stages, folder);
    app = join(root, image.instructions.find(({ name }) => name === 'WORKDIR')?.rest ?? '');
  }, LONG);
  afterAll(() => {
    server?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  /** A command inside the image; of the surroundings only what a container has too. */
  function start(command: readonly string[], port: number, more = {}): ChildProcess {
    const [program = '', ...args] = command;
    return spawn(program === 'node' ? process.execPath : program, args, {
      cwd: app,
      // the image listens on all addresses of its container; here only this machine may ask
      env: {
        PATH: process.env['PATH'],
        ...environment,
        MUSTER_HTTP__HOST: '127.0.0.1',
        MUSTER_HTTP__PORT: String(port),
        ...more,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  function end(child: ChildProcess): Promise<Outcome> {
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    return new Promise((done) => child.on('close', (code) => done({ code, output })));
  }

  const main = [...commandOf(image, 'ENTRYPOINT'), ...commandOf(image, 'CMD')];
  const health = commandOf(image, 'HEALTHCHECK');
  const healthy = async (port: number) => (await end(start(health, port))).code === 0;

  /** Starts, waits until the health check succeeds, stops by the image's signal. */
  async function lifeOf(more = {}): Promise<Outcome> {
    const port = await freePort();
    expect(await healthy(port)).toBe(false);
    server = start(main, port, more);
    const ended = end(server);
    let over = false;
    void ended.then(() => (over = true));
    for (const limit = Date.now() + 60_000; !over && Date.now() < limit;) {
      if (await healthy(port)) break;
      // each question is a process of its own, which the start would share the processor with
      await sleep(300);
    }
    if (!over) server.kill(stopSignal());
    return ended;
  }

  function stopSignal(): NodeJS.Signals {
    const found = image.instructions.find(({ name }) => name === 'STOPSIGNAL');
    return (found?.rest ?? 'SIGTERM') as NodeJS.Signals;
  }

  const filesOutsideOfData = (): string[] =>
    readdirSync(app, { recursive: true, encoding: 'utf8' })
      .filter((path) => !/^(data|node_modules)(\/|$)/.test(path))
      .sort();

  test('starts, is healthy by its own check, and stops', async () => {
    const before = filesOutsideOfData();
    const { code, output } = await lifeOf();
    expect([output, code]).toEqual([expect.stringContaining('"listening"'), 0]);
    expect(output).toContain('"stopped"');
    // compose.yaml mounts everything but the data read-only
    expect(filesOutsideOfData()).toEqual(before);
    expect(statSync(join(app, 'data')).mode & 0o777).toBe(0o700);
  }, 120_000);

  const mongodb = storeKinds.find(({ name }) => name === 'mongodb')!;
  (mongodb.available ? test : test.skip)(
    'starts over MongoDB, as compose.yaml starts it',
    async () => {
      const { url, close } = await mongodb.open();
      try {
        const { code, output } = await lifeOf({ MUSTER_STORE__URL: url });
        expect([output, code]).toEqual([expect.stringContaining('"store":"mongodb"'), 0]);
      } finally {
        await close();
      }
    },
    120_000,
  );

  test('has no compiler, no tests and no development packages', () => {
    expect(readdirSync(app).sort()).toEqual(
      expect.arrayContaining(['LICENSE', 'bin', 'config', 'data', 'dist', 'node_modules']),
    );
    for (const name of ['src', 'test', 'tsconfig.json', 'package-lock.json']) {
      expect(readdirSync(app)).not.toContain(name);
    }
    const packages = readdirSync(join(app, 'node_modules'));
    expect(packages).toContain('express');
    for (const name of ['typescript', 'tsx', 'jest', '.bin']) expect(packages).not.toContain(name);
  });

  test('a file that is missing is noticed: the start ends with 2', async () => {
    rmSync(join(app, 'config', 'consumer-domains.txt'));
    const { code, output } = await lifeOf();
    expect([code, output]).toEqual([2, expect.stringContaining('domains.consumerFile')]);
  }, 120_000);
});

/** An image with a whole version, such as `node:24.1.2-slim`, or with a digest. */
const PINNED = /^[\w./-]+:\d+\.\d+\.\d+[\w.-]*$|@sha256:[0-9a-f]{64}$/;

describe('the Dockerfile', () => {
  test('begins with images of one version, the same in every stage', () => {
    for (const stage of stages) expect(stage.image).toMatch(PINNED);
    expect(new Set(stages.map((stage) => stage.image)).size).toBe(1);
  });

  test('runs as a user that is not root and listens where it says', () => {
    const named = (name: string) => image.instructions.find((one) => one.name === name)?.rest;
    expect(named('USER')).toBe('node');
    expect(named('EXPOSE')).toBe(environment['MUSTER_HTTP__PORT']);
    expect(environment['MUSTER_HTTP__HOST']).toBe('0.0.0.0');
    expect(named('HEALTHCHECK')).toMatch(/--interval=\d+s --timeout=\d+s/);
  });
});

describe('compose.yaml', () => {
  interface Service {
    readonly image?: string;
    readonly build?: string;
    readonly command?: readonly string[];
    readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
    readonly environment?: Readonly<Record<string, string>>;
    readonly env_file?: readonly { readonly path: string; readonly required: boolean }[];
    readonly ports?: readonly string[];
    readonly volumes?: readonly string[];
    readonly read_only?: boolean;
    readonly stop_grace_period?: string;
    readonly healthcheck?: { readonly test: readonly string[] };
  }
  const { services, volumes } = parse(readFileSync('compose.yaml', 'utf8')) as {
    services: Record<string, Service>;
    volumes: Record<string, unknown>;
  };
  const muster = services['muster']!;
  const mongodb = services['mongodb']!;
  const settings = loadSettings({ env: { ...environment, ...muster.environment } });

  test('builds this Dockerfile and pins every other image', () => {
    expect(statSync(resolve(muster.build ?? '', 'Dockerfile')).isFile()).toBe(true);
    for (const { image: named } of Object.values(services)) {
      if (named !== undefined) expect(named).toMatch(PINNED);
    }
  });

  test('depends on services that exist, with a health check where one is waited for', () => {
    for (const { depends_on = {} } of Object.values(services)) {
      for (const [name, { condition }] of Object.entries(depends_on)) {
        expect(Object.keys(services)).toContain(name);
        if (condition === 'service_healthy') expect(services[name]?.healthcheck).toBeDefined();
      }
    }
  });

  test('keeps the data in volumes that are declared, where the image has it', () => {
    for (const { volumes: mounts = [] } of Object.values(services)) {
      for (const mount of mounts) expect(Object.keys(volumes)).toContain(mount.split(':')[0]);
    }
    const volume = image.instructions.find(({ name }) => name === 'VOLUME')?.rest;
    expect(muster.volumes).toContain(`muster:${volume ?? ''}`);
    expect(muster.read_only).toBe(true);
  });

  test('publishes the port of the image to this machine only', () => {
    const port = environment['MUSTER_HTTP__PORT'] ?? '';
    expect(muster.ports).toEqual([`127.0.0.1:${port}:${port}`]);
    expect(mongodb.ports).toBeUndefined();
  });

  test('gives settings that exist: a replica set by the name that MongoDB is started with', () => {
    const url = new URL(settings.store.url);
    const set = url.searchParams.get('replicaSet') ?? '';
    expect(Object.keys(services)).toContain(url.hostname);
    expect(mongodb.command?.join(' ')).toContain(`--replSet ${set} `);
    expect(mongodb.healthcheck?.test.at(-1)).toContain(`_id: '${set}'`);
    expect(mongodb.healthcheck?.test.at(-1)).toContain(`host: '${url.host}'`);
    expect(muster.env_file).toEqual([{ path: '.env', required: false }]);
  });

  test('checks MongoDB by a script that can be read', () => {
    expect(mongodb.healthcheck?.test.slice(0, -1)).toEqual(['CMD', 'mongosh', '--quiet', '--eval']);
    expect(() => new Script(mongodb.healthcheck?.test.at(-1) ?? '')).not.toThrow();
  });

  test('waits longer than a shutdown takes', () => {
    expect(muster.stop_grace_period).toMatch(/^\d+s$/);
    expect(parseInt(muster.stop_grace_period ?? '', 10)).toBeGreaterThan(
      settings.http.shutdownSeconds,
    );
  });
});

describe('the reader of the Dockerfile', () => {
  test('joins lines, leaves comments out, knows stages', () => {
    const text =
      'FROM a:1 AS one\n# no\nENV A=1 \\\n    B="two words"\nFROM b:2\nCOPY --from=one /x ./';
    const [first, second] = parseDockerfile(text);
    expect([first?.name, first?.image, second?.image]).toEqual(['one', 'a:1', 'b:2']);
    expect(environmentOf(first!)).toEqual({ A: '1', B: 'two words' });
    expect(copyOf(second!.instructions[0]!)).toEqual({
      from: 'one',
      sources: ['/x'],
      target: './',
    });
    expect(() => copyOf({ name: 'COPY', rest: 'packages/*/package.json ./' })).toThrow('this form');
  });

  test('.dockerignore: plain names at the root, ** anywhere, ! takes back', () => {
    const ignored = ignorer('dist\n*.md\n**/node_modules\n# no\npackages/*/test\n!README.md\n');
    const answers = {
      dist: true,
      'dist/main.js': true,
      'packages/scim/dist/x.js': false,
      'CHANGELOG.md': true,
      'README.md': false,
      'docs/x.md': false,
      'node_modules/a/b.js': true,
      'packages/scim/node_modules/a.js': true,
      'packages/scim/test/a.test.ts': true,
      'packages/scim/src/test/a.ts': false,
    };
    for (const [path, answer] of Object.entries(answers)) {
      expect([path, ignored(path)]).toEqual([path, answer]);
    }
  });
});
