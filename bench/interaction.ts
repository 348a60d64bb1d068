/**
 * `npm run bench:interaction -- [--members 100000] [--shots FOLDER]`
 *
 * How long the console takes from a key or a click to the next picture of the page (interaction to next paint, as the browser's own event
 * timing says it), with many members behind: typing a search, walking and scrolling the list, selecting all, opening the panel. One process
 * over an empty database in a temporary folder, and Chromium. Nothing is asserted.
 */
import './fresh-build.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright-core';
import { silentLog, systemClock } from '#kernel/index.js';
import { compose } from '#main.js';
import { loadSettings } from '#settings/index.js';
import { fillOrganization } from '../test/kit/large-organization.js';

const KEY = 'operator-key-of-the-bench';
const { values } = parseArgs({
  options: { members: { type: 'string', default: '100000' }, shots: { type: 'string' } },
});
const members = Number(values.members);
const work = mkdtempSync(join(tmpdir(), 'muster-bench-'));
const settings = loadSettings({
  env: {},
  overrides: {
    http: { host: '127.0.0.1', port: 0 },
    store: { url: `sqlite:${join(work, 'muster.db')}` },
    operator: { key: KEY },
    secrets: { key: 'secrets-key-of-the-bench-0123456789' },
    mail: { folder: work },
    log: { level: 'silent' },
    rest: { rateLimit: { sustained: 100_000, burst: 0 } },
  },
});
const composed = await compose(settings, { clock: systemClock, log: silentLog });
await composed.http.listen();
const home = composed.http.url();
let browser: Browser | undefined;
try {
  const organizationId = await filled();
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  const state = await signedIn(browser);
  const context = await browser.newContext({
    storageState: state,
    viewport: { width: 1_440, height: 900 },
    locale: 'en-GB',
  });
  const page = await context.newPage();
  console.log('| with | number | median ms | 95 of 100 ms | longest ms |');
  console.log('| --- | --- | --- | --- | --- |');
  for (const [title, run] of steps()) {
    await page.goto(`${home}/o/${organizationId}/people`);
    await ready(page);
    await page.evaluate(observe);
    await run(page);
    await page.waitForTimeout(1_000);
    console.log(rowOf(title, await page.evaluate(() => [...window.paints.values()])));
  }
  if (values.shots !== undefined) await takePictures(browser, state, organizationId);
} finally {
  await browser?.close();
  await composed.close();
  rmSync(work, { recursive: true, force: true });
}

declare global {
  interface Window {
    /** interaction → the longest of its events, milliseconds */
    paints: Map<number, number>;
  }
}

/** Runs in the page. An interaction is several events, of which the longest counts. */
function observe(): void {
  const paints = new Map<number, number>();
  window.paints = paints;
  type Timed = PerformanceEntry & { readonly interactionId: number };
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries() as Timed[]) {
      if (interactionId > 0) {
        paints.set(interactionId, Math.max(duration, paints.get(interactionId) ?? 0));
      }
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: false } as PerformanceObserverInit);
}

type Step = readonly [title: string, run: (page: Page) => Promise<void>];

function steps(): readonly Step[] {
  return [
    [
      'typing into the search',
      async (page) => {
        await page.getByRole('searchbox').focus();
        await page.keyboard.type('person 099999', { delay: 60 });
      },
    ],
    [
      'walking by keys, page by page',
      async (page) => {
        await page.locator('[role=row][data-id]').first().focus();
        for (let at = 0; at < 60; at += 1) {
          await page.keyboard.press(at % 3 === 0 ? 'PageDown' : 'ArrowDown');
          await page.waitForTimeout(40);
        }
      },
    ],
    ['selecting rows, and all that match', selectAll],
    ['opening people in the panel', openPeople],
  ];
}

async function openPeople(page: Page): Promise<void> {
  for (let at = 0; at < 10; at += 1) {
    await page.locator('[role=row][data-id] a').nth(at).click();
    await page.locator('#member-name').waitFor();
  }
}

async function selectAll(page: Page): Promise<void> {
  const boxes = page.locator('[role=row][data-id] [role=gridcell] input[type=checkbox]');
  for (let at = 0; at < 5; at += 1) await boxes.nth(at).click();
  await page.getByRole('button', { name: /^Select all/ }).click();
  for (let at = 0; at < 5; at += 1) await boxes.nth(at).click();
}

async function filled(): Promise<string> {
  const owner = { email: 'owner@many.example', name: 'Olive Owner' };
  const made = await ask('/organizations', { name: 'Northwind', preset: 'spaces', owner });
  const id = String(made['id']);
  const started = performance.now();
  await fillOrganization(composed.store, id, { members, spaces: 2_000, spacesOfFirst: 60 });
  console.error(`  ${members} members in ${Math.round(performance.now() - started)} ms`);
  return id;
}

async function signedIn(at: Browser) {
  const { url } = await ask('/sign-in-links', { email: 'owner@many.example' });
  const context = await at.newContext();
  const page = await context.newPage();
  await page.goto(String(url));
  await page.click('button');
  await page.waitForLoadState('networkidle');
  const state = await context.storageState();
  await context.close();
  return state;
}

type State = Awaited<ReturnType<typeof signedIn>>;

/** The list as it looks on a desk and on a phone. */
async function takePictures(at: Browser, storageState: State, organizationId: string) {
  for (const width of [1_440, 390]) {
    const viewport = { width, height: width === 390 ? 844 : 900 };
    const context = await at.newContext({ storageState, viewport, locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto(`${home}/o/${organizationId}/people`);
    await ready(page);
    await page.screenshot({ path: join(values.shots ?? work, `people-${String(width)}.png`) });
    await context.close();
  }
}

async function ready(page: Page): Promise<void> {
  await page.locator('[role=row][data-id]').first().waitFor();
  await page.waitForLoadState('networkidle');
}

async function ask(path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${home}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}

function rowOf(title: string, paints: readonly number[]): string {
  const sorted = [...paints].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return `| ${title} | ${sorted.length} | ${at(0.5)} | ${at(0.95)} | ${sorted.at(-1) ?? 0} |`;
}
