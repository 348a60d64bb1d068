import type { Page } from 'playwright-core';

// What lies over a page of the console once it is asked for: a dialog, a menu, the words of a hint. Each is found by its place, since its
// words are other ones in each language.

interface Opener {
  readonly at: string;
  /** of several the how manyth; from the end below zero */
  readonly nth?: number;
  readonly by?: 'hover';
}

const TOP = 'header:not(main header) button';
const MENUS = 'main button[aria-haspopup=menu]';
const HEADER = 'main header button';

/** Name of the page in `test/kit/example-console.ts` → what opens there, in a wide window. */
export const OVERLAYS: Readonly<Record<string, readonly Opener[]>> = {
  overview: [
    { at: TOP, nth: 0 },
    { at: TOP, nth: 1 },
    { at: TOP, nth: 2 },
    { at: TOP, nth: 3 },
    { at: 'main time', nth: 0, by: 'hover' },
  ],
  people: [
    { at: MENUS, nth: 0 },
    { at: MENUS, nth: 1 },
    { at: MENUS, nth: 4 },
    { at: MENUS, nth: 5 },
  ],
  member: [{ at: 'main footer button', nth: -1, by: 'hover' }],
  space: [
    { at: HEADER, nth: -1 },
    { at: 'main button', nth: -1 },
  ],
  pool: [{ at: HEADER, nth: -1 }],
  domains: [{ at: HEADER }],
  settings: [{ at: 'main button', nth: -1 }],
};

const SHOWN = ['dialog', 'menu', 'tooltip'].map((role) => `[role=${role}]:visible`).join(', ');

/** The overlay that is looked at, for the functions of `test/kit/looks.ts`. */
export const OVERLAY = '[data-looked-at]';

/** Opens each overlay of the page, looks at it, and closes it. A line for each fault, with the place of what opened it in front. */
export async function overOverlays(
  page: Page,
  name: string,
  look: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { at, nth = 0, by = 'click' } of OVERLAYS[name] ?? []) {
    const opener = page.locator(`${at}:visible`).nth(nth);
    await (by === 'hover' ? opener.hover() : opener.click());
    const overlay = page.locator(SHOWN).last();
    const opens = await overlay.waitFor().then(
      () => true,
      () => false,
    );
    if (!opens) throw new Error(`On the page ${name} nothing opens at ${at}, ${nth}.`);
    await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null);
    await overlay.evaluate((element) => element.setAttribute('data-looked-at', ''));
    const found = [...(await outsideFaults(page)), ...(await look())];
    faults.push(...found.map((fault) => `over ${at} ${nth}: ${fault}`));
    await (by === 'hover' ? page.mouse.move(0, 0) : page.keyboard.press('Escape'));
    await page.locator(OVERLAY).waitFor({ state: 'hidden' });
  }
  return faults;
}

/** It is on the screen as a whole, or scrolls down. */
function outsideFaults(page: Page): Promise<readonly string[]> {
  return page.locator(OVERLAY).evaluate((element) => {
    const { left, right, top } = element.getBoundingClientRect();
    const isInside = left >= -1 && right <= innerWidth + 1 && top >= -1;
    return isInside ? [] : [`outside of the screen: ${left} to ${right}, from ${top}`];
  });
}
