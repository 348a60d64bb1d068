import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

// The import table (config/modules.cjs) holds, and every kind of its rules is proved by a planted fault: a small project with one
// fault of each kind is made beside this one and checked with the same rules.

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

function violations(folder: string, config: string): Promise<Violation[]> {
  const program = resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [
    program,
    '--config',
    config,
    '--output-type',
    'json',
    'src',
    'packages',
    'console/src',
  ];
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

const { modules, homes: packageHomes } = createRequire(import.meta.url)(
  '../../config/modules.cjs',
) as {
  modules: Record<string, string[]>;
  homes: Record<string, string[]>;
};

test('the table has no circle: no module imports, however far round, a module that imports it', () => {
  const below = (module: string, seen: readonly string[] = []): string[] => {
    expect(seen).not.toContain(module);
    return (modules[module] ?? []).flatMap((next) => [next, ...below(next, [...seen, module])]);
  };
  for (const module of Object.keys(modules)) {
    for (const other of below(module)) expect(Object.keys(modules)).toContain(other);
  }
  for (const living of Object.values(packageHomes).flat())
    expect(Object.keys(modules)).toContain(living);
});

test('every import is in the table', async () => {
  const found = await violations(process.cwd(), 'config/dependency-cruiser.cjs');
  expect(found.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
}, 120_000);

/** Files of the small house. Each door exports one thing. */
const allowedFile: Record<string, string> = {
  'src/main.ts': `
    import '#http/index.js'; import '@muster/scim'; import '#cli/index.js';
    import '#provisioning/index.js'; import '#settings/index.js';`,
  'src/kernel/index.ts': 'export const kernel = 1;',
  'src/store/index.ts': `import '#kernel/index.js'; export const store = 1;`,
  'src/core/index.ts': `import '#core/members/index.js'; export const core = 1;`,
  'src/core/tenancy/index.ts': `import '#store/index.js'; export const tenancy = 1;`,
  'src/core/members/index.ts': `import '#core/tenancy/index.js'; import './roster.js'; export const members = 1;`,
  'src/core/members/roster.ts': 'export const roster = 1;',
  'src/provisioning/index.ts': `import '#core/index.js'; export const provisioning = 1;`,
  'src/api/index.ts': `import 'zod'; export type Operation = string; export const api = 1;`,
  'src/http/index.ts': `import 'express'; import '#core/index.js'; import '#api/index.js'; export const http = 1;`,
  'packages/scim/src/index.ts': `import './error.js'; export const scim = 1;`,
  'packages/scim/src/error.ts': 'export const error = 1;',
  'src/settings/index.ts': `import 'zod'; export const settings = 1;`,
  'src/cli/index.ts': `import 'commander'; import '#settings/index.js'; export const cli = 1;`,
  'console/src/main.tsx': `import './pages/one/page.js'; import './pages/two/page.js';`,
  'console/src/pages/one/page.tsx': `import '../../parts/part.js'; export const one = 1;`,
  'console/src/pages/two/page.tsx': 'export const two = 2;',
  'console/src/parts/part.tsx': 'export const part = 1;',
  'test/kit/trap.ts': 'export const trap = 1;',
};

/** Rule → the file that sins against it, and how. */
const plantedViolations: Record<string, { readonly file: string; readonly text: string }> = {
  'imports-of-store': { file: 'src/store/sin.ts', text: `import '#core/index.js';` },
  'imports-of-core-tenancy': {
    file: 'src/core/tenancy/sin.ts',
    text: `import '#core/members/index.js';`,
  },
  'imports-of-http': { file: 'src/http/sin-deep.ts', text: `import '#core/members/index.js';` },
  'home-of-express': { file: 'src/cli/sin-home.ts', text: `import 'express';` },
  'enter-core-members-by-its-index': {
    file: 'src/core/index.ts',
    text: `import '#core/members/index.js'; import '#core/members/roster.js'; export const core = 1;`,
  },
  'write-a-hash-out-of-http': {
    file: 'src/http/sin-relative.ts',
    text: `import '../core/index.js';`,
  },
  'imports-of-packages-scim-tester': {
    file: 'packages/scim-tester/src/sin.ts',
    text: `import '#kernel/index.js';`,
  },
  'enter-packages-scim-by-its-index': {
    file: 'src/http/sin-package.ts',
    text: `import '../../packages/scim/src/error.js';`,
  },
  'no-circles': { file: 'src/core/members/sin-circle.ts', text: `import './sin-other.js';` },
  'no-circles-of-folders': {
    file: 'src/core/members/lifecycle/sin.ts',
    text: `import '../grants/first.js'; export const lifecycle = 1;`,
  },
  'no-dead-files': { file: 'src/core/members/sin-dead.ts', text: 'export const dead = 1;' },
  'nothing-unresolvable': { file: 'src/http/sin-absent.ts', text: `import './absent.js';` },
  'scim-is-pure': { file: 'packages/scim/src/sin.ts', text: `import 'node:crypto';` },
  'rules-make-no-calls': { file: 'src/provisioning/sin.ts', text: `import 'node:https';` },
  'outgoing-asks-dns': { file: 'src/cli/sin-dns.ts', text: `import 'node:dns/promises';` },
  'imports-of-console': { file: 'console/src/data/sin.ts', text: `import '#api/index.js';` },
  'parts-know-no-page': {
    file: 'console/src/parts/sin.tsx',
    text: `import '../pages/one/page.js';`,
  },
  'pages-know-no-other-page': {
    file: 'console/src/pages/one/sin.tsx',
    text: `import '../two/page.js';`,
  },
  'the-product-does-not-import-its-tests': {
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
    clean = await cruise(allowedFile);
    const files = Object.values(plantedViolations).map(({ file, text }) => [file, text]);
    const other = {
      'src/core/members/sin-other.ts': `import './sin-circle.js';`,
      // no circle of files, but of the folders that hold them
      'src/core/members/grants/first.ts': 'export const first = 1;',
      'src/core/members/grants/second.ts': `import '../lifecycle/third.js';`,
      'src/core/members/lifecycle/third.ts': 'export const third = 1;',
    };
    sinful = await cruise({ ...allowedFile, ...other, ...Object.fromEntries(files) });
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

  for (const [name, { file }] of Object.entries(plantedViolations)) {
    test(name, () => {
      // a rule about folders names the folder
      const found = sinful
        .filter(({ from }) => from === file || from === dirname(file))
        .map(({ rule }) => rule.name);
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
    expect([...kinds].sort()).toEqual(
      [...new Set(Object.keys(plantedViolations).map(kindOf))].sort(),
    );
  });

  function kindOf(name: string): string {
    return name
      .replace(/^imports-of-.*$/, 'table')
      .replace(/^home-of-.*$/, 'home')
      .replace(/^enter-.*$/, 'entrance')
      .replace(/^write-a-hash-.*$/, 'alias');
  }
});
