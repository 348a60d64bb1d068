import type { Page } from 'playwright-core';

/** What has a side and stands on the wrong one, and what is written from left to right and is not. `within`: a selector of a part. */
export function sideFaults(page: Page, within = 'body'): Promise<readonly string[]> {
  return page.evaluate((part) => {
    const root = document.querySelector(part) ?? document.body;
    const faults: string[] = [];
    /** Parts of a control that have a side: from right to left the start is on the right. */
    const ENDS = [
      ['.mantine-Modal-close, .mantine-Drawer-close', 'end'],
      ['.mantine-Menu-itemSection[data-position=left]', 'start'],
      ['.mantine-Menu-itemSection[data-position=right]', 'end'],
      ['.mantine-Input-section[data-position=left]', 'start'],
      ['.mantine-Input-section[data-position=right]', 'end'],
      ['.mantine-Button-section[data-position=left]', 'start'],
      ['.mantine-Button-section[data-position=right]', 'end'],
    ] as const;
    const middle = (element: Element | null): number | undefined => {
      const box = element?.getBoundingClientRect();
      return box && box.width > 0 ? box.left + box.width / 2 : undefined;
    };
    const main = middle(document.querySelector('main'));
    const navigation = middle(document.querySelector('nav'));
    if (main !== undefined && navigation !== undefined && navigation < main) {
      faults.push('the navigation stands on the left');
    }
    const panel = middle(document.querySelector('main aside, main [data-panel]'));
    const list = middle(document.querySelector('main [role=grid]'));
    if (panel !== undefined && list !== undefined && panel > list) {
      faults.push('the panel stands on the right');
    }
    for (const [selector, side] of ENDS) {
      for (const element of root.querySelectorAll(selector)) {
        const [own, around] = [middle(element), middle(element.parentElement)];
        if (own === undefined || around === undefined || Math.abs(own - around) < 1) continue;
        if (own > around !== (side === 'start')) faults.push(`not at the ${side}: ${selector}`);
      }
    }
    for (const arrow of root.querySelectorAll(
      '.tabler-icon-arrow-left, .tabler-icon-chevron-left, .tabler-icon-chevron-right, .tabler-icon-arrow-right',
    )) {
      if (middle(arrow) === undefined) continue;
      if (!getComputedStyle(arrow).transform.startsWith('matrix(-1')) {
        faults.push(`an arrow is not mirrored: ${arrow.getAttribute('class') ?? ''}`);
      }
    }
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const words = texts.currentNode.nodeValue ?? '';
      const element = texts.currentNode.parentElement;
      const isCode = /\S@\S|https?:\/\/|^[\w-]+(\.[\w-]+)+$/.test(words.trim());
      if (!element || !(isCode || element.matches('code, pre'))) continue;
      if (!element.checkVisibility()) continue;
      // in a sentence the sentence has its own direction
      if (/\s/.test(words.trim())) continue;
      const { direction, unicodeBidi } = getComputedStyle(element);
      if (direction === 'rtl' && !unicodeBidi.includes('isolate') && unicodeBidi !== 'plaintext')
        faults.push(`not from left to right: "${words.slice(0, 60)}"`);
    }
    return faults;
  }, within);
}
