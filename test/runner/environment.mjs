import { ModuleMocker } from 'jest-mock';

/** Where test files run: in the worker itself. What Jest and the spies of a file changed of it is put back after the file. */
export default class NativeEnvironment {
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  #console = globalThis.console;
  #exit = process.exit;

  async setup() {
    return undefined;
  }

  async teardown() {
    this.moduleMocker.restoreAllMocks();
    globalThis.console = this.#console;
    process.exit = this.#exit;
  }

  getVmContext() {
    return null;
  }
}
