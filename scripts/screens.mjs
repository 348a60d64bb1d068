// `npm run screens`: pictures of every page of the console, in two schemes and three widths, into docs/screens. It fills example data into
// a database of its own, starts the built server on it, signs the owner in by an operator's link and walks the pages.
//   npm run screens                       all of them
//   npm run screens -- people roles      of these pages only
//   npm run screens -- --to /tmp/shots   somewhere else
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

const KEY = 'operator-key-of-the-screens';
const SECRETS_KEY = 'secrets-key-of-the-screens-0123456789abcdef';
const WIDTHS = [1440, 1024, 390];
const SCHEMES = ['light', 'dark'];

/** Name of the picture → path below the organization, or from `/` on; `{member}` and the like are the first of their list. */
const PAGES = {
  overview: '',
  people: 'people',
  invitations: 'people?tab=invitations',
  'join-requests': 'people?tab=join-requests',
  member: 'people/{member}',
  imports: 'imports',
  roles: 'roles',
  role: 'roles/{role}',
  spaces: 'spaces',
  space: 'spaces/{space}',
  seats: 'seats',
  product: 'seats/{product}',
  plan: 'plan',
  billing: 'billing',
  domains: 'domains',
  notifications: 'notifications',
  outbox: 'notifications?tab=outbox',
  audit: 'audit',
  keys: 'keys',
  settings: 'settings',
  profile: '/me',
  display: '/me/display',
  security: '/me/security',
  'own-notifications': '/me/notifications',
  'own-organizations': '/me/organizations',
  'own-requests': '/me/requests',
  operator: '/operator',
  jobs: '/operator/jobs',
  support: '/operator/organizations/{organization}',
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    to: { type: 'string', default: 'docs/screens/console' },
    preset: { type: 'string', default: 'standard' },
  },
});
const chosen = Object.entries(PAGES).filter(
  ([name]) => positionals.length === 0 || positionals.includes(name),
);

const folder = mkdtempSync(join(tmpdir(), 'muster-screens-'));
const port = await freePort();
const env = {
  ...process.env,
  MUSTER_STORE__URL: `sqlite:${join(folder, 'muster.db')}`,
  MUSTER_HTTP__PORT: String(port),
  MUSTER_OPERATOR__KEY: KEY,
  MUSTER_SECRETS__KEY: SECRETS_KEY,
  MUSTER_MAIL__FOLDER: folder,
  MUSTER_LOG__LEVEL: 'error',
};
const url = `http://localhost:${port}`;
let server;
let browser;
try {
  const filled = spawnSync('node', ['bin/muster.js', 'demo', '--preset', values.preset], {
    env,
    encoding: 'utf8',
  });
  if (filled.status !== 0) throw new Error(`muster demo failed: ${filled.stderr}${filled.stdout}`);
  server = spawn('node', ['bin/muster.js', 'start'], {
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await listening();
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  await takePictures();
} finally {
  await browser?.close();
  if (server) {
    server.kill('SIGTERM');
    await new Promise((done) => server.once('exit', done));
  }
  rmSync(folder, { recursive: true, force: true });
}

async function takePictures() {
  const { items } = await ask('GET', '/organizations?limit=1');
  const organization = items[0];
  const owners = await ask(
    'GET',
    `/organizations/${organization.id}/members?limit=1&filter=${encodeURIComponent('standing eq "owner"')}`,
  );
  const owner = owners.items[0];
  const { url: link } = await ask('POST', '/sign-in-links', { email: owner.email });
  const ids = await firstIds(organization.id, owner.id);
  const to = resolve(values.to);
  if (!existsSync(to)) mkdirSync(to, { recursive: true });
  const state = await signIn(link);
  for (const colorScheme of SCHEMES) {
    for (const width of WIDTHS) {
      const viewport = { width, height: width === 390 ? 844 : 900 };
      const context = await browser.newContext({
        storageState: state,
        viewport,
        colorScheme,
        locale: 'en-GB',
        timezoneId: 'Europe/Berlin',
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      for (const [name, path] of chosen) {
        const place = path.replace(/\{(\w+)\}/, (_, kind) => ids[kind]);
        await page.goto(url + (place.startsWith('/') ? place : `/o/${organization.id}/${place}`));
        await page.waitForSelector('h1');
        if (place.startsWith('/operator')) await enterKey(page);
        await page.waitForLoadState('networkidle');
        await page.waitForFunction("document.querySelector('[aria-busy=true]') === null");
        await page.screenshot({ path: join(to, `${name}-${colorScheme}-${width}.png`) });
      }
      await context.close();
    }
  }
}

/** What the addresses of pages name. */
async function firstIds(organization, member) {
  const first = async (list) =>
    (await ask('GET', `/organizations/${organization}/${list}`)).items[0];
  return {
    organization,
    member,
    role: (await first('roles')).name,
    space: (await first('spaces')).id,
    product: (await first('products')).id,
  };
}

/** Pages of operators ask for the key, and keep it nowhere. */
async function enterKey(page) {
  await page.fill('input[name=operator-key]', KEY);
  await page.keyboard.press('Enter');
  await page.waitForSelector('input[name=operator-key]', { state: 'detached' });
}

/** Cookies of a browser in which the owner has signed in. */
async function signIn(link) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.click('button');
  await page.waitForLoadState('networkidle');
  const state = await context.storageState();
  await context.close();
  return state;
}

async function ask(method, path, body) {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function listening() {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await pause(200);
  }
  throw new Error('The server did not start within 20 seconds.');
}

function freePort() {
  return new Promise((done) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address();
      probe.close(() => done(free));
    });
  });
}
