import type { Page } from 'playwright-core';

// What a critical reader sees on a page of the console, computed over all of it. Each function runs in the page and gives one line a fault.

/**
 * Text below 4.5:1 (3:1 where it is large), and borders of fields below 3:1, against what is painted behind them (WCAG 2.2, 1.4.3 and
 * 1.4.11). What is disabled is exempt; the reason beside it and placeholders are not. `within`: a selector of the part that is looked at.
 */
export function contrastFaults(page: Page, within = 'body'): Promise<readonly string[]> {
  return page.evaluate((part) => {
    const root = document.querySelector(part) ?? document.body;
    type Color = readonly [number, number, number, number];
    const faults = new Set<string>();
    const known = new Map<string, Color>();
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

    /** Any colour that CSS can write, as the browser itself paints it. */
    const colorOf = (css: string): Color => {
      const found = known.get(css);
      if (found || !canvas) return found ?? [0, 0, 0, 1];
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = css;
      canvas.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
      const color: Color = [red, green, blue, alpha / 255];
      known.set(css, color);
      return color;
    };
    const over = ([r, g, b, a]: Color, [r2, g2, b2]: Color): Color => [
      r * a + r2 * (1 - a),
      g * a + g2 * (1 - a),
      b * a + b2 * (1 - a),
      1,
    ];
    const backgrounds = new Map<Element, Color>();
    const backgroundOf = (element: Element | null): Color => {
      if (!element) return colorOf('canvas');
      const seen = backgrounds.get(element);
      if (seen) return seen;
      const color = colorOf(getComputedStyle(element).backgroundColor);
      const background =
        color[3] >= 0.999 ? color : over(color, backgroundOf(element.parentElement));
      backgrounds.set(element, background);
      return background;
    };
    const luminance = ([r, g, b]: Color): number => {
      const [red = 0, green = 0, blue = 0] = [r, g, b].map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ratio = (one: Color, other: Color): number => {
      const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
      return (high + 0.05) / (low + 0.05);
    };
    // why something is disabled is there to be read
    const isOff = (element: Element): boolean =>
      element.closest(':disabled, [aria-disabled=true], [data-disabled]') !== null &&
      element.closest('small') === null;
    const isSeen = (element: Element): boolean => {
      const { width, height } = element.getBoundingClientRect();
      if (width < 2 || height < 2) return false;
      return element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    };
    const say = (what: string, element: Element, found: number): void => {
      const words = (element.textContent ?? '').trim().slice(0, 40);
      const place = `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`;
      faults.add(`${what} ${found.toFixed(2)}: ${place} "${words}"`);
    };
    const checkText = (element: Element, css: string, what: string): void => {
      const { fontSize, fontWeight } = getComputedStyle(element);
      const size = Number.parseFloat(fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700);
      const background = backgroundOf(element);
      const found = ratio(over(colorOf(css), background), background);
      if (found < (isLarge ? 3 : 4.5)) say(what, element, found);
    };
    /** Of the field, or of what frames it: a field for several values stands in a frame without one of its own. */
    const borderOf = (field: Element, levels: number): number => {
      const { borderBottomWidth, borderBottomColor } = getComputedStyle(field);
      if (Number.parseFloat(borderBottomWidth) > 0) {
        const behind = backgroundOf(field.parentElement);
        return ratio(over(colorOf(borderBottomColor), behind), behind);
      }
      if (levels === 0 || !field.parentElement) return 1;
      return borderOf(field.parentElement, levels - 1);
    };

    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      if ((texts.currentNode.nodeValue ?? '').trim() === '' || !element) continue;
      if (element.matches('option') || isOff(element) || !isSeen(element)) continue;
      const { color, fill } = getComputedStyle(element);
      checkText(element, element instanceof SVGElement ? fill : color, 'text');
    }
    for (const field of root.querySelectorAll('input, textarea, select')) {
      if (isOff(field) || !isSeen(field)) continue;
      const style = getComputedStyle(field);
      const { placeholder = '', value = '' } = field as HTMLInputElement;
      const isTick = ['checkbox', 'radio'].includes((field as HTMLInputElement).type);
      if (!isTick && value !== '') checkText(field, style.color, 'value');
      else if (placeholder !== '') {
        checkText(field, getComputedStyle(field, '::placeholder').color, 'placeholder');
      }
      const { backgroundColor } = style;
      const behind = backgroundOf(field.parentElement);
      const border = borderOf(field, isTick ? 0 : 3);
      const inside = ratio(over(colorOf(backgroundColor), behind), behind);
      // a list to choose from is seen by its arrow
      const hasArrow = style.backgroundImage !== 'none';
      if (Math.max(border, isTick ? inside : 1) < 3 && !hasArrow) say('border', field, border);
    }
    for (const track of root.querySelectorAll('.mantine-Switch-track')) {
      if (track.parentElement?.querySelector(':disabled') || !isSeen(track)) continue;
      const found = ratio(backgroundOf(track), backgroundOf(track.parentElement));
      if (found < 3) say('switch', track, found);
    }
    return [...faults];
  }, within);
}

