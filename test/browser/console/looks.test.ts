import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { inChromium } from '../../kit/chromium.js';
import { consolePage, consolePerson, type ConsolePage } from '../../kit/console.js';
import { exampleConsole, type ExampleConsole } from '../../kit/example-console.js';
import {
  contrastFaults,
  cutFaults,
  motionFaults,
  nameFaults,
  settled,
  targetFaults,
} from '../../kit/looks.js';
import { overlayPages, type OverlayPages } from '../../kit/overlay-pages.js';
import { OVERLAY, usesOfOverlays, walk } from '../../kit/overlay-steps.js';
import { ELSEWHERE, OPENERS, type Opener } from '../../kit/overlays.js';
import { sideFaults } from '../../kit/sides.js';
import { expectSoon } from '../../kit/soon.js';

// Every page of the console with something on it, looked at as a critical reader would: by computing, not by a list of examples.

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** A window of 1440 px at 200 per cent. */
const ZOOMED = { width: 720, height: 450 };

const LIGHT_FIRST = ['light', 'dark'] as const;
const DARK_FIRST = ['dark', 'light'] as const;

/** The rules of axe whose answer depends on the scheme: nothing else of the page does. */
const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block'];

inChromium('looks of every page', (browser) => {
  let example: ExampleConsole;
  let overlaid: OverlayPages;

  beforeAll(async () => {
    example = await exampleConsole();
    overlaid = await overlayPages(example);
  }, 120_000);
  afterAll(() => example.close());

  /** One after the other, without loading the document anew; a line for each fault, with the page in front. */
  async function onEveryPage(
    { page }: ConsolePage,
    look: (page: Page, name: string) => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    const found: string[] = [];
    for (const [name, path] of Object.entries(example.pages)) {
      await page.evaluate((target) => history.pushState({}, '', target), path);
      await settled(page);
      if (name !== 'operator key') await openForOperators(page);
      for (const fault of await look(page, name)) found.push(`${name}: ${fault}`);
    }
    return found;
  }

  /** Pages of operators ask for the key first, and keep it from one to the next. */
  async function openForOperators(page: Page): Promise<void> {
    const field = page.locator('input[name=operator-key]');
    if ((await field.count()) === 0) return;
    await field.fill(example.server.operatorKey);
    await field.press('Enter');
    await field.waitFor({ state: 'detached' });
    await settled(page);
  }

  async function consoleOf(options: Parameters<typeof consolePage>[3] = {}): Promise<ConsolePage> {
    return consolePage(browser(), example.server, example.owner, { viewport: WIDE, ...options });
  }

  test('every route of the console is among the pages', () => {
    const source = readFileSync(join('console', 'src', 'navigation', 'routes.ts'), 'utf8');
    const routes = [...source.matchAll(/path: '([^']+)'/g)].map(([, path = '']) => path);
    const visited = Object.values(example.pages).map((path) => path.split('?')[0] ?? '');
    const isVisited = (route: string): boolean => {
      const pattern = new RegExp(`${route.replaceAll(/\$\w+/g, '[^/]+')}$`);
      return visited.some((path) => pattern.test(path));
    };
    // they lead on at once
    const away = ['/', '/start', '/me/signed-in'];
    expect(routes.filter((route) => !away.includes(route) && !isVisited(route))).toEqual([]);
  });

  test('console J9, J6: text has 4.5:1 and fields 3:1 in both schemes; axe finds nothing; names tell rows apart', async () => {
    const there = await consoleOf();
    await there.open(`/o/${example.organizationId}`);
    const found = await onEveryPage(there, async (page) => {
      const faults = await inBothSchemes(page, async (scheme) => {
        await settled(page);
        const unread = await contrastFaults(page);
        return [...unread, ...(await there.axe(scheme === 'dark' ? RULES_OF_COLOUR : undefined))];
      });
      return [...faults, ...(await nameFaults(page)), ...(await motionFaults(page))];
    });
    expect(found).toEqual([]);
    expect(there.faults).toEqual([]);
    await there.close();
  }, 420_000);

  test('console J12: words 40 per cent longer are cut nowhere, at 390 px and at 200 per cent; targets have 24 px', async () => {
    const there = await consoleOf();
    await there.open(`/o/${example.organizationId}?pseudo=long`);
    const found = await onEveryPage(there, async (page) => {
      const faults: string[] = [];
      for (const viewport of [WIDE, ZOOMED, PHONE]) {
        await page.setViewportSize(viewport);
        await settled(page);
        for (const fault of await cutFaults(page)) faults.push(`${viewport.width} ${fault}`);
        for (const fault of await targetFaults(page)) faults.push(`${viewport.width} ${fault}`);
      }
      return faults;
    });
    expect(found).toEqual([]);
    await there.close();
  }, 420_000);

  test('every component that opens something over a page is among the openers', () => {
    const asked = new Set(OPENERS.flatMap(({ steps }) => steps.map(({ opens }) => opens)));
    const uses = usesOfOverlays();
    expect(uses.length).toBeGreaterThan(60);
    expect(uses.filter((use) => !asked.has(use) && !(use in ELSEWHERE))).toEqual([]);
    const known = [...asked, ...Object.keys(ELSEWHERE)];
    expect(known.filter((use) => use !== undefined && !uses.includes(use))).toEqual([]);
  });

  /** Opens everything on the pages, one page after the other, and looks at it. */
  async function overEveryPage(
    there: ConsolePage,
    options: { readonly size: 'wide' | 'phone'; readonly pseudo: 'long' | 'rtl' },
    look: () => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    const { page } = there;
    const { size, pseudo } = options;
    const found: string[] = [];
    let shown = '';
    for (const opener of OPENERS) {
      if (opener.only !== undefined && opener.only !== size) continue;
      // a dialog in the middle is as on a phone, where it is narrower
      if (pseudo === 'rtl' && size === 'wide' && !hasSide(opener)) continue;
      if (shown === '') await there.open(`/o/${example.organizationId}?pseudo=${pseudo}`);
      if (shown !== opener.on) {
        const path = overlaid.paths[opener.on] ?? '';
        await page.evaluate((target) => history.pushState({}, '', target), path);
        await settled(page);
      }
      found.push(...(await walk({ page, look, meanwhile: overlaid.rename }, opener)));
      shown = opener.isDirty === true ? '' : opener.on;
    }
    return found;
  }

  test('console J9, J12, J1: what opens over a page can be read in both schemes, is whole, and gives the focus back', async () => {
    const there = await consoleOf();
    const { page } = there;
    const found = await overEveryPage(there, { size: 'wide', pseudo: 'long' }, async () => {
      const faults = [...(await cutFaults(page, OVERLAY)), ...(await targetFaults(page, OVERLAY))];
      const unread = await inBothSchemes(page, async (scheme) => [
        ...(await contrastFaults(page, OVERLAY)),
        ...(scheme === 'light' ? await there.axe(undefined, OVERLAY) : []),
      ]);
      return [...faults, ...unread];
    });
    expect(found).toEqual([]);
    expect(there.faults).toEqual([]);
    await there.close();
  }, 420_000);

  test('console J11, J12: on a phone and from right to left what opens over a page is whole and on the right side', async () => {
    for (const [size, viewport] of [
      ['wide', WIDE],
      ['phone', PHONE],
    ] as const) {
      const there = await consoleOf({ viewport });
      const { page } = there;
      const found = await overEveryPage(there, { size, pseudo: 'rtl' }, async () => [
        ...(await cutFaults(page, OVERLAY)),
        ...(await sideFaults(page, OVERLAY)),
        ...(size === 'phone' ? await targetFaults(page, OVERLAY) : []),
      ]);
      expect(found).toEqual([]);
      await there.close();
    }
  }, 420_000);

  test('console K2: a picture of a directory is asked of nobody', async () => {
    const { server, organizationId } = example;
    const okta = await server.scim({ organizationId });
    const made = await okta.post('/Users', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'ada.photo@northwind.example.com',
      name: { givenName: 'Ada', familyName: 'Photo' },
      emails: [{ value: 'ada.photo@northwind.example.com', primary: true }],
      photos: [{ value: 'https://pictures.example/ada.png', type: 'photo' }],
      active: true,
    });
    expect(made.status).toBe(201);
    const there = await consoleOf();
    await there.open(`/o/${organizationId}/people?q=ada.photo`);
    await there.page.getByRole('row', { name: /Ada Photo/ }).click();
    await there.page.getByRole('heading', { name: 'Ada Photo', exact: true }).waitFor();
    await settled(there.page);
    const shown = await there.page
      .locator('img')
      .evaluateAll((all) =>
        all.map((one) => (one as HTMLImageElement).src).filter((src) => src.includes('pictures.')),
      );
    expect([shown, there.faults]).toEqual([[], []]);
    await there.close();
  });

  test('console J1: after a dialog that a menu opened, nothing stays hidden and the focus is on the menu’s button', async () => {
    const there = await consoleOf();
    const { page } = there;
    const { server, organizationId } = example;
    const slug = 'demo-standard';
    await consolePerson(
      server,
      { id: organizationId, slug },
      { name: 'Mona Hand', roles: ['member'] },
    );
    await there.open(`/o/${organizationId}/people?q=mona`);
    const button = page.getByRole('button', { name: 'Actions for Mona Hand' });
    await button.click();
    await page.getByRole('menuitem', { name: /^Remove/ }).waitFor();
    expect(await axeInBoth(there)).toEqual([]);
    await page.getByRole('menuitem', { name: /^Remove/ }).click();
    await page.getByRole('dialog').waitFor();
    expect(await axeInBoth(there)).toEqual([]);
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const hidden = () =>
      page.evaluate(() =>
        [
          ...document.querySelectorAll(
            'body > [aria-hidden=true], [inert], main[aria-hidden=true]',
          ),
        ].map((one) => one.outerHTML.slice(0, 80)),
      );
    await expectSoon(hidden, []);
    await page.waitForFunction(() => document.activeElement?.ariaLabel === 'Actions for Mona Hand');
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).waitFor();
    expect(await axeInBoth(there)).toEqual([]);
    await there.close();
  });

  test('console J8: each status has a shape of its own, without its colour', async () => {
    const there = await consoleOf();
    const { page } = there;
    const shapes = new Map<string, string>();
    for (const path of [
      '/people',
      '/people?tab=invitations',
      '/keys',
      '/notifications?tab=outbox',
    ]) {
      await there.open(`/o/${example.organizationId}${path}`);
      await settled(page);
      for (const [tone, shape] of await page.locator('[data-tone]').evaluateAll((all) =>
        all.map((one) => {
          const mark = one.querySelector('i') ?? one;
          const { borderRadius, clipPath, height, borderTopWidth } = getComputedStyle(mark);
          const tone = (one as HTMLElement).dataset['tone'] ?? '';
          return [tone, [borderRadius, clipPath, height, borderTopWidth].join(' ')] as const;
        }),
      )) {
        shapes.set(tone, shape);
      }
    }
    expect([...shapes.keys()].toSorted()).toEqual(expect.arrayContaining(['off', 'ok', 'waiting']));
    expect(new Set(shapes.values()).size).toBe(shapes.size);
    await there.close();
  });

  test('console J10: the first frame is dark before any script runs', async () => {
    const there = await consoleOf({ javaScriptEnabled: false, colorScheme: 'light' });
    const { page } = there;
    const { origin } = new URL(example.server.home);
    const name = 'muster-color-scheme';
    await page.context().addCookies([{ name, value: 'dark', url: `${origin}/` }]);
    await page.goto(`${example.server.home}/o/${example.organizationId}`);
    // the middle of the picture is the page itself: one pixel of it, as the browser painted it
    const picture = await page.screenshot({ clip: { x: 700, y: 600, width: 1, height: 1 } });
    const { data } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect(Math.max(...data)).toBeLessThan(60);
    await there.close();
  });

  test('console J11: from right to left nothing is cut or on the wrong side; addresses and codes stay', async () => {
    const there = await consoleOf();
    await there.open(`/o/${example.organizationId}?pseudo=rtl`);
    const found = await onEveryPage(there, async (page) => {
      const faults: string[] = [];
      for (const viewport of [WIDE, PHONE]) {
        await page.setViewportSize(viewport);
        await settled(page);
        for (const fault of await cutFaults(page)) faults.push(`${viewport.width} ${fault}`);
        for (const fault of await sideFaults(page)) faults.push(`${viewport.width} ${fault}`);
      }
      return faults;
    });
    expect(found).toEqual([]);
    await there.close();
  }, 420_000);
});

/** It opens something beside a control, and not only dialogs in the middle of the window. */
function hasSide({ steps }: Opener): boolean {
  return steps.some(({ opens }) => opens !== undefined && !/(Dialog|Drawer)$/.test(opens));
}

/** First in the scheme that is shown, then in the other one, which stays: each change paints all of the page anew. */
async function inBothSchemes(
  page: Page,
  look: (scheme: 'light' | 'dark') => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const shown = await page.evaluate(() => document.documentElement.dataset['mantineColorScheme']);
  const faults: string[] = [];
  for (const colorScheme of shown === 'dark' ? DARK_FIRST : LIGHT_FIRST) {
    await show(page, colorScheme);
    for (const fault of await look(colorScheme)) faults.push(`${colorScheme} ${fault}`);
  }
  return faults;
}

/** Resolves once the page is in that scheme. */
async function show(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  const isShown = (scheme: string): boolean =>
    document.documentElement.dataset['mantineColorScheme'] === scheme;
  await page.waitForFunction(isShown, colorScheme);
}

/** What axe finds in the light and in the dark. */
async function axeInBoth({ page, axe }: ConsolePage): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await show(page, colorScheme);
    faults.push(...(await axe()));
  }
  return faults;
}
