// Lets a process load the sources as the test run does (hooks.cjs): the runner requires it, and programs of tests are started with
// `--import test/runner/sources.cjs` (kit/program.ts).
const { register, registerHooks } = require('node:module');
const { pathToFileURL } = require('node:url');
const hooks = require('./hooks.cjs');

if (registerHooks) registerHooks(hooks);
else register('./hooks.cjs', pathToFileURL(`${__dirname}/`));
