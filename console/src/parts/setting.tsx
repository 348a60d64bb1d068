import { useId, type ReactNode } from 'react';
import classes from './setting.module.css';

/** What a control of a setting is named and described by. */
export interface SettingNames {
  readonly 'aria-labelledby': string;
  readonly 'aria-describedby': string;
}

interface SettingProps {
  readonly title: string;
  /** what it does, in one sentence */
  readonly text?: ReactNode;
  readonly children: (names: SettingNames) => ReactNode;
}

/** A row of a card: what is set on the left, the control that sets it on the right. */
export function Setting({ title, text, children }: SettingProps): ReactNode {
  const id = useId();
  const names = { 'aria-labelledby': `${id}-title`, 'aria-describedby': `${id}-text` };
  return (
    <div className={classes['row']}>
      <div className={classes['words']}>
        <span className={classes['title']} id={names['aria-labelledby']}>
          {title}
        </span>
        <span className="muted" id={names['aria-describedby']}>
          {text}
        </span>
      </div>
      <div className={classes['control']}>{children(names)}</div>
    </div>
  );
}
