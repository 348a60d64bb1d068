import type { FileChooser, Page } from 'playwright-core';
import { pressUntil, type Role } from './keyboard.js';

/** What a person does on a page of the console, in the words that stand there. The same steps are done by mouse and by keyboard alone. */
export interface Hands {
  readonly by: 'mouse' | 'keyboard';
  /** a button, a link, a tab, an entry of a menu or of a list that is open */
  press(role: Role, name: string | RegExp): Promise<void>;
  /** a checkbox or a switch */
  tick(role: 'checkbox' | 'switch' | 'radio', name: string | RegExp): Promise<void>;
  /** a text field: the text in place of what is there */
  fill(name: string | RegExp, text: string): Promise<void>;
  /** a list that opens below its field: the option in it */
  choose(field: string | RegExp, option: string): Promise<void>;
  /** one of a browser's own list */
  select(field: string | RegExp, option: string): Promise<void>;
  openRow(name: RegExp): Promise<void>;
  tickRow(name: string): Promise<void>;
  /** the button that opens the browser's own choice of a file */
  chooseFile(
    button: string,
    file: { name: string; mimeType: string; buffer: Buffer },
  ): Promise<void>;
}

export function mouseOf(page: Page): Hands {
  keepChoosersClosed(page);
  const at = (role: Role, name: string | RegExp) => page.getByRole(role, { name, exact: true });
  return {
    by: 'mouse',
    press: (role, name) => at(role, name).click(),
    // the drawn switch lies over the input
    tick: (role, name) => at(role, name).click({ force: true }),
    fill: (name, text) => at('textbox', name).fill(text),
    async choose(field, option) {
      await at('combobox', field).click();
      await at('option', option).click();
      await page.keyboard.press('Escape');
    },
    async select(field, option) {
      await at('combobox', field).selectOption({ label: option });
    },
    openRow: (name) => page.getByRole('row', { name }).getByRole('gridcell').nth(1).click(),
    tickRow: (name) => at('checkbox', `Select ${name}`).click(),
    async chooseFile(button, file) {
      const [chooser] = await opened(page, () => at('button', button).click());
      await chooser.setFiles(file);
    },
  };
}

/** Moves the focus by keys only: Tab to a control, arrows inside of a menu, of tabs, of a list. */
export function keyboardOf(page: Page): Hands {
  keepChoosersClosed(page);
  const tab = (role: Role, name: string | RegExp): Promise<void> =>
    pressUntil(page, 'Tab', { role, name });
  const { keyboard } = page;
  const toRow = async (name: RegExp): Promise<void> => {
    await tab('row', /^Select /);
    await keyboard.press('Home');
    await pressUntil(page, 'ArrowDown', { role: 'row', name });
  };
  return {
    by: 'keyboard',
    async press(role, name) {
      if (role === 'tab') {
        await page.getByRole('tab', { name, exact: true }).waitFor();
        await tab('tab', await page.getByRole('tab', { selected: true }).innerText());
        await pressUntil(page, 'ArrowRight', { role, name });
      } else if (role === 'menuitem') await pressUntil(page, 'ArrowDown', { role, name });
      else await tab(role, name);
      await keyboard.press('Enter');
    },
    async tick(role, name) {
      await tab(role, name);
      await keyboard.press('Space');
    },
    async fill(name, text) {
      await tab('textbox', name);
      await keyboard.press('Control+a');
      await keyboard.type(text);
    },
    async choose(field, option) {
      await tab('combobox', field);
      await keyboard.press('ArrowDown');
      await arrowToOption(page, option);
      await keyboard.press('Enter');
      await keyboard.press('Escape');
    },
    async select(field, option) {
      await tab('combobox', field);
      // a browser's own list takes the first letters
      await keyboard.type(option.slice(0, 12));
    },
    async openRow(name) {
      await toRow(name);
      await keyboard.press('Enter');
    },
    async tickRow(name) {
      await toRow(new RegExp(`^Select ${name}`));
      await keyboard.press('Space');
    },
    async chooseFile(button, file) {
      await tab('button', button);
      const [chooser] = await opened(page, () => keyboard.press('Enter'));
      await chooser.setFiles(file);
    },
  };
}

/** The focus stays in the field; `aria-activedescendant` names the option. */
async function arrowToOption(page: Page, option: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    const words = await page.evaluate(() => {
      const id = document.activeElement?.getAttribute('aria-activedescendant') ?? '';
      return document.getElementById(id)?.textContent ?? '';
    });
    if (words.trim() === option) return;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`The arrows never come to the option ${option}.`);
}

/** Chromium hands choosers over from now on: a key that opens one is faster than the first question for it. */
function keepChoosersClosed(page: Page): void {
  page.on('filechooser', () => undefined);
}

async function opened(page: Page, act: () => Promise<void>): Promise<readonly [FileChooser]> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), act()]);
  return [chooser];
}
