import { useNavigate } from '@tanstack/react-router';
import type { MouseEvent } from 'react';
import { BASE } from '../../data/server.js';
import { linkPlace } from './row-link.js';
import type { InnerProps } from './shapes.js';
import { useSteady } from './steady.js';

/** A click anywhere opens the row; not after text was selected, and not on what has a meaning of its own. */
export function useOpen<Row>({
  linkOf,
  rows,
}: InnerProps<Row>): (event: MouseEvent<HTMLElement>, index: number) => void {
  const navigate = useNavigate();
  return useSteady((event, index) => {
    const row = rows.rowAt(index);
    const to = row === undefined ? undefined : linkOf?.(row);
    if (to === undefined || event.defaultPrevented || event.button > 1) return;
    if (!(event.target instanceof Element)) return;
    // a dialog that a row opened is inside of it for React, not in the page
    if (!event.currentTarget.contains(event.target)) return;
    if (event.target.closest('a, button, input, label, [data-inert]')) return;
    if (document.getSelection()?.isCollapsed === false) return;
    if (event.button === 1 || event.ctrlKey || event.metaKey) {
      window.open(BASE + (to.includes('?') ? to : to + location.search), '_blank', 'noopener');
      return;
    }
    void navigate(linkPlace(to));
  });
}
