import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

// Paths, links, scripts and names in the pages for developers exist.

const recipes = readdirSync('docs/recipes').map((name) => join('docs', 'recipes', name));
/** Every path and every name in code is checked in these. */
const forDevelopers = [
  'CONTRIBUTING.md',
  'docs/glossary.md',
  'docs/reference/README.md',
  'docs/security.md',
  ...recipes,
];
/** Links and scripts are checked in these, too. */
const pages = [
  ...forDevelopers,
  'README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

const ROOTS = [
  'bench',
  'bin',
  'config',
  'console',
  'docs',
  'packages',
  'scripts',
  'src',
  'test',
] as const;
const PATH = new RegExp(`^(?:${ROOTS.join('|')})/[\\w./<>-]*$`);
const FILE = /^[\w.-]+\.(?:ts|cjs|mjs|js|json|yaml|md)$/;

function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}

/** What lies before the first placeholder: `src/jobs` of `src/jobs/<verb-noun>.ts`. */
function fixedPart(path: string): string {
  const [fixed = ''] = path.split('<');
  return fixed === path ? path : dirname(`${fixed}x`);
}

/** Paths in code, in whole or as a word of a command. */
function brokenPaths(text: string): string[] {
  return codeIn(text)
    .flatMap((code) => code.split(/\s+/))
    .filter((word) => PATH.test(word) || (FILE.test(word) && word !== 'index.ts'))
    .filter((word) => !existsSync(fixedPart(word)));
}

function brokenLinks(page: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^(https?:|mailto:|#)/.test(target))
    .filter((target) => !existsSync(join(dirname(page), target.replace(/#.*$/, ''))));
}

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
};

function unknownScripts(text: string): string[] {
  return [...text.matchAll(/\bnpm run ([\w:-]+)/g)]
    .map(([, name = '']) => name)
    .filter((name) => !Object.hasOwn(scripts, name));
}

const code = ['src', 'test', 'packages', 'scripts']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((path) => /\.(ts|mjs)$/.test(path) && !/(^|\/)(node_modules|dist)\//.test(path))
  .filter((path) => path !== join('test', 'project', 'recipes.test.ts'))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

/** `storeKinds`, `PLACEHOLDERS`, `scope.journal.append(…)`: names with a capital letter, each part of which occurs in the code. */
function unknownNames(text: string): string[] {
  return codeIn(text)
    .map((span) => span.replace(/\(.*\)$/, ''))
    .filter((span) => /^(?=.*[A-Z])[A-Za-z_.]+$/.test(span) && !/^MUSTER_|\.md$/.test(span))
    .filter((span) => span.split('.').some((name) => !new RegExp(`\\b${name}\\b`).test(code)));
}

describe.each(forDevelopers)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  test('names paths that exist', () => {
    expect(brokenPaths(text)).toEqual([]);
  });

  test('names things that occur in the code', () => {
    expect(unknownNames(text)).toEqual([]);
  });
});

test.each(pages)('%s: links lead to files, scripts are in package.json', (page) => {
  const text = readFileSync(page, 'utf8');
  expect([...brokenLinks(page, text), ...unknownScripts(text)]).toEqual([]);
});

test('scripts of package.json run files that exist', () => {
  const words = Object.values(scripts).flatMap((line) => line.split(/\s+/));
  // a test may be named without its ending
  const paths = words.filter((word) => PATH.test(word));
  expect(paths.length).toBeGreaterThan(5);
  expect(paths.filter((path) => !existsSync(path) && !existsSync(`${path}.test.ts`))).toEqual([]);
});

test('CONTRIBUTING.md has one page and leads to every recipe', () => {
  const text = readFileSync('CONTRIBUTING.md', 'utf8');
  expect(text.split('\n').length).toBeLessThanOrEqual(75);
  for (const recipe of recipes) expect(text).toContain(`](${recipe})`);
});

test('what is wrong is found', () => {
  expect(brokenPaths('`src/jobs/<verb-noun>.ts`, `src/absent/<x>.ts`, `absent.ts`')).toEqual([
    'src/absent/<x>.ts',
    'absent.ts',
  ]);
  expect(brokenPaths('`npm run test:one -- test/absent/names`')).toEqual(['test/absent/names']);
  expect(brokenLinks('docs/scim.md', '[a](absent.md) [b](settings.md#http)')).toEqual([
    'absent.md',
  ]);
  expect(unknownScripts('`npm run absent`, `npm run test:one -- x`')).toEqual(['absent']);
  expect(unknownNames('`noSuchThing(…)`, `storeKinds`, `NO_SUCH_LIST`')).toEqual([
    'noSuchThing',
    'NO_SUCH_LIST',
  ]);
});
