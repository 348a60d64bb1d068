import { Popover } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
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

/** The rest is a list on demand; the row's height never changes. */
export function ChipList({ names, max = 2 }: ChipListProps): ReactNode {
  const { t } = useTranslation('frame');
  const rest = names.slice(max);
  return (
    <span className={classes['list']}>
      {names.slice(0, max).map((name) => (
        <Chip key={name}>{name}</Chip>
      ))}
      {rest.length > 0 && (
        <Popover position="bottom-start" withinPortal shadow="md">
          <Popover.Target>
            <button
              type="button"
              className={classes['more']}
              aria-label={t('chips.more', { count: rest.length })}
            >
              +{rest.length}
            </button>
          </Popover.Target>
          <Popover.Dropdown p={0}>
            <ul className={classes['all']}>
              {names.map((name) => (
                <li key={name}>{name}</li>
              ))}
            </ul>
          </Popover.Dropdown>
        </Popover>
      )}
    </span>
  );
}
