// Module hooks of the test run: imports lead to the sources, and TypeScript is compiled when it is loaded. What was compiled is kept
// in node_modules/.cache, by the hash of its source, for the other workers and the next run.
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { fileURLToPath, pathToFileURL } = require('node:url');
const { transformSync, version } = require('@swc/core');

const GLOBALS = pathToFileURL(join(__dirname, 'globals.mjs')).href;
const FOLDER = join(__dirname, '../../node_modules/.cache/muster-tests');
const OPTIONS = {
  jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  module: { type: 'es6' },
  sourceMaps: true,
  swcrc: false,
  configFile: false,
};
const SALT = `${version} ${JSON.stringify(OPTIONS)}`;

mkdirSync(FOLDER, { recursive: true });

function resolve(specifier, context, next) {
  const { parentURL = '', conditions } = context;
  if (specifier === '@jest/globals') return { url: GLOBALS, format: 'module', shortCircuit: true };
  if (parentURL.includes('/node_modules/')) return next(specifier, context);
  const source = sourceOf(specifier, parentURL);
  if (source) return { url: source, format: 'module', shortCircuit: true };
  return next(specifier, { ...context, conditions: [...conditions, 'muster-source'] });
}

/** TypeScript names its modules as they are called once compiled. */
function sourceOf(specifier, parentURL) {
  if (!specifier.startsWith('.') || !specifier.endsWith('.js')) return undefined;
  const url = new URL(`${specifier.slice(0, -2)}ts`, parentURL);
  return existsSync(url) ? url.href : undefined;
}

function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  return { format: 'module', source: compile(fileURLToPath(url)), shortCircuit: true };
}

function compile(path) {
  const source = readFileSync(path, 'utf8');
  const kept = keptAs(path, source);
  if (existsSync(kept)) return readFileSync(kept, 'utf8');
  const { code, map } = transformSync(source, { ...OPTIONS, filename: path, sourceFileName: path });
  write(`${kept}.map`, map);
  write(kept, code);
  return code;
}

function keptAs(path, source) {
  const hash = createHash('sha256').update(`${SALT}\n${path}\n${source}`).digest('hex');
  return join(FOLDER, `${hash}.js`);
}

/** Whole or not at all: other workers read it at the same time. */
function write(path, text) {
  const begun = `${path}.${process.pid}`;
  writeFileSync(begun, text);
  renameSync(begun, path);
}

/** Where the source map of a file of TypeScript is kept. */
function sourceMapOf(path) {
  return `${keptAs(path, readFileSync(path, 'utf8'))}.map`;
}

module.exports = { resolve, load, sourceMapOf };
