import type { Page } from 'playwright-core';

export type Role = Parameters<Page['getByRole']>[0];

/** A control as a screen reader says it: its role, and its whole name or a part of it as a pattern. */
export interface Control {
  readonly role: Role;
  readonly name: string | RegExp;
}

/** More than the controls of any page of the console: a round over all of them ends below it. */
const MOST_PRESSES = 120;

/**
 * Presses a key until that control has the focus: Tab, or an arrow inside of a menu, a list of tabs or a grid. Fails after a round, with
 * what had the focus on the way.
 */
export async function pressUntil(page: Page, key: string, { role, name }: Control): Promise<void> {
  const control = page.getByRole(role, { name, exact: true });
  await control.first().waitFor();
  const here = control.and(page.locator(':focus'));
  for (let presses = 0; presses <= MOST_PRESSES; presses += 1) {
    if ((await here.count()) > 0) return;
    await page.keyboard.press(key);
  }
  const passed: string[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    passed.push(await focusedWords(page));
    await page.keyboard.press(key);
  }
  const way = passed.join(', ');
  throw new Error(`${key} never comes to ${role} ${String(name)}. On the way: ${way}`);
}

/** What has the focus, in a few words; `body` is nothing. */
export function focusedWords(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement: element } = document;
    const words = element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    const kind = element?.getAttribute('role') ?? element?.tagName.toLowerCase() ?? '';
    return kind === 'body' ? kind : `${kind} ${words.trim().slice(0, 40)}`;
  });
}
