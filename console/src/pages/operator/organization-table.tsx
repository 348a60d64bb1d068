import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PlainTable } from '../../parts/plain-table.js';
import { Status } from '../../parts/status.js';
import { Time } from '../../parts/time.js';
import classes from './operator.module.css';
import { TONES, type Organization } from './organization.js';

const COLUMNS = ['name', 'status', 'preset', 'plan', 'created', 'id'] as const;

/** The name leads to the support view. */
export function OrganizationTable({
  items,
}: {
  readonly items: readonly Organization[];
}): ReactNode {
  const { t } = useTranslation('operator');
  return (
    <PlainTable
      label={t('organizations.title')}
      isWide
      head={COLUMNS.map((key) => ({ key, words: t(`column.${key}`) }))}
    >
      {items.map(({ id, name, slug, status, preset, plan, createdAt }) => (
        <tr key={id}>
          <td>
            <Link
              className={classes['name']}
              to="/operator/organizations/$organizationId"
              params={{ organizationId: id }}
            >
              <bdi>{name}</bdi>
            </Link>
            <small className="muted" dir="ltr">
              {slug}
            </small>
          </td>
          <td data-label={t('column.status')}>
            <Status tone={TONES[status]}>{t(`state.${status}`)}</Status>
          </td>
          <td data-label={t('column.preset')}>{preset}</td>
          <td data-label={t('column.plan')}>{plan}</td>
          <td data-label={t('column.created')}>
            <Time at={createdAt} day />
          </td>
          <td data-label={t('column.id')}>
            <code>{id}</code>
          </td>
        </tr>
      ))}
    </PlainTable>
  );
}
