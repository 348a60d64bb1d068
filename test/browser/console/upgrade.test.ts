import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inChromium } from '../../kit/chromium.js';
import {
  consoleOrganization,
  consolePage,
  type ConsoleOrganization,
  type ConsolePage,
} from '../../kit/console.js';
import { startServer, type TestServer } from '../../kit/server.js';

const BUILT = 'dist/console';

/** The same console as another version would be built: each file has another name, wherever one names it. */
function otherBuild(mark: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-console-'));
  cpSync(BUILT, folder, { recursive: true });
  const assets = join(folder, 'assets');
  const names = readdirSync(assets).filter((name) => /-[\w-]{8}\.(js|css)$/.test(name));
  const renamed = (text: string): string =>
    names.reduce((all, name) => all.replaceAll(name, nameOf(name, mark)), text);
  for (const name of readdirSync(assets)) {
    if (/\.(gz|br)$/.test(name)) rmSync(join(assets, name));
  }
  for (const name of names) {
    const text = readFileSync(join(assets, name), 'utf8');
    rmSync(join(assets, name));
    writeFileSync(join(assets, nameOf(name, mark)), renamed(text));
  }
  const index = join(folder, 'index.html');
  writeFileSync(index, renamed(readFileSync(index, 'utf8')));
  return folder;
}

function nameOf(name: string, mark: string): string {
  return name.replace(/\.(js|css)$/, `${mark}.$1`);
}

inChromium('a new version under an open tab', (browser) => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-upgrade-'));
  const storeUrl = `sqlite:${join(folder, 'muster.db')}`;
  const builds = [otherBuild('A'), otherBuild('B')];
  let server: TestServer;
  let organization: ConsoleOrganization;
  let owner: ConsolePage;
  let build = 0;

  const start = (port = 0): Promise<TestServer> =>
    startServer({ storeUrl, consoleFolder: builds[build] ?? '', settings: { http: { port } } });

  /** `npm start` after an upgrade: another build on the same port. */
  async function upgrade(): Promise<void> {
    const port = Number(new URL(server.url).port);
    await server.close();
    build = 1 - build;
    server = await start(port);
  }

  /** Which build the document of the tab is of. */
  const shown = (): Promise<string> =>
    owner.page.evaluate(() => document.querySelector<HTMLScriptElement>('script[src]')?.src ?? '');
  const bar = () => owner.page.getByText('There is a new version of this console.');
  const noteLoads = (): Promise<void> =>
    owner.page.evaluate(() => void Object.assign(window, { isSame: true }));
  const isSame = (): Promise<boolean> => owner.page.evaluate(() => 'isSame' in window);

  beforeAll(async () => {
    server = await start();
    organization = await consoleOrganization(server, 'standard');
    owner = await consolePage(browser(), server, organization.owner);
  });

  afterAll(async () => {
    await owner.close();
    await server.close();
    for (const made of [folder, ...builds]) rmSync(made, { recursive: true });
  });

  test('console A13: a file that is gone is 404 and no document, and the document is kept nowhere', async () => {
    await owner.open(`/o/${organization.id}`);
    const file = await shown();
    await upgrade();
    const gone = await fetch(file, { headers: { accept: 'text/html,*/*' } });
    expect([gone.status, gone.headers.get('cache-control')]).toEqual([404, 'no-store']);
    expect(await gone.json()).toMatchObject({ code: 'route.missing' });
    const document = await fetch(`${server.home}/o/${organization.id}`);
    expect([document.status, document.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(document.headers.get('etag')).toBeNull();
  });

  test('console A13: an open tab loads itself anew once, and shows the page that was asked for', async () => {
    const { page } = owner;
    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByRole('heading', { level: 1, name: 'Audit log' }).waitFor();
    expect(await shown()).toContain('B.js');
    expect(page.url()).toContain('/audit');
    expect(await bar().count()).toBe(0);
  });

  test('console A13: a file that the network lost is no new version: the page says so, and is there when it is back', async () => {
    const { page } = owner;
    await noteLoads();
    await page.route('**/assets/**', (route) => route.abort());
    await page.getByRole('link', { name: 'Roles' }).click();
    await page.getByRole('group', { name: 'The server did not answer' }).waitFor();
    // the answer to which build the server has
    await owner.quiet();
    expect([await bar().count(), await isSame()]).toEqual([0, true]);
    await page.unroute('**/assets/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { level: 1, name: 'Roles' }).waitFor();
  });

  test('console A13: a second failure within a minute reloads nothing; the page says so and leads on', async () => {
    const { page } = owner;
    await upgrade();
    await noteLoads();
    await page.getByRole('link', { name: 'API keys' }).click();
    await bar().waitFor();
    await page.getByRole('group', { name: 'The server did not answer' }).waitFor();
    expect(await isSame()).toBe(true);
    await page.getByRole('button', { name: 'Load the new version' }).click();
    await page.getByRole('heading', { level: 1, name: 'API keys' }).waitFor();
    expect(await shown()).toContain('A.js');
  });

  test('console A13: never over a form that holds something, whatever is opened beside it', async () => {
    const { page } = owner;
    await owner.open(`/o/${organization.id}/settings`);
    // as if the last reload were long ago
    await page.evaluate(() => sessionStorage.clear());
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Typed before');
    await upgrade();
    await noteLoads();
    await page.getByRole('button', { name: /notifications/i }).click();
    await bar().waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    expect(await isSame()).toBe(true);
    const name = page.getByRole('textbox', { name: 'Name', exact: true });
    expect(await name.inputValue()).toBe('Typed before');
    await page.getByRole('button', { name: 'Save' }).first().click();
    await page.waitForFunction(() => document.title.includes('Typed before'));
    // nothing is typed any more: by the button, or by itself where a file that did not come is asked for once more
    const isNew = (): Promise<unknown> => page.waitForFunction(() => !('isSame' in window));
    await Promise.any([
      page.getByRole('button', { name: 'Load the new version' }).click(),
      isNew(),
    ]);
    await isNew();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await shown()).toContain('B.js');
  });
});
