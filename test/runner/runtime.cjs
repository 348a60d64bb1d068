// How the test run loads modules (`runtime` in config/jest.config.js): by Node itself, once for each worker and not once for each
// file. Everything else is Jest's own: its framework, reporter, filters, timeouts, mocks.
const { fileURLToPath, pathToFileURL } = require('node:url');
const hooks = require('./hooks.cjs');
require('./sources.cjs');

/** Asked for a file when a stack is printed. */
class SourceMaps extends Map {
  get(file) {
    if (!file.endsWith('.ts')) return undefined;
    if (!this.has(file)) {
      this.set(file, hooks.sourceMapOf(file.startsWith('file:') ? fileURLToPath(file) : file));
    }
    return super.get(file);
  }
}
const sourceMaps = new SourceMaps();

/** Where jest-circus keeps the tests of a file, and what listens to them. */
const FRAMEWORK_STATE = new Set(['JEST_STATE_SYMBOL', 'EVENT_HANDLERS']);

module.exports = class NativeRuntime {
  #environment;
  #globals;

  constructor(_config, environment) {
    this.#environment = environment;
  }

  /** Jest's framework keeps the tests of one file: it is evaluated anew for the next, and what it kept is let go. */
  requireInternalModule(path) {
    for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
      if (FRAMEWORK_STATE.has(symbol.description)) Reflect.deleteProperty(globalThis, symbol);
    }
    Reflect.deleteProperty(require.cache, path);
    module.children.length = 0;
    return require(path);
  }

  requireModule(path) {
    return require(path);
  }

  setGlobalsForRuntime(globals) {
    this.#globals = globals;
  }

  unstable_shouldLoadAsEsm() {
    return true;
  }

  async unstable_importModule(path) {
    const { setGlobals } = await import('./globals.mjs');
    setGlobals(this.#globals, this.#environment.moduleMocker);
    return import(pathToFileURL(path).href);
  }

  getSourceMaps() {
    return sourceMaps;
  }

  getAllCoverageInfoCopy() {
    return undefined;
  }

  // Jest guards its contexts with these; there is none here
  enterTestCode() {
    return undefined;
  }

  leaveTestCode() {
    return undefined;
  }

  teardown() {
    return undefined;
  }
};
