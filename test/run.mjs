// The test run: MongoDB from MUSTER_TEST_MONGODB_URL, else the engine in ../shared/mongo, else none, said loudly at the end.
// `--without-mongodb` leaves it out on purpose. It ends only what it started.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
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
const LOOKED_AT_AGAIN = 2;

/**
 * One or two failing files of a whole CI run are run again, alone. A file that passes then met an accident of a busy machine: the run
 * passes, and says at its end which file it was, since a test or the product has a race to be mended.
 */
async function runWithSecondLook() {
  const results = join(mkdtempSync(join(tmpdir(), 'muster-test-results-')), 'results.json');
  try {
    const first = await runJest(...args, '--json', `--outputFile=${results}`);
    if (first === 0 || !existsSync(results)) return first;
    const { testResults } = JSON.parse(readFileSync(results, 'utf8'));
    const failed = testResults.filter(({ status }) => status === 'failed').map(({ name }) => name);
    if (failed.length === 0 || failed.length > LOOKED_AT_AGAIN) return first;
    const names = failed.map((name) => relative(root, name)).join(', ');
    console.error(`\n*** FAILED, and run again alone: ${names}`);
    const second = await runJest('--runTestsByPath', ...failed, '--runInBand');
    if (second === 0) {
      warnings.push(
        `UNSTABLE: ${names} failed beside other files and passed alone. The first failure is printed above: mend its race.`,
      );
    }
    return second;
  } finally {
    rmSync(dirname(results), { recursive: true, force: true });
  }
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
