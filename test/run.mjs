// The test run: MongoDB from MUSTER_TEST_MONGODB_URL, else the engine in ../shared/mongo, else none, said loudly at the end.
// `--without-mongodb` leaves it out on purpose. It ends only what it started.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const engine = join(root, '..', 'shared', 'mongo', 'engine');
const suites = join(root, '..', 'shared', 'suites');
const environment = { ...process.env };
const warnings = [];
let engineDir;
let compiledDir;

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

const leftOut = process.argv.includes('--without-mongodb');
const args = process.argv.slice(2).filter((arg) => arg !== '--without-mongodb');

/** What tests start as a program of its own is the build, like a user's; V8's compiled code is kept for the next start of it. */
function build() {
  const script = join(root, 'scripts', 'build-if-changed.mjs');
  if (spawnSync(process.execPath, [script], { stdio: 'inherit' }).status !== 0) {
    throw new Error('The build failed; its messages are above.');
  }
  environment.MUSTER_TEST_BUILD = '1';
  compiledDir = mkdtempSync(join(tmpdir(), 'muster-test-compiled-'));
  environment.NODE_COMPILE_CACHE = compiledDir;
}

async function startMongo() {
  if (leftOut) {
    delete environment.MUSTER_TEST_MONGODB_URL;
    warnings.push('NO MONGODB: this run leaves it out on purpose; another one has to try it.');
    return;
  }
  if (environment.MUSTER_TEST_MONGODB_URL) return;
  if (!existsSync(engine)) {
    warnings.push(
      'NO MONGODB: set MUSTER_TEST_MONGODB_URL to a replica set, or put the engine at ../shared/mongo.',
      'Every MongoDB run of the contract, the conformance tests and the journeys was skipped.',
    );
    return;
  }
  engineDir = mkdtempSync(join(tmpdir(), 'muster-test-mongo-'));
  const port = String(await freePort());
  const started = spawnSync(engine, ['start', '--dir', engineDir, '--port', port], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  const url = started.stdout?.match(/mongodb:\/\/\S+/)?.[0];
  if (started.status !== 0 || !url) {
    throw new Error(`The MongoDB engine did not start:\n${started.stdout}\n${started.stderr}`);
  }
  environment.MUSTER_TEST_MONGODB_URL = url;
}

function stopMongo() {
  if (!engineDir) return;
  spawnSync(engine, ['stop', '--dir', engineDir], { timeout: 60_000 });
  rmSync(engineDir, { recursive: true, force: true });
  engineDir = undefined;
}

function runJest(...more) {
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const child = spawn(process.execPath, [jest, '--config', 'config/jest.config.js', ...more], {
    cwd: root,
    env: environment,
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}

/** More failing files than that are no accident of the machine. */
const LOOKED_AT_AGAIN = 4;

/**
 * A few failing files of a whole CI run are run again, alone. A file that passes then met an accident of a busy machine: the run passes,
 * and says at its end which files and tests it was, since a test or the product has a race to be mended.
 */
async function runWithSecondLook() {
  const folder = mkdtempSync(join(tmpdir(), 'muster-test-results-'));
  const look = async (name, ...more) => {
    const file = join(folder, name);
    const failure = await runJest(...more, '--json', `--outputFile=${file}`);
    return { failure, failed: existsSync(file) ? failedIn(file) : [] };
  };
  try {
    const first = await look('first.json', ...args);
    const { failed } = first;
    if (first.failure === 0 || failed.length === 0) return first.failure;
    if (failed.length > LOOKED_AT_AGAIN) {
      warnings.push(`NOT RUN AGAIN: ${failed.length} files failed, which is no accident.`);
      return first.failure;
    }
    console.error(
      `\n*** FAILED, and run again alone: ${failed.map(({ file }) => file).join(', ')}`,
    );
    const paths = failed.map(({ file }) => file);
    const second = await look('second.json', '--runInBand', '--runTestsByPath', ...paths);
    const again = new Set(second.failed.map(({ file }) => file));
    // without results of the second run nothing is known of it
    const isKnown = second.failure === 0 || again.size > 0;
    const unstable = isKnown ? failed.filter(({ file }) => !again.has(file)) : [];
    for (const { file, tests } of unstable) warnings.push(`UNSTABLE: ${file}: ${tests.join('; ')}`);
    if (unstable.length > 0) {
      warnings.push(
        `${unstable.length} UNSTABLE of ${failed.length} failed: they passed alone. The first failures are printed above: mend their races.`,
      );
    }
    return second.failure;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Files that failed, from the root of the repository, with the titles of their failed tests. */
function failedIn(results) {
  const { testResults } = JSON.parse(readFileSync(results, 'utf8'));
  return testResults
    .filter(({ status }) => status === 'failed')
    .map(({ name, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      const tests = failed.map(({ fullName }) => fullName);
      return { file: relative(root, name), tests: tests.length > 0 ? tests : ['the file itself'] };
    });
}

let code;
try {
  build();
  await startMongo();
  if (!existsSync(suites)) {
    warnings.push(
      'NO FOREIGN SUITES: ../shared/suites is absent, so Okta’s and Microsoft’s were skipped.',
    );
  }
  code = environment.CI === 'true' ? await runWithSecondLook() : await runJest(...args);
} finally {
  stopMongo();
  if (compiledDir) rmSync(compiledDir, { recursive: true, force: true });
}
for (const line of warnings) console.error(`\n*** ${line}`);
console.log(
  `\nNode ${process.version}; MongoDB ${environment.MUSTER_TEST_MONGODB_URL ? 'run' : 'SKIPPED'}.`,
);
process.exitCode = code ?? 1;
