import { stat, statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { performance } from 'node:perf_hooks';
import { openTransport } from '#notifications/index.js';
import type { Clock } from '#kernel/index.js';
import { dataFolder, operatorKeyFile, secretsKeyFile, type Settings } from '#settings/index.js';
import type { CliDeps } from '../cli-deps.js';
import { listeningUrl } from '../local-operators.js';
import { fail, pass, skip, type Finding } from './findings.js';

/** Node's own support of 20 has ended; the same code costs a quarter on 24. */
const LEAST_NODE = [20, 19] as const;
const GOOD_NODE = 24;

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const title = `Node.js ${version}`;
  const [leastMajor, leastMinor] = LEAST_NODE;
  if (major < leastMajor || (major === leastMajor && minor < leastMinor))
    return fail(title, `Muster needs ${LEAST_NODE.join('.')} or newer; install Node.js 24`);
  return major >= GOOD_NODE ? pass(title) : pass(title, 'works; 24 answers several times faster');
}

export async function checkStore(deps: CliDeps, { store }: Settings): Promise<Finding> {
  const kind = store.url.startsWith('sqlite:') ? 'SQLite' : 'MongoDB';
  const title = `store (${kind})`;
  try {
    const { current, target, pending, missing } = await deps.inspectStore(store.url);
    if (current > target)
      return fail(
        title,
        `is at version ${current}, this program at ${target}`,
        'start a newer Muster',
      );
    if (current === 0) return pass(title, 'reachable and empty; the first start prepares it');
    const behind = pending.length + missing.length;
    if (behind === 0) return pass(title, `reachable, version ${current}`);
    const steps = `${behind} steps behind (version ${current} of ${target})`;
    if (store.migrate) return pass(title, `${steps}; start does them`);
    return fail(title, steps, 'run `muster migrate`');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail(title, why, 'see that it runs, and that the setting store.url names it');
  }
}

/** Muster 0.1 was written then: an earlier time of day is a clock that was never set. */
const NOT_BEFORE = Date.UTC(2026, 10, 1);

/** Tokens expire and times are written by this clock: it must be set and must run as fast as the machine's own counter. */
export async function checkClock(clock: Clock): Promise<Finding> {
  const title = 'clock';
  const [wall, counter] = [clock.now(), performance.now()];
  if (wall < NOT_BEFORE)
    return fail(title, `says ${wall} ms since 1970, which is long ago`, 'set it (NTP)');
  await sleep(200);
  const drift = Math.abs(clock.now() - wall - (performance.now() - counter));
  if (drift > 100)
    return fail(title, `jumped by ${Math.round(drift)} ms while we looked`, 'use NTP');
  return pass(title, 'set and steady');
}

const LITTLE_SPACE = 256 * 1024 * 1024;
const MEBIBYTE = 1024 * 1024;

export async function checkDisk(settings: Settings): Promise<Finding> {
  const title = 'disk space';
  const folder = (await exists(dataFolder(settings))) ? dataFolder(settings) : '.';
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const text = `${Math.round(free / MEBIBYTE)} MiB free at ${folder}`;
  if (free >= LITTLE_SPACE) return pass(title, text);
  return fail(title, text, 'free disk space: a full disk stops every write');
}

/** An account that can read the key or the database can do everything. */
export async function checkModes(settings: Settings): Promise<Finding[]> {
  const folder = dataFolder(settings);
  const { url } = settings.store;
  const files = [folder, operatorKeyFile(settings), secretsKeyFile(settings)];
  if (url.startsWith('sqlite:') && url !== 'sqlite::memory:')
    files.push(url.slice('sqlite:'.length));
  return Promise.all(files.map(checkMode));
}

async function checkMode(path: string): Promise<Finding> {
  const title = `file mode of ${path}`;
  try {
    const { mode } = await stat(path);
    const shown = (mode & 0o777).toString(8);
    if (process.platform === 'win32') return skip(title, 'Windows has other means');
    if (path.endsWith('.key') ? (mode & 0o077) === 0 : (mode & 0o007) === 0)
      return pass(title, shown);
    return fail(title, `${shown}: others can read it`, `chmod go= ${path}`);
  } catch {
    return skip(title, 'not there');
  }
}

/** Whether mails would leave: signs in to the mail server, and sends nothing. */
export async function checkMail({ mail }: Settings): Promise<Finding> {
  const title = 'mail';
  const transport = openTransport(mail);
  if (transport.kind === 'folder') {
    transport.close();
    return skip(title, `mail.smtp.host is not set: mails are kept in ${transport.destination}`);
  }
  try {
    await transport.check();
    return pass(title, `${transport.destination} takes mails of ${mail.from}`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail(title, `${transport.destination}: ${why}`, 'correct the settings mail.smtp.*');
  } finally {
    transport.close();
  }
}

export async function checkPublicUrl({ http }: Settings): Promise<Finding> {
  const title = 'public URL';
  const { publicUrl } = http;
  if (publicUrl === undefined)
    return skip(
      title,
      'http.publicUrl is not set: identity providers outside cannot be given an address',
    );
  // health checks are kept inside; directories must reach this one, which answers a stranger with 401
  const where = `${publicUrl}/scim`;
  try {
    const answer = await fetch(where, { signal: AbortSignal.timeout(10_000), redirect: 'manual' });
    // every answer of Muster has one
    if (!answer.headers.has('x-trace-id')) {
      const what = `${where} answered ${answer.status}, and it was not Muster that did`;
      return fail(title, what, 'see the proxy before Muster');
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail(
      title,
      `${where} gave no answer: ${why}`,
      'start the server, or see the proxy before it',
    );
  }
  if (publicUrl.startsWith('https:')) return pass(title, `${publicUrl} answers`);
  return fail(
    title,
    `${publicUrl} is not https`,
    'identity providers refuse plain http; put TLS before it',
  );
}

export async function checkServer(settings: Settings, clock: Clock): Promise<Finding> {
  const title = 'server';
  const url = `${listeningUrl(settings)}/readyz`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000), redirect: 'manual' });
    if (!answer.ok) return fail(title, `${url} answered ${answer.status}`, 'see its log');
    const theirs = Date.parse(answer.headers.get('date') ?? '');
    if (Math.abs(theirs - clock.now()) > 60_000)
      return fail(title, 'its clock and ours differ by more than a minute', 'use NTP');
    return pass(title, `runs at ${listeningUrl(settings)}`);
  } catch {
    return skip(title, `nothing answers at ${listeningUrl(settings)}`);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
