import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './reasoned-item.module.css';

interface ReasonedItemProps {
  /** why it cannot be chosen, and who can help; absent where it can */
  readonly reason: string | undefined;
  readonly color?: 'red';
  readonly leftSection?: ReactNode;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

/** An entry of a menu that keeps its place when it cannot be chosen, takes the focus all the same, and says why below (console G2). */
export function ReasonedItem({ reason, onClick, children, ...look }: ReasonedItemProps): ReactNode {
  if (reason === undefined) {
    return (
      <Menu.Item {...look} onClick={onClick}>
        {children}
      </Menu.Item>
    );
  }
  return (
    <Menu.Item
      {...look}
      data-disabled
      aria-disabled
      className={classes['blocked'] ?? ''}
      closeMenuOnClick={false}
    >
      {children}
      <small className={classes['reason']}>{reason}</small>
    </Menu.Item>
  );
}