/**
 * Text that is cut: it does not fit and neither scrolls nor ends in an ellipsis whose whole words come up under the pointer. The page
 * itself never scrolls sideways. `within`: a selector of the part whose text is looked at.
 */
export function cutFaults(page: Page, within = 'body'): Promise<readonly string[]> {
  return page.evaluate((part) => {
    const root = document.querySelector(part) ?? document.body;
    const faults = new Set<string>();
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth + 1) faults.add(`the page is ${scrollWidth} px wide`);
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (texts.nextNode()) {
      const node = texts.currentNode;
      const words = (node.nodeValue ?? '').trim();
      const element = node.parentElement;
      if (words === '' || !element?.checkVisibility({ visibilityProperty: true })) continue;
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      if (box.width < 1) continue;
      const cut = cutBy(element, box);
      if (cut) faults.add(`cut by ${cut}: "${words.slice(0, 60)}"`);
    }
    return [...faults];

    /** The ancestor that cuts the box; undefined where the text is whole, or can be had. */
    function cutBy(from: HTMLElement, box: DOMRect): string | undefined {
      if (isForReadersOnly(from)) return undefined;
      for (let at: HTMLElement | null = from; at && at !== document.body; at = at.parentElement) {
        const style = getComputedStyle(at);
        if (style.overflowX === 'visible' || style.display === 'inline') continue;
        if (style.overflowX === 'auto' || style.overflowX === 'scroll') return undefined;
        const frame = at.getBoundingClientRect();
        const isCut =
          box.right > frame.right + 1.5 ||
          box.left < frame.left - 1.5 ||
          box.bottom > frame.bottom + 4;
        if (!isCut) continue;
        if (style.textOverflow === 'ellipsis' && hasWholeWords(at)) return undefined;
        return `${at.tagName.toLowerCase()}.${at.getAttribute('class') ?? ''}`;
      }
      return undefined;
    }

    function isForReadersOnly(from: HTMLElement): boolean {
      for (let at: HTMLElement | null = from; at; at = at.parentElement) {
        if (getComputedStyle(at).clipPath.startsWith('inset(50%')) return true;
      }
      return false;
    }

    function hasWholeWords(element: HTMLElement): boolean {
      element.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
      return element.title !== '' || element.closest('[title]:not([title=""])') !== null;
    }
  }, within);
}

