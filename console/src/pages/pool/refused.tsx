import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import classes from './pool.module.css';

export type RowResult = Operations['changeSeats']['output']['results'][number];

interface RefusedProps {
  readonly results: readonly RowResult[];
  readonly names: readonly { readonly id: string; readonly name: string }[];
}

/** Rows that were not done, each with the reason. */
export function Refused({ results, names }: RefusedProps): ReactNode {
  const { t } = useTranslation('seats');
  if (results.length === 0) return null;
  return (
    <div className={classes['refused']} role="alert">
      <p>{t('result.refused', { count: results.length })}</p>
      <ul>
        {results.map(({ id, message, code }) => (
          <li key={id}>
            <bdi>{names.find((one) => one.id === id)?.name ?? id}</bdi>: {message ?? code}
          </li>
        ))}
      </ul>
    </div>
  );
}
