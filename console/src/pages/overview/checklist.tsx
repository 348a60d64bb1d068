import { useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import type { Operations } from '@muster/client';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { addressOf, PAGES } from '../../navigation/menu.js';
import { anySearch } from '../../navigation/search.js';
import { Card } from '../../parts/card.js';
import classes from './checklist.module.css';

type Item = Operations['getChecklist']['output']['items'][number];

/** What this person can do at the start, from the state of the organization. Gone when all of it is done, or when it cannot be read. */
export function Checklist(): ReactNode {
  const { t } = useTranslation('overview');
  const organizationId = useOrganizationId();
  const { data } = useQuery({
    queryKey: keyOf(organizationId, 'checklist'),
    queryFn: () => server.getChecklist({ params: { organizationId } }),
  });
  if (!data || data.done === data.items.length) return null;
  const { items, done } = data;
  return (
    <Card title={t('checklist.title')} text={t('checklist.done', { done, total: items.length })}>
      <ul className={classes['items']}>
        {items.map((item) => (
          <ChecklistItem key={item.name} item={item} organizationId={organizationId} />
        ))}
      </ul>
    </Card>
  );
}

function ChecklistItem({
  item: { name, page, done, progress },
  organizationId,
}: {
  readonly item: Item;
  readonly organizationId: string;
}): ReactNode {
  const { t } = useTranslation('overview');
  const { routesByPath } = useRouter();
  const title = t(`checklist.items.${name}`);
  const Mark = done ? IconCircleCheckFilled : IconCircle;
  return (
    <li data-done={done || undefined}>
      <Mark size={18} stroke={1.6} aria-hidden="true" />
      {!done && PAGES[page].to in routesByPath ? (
        <Link
          to={addressOf(page, organizationId)}
          {...(page === 'personal' && { search: anySearch({ o: organizationId }) })}
        >
          {title}
        </Link>
      ) : (
        <span>{title}</span>
      )}
      {done ? (
        <span className="visually-hidden">{t('checklist.isDone')}</span>
      ) : (
        <span className="muted num">{progressOf(progress)}</span>
      )}
    </li>
  );

  function progressOf(steps: Item['progress']): string {
    if (!steps || steps.of === 0) return '';
    return t('checklist.progress', { done: steps.done, total: steps.of });
  }
}