/** What is pressed is 24 by 24 px, or has so much room to itself (WCAG 2.2, 2.5.8 with its exceptions for spacing and for text). */
export function targetFaults(page: Page, within = 'body'): Promise<readonly string[]> {
  return page.evaluate((part) => {
    const root = document.querySelector(part) ?? document.body;
    const SIZE = 24;
    const kinds =
      'a[href], button, input, select, textarea, [role=button], [role=tab], [role=menuitem], [role=option]';
    const targets = [...root.querySelectorAll<HTMLElement>(kinds)].flatMap((element) => {
      const { width, height } = element.getBoundingClientRect();
      if (width < 2 || height < 2) return [];
      if (!element.checkVisibility({ opacityProperty: false, visibilityProperty: true })) return [];
      for (let at: Element | null = element; at; at = at.parentElement) {
        if (getComputedStyle(at).clipPath.startsWith('inset(50%')) return [];
      }
      if (isScrolledAway(element)) return [];
      // a row is a target of its own around its controls, and covers its link
      if (element.closest('[role=row]') && element.matches('a')) return [];
      return [{ element, box: boxOf(element) }];
    });
    const faults: string[] = [];
    for (const target of targets) {
      const { element, box } = target;
      if (box.width >= SIZE - 0.5 && box.height >= SIZE - 0.5) continue;
      if (isInText(element)) continue;
      const x = box.left + box.width / 2;
      const y = box.top + box.height / 2;
      const near = targets.find(
        (other) => other !== target && !sharesLabel(other.element, element) && reaches(other, x, y),
      );
      const size = `${Math.round(box.width)}×${Math.round(box.height)}`;
      const name = element.ariaLabel ?? element.textContent?.trim() ?? '';
      if (near) {
        const nearName = near.element.ariaLabel ?? near.element.textContent?.trim() ?? '';
        faults.push(`${size} ${element.tagName} "${name}" near "${nearName}"`);
      }
    }
    return faults;

    /** Its middle is not in sight within what scrolls around it. */
    function isScrolledAway(element: HTMLElement): boolean {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
        if (getComputedStyle(at).overflowY === 'visible') continue;
        const frame = at.getBoundingClientRect();
        const [x, y] = [(left + right) / 2, (top + bottom) / 2];
        if (x < frame.left || x > frame.right || y < frame.top || y > frame.bottom) return true;
      }
      return false;
    }

    /** The control with its label: a press on either is the same. */
    function boxOf(element: HTMLElement): DOMRect {
      const own = element.getBoundingClientRect();
      const labels = [...((element as HTMLInputElement).labels ?? [])];
      return labels.reduce((sum, label) => {
        const box = label.getBoundingClientRect();
        const left = Math.min(sum.left, box.left);
        const top = Math.min(sum.top, box.top);
        const right = Math.max(sum.right, box.right);
        const bottom = Math.max(sum.bottom, box.bottom);
        return new DOMRect(left, top, right - left, bottom - top);
      }, own);
    }

    function reaches({ box }: { readonly box: DOMRect }, x: number, y: number): boolean {
      const isSmall = box.width < SIZE || box.height < SIZE;
      if (isSmall) {
        const away = Math.hypot(box.left + box.width / 2 - x, box.top + box.height / 2 - y);
        if (away < SIZE) return true;
      }
      const dx = Math.max(box.left - x, 0, x - box.right);
      const dy = Math.max(box.top - y, 0, y - box.bottom);
      return Math.hypot(dx, dy) < SIZE / 2;
    }

    function isInText(element: HTMLElement): boolean {
      if (getComputedStyle(element).display !== 'inline') return false;
      const around = element.parentElement?.textContent?.trim() ?? '';
      return around.length > (element.textContent?.trim() ?? '').length + 3;
    }

    function sharesLabel(one: HTMLElement, other: HTMLElement): boolean {
      return (
        one.contains(other) || other.contains(one) || one.closest('label')?.contains(other) === true
      );
    }
  }, within);
}

/** Controls without a name, and those of different rows of one list that are called the same (console J6). */
export function nameFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const faults = new Set<string>();
    const lists = document.querySelectorAll('main table, main [role=grid], main ul, main ol');
    for (const list of lists) {
      const seen = new Map<string, Element>();
      for (const control of list.querySelectorAll<HTMLElement>('button, input, select, a[href]')) {
        if (!control.checkVisibility({ visibilityProperty: true })) continue;
        const row = control.closest('tr, [role=row], li');
        if (!row || row.closest('table, [role=grid], ul, ol') !== list) continue;
        const name = nameOf(control);
        if (name === '') faults.add(`no name: ${control.outerHTML.slice(0, 120)}`);
        const other = seen.get(`${control.tagName} ${name}`);
        if (other && other !== row) faults.add(`twice: ${control.tagName} "${name}"`);
        seen.set(`${control.tagName} ${name}`, row);
      }
    }
    return [...faults];

    function nameOf(control: HTMLElement): string {
      const by = control.getAttribute('aria-labelledby')?.split(' ') ?? [];
      const words = by.map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
      const label = [...((control as HTMLInputElement).labels ?? [])]
        .map((one) => one.textContent ?? '')
        .join(' ');
      const named = [
        words,
        control.ariaLabel ?? '',
        label,
        control.textContent ?? '',
        control.title,
      ];
      return named.map((one) => one.trim()).find((one) => one !== '') ?? '';
    }
  });
}

/** What moves although the person asked for less motion. */
export function motionFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const longest = (value: string): number =>
      Math.max(...value.split(',').map((part) => Number.parseFloat(part)));
    return [...document.querySelectorAll('body *')].flatMap((element) => {
      const { transitionDuration, animationDuration, animationName } = getComputedStyle(element);
      const isMoving =
        longest(transitionDuration) > 0.05 ||
        (animationName !== 'none' && longest(animationDuration) > 0.05);
      return isMoving ? [`moves: ${element.outerHTML.slice(0, 120)}`] : [];
    });
  });
}

/** Stands: the page that was asked for is there with a title and all that it loads, and two frames have passed since. */
export async function settled(page: Page): Promise<void> {
  const frames = (): Promise<void> =>
    page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
    );
  await frames();
  await page.waitForFunction(
    () =>
      document.querySelector('h1') !== null && document.querySelector('[aria-busy=true]') === null,
  );
  await page.waitForLoadState('networkidle');
  await frames();
}
