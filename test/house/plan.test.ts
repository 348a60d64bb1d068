import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

// The plan of the house (config/rooms.cjs) holds, and every kind of its rules bites: a small house with one sin of each kind is
// built beside this one and looked at with the same rules.

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

function violations(folder: string, config: string): Promise<Violation[]> {
  const program = resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, '--config', config, '--output-type', 'json', 'src'];
  return new Promise((done, fail) => {
    execFile('node', args, { cwd: folder, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      try {
        const { summary } = JSON.parse(stdout) as { summary: { violations: Violation[] } };
        done(summary.violations);
      } catch {
        fail(new Error(`dependency-cruiser said: ${stderr || String(error)}`));
      }
    });
  });
}

const { rooms, homes } = createRequire(import.meta.url)('../../config/rooms.cjs') as {
  rooms: Record<string, string[]>;
  homes: Record<string, string[]>;
};

test('the plan is a tower: nobody imports, however far round, from who imports from them', () => {
  const below = (room: string, seen: readonly string[] = []): string[] => {
    expect(seen).not.toContain(room);
    return (rooms[room] ?? []).flatMap((next) => [next, ...below(next, [...seen, room])]);
  };
  for (const room of Object.keys(rooms)) {
    for (const other of below(room)) expect(Object.keys(rooms)).toContain(other);
  }
  for (const living of Object.values(homes).flat()) expect(Object.keys(rooms)).toContain(living);
});

test('this house keeps to its plan', async () => {
  const found = await violations(process.cwd(), 'config/dependency-cruiser.cjs');
  expect(found.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
}, 120_000);

/** Files of the small house. Each door exports one thing. */
const innocent: Record<string, string> = {
  'src/main.ts': `
    import '#http/index.js'; import '#scim/index.js'; import '#cli/index.js'; import '#console/index.js';
    import '#provisioning/index.js'; import '#settings/index.js';`,
  'src/kernel/index.ts': 'export const kernel = 1;',
  'src/store/index.ts': `import '#kernel/index.js'; export const store = 1;`,
  'src/directory/index.ts': `import '#store/index.js'; import './roles.js'; export const directory = 1;`,
  'src/directory/roles.ts': 'export const roles = 1;',
  'src/provisioning/index.ts': `import '#directory/index.js'; export const provisioning = 1;`,
  'src/api/index.ts': `import 'zod'; export type Operation = string; export const api = 1;`,
  'src/http/index.ts': `import 'express'; import '#directory/index.js'; import '#api/index.js'; export const http = 1;`,
  'src/scim/index.ts': 'export const scim = 1;',
  'src/settings/index.ts': `import 'zod'; export const settings = 1;`,
  'src/cli/index.ts': `import 'commander'; import '#settings/index.js'; export const cli = 1;`,
  'src/console/index.ts': `import type { Operation } from '#api/index.js'; export type Shown = Operation;`,
  'test/kit/trap.ts': 'export const trap = 1;',
};

/** Rule → the file that sins against it, and how. */
const sins: Record<string, { readonly file: string; readonly text: string }> = {
  'store-sees-only': { file: 'src/store/sin.ts', text: `import '#directory/index.js';` },
  'home-of-express': { file: 'src/cli/sin-home.ts', text: `import 'express';` },
  'enter-directory-by-its-door': {
    file: 'src/http/sin-door.ts',
    text: `import '#directory/roles.js';`,
  },
  'cross-the-wall-of-http-with-a-hash': {
    file: 'src/http/sin-wall.ts',
    text: `import '../directory/index.js';`,
  },
  'no-circles': { file: 'src/directory/sin-circle.ts', text: `import './sin-other.js';` },
  'no-dead-files': { file: 'src/directory/sin-dead.ts', text: 'export const dead = 1;' },
  'nothing-unresolvable': { file: 'src/http/sin-absent.ts', text: `import './absent.js';` },
  'scim-is-pure': { file: 'src/scim/sin.ts', text: `import 'node:crypto';` },
  'rules-make-no-calls': { file: 'src/provisioning/sin.ts', text: `import 'node:https';` },
  'console-takes-types-only': {
    file: 'src/console/sin.ts',
    text: `import { api } from '#api/index.js'; export const shown = api;`,
  },
  'the-house-does-not-know-its-tests': {
    file: 'src/cli/sin-test.ts',
    text: `import '../../test/kit/trap.js';`,
  },
  'no-dev-packages': { file: 'src/cli/sin-dev.ts', text: `import 'fast-check';` },
};

describe('every kind of rule bites', () => {
  const folders: string[] = [];
  let clean: Violation[];
  let sinful: Violation[];

  beforeAll(async () => {
    clean = await cruise(innocent);
    const files = Object.values(sins).map(({ file, text }) => [file, text]);
    const other = { 'src/directory/sin-other.ts': `import './sin-circle.js';` };
    sinful = await cruise({ ...innocent, ...other, ...Object.fromEntries(files) });
  }, 120_000);
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  function cruise(files: Record<string, string>): Promise<Violation[]> {
    const folder = mkdtempSync(join(tmpdir(), 'muster-plan-'));
    folders.push(folder);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    for (const file of ['package.json', 'tsconfig.json', 'config']) {
      cpSync(file, join(folder, file), { recursive: true });
    }
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    // the packages are borrowed: without this they would resolve to where they really lie
    writeFileSync(
      join(folder, 'small.cjs'),
      `const rules = require('./config/dependency-cruiser.cjs');
       module.exports = { ...rules, options: { ...rules.options, preserveSymlinks: true } };`,
    );
    return violations(folder, 'small.cjs');
  }

  test('the small house without sins is in order', () => {
    expect(clean).toEqual([]);
  });

  for (const [name, { file }] of Object.entries(sins)) {
    test(name, () => {
      const found = sinful.filter(({ from }) => from === file).map(({ rule }) => rule.name);
      expect(found).toContain(name);
    });
  }

  test('there is a sin for every kind', () => {
    const kinds = new Set(
      (
        createRequire(import.meta.url)('../../config/dependency-cruiser.cjs') as {
          forbidden: { name: string }[];
        }
      ).forbidden.map(({ name }) => kindOf(name)),
    );
    expect([...kinds].sort()).toEqual([...new Set(Object.keys(sins).map(kindOf))].sort());
  });

  function kindOf(name: string): string {
    return name
      .replace(/^.*-sees-only$/, 'plan')
      .replace(/^home-of-.*$/, 'home')
      .replace(/^enter-.*$/, 'door')
      .replace(/^cross-the-wall-.*$/, 'wall');
  }
});
