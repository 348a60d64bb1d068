import type { ReactNode } from 'react';

/** Words along the axes of a chart. */
export const TICK = { fill: 'var(--muted)', fontSize: 12 } as const;

/** The hint beside the pointer. */
export const HINT = {
  itemStyle: { color: 'var(--text)' },
  contentStyle: {
    border: '1px solid var(--line)',
    borderRadius: 8,
    background: 'var(--raised)',
    color: 'var(--text)',
  },
} as const;

/** The square has the colour of what it stands for; words in it would be too pale to read. */
export const LEGEND = {
  wrapperStyle: { fontSize: 12 },
  formatter: (words: string): ReactNode => <span style={{ color: 'var(--muted)' }}>{words}</span>,
} as const;
