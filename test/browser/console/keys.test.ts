import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inChromium } from '../../kit/chromium.js';
import {
  consoleOrganization,
  consolePage,
  type ConsoleOrganization,
  type ConsolePage,
} from '../../kit/console.js';
import { startServer, type TestServer } from '../../kit/server.js';
import { freePort } from '../../kit/ports.js';
import { expectSoon } from '../../kit/soon.js';
import { focusIn } from '../../kit/console-keyboard.js';

const NAME = 'input[name=key-label]';
const SECRET = 'output[data-secret]';

inChromium('API keys in the console', (browser) => {
  let server: TestServer;
  let organization: ConsoleOrganization;
  let owner: ConsolePage;

  beforeAll(async () => {
    server = await startServer();
    organization = await consoleOrganization(server, 'standard');
    owner = await consolePage(browser(), server, organization.owner);
  });

  afterAll(async () => {
    await owner.close();
    await server.close();
  });

  const keysOf = async (): Promise<number> => {
    const { body } = await server.rest('GET', `/organizations/${organization.id}/api-keys`);
    return (body['items'] as unknown as readonly unknown[]).length;
  };

  test('console A7: the secret stays until it is said to be stored; then only its beginning is there', async () => {
    const { page } = owner;
    await owner.open(`/o/${organization.id}/keys`);
    await page.click('main button:has-text("New key")');
    await page.fill(NAME, 'Build server');
    await page.getByLabel('Read members').check();
    await page.getByRole('button', { name: 'Make the key' }).dblclick();
    const secret = (await page.textContent(SECRET)) ?? '';
    expect(secret).toMatch(/^muster_key_/);
    await page.keyboard.press('Escape');
    await page.mouse.click(5, 5);
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    expect(await page.textContent(SECRET)).toBe(secret);
    expect(await owner.axe()).toEqual([]);
    const called = await fetch(`${server.url}/api/v1/organizations/${organization.id}/members`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    expect(called.status).toBe(200);
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await page.waitForSelector(SECRET, { state: 'detached' });
    expect(await page.content()).not.toContain(secret);
    await page.waitForSelector(`text=${secret.slice(0, 12)}`);
    // a double click made one (console C8)
    expect(await keysOf()).toBe(1);
    expect(owner.faults).toEqual([]);
  });

  test('a key is revoked after a question that names it, and Cancel has the focus', async () => {
    const { page } = owner;
    await owner.open(`/o/${organization.id}/keys`);
    await page.getByRole('button', { name: 'Revoke Build server' }).click();
    const dialog = page.getByRole('dialog', { name: 'Revoke Build server?' });
    await dialog.waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Cancel');
    await dialog.getByRole('button', { name: 'Revoke the key' }).click();
    await page.waitForSelector('[role=status]:has-text("Build server is revoked")');
    await page.waitForSelector('text=Revoked');
    expect(await owner.axe()).toEqual([]);
  });

  describe('on plain http of another name', () => {
    let plain: TestServer;
    let there: ConsolePage;

    beforeAll(async () => {
      const port = await freePort();
      const publicUrl = `http://muster.intranet:${port}`;
      plain = await startServer({ settings: { http: { port, publicUrl, insecureCookies: true } } });
      const other = await consoleOrganization(plain, 'standard');
      there = await consolePage(browser(), plain, other.owner);
      await there.open(`/o/${other.id}/keys`);
    });

    afterAll(async () => {
      await there.close();
      await plain.close();
    });

    test('console A8: Copy works without a clipboard of the page, and is spoken', async () => {
      const { page } = there;
      expect(await page.evaluate(() => 'clipboard' in navigator)).toBe(false);
      await page.click('main button:has-text("New key")');
      await page.fill(NAME, 'Somewhere');
      await page.getByLabel('Read members').check();
      await page.getByRole('button', { name: 'Make the key' }).click();
      const secret = await page.textContent(SECRET);
      await page.getByRole('button', { name: 'Copy', exact: true }).click();
      await page.waitForSelector('[role=status]:has-text("Copied")');
      await page.getByRole('button', { name: 'I have stored it' }).click();
      await page.click('main button:has-text("New key")');
      await focusIn(page.getByRole('dialog'));
      await page.focus(NAME);
      await page.keyboard.press('Control+V');
      await expectSoon(() => page.inputValue(NAME), secret);
      expect(there.faults).toEqual([]);
    });
  });
});
