import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import type { Opener, Step } from './overlays.js';

/** What lies over the page and is looked at, for the functions of `test/kit/looks.ts`. */
export const OVERLAY = '[data-looked-at=now]';

/** How long the focus may take on a busy machine. */
const FOCUS_MS = 10_000;
/** How long what is closed by a key may stay before the key is pressed again. */
const CLOSING_MS = 1_000;

/** A list that belongs to a dialog and stands in it is looked at with it. */
const KINDS =
  '[role=dialog], [role=menu], [role=listbox]:not([role=dialog] *), [role=tooltip], .recharts-tooltip-wrapper, [data-picker]';

/** The page on which openers are walked. */
export interface Walk {
  readonly page: Page;
  /** changes what the person is about to save, as somebody else */
  readonly meanwhile: () => Promise<void>;
  readonly look: (name: string) => Promise<readonly string[]>;
}

/** Does the steps, looks at whatever opens, and closes it all. A line for each fault, with what opened it in front. */
export async function walk(
  there: Walk,
  { on, steps, isDirty = false }: Opener,
): Promise<readonly string[]> {
  const { page } = there;
  const faults: string[] = [];
  for (const step of steps) {
    const name = `${on}, ${step.act} ${step.name}`;
    const element = await act(there, step).catch((error: unknown) => {
      throw new Error(`On the page "${name}" is not possible: ${String(error).slice(0, 400)}`);
    });
    if (step.opens === undefined) continue;
    await stands(page, name, step.act === 'hover' ? element : undefined);
    const found = [
      ...(await placeFaults(page, element)),
      ...(await focusInside(page)),
      ...(await there.look(name)),
    ];
    faults.push(...found.map((fault) => `${name}: ${fault}`));
  }
  await closeAll(page, on);
  faults.push(
    ...(await leftovers(page, isDirty ? [] : steps)).map((fault) => `${on}, after: ${fault}`),
  );
  return faults;
}

/** Returns what was pressed or pointed at, where something opens beside it. */
async function act(there: Walk, step: Step): Promise<Locator | undefined> {
  const { page } = there;
  const { act: kind, role = 'button', name, text = '', at } = step;
  if (kind === 'wait') return undefined;
  if (kind === 'key') return void (await page.keyboard.press(name));
  if (kind === 'meanwhile') return void (await there.meanwhile());
  const scope = page.locator(`:is(${KINDS})[data-looked-at]:visible`).last();
  const within = (await scope.count()) > 0 ? scope : page.locator('body');
  const named = within.getByRole(role, { ...(name !== '' && { name: wordsOf(name) }) });
  // the field of a list for several is there for readers only
  if (role === 'combobox') return void (await named.first().press('ArrowDown'));
  const element =
    at === undefined ? named.and(page.locator(':visible')).first() : page.locator(at).first();
  if (kind === 'type') await element.fill(text.replace('#', String(Date.now())));
  else if (kind === 'focus') await element.focus();
  else if (kind === 'hover') await element.hover();
  else if (role === 'checkbox') await element.check({ force: true });
  else await element.click();
  return element;
}

