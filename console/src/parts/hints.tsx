import { Tooltip } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';

/** As long as Tooltip waits elsewhere. */
const WAIT_MS = 300;

interface Shown {
  readonly element: HTMLElement;
  readonly words: string;
}

/**
 * The words of whatever has `data-hint`, shown while the pointer rests on it: one for the page, so that a cell of a long list that has one
 * costs nothing. It says again what its element says to a screen reader by name or description.
 */
export function Hints(): ReactNode {
  const [shown, show] = useState<Shown>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hide = (): void => {
      clearTimeout(timer);
      show(undefined);
    };
    const over = ({ target, pointerType }: PointerEvent): void => {
      hide();
      const element = target instanceof Element ? target.closest('[data-hint]') : null;
      if (!(element instanceof HTMLElement) || pointerType === 'touch') return;
      const words = element.dataset['hint'] ?? '';
      timer = setTimeout(() => {
        if (element.isConnected) show({ element, words });
      }, WAIT_MS);
    };
    document.addEventListener('pointerover', over);
    for (const event of ENDINGS) document.addEventListener(event, hide, true);
    return () => {
      hide();
      document.removeEventListener('pointerover', over);
      for (const event of ENDINGS) document.removeEventListener(event, hide, true);
    };
  }, []);
  if (!shown) return null;
  return (
    <Tooltip target={shown.element} label={shown.words} opened multiline maw={300}>
      <span />
    </Tooltip>
  );
}

const ENDINGS = ['pointerdown', 'keydown', 'scroll'] as const;
