import type { ReactNode } from 'react';
import classes from './plain-table.module.css';

interface PlainTableProps {
  /** what it lists, for a person who hears it */
  readonly label: string;
  readonly head: readonly {
    readonly key: string;
    readonly words: ReactNode;
    readonly isNumber?: boolean;
  }[];
  /** more columns than may have room: it can be scrolled by keys */
  readonly isWide?: boolean;
  /** rows, `tr` */
  readonly children: ReactNode;
}

/** A table of what fits on a page. Below 760 px its rows become blocks of lines, each cell with the word of its column (`data-label`). */
export function PlainTable({ label, head, isWide, children }: PlainTableProps): ReactNode {
  return (
    <div
      className={classes['frame']}
      {...(isWide && { tabIndex: 0, role: 'group', 'aria-label': label })}
    >
      <table className={classes['table']} aria-label={label}>
        <thead>
          <tr>
            {head.map(({ key, words, isNumber = false }) => (
              <th key={key} scope="col" {...(isNumber && { 'data-number': true })}>
                {words}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