/** As the words begin, also where they stand in the longer and mirrored ones. */
function wordsOf(name: string): RegExp {
  return new RegExp(`(^|[^\\p{L}])${name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'u');
}

/** Waits until something new lies there with all that it loads, and marks it. A hint goes where the page moves below the pointer. */
async function stands(page: Page, name: string, pointed?: Locator): Promise<void> {
  const overlay = page.locator(`:is(${KINDS}):not([data-looked-at]):visible`).last();
  for (let tries = 0; tries < 3; tries += 1) {
    await overlay.waitFor().catch(() => {
      throw new Error(`Nothing opens: ${name}.`);
    });
    await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null);
    await overlay.evaluate(mark).catch(() => undefined);
    if (await page.locator(OVERLAY).isVisible()) return;
    await page.mouse.move(0, 0);
    await pointed?.hover();
  }
}

/** Of several that lie over each other the newest is looked at. */
function mark(element: Element): Promise<unknown> {
  for (const one of document.querySelectorAll('[data-looked-at=now]')) {
    one.setAttribute('data-looked-at', 'before');
  }
  element.setAttribute('data-looked-at', 'now');
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}

/** It is on the screen as a whole, or scrolls down; what belongs to a control is beside it. */
async function placeFaults(page: Page, opener: Locator | undefined): Promise<readonly string[]> {
  // what opened it may have gone with it
  const isThere = opener !== undefined && (await opener.count()) > 0;
  const from = isThere ? await opener.boundingBox({ timeout: 1_000 }).catch(() => null) : null;
  return page.locator(OVERLAY).evaluate((element, at) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const faults: string[] = [];
    if (left < -1 || right > innerWidth + 1 || top < -1) {
      faults.push(`outside of the screen: ${left} to ${right}, from ${top}`);
    }
    const isOwn = !element.matches('[aria-modal=true]');
    if (at && isOwn) {
      const dx = Math.max(at.x - right, left - at.x - at.width);
      const dy = Math.max(at.y - bottom, top - at.y - at.height);
      if (dx > 16 || dy > 16) faults.push(`${Math.round(dx)}, ${Math.round(dy)} px away`);
    }
    return faults;
  }, from);
}

/** A dialog and a menu have the focus a moment after they are there, a list its field. */
async function focusInside(page: Page): Promise<readonly string[]> {
  const isInside = (selector: string): boolean => {
    const element = document.querySelector(selector);
    if (!element?.matches('[role=dialog], [role=menu]')) return true;
    return element.contains(document.activeElement);
  };
  const comes = page.waitForFunction(isInside, OVERLAY, { timeout: FOCUS_MS });
  if (await comes.then(Boolean, () => false)) return [];
  const at = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 80) ?? '');
  return [`the focus is on ${at}`];
}

async function closeAll(page: Page, on: string): Promise<void> {
  const left = page.locator(`:is(${KINDS})[data-looked-at]:visible`);
  for (let tries = 0; (await left.count()) > 0; tries += 1) {
    if (tries > 6) throw new Error(`Something does not close on the page ${on}.`);
    const before = await left.count();
    await page.mouse.move(0, 0);
    const stored = page.getByRole('button', { name: wordsOf('I have stored it') });
    if (await stored.isVisible()) await stored.click();
    else await page.keyboard.press('Escape');
    await goes(left, before);
  }
}

/** One of them has gone; not for long, since some take a second key. */
async function goes(left: Locator, before: number): Promise<void> {
  for (const end = Date.now() + CLOSING_MS; Date.now() < end;) {
    if ((await left.count()) < before) return;
    await pause(10);
  }
}

/** Nothing stays hidden from readers, and the focus is on what opened it all (console J1). */
async function leftovers(page: Page, [first]: readonly Step[]): Promise<readonly string[]> {
  const isOpener = first?.act === 'press' && first.role === 'button';
  const name = isOpener ? first.name : '';
  // a dialog gives it back a moment after it is gone
  const isBack = await page
    .waitForFunction(
      (words) => {
        const active = document.activeElement;
        if (active === null || active === document.body) return false;
        return `${active.ariaLabel ?? ''} ${active.textContent ?? ''}`.includes(words);
      },
      name,
      { timeout: isOpener ? FOCUS_MS : 1 },
    )
    .then(
      () => true,
      () => !isOpener,
    );
  const faults = await page.evaluate(() =>
    [
      ...document.querySelectorAll('body > div[aria-hidden=true], [inert], main[aria-hidden=true]'),
    ].map((one) => `stays hidden: ${one.outerHTML.slice(0, 80)}`),
  );
  if (isBack) return faults;
  const at = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 80) ?? '');
  return [...faults, `the focus is not on "${name}" but on ${at}`];
}

/** Components of Mantine, of Recharts and of our own that open over the page; more of them are added with their first use. */
const NAMES = (
  'Autocomplete Combobox ConfirmDialog Dialog Drawer HoverCard Menu Modal MultiSelect Popover ' +
  'SecretDialog Select TagsInput Tooltip'
).split(' ');
/** Where an element of one begins, and not a part of it such as `Menu.Item` or a type. */
const OPENING = new RegExp(`(?<![\\w.])<(${NAMES.join('|')})(?![\\w.])`, 'g');

/** `pages/keys/new-key.tsx Select` for each file of the console and each such component in it. */
export function usesOfOverlays(): readonly string[] {
  const root = join('console', 'src');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const uses = files
    .filter((file) => file.endsWith('.tsx') && !OWN.has(file))
    .flatMap((file) => {
      const found = readFileSync(join(root, file), 'utf8').matchAll(OPENING);
      return [...found].map(([, component = '']) => `${file} ${component}`);
    });
  return [...new Set(uses)].toSorted();
}

/** They are looked at wherever they are used. */
const OWN = new Set(['parts/confirm-dialog.tsx', 'parts/dialog.tsx', 'parts/secret-dialog.tsx']);
