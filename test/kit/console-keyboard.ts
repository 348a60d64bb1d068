import { test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { mongoServer } from './mongo-databases.js';
import type { StoreKind } from './stores.js';

/** How a person works a page. A journey is written once, and walked by mouse and then by the keys alone. */
export interface Hand {
  readonly name: 'mouse' | 'keyboard';
  /** a button, link, tab or entry is worked; a box or switch is turned */
  use(target: Locator): Promise<void>;
  /** writes into a field, over what stands in it */
  write(target: Locator, text: string): Promise<void>;
  /** opens a closed choice and takes the option, which stands elsewhere in the page */
  choose(field: Locator, option: Locator): Promise<void>;
}

/** Stops on the way to a control. More of them is a page that nobody walks by keys. */
const MOST = 60;

/** Sixty stops for each control are many questions to the browser, of which a busy machine answers ten a second. */
const JOURNEY_MS = 300_000;

/** A test of many steps, on a machine that may have other things to do. */
export function journey(title: string, walk: () => Promise<void>): void {
  test(title, walk, JOURNEY_MS);
}

/**
 * Both hands, and both databases, each once: with MongoDB the mouse works on it and the keys on SQLite, which is
 * the faster one and has the longer walk. Without MongoDB both work on SQLite.
 */
export function handsOn(store: StoreKind['name']): readonly Hand['name'][] {
  if (store === 'mongodb') return ['mouse'];
  return mongoServer === undefined ? ['mouse', 'keyboard'] : ['keyboard'];
}

/** `keyboard`: the mouse is never touched, and the focus is never set by the test. */
export function handsOf(page: Page): readonly Hand[] {
  return [mouseOf(page), keyboardOf(page)];
}

function mouseOf(page: Page): Hand {
  return {
    name: 'mouse',
    use: (target) => shown(target).then((seen) => seen.click()),
    write: async (target, text) => {
      await target.click();
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type(text);
    },
    choose: async (field, option) => {
      // of a choice of several the drawn field lies over the real one, and takes the click
      await field.click({ force: true });
      await option.click();
    },
  };
}

/** What a person sees of it: of a switch its track, beside the field itself. */
async function shown(target: Locator): Promise<Locator> {
  const isSwitch = (await target.getAttribute('role')) === 'switch';
  return isSwitch ? target.locator('xpath=..').locator('.mantine-Switch-track') : target;
}

function keyboardOf(page: Page): Hand {
  const { keyboard } = page;
  return {
    name: 'keyboard',
    use: async (target) => {
      await reach(page, target);
      await keyboard.press((await isTurned(target)) ? 'Space' : 'Enter');
    },
    write: async (target, text) => {
      await reach(page, target);
      await keyboard.press('ControlOrMeta+a');
      await keyboard.type(text);
    },
    choose: async (field, option) => {
      await reach(page, field);
      await chooseByKeys(page, field, option);
    },
  };
}

/** A dialog takes the focus a moment after it is there: a key before that speaks to the page below it. */
export function focusIn(dialog: Locator): Promise<void> {
  return dialog.locator(':focus').first().waitFor({ state: 'attached' });
}

/**
 * Takes an option of the choice that has the focus. The list comes a moment after the key that opens it: an arrow or Enter before that
 * moves nothing and takes nothing.
 */
export async function chooseByKeys(page: Page, field: Locator, option: Locator): Promise<void> {
  const isOpen = (await field.getAttribute('aria-expanded')) === 'true';
  if (!isOpen) await page.keyboard.press('ArrowDown');
  await option.waitFor();
  await until({ page, key: 'ArrowDown', name: String(option) }, () => isMarked(field, option));
  await page.keyboard.press('Enter');
}

/**
 * Leads the focus to a control as a person does: Tab from stop to stop; arrows inside of a list, a menu, a group of radios or tabs.
 * Fails after 60 stops with all of them, and at a stop that has no name.
 */
export async function reach(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  const name = String(target);
  const isThere = (): Promise<boolean> => hasFocus(target);
  const place = await target.evaluate((element) => {
    if (element.closest('[role=row]')) return 'row';
    const role = element.getAttribute('role') ?? (element as HTMLInputElement).type;
    if (role === 'tab') return 'tabs';
    return ['menuitem', 'radio'].includes(role) ? 'group' : 'page';
  });
  if (place === 'page') return tabUntil(page, name, isThere);
  if (place === 'group' || place === 'tabs') {
    await tabUntil(page, name, () => target.evaluate(isBesideFocus));
    return until({ page, key: place === 'tabs' ? 'ArrowRight' : 'ArrowDown', name }, isThere);
  }
  await tabUntil(page, name, () => page.evaluate(isRowFocused));
  const row = target.locator('xpath=ancestor-or-self::*[@role="row"]');
  if (!(await holdsFocus(row))) {
    await page.keyboard.press('Home');
    await until({ page, key: 'ArrowDown', name }, () => holdsFocus(row));
  }
  await until({ page, key: 'ArrowRight', name }, isThere);
}

/** Presses Tab until the condition holds, and looks at the name of every stop. */
export function tabUntil(
  page: Page,
  name: string,
  condition: () => Promise<boolean>,
): Promise<void> {
  return until({ page, key: 'Tab', name, isNamed: true }, condition);
}

interface Way {
  readonly page: Page;
  readonly key: string;
  /** what is looked for, for the one who reads the failure */
  readonly name: string;
  readonly isNamed?: boolean;
}

async function until(
  { page, key, name, isNamed = false }: Way,
  condition: () => Promise<boolean>,
): Promise<void> {
  const stops: string[] = [];
  while (!(await condition())) {
    if (stops.length >= MOST) throw new Error(`${key} finds no ${name}: ${stops.join(' → ')}`);
    await page.keyboard.press(key);
    const stop = await page.evaluate(nameOfFocus);
    if (isNamed && stop === '') throw new Error(`no name after ${stops.join(' → ')}`);
    stops.push(stop);
  }
}

function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element === document.activeElement);
}

function holdsFocus(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element.contains(document.activeElement));
}

/** What Space turns, where Enter does nothing. */
function isTurned(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element.matches('input[type=checkbox], input[type=radio]'));
}

/** The option of an open choice that Enter takes. */
async function isMarked(field: Locator, option: Locator): Promise<boolean> {
  const marked = await field.getAttribute('aria-activedescendant');
  return marked !== null && marked === (await option.getAttribute('id'));
}

function isBesideFocus(element: Element): boolean {
  const group = element.closest('[role=menu], [role=radiogroup], [role=tablist]');
  return group !== null && group.contains(document.activeElement);
}

function isRowFocused(): boolean {
  return (
    document.activeElement?.matches(
      '[role=grid] [role=row][data-index], [role=row][data-index] *',
    ) === true
  );
}

function nameOfFocus(): string {
  const { activeElement: element } = document;
  if (!element || element === document.body) return 'the page';
  const { labels } = element as HTMLInputElement;
  const ids = element.getAttribute('aria-labelledby')?.split(' ') ?? [];
  const words = [
    element.getAttribute('aria-label'),
    ...ids.map((id) => document.getElementById(id)?.textContent),
    ...[...(labels ?? [])].map(({ textContent }) => textContent),
    element.textContent,
  ];
  return (words.find((one) => one?.trim()) ?? '').trim().replaceAll(/\s+/g, ' ').slice(0, 40);
}
