import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** By `npm run pages`, of the contract. */
const MADE = ['contract.ts', 'rules/operations.ts'].map((name) =>
  join('packages/client/src', name),
);

// Style that a formatter cannot see. Each rule has a planted sin, so that it is known to bite.

interface Source {
  readonly path: string;
  readonly text: string;
}

function sources(folder: string): Source[] {
  if (!existsSync(folder)) return [];
  return (
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(folder, name))
      // made by a program, and compared with what it makes
      .filter((path) => !MADE.includes(path))
      .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
  );
}

const packages = readdirSync('packages');
const src = [
  ...sources('src'),
  ...sources(join('console', 'src')),
  ...packages.flatMap((name) => sources(join('packages', name, 'src'))),
];
const tests = [
  ...sources('test'),
  ...packages.flatMap((name) => sources(join('packages', name, 'test'))),
];

/** Every rule: a file → what is wrong with it. */
const rules: Record<string, (source: Source) => string[]> = {
  'files have at most 400 lines, tests 600': ({ path, text }) => {
    const lines = text.split('\n').length - 1;
    return lines > (isTest({ path }) ? 600 : 400) ? [`${lines} lines`] : [];
  },
  // prettier breaks code at 100 and cannot break a comment or a text; those end at 140
  'lines have at most 100 columns, comments and texts 140': ({ text }) =>
    text.split('\n').flatMap((line, index) => {
      const words = /^\s*(\*|\/\/|\/\*)|['"`]/.test(line);
      return line.length > (words ? 140 : 100) ? [`line ${index + 1}: ${line.length}`] : [];
    }),
  'functions have at most 60 lines of code': (source) =>
    isTest(source) ? [] : longFunctions(source),
  'files and folders are kebab-case': ({ path }) =>
    path.split('/').every((part) => /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*$/.test(part))
      ? []
      : ['is not kebab-case'],
  'nothing is called utils, helpers, common or types': ({ path }) =>
    /(^|\/)(utils?|helpers?|common|types)(\.ts|\/)/.test(path) ? ['says nothing'] : [],
  'exports have names': ({ text }) => (/^export default /m.test(text) ? ['export default'] : []),
  'nothing is left for later': ({ text }) =>
    [...text.matchAll(/\b(TODO|FIXME|XXX|HACK)\b/g)].map(([word]) => word),
  // in a test of types, `@ts-expect-error` is the assertion: it fails when there is no error
  'the compiler and the linter are not silenced': ({ path, text }) =>
    [...text.matchAll(/@ts-(ignore|nocheck|expect-error)|eslint-disable/g)]
      .map(([word]) => word)
      .filter((word) => !(word === '@ts-expect-error' && path.endsWith('/types.test.ts'))),
  'a module opens with a sentence: what it owns, what it never knows': ({ path, text }) => {
    if (!/^(src\/(adapters\/)?[a-z]+|packages\/[a-z-]+\/src)\/index\.ts$/.test(path)) return [];
    const first = /^\/\*\*([\s\S]*?)\*\//.exec(text)?.[1]?.replace(/\s*\n \* ?/g, ' ') ?? '';
    return /\b[Oo]wns\b.+\bnever knows\b.+\.\s*$/.test(first) ? [] : ['has no such sentence'];
  },
};

function isTest({ path }: Pick<Source, 'path'>): boolean {
  return /^(packages\/[^/]+\/)?test\//.test(path);
}

function longFunctions({ path, text }: Source): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const size = linesOfCode(text.slice(node.getStart(file), node.end));
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      if (size > 60) found.push(`line ${line + 1}: a function of ${size} lines`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
}

function linesOfCode(text: string): number {
  return withoutComments(text)
    .split('\n')
    .filter((line) => line.trim() !== '').length;
}

/** This file names the words that it forbids. */
const exempt = new Set(['test/project/sizes.test.ts']);

describe('the sources', () => {
  for (const [name, rule] of Object.entries(rules)) {
    test(name, () => {
      const sins = [...src, ...tests]
        .filter(({ path }) => !exempt.has(path))
        .flatMap((source) => rule(source).map((sin) => `${source.path}: ${sin}`));
      expect(sins).toEqual([]);
    });
  }

  test('every room has a door', () => {
    const rooms = new Set(
      src.flatMap(({ path }) => /^src\/(adapters\/[a-z]+|[a-z]+)\//.exec(path)?.[1] ?? []),
    );
    const doors = src.map(({ path }) => path);
    for (const room of rooms) expect(doors).toContain(`src/${room}/index.ts`);
    expect(rooms.size).toBeGreaterThanOrEqual(8);
    for (const name of packages) expect(doors).toContain(`packages/${name}/src/index.ts`);
  });
});

describe('every rule bites', () => {
  const sins: Record<string, Source> = {
    'files have at most 400 lines, tests 600': { path: 'src/a.ts', text: 'x;\n'.repeat(401) },
    'lines have at most 100 columns, comments and texts 140': {
      path: 'src/a.ts',
      text: `const a = ${'1 + '.repeat(30)}1;`,
    },
    'functions have at most 60 lines of code': {
      path: 'src/a.ts',
      text: `const f = () => {\n${'g();\n'.repeat(60)}};\n`,
    },
    'files and folders are kebab-case': { path: 'src/roomKeys.ts', text: '' },
    'nothing is called utils, helpers, common or types': { path: 'src/a/utils.ts', text: '' },
    'exports have names': { path: 'src/a.ts', text: 'export default 1;' },
    'nothing is left for later': { path: 'src/a.ts', text: '// TODO: finish' },
    'the compiler and the linter are not silenced': { path: 'src/a.ts', text: '// @ts-ignore' },
    'a module opens with a sentence: what it owns, what it never knows': {
      path: 'src/kernel/index.ts',
      text: '/** Things. */\nexport {};',
    },
  };

  for (const [name, rule] of Object.entries(rules)) {
    test(name, () => {
      const sin = sins[name];
      expect(sin && rule(sin)).toHaveLength(1);
    });
  }

  test('and lets what is right pass', () => {
    const text = `/** Owns a, never knows b. */\nexport const a = 1;\n// ${'x'.repeat(130)}\n`;
    for (const rule of Object.values(rules)) {
      expect(rule({ path: 'src/kernel/index.ts', text })).toEqual([]);
    }
    const short = `const f = () => {\n${'g();\n'.repeat(58)}\n// why\n};\n`;
    expect(longFunctions({ path: 'src/a.ts', text: short })).toEqual([]);
  });
});
