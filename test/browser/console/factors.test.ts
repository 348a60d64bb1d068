import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inChromium } from '../../kit/chromium.js';
import { consoleOrganization, consolePage, type ConsolePage } from '../../kit/console.js';
import { startServer, type TestServer } from '../../kit/server.js';
import { signIn } from '../../kit/sessions.js';
import { expectSoon } from '../../kit/soon.js';

const SECRET = 'output[data-secret]';

inChromium('second factors in the console', (browser) => {
  let server: TestServer;
  let owner: ConsolePage;

  beforeAll(async () => {
    server = await startServer();
    const organization = await consoleOrganization(server, 'standard');
    owner = await consolePage(browser(), server, organization.owner);
    const { accountId } = organization.owner;
    const { headers } = await signIn(server, { accountId }, { isProved: true });
    const [name = '', value = ''] = (headers['cookie'] ?? '').split('=');
    const { origin } = new URL(server.home);
    await owner.page.context().addCookies([{ name, value, url: `${origin}/`, httpOnly: true }]);
    const devtools = await owner.page.context().newCDPSession(owner.page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
  });

  afterAll(async () => {
    await owner.close();
    await server.close();
  });

  const button = (name: string) => owner.page.getByRole('button', { name, exact: true });
  const list = () => owner.page.getByRole('region', { name: 'Passkeys, authenticator app' });

  test('an app is added by its first code, and the recovery codes stay until they are said to be stored', async () => {
    const { page } = owner;
    await owner.open('/me/security');
    await button('Add an authenticator app').click();
    const dialog = page.getByRole('dialog', { name: 'Authenticator app' });
    const secret = (await dialog.getByLabel('Text to type into the app').textContent()) ?? '';
    const picture = dialog.getByRole('img', { name: 'QR code for the authenticator app' });
    const isDrawn = () => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth > 0);
    await expectSoon(isDrawn, true);
    expect(await owner.axe()).toEqual([]);
    await dialog.getByLabel('Code of the app').fill('000 000 0');
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').waitFor();
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
    await dialog.getByLabel('Code of the app').fill(code);
    await page.keyboard.press('Enter');
    await page.waitForSelector(SECRET);
    const codes = ((await page.textContent(SECRET)) ?? '').split('\n');
    expect(codes).toHaveLength(10);
    await page.keyboard.press('Escape');
    await page.mouse.click(5, 5);
    expect(await page.textContent(SECRET)).toBe(codes.join('\n'));
    expect(await owner.axe()).toEqual([]);
    await button('I have stored it').click();
    await page.waitForSelector(SECRET, { state: 'detached' });
    expect(await page.content()).not.toContain(codes[0]);
    await list().getByText('10 codes are left').waitFor();
    expect(owner.faults).toEqual([]);
  });

  test('a passkey is named and made by the browser; new codes are asked for, and what is removed is gone', async () => {
    const { page } = owner;
    await owner.open('/me/security');
    await button('Add a passkey').click();
    await page.getByLabel('Name, such as the device that keeps it').fill('This laptop');
    await button('Make the passkey').click();
    await list().getByText('This laptop').waitFor();
    await button('New recovery codes').click();
    const ask = page.getByRole('dialog', { name: 'Make new recovery codes?' });
    await ask.getByRole('button', { name: 'New recovery codes' }).click();
    await page.waitForSelector(SECRET);
    await button('I have stored it').click();
    await button('Remove This laptop').click();
    const dialog = page.getByRole('dialog', { name: 'Remove This laptop?' });
    await page.waitForFunction(() => document.activeElement?.textContent === 'Cancel');
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.waitForSelector('[role=status]:has-text("This laptop is removed")');
    await list().getByText('This laptop').waitFor({ state: 'detached' });
    expect(await owner.axe()).toEqual([]);
    expect(owner.faults).toEqual([]);
  });
});
