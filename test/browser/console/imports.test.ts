import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { readSheet, writeXlsx } from '@muster/sheets';
import type { JSHandle, Page } from 'playwright-core';
import { inChromium } from '../../kit/chromium.js';
import { handsOf, type Hand } from '../../kit/console-keyboard.js';
import {
  consoleOrganization,
  consolePage,
  type ConsoleOrganization,
  type ConsolePage,
} from '../../kit/console.js';
import { startServer, type Json, type TestServer } from '../../kit/server.js';
import { expectSoon } from '../../kit/soon.js';

const COLUMNS = ['Email', 'Name', 'Seats'].map((title) => ({ key: title, title }));
const OK = { name: 'OK', exact: true };
/** More than a worker makes in one turn. */
const MANY = 220;

function workbook(rows: readonly Readonly<Record<string, string>>[]): Promise<Uint8Array> {
  return writeXlsx({ rows, columns: COLUMNS, sheet: 'People' });
}

async function read(path: string): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const { cells } of readSheet(await readFile(path))) rows.push([...cells.values()]);
  return rows;
}

inChromium('imports in the console', (browser) => {
  let server: TestServer;
  let organization: ConsoleOrganization;
  let owner: ConsolePage;

  beforeAll(async () => {
    server = await startServer();
    organization = await consoleOrganization(server, 'nti');
    owner = await consolePage(browser(), server, organization.owner);
    const { status } = await server.rest('POST', `/organizations/${organization.id}/products`, {
      body: { key: 'editor', name: 'Editor', seats: 1 },
    });
    expect(status).toBe(201);
  });

  afterAll(async () => {
    await owner.close();
    await server.close();
  });

  const address = (): string => `/o/${organization.id}/imports`;
  const title = (name: string) => owner.page.getByRole('heading', { level: 1, name });

  async function emails(): Promise<string[]> {
    const path = `/organizations/${organization.id}`;
    const [members, invitations] = await Promise.all([
      server.rest('GET', `${path}/members?limit=200`),
      server.rest('GET', `${path}/invitations?limit=200`),
    ]);
    const lists = [members, invitations].map(
      ({ body }) => body['items'] as unknown as readonly Json[],
    );
    return lists.flat().map(({ email }) => String(email));
  }

  async function upload(page: Page, name: string, bytes: Uint8Array): Promise<void> {
    await owner.open(address());
    const file = { name, mimeType: 'text/csv', buffer: Buffer.from(bytes) };
    await page.setInputFiles('input[type=file]', file);
    await page.getByRole('button', OK).click();
    await page.waitForURL(/\/imports\/.+/);
    await page.getByRole('heading', { level: 1, name: 'Check of the sheet' }).waitFor();
  }

  async function saved(page: Page, button: string, format: string): Promise<string> {
    await page.getByRole('button', { name: button }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: format }).click(),
    ]);
    return file.path();
  }

  test('acceptance 1.18–1.21: template, a dropped workbook, its check with errors in cells and seats, OK, the result', async () => {
    const { page } = owner;
    await owner.open(`/o/${organization.id}/people`);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Import users from xlsx file' }).click();
    await page.getByRole('heading', { level: 1, name: 'Import users from xlsx file' }).waitFor();
    const [titles = []] = await read(await saved(page, 'download template', 'Excel workbook'));
    expect(titles).toContain('Email');
    // OK says what it lacks, and does nothing
    expect(await page.getByRole('button', OK).getAttribute('aria-disabled')).toBe('true');
    const bytes = await workbook([
      { Email: 'ada@example.com', Name: 'Ada', Seats: 'Editor' },
      { Email: 'ben@example.com', Name: 'Ben', Seats: 'Editor' },
      { Email: 'nobody', Name: 'Nobody', Seats: '' },
    ]);
    await drop(page, 'people.xlsx', bytes);
    await page.waitForSelector('main [role=status]:has-text("people.xlsx")');
    expect(await owner.axe()).toEqual([]);
    await page.getByRole('button', OK).dblclick();
    await page.getByRole('heading', { level: 1, name: 'Check of the sheet' }).waitFor();
    const cell = page.getByRole('table', { name: 'Rows of the sheet' }).locator('td[data-bad]');
    expect(await cell.textContent()).toMatch(/^nobody.+/);
    const seats = page.getByRole('table', { name: 'Effect on seats' }).locator('tbody tr');
    await expectSoon(() => seats.locator('td').allTextContents(), ['Editor', '2', '1', '1']);
    expect(await owner.axe()).toEqual([]);
    // a double click on OK uploaded once (console C8), and nothing has changed so far
    const imports = await server.rest('GET', `/organizations/${organization.id}/imports`);
    expect(imports.body['items']).toHaveLength(1);
    expect(await emails()).toEqual([organization.owner.email]);
    await page.getByRole('button', { name: 'Import the 2 good rows' }).click();
    await page.getByRole('heading', { level: 1, name: 'Result of the import' }).waitFor();
    expect(await emails()).toEqual(
      expect.arrayContaining(['ada@example.com', 'ben@example.com', organization.owner.email]),
    );
    await page.waitForSelector('[data-progress]:has-text("2 succeeded")');
    const result = await read(await saved(page, 'Download result', 'CSV'));
    expect(result.slice(1).map(([email]) => email)).toEqual([
      'nobody',
      'ada@example.com',
      'ben@example.com',
    ]);
    expect(await owner.axe()).toEqual([]);
    expect(owner.faults).toEqual([]);
  });

  test('acceptance 1.20, 1.21: by keyboard: a file from the disk, OK, progress, a reload, each row’s result', async () => {
    const { page } = owner;
    const keyboard = handsOf(page)[1] as Hand;
    const rows = Array.from({ length: MANY }, (_, n) => `p${n}@many.example;Person ${n}\n`);
    await owner.open(address());
    const chooser = page.waitForEvent('filechooser');
    await keyboard.use(page.getByRole('button', { name: 'Browse', exact: true }));
    const buffer = Buffer.from(`Email;Name\n${rows.join('')}`);
    await (await chooser).setFiles({ name: 'many.csv', mimeType: 'text/csv', buffer });
    await keyboard.use(page.getByRole('button', OK));
    const start = page.getByRole('button', { name: `Import ${MANY} rows` });
    await start.waitFor();
    const seen = await progressOf(page);
    await keyboard.use(start);
    await page.getByRole('progressbar').or(title('Result of the import')).first().waitFor();
    const words = expect.stringMatching(new RegExp(`^\\d+ of ${MANY} rows`));
    await expectSoon(() => seen.evaluate((all) => all[0]), words);
    await page.reload();
    await title('Result of the import').waitFor();
    await page.waitForSelector(`[data-progress]:has-text("${MANY} succeeded")`);
    const results = page.getByRole('table', { name: 'Rows of the sheet' }).locator('tbody tr');
    await results.first().waitFor();
    await expectSoon(
      () => results.first().textContent(),
      expect.stringContaining('p0@many.example'),
    );
    await keyboard.use(page.getByRole('link', { name: 'Users', exact: true }));
    await page.locator('[role=grid] [role=row][data-id]').first().waitFor();
    await page.getByRole('searchbox').fill(`p${MANY - 1}@many.example`);
    await page
      .locator('[role=row][data-id]')
      .getByText(`Person ${MANY - 1}`)
      .first()
      .waitFor();
    expect(owner.faults).toEqual([]);
  }, 90_000);

  test('console I3, A25: a check has an address of its own; a reload keeps it, its errors are a file, it is cancelled', async () => {
    const { page } = owner;
    const sheet = 'Email;Name\ncleo@example.com;Cleo\n=1+1;@Nobody\n';
    await upload(page, 'more.csv', Buffer.from(sheet));
    await page.reload();
    // the sheet of errors calculates nothing (console A25)
    const errors = await readFile(await saved(page, 'Download rows with errors', 'CSV'), 'utf8');
    expect(errors).toMatch(/^'=1\+1,'@Nobody,/m);
    await page.getByRole('button', { name: 'Cancel import' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this import?' });
    await dialog.getByRole('button', { name: 'Cancel the import' }).click();
    await page.getByRole('heading', { level: 1, name: 'Cancelled import' }).waitFor();
    await page.getByRole('link', { name: 'All imports' }).click();
    const rows = page.getByRole('table', { name: 'Imports so far' }).locator('tbody tr');
    await rows.first().waitFor();
    await expectSoon(() => rows.first().textContent(), expect.stringContaining('Cancelled'));
    expect(await emails()).not.toContain('cleo@example.com');
    expect(await owner.axe()).toEqual([]);
    expect(owner.faults).toEqual([]);
  });

  test.each([
    ['semicolons, Windows-1252 and empty rows', 'latin1', 'Email;Name\r\n;\r\nE;Jörg\r\n;\r\n'],
    ['a byte order mark and tabs', 'utf8', '\uFEFFEmail\tName\nE\tJörg\n\n'],
  ] as const)('console I1: %s are checked as they are imported', async (_name, encoding, text) => {
    const { page } = owner;
    const email = `${encoding}@example.com`;
    const bytes = Buffer.from(text.replace('\nE', `\n${email}`), encoding);
    await upload(page, 'jörg.csv', bytes);
    const cells = page.getByRole('table', { name: 'Rows of the sheet' }).locator('tbody td');
    await cells.first().waitFor();
    expect((await cells.allTextContents()).slice(2)).toEqual([email, 'Jörg']);
    await page.getByRole('button', { name: 'Import one row' }).click();
    await page.getByRole('heading', { level: 1, name: 'Result of the import' }).waitFor();
    expect(await emails()).toContain(email);
  });

  test('console I1: unknown columns are named and can be left out; what is no sheet says so', async () => {
    const { page } = owner;
    await owner.open(address());
    const buffer = Buffer.from('Email,Shoe size\ndora@example.com,41\n');
    await page.setInputFiles('input[type=file]', { name: 'a.csv', mimeType: '', buffer });
    await page.getByRole('button', OK).click();
    await page.waitForSelector('[role=alert]:has-text("Shoe size: This title is not known here")');
    expect(await owner.axe()).toEqual([]);
    await page.getByRole('button', { name: 'Leave unknown columns out' }).click();
    await page.waitForSelector('dl:has-text("Shoe size"):has-text("left out")');
    await owner.open(address());
    const noSheet = Buffer.from('%PDF-1.7\n\u0000\u0001');
    const pdf = { name: 'a.xlsx', mimeType: 'application/pdf', buffer: noSheet };
    await page.setInputFiles('input[type=file]', pdf);
    await page.getByRole('button', OK).click();
    await page.waitForSelector('main [role=alert]');
    expect(new URL(page.url()).pathname).toBe(address());
    expect(owner.faults).toEqual([]);
  });
});

/** As a person drops a file from the desktop. */
async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const data = await page.evaluateHandle(
    ([file, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(content)], file));
      return transfer;
    },
    [name, [...bytes]] as const,
  );
  const zone = page.locator('main div:has(> p:text("Drop a file here"))');
  await zone.dispatchEvent('dragover', { dataTransfer: data });
  await zone.dispatchEvent('drop', { dataTransfer: data });
}

/** What the page says of the progress from now on, in the order in which it is said. */
function progressOf(page: Page): Promise<JSHandle<string[]>> {
  return page.evaluateHandle(() => {
    const said: string[] = [];
    new MutationObserver(() => {
      const words = document.querySelector('[data-progress]')?.textContent;
      if (words && said.at(-1) !== words) said.push(words);
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
    return said;
  });
}
