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
  /** of all, where `names` are only some of them */
  readonly total?: number | undefined;
}

/** The rest is a list on demand; the row's height never changes. */
export function ChipList({ names, max = 2, total = names.length }: ChipListProps): ReactNode {
  const { t } = useTranslation('frame');
  const rest = Math.max(0, total - max);
  return (
    <span className={classes['list']}>
      {names.slice(0, max).map((name) => (
        <Chip key={name}>{name}</Chip>
      ))}
      {rest > 0 && (
        <Popover position="bottom-start" withinPortal trapFocus returnFocus shadow="md">
          <Popover.Target>
            <button
              type="button"
              className={classes['more']}
              aria-label={t('chips.more', { count: rest })}
            >
              +{rest}
            </button>
          </Popover.Target>
          <Popover.Dropdown p={0}>
            <ul className={classes['all']} tabIndex={0} data-autofocus>
              {names.map((name) => (
                <li key={name}>{name}</li>
              ))}
              {total > names.length && (
                <li className="muted">{t('chips.beyond', { count: total - names.length })}</li>
              )}
            </ul>
          </Popover.Dropdown>
        </Popover>
      )}
    </span>
  );
}
