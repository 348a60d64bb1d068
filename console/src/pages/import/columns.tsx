import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../parts/card.js';
import type { Import } from '../../patterns/imports/index.js';
import classes from './import.module.css';

const ATTRIBUTE = 'attribute:';

/** Which column was understood as what; one that was not is kept for the result and does nothing. */
export function Columns({ one: { columns } }: { readonly one: Import }): ReactNode {
  const { t } = useTranslation('imports');
  return (
    <Card title={t('columns.title')}>
      <dl className={classes['columns']}>
        {columns.map(({ title, key }, place) => (
          <div key={place}>
            <dt>
              <bdi>{title}</bdi>
            </dt>
            <dd className="muted">
              → {key === undefined ? t('columns.ignored') : meaning(t, key)}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

/** In words where the console has some; an attribute of the organization and a fact keep their names. */
function meaning(t: ReturnType<typeof useTranslation>['t'], key: string): ReactNode {
  if (key.startsWith(ATTRIBUTE)) return <bdi>{key.slice(ATTRIBUTE.length)}</bdi>;
  return t(`key.${key}`, { defaultValue: key });
}
