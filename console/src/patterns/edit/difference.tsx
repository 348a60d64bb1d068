import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './edit.module.css';

export interface DifferenceRow {
  readonly label: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** What is different: the field, what it was, what it becomes. Marked by a line through and an underline, not by colour alone. */
export function Difference({ rows }: { readonly rows: readonly DifferenceRow[] }): ReactNode {
  const { t } = useTranslation('edit');
  return (
    <dl className={classes['difference']}>
      {rows.map(({ label, before, after }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {before !== undefined && before !== '' && (
              <del>
                <span className="visually-hidden">{t('before')} </span>
                <bdi>{before}</bdi>
              </del>
            )}
            {after !== undefined && after !== '' && (
              <ins>
                <span className="visually-hidden">{t('after')} </span>
                <bdi>{after}</bdi>
              </ins>
            )}
            {(after === undefined || after === '') && <span className="muted">{t('nothing')}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
