import type { ReactNode } from 'react';
import classes from './chip.module.css';

interface ChipProps {
  /** dashed: where something comes from, not what it is */
  readonly isSource?: boolean;
  readonly children: ReactNode;
}

export function Chip({ isSource = false, children }: ChipProps): ReactNode {
  return (
    <span className={classes['chip']} {...(isSource && { 'data-source': true })}>
      {children}
    </span>
  );
}

interface ChipListProps {
  readonly names: readonly string[];
  /** more than so many are counted: `Design, Ops +58`; the row's height never changes (console B23) */
  readonly max?: number;
}

export function ChipList({ names, max = 2 }: ChipListProps): ReactNode {
  const rest = names.length - max;
  return (
    <span className={classes['list']} title={rest > 0 ? names.join(', ') : undefined}>
      {names.slice(0, max).map((name) => (
        <Chip key={name}>{name}</Chip>
      ))}
      {rest > 0 && <span className="muted num">+{rest}</span>}
    </span>
  );
}
