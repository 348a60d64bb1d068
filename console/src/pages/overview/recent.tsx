import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../../data/console.js';
import { keyOf, useOrganizationId, useReach } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { Card } from '../../parts/card.js';
import { Region } from '../../parts/region.js';
import { Time } from '../../parts/time.js';
import { useEntryWords } from '../../patterns/journal/entry-words.js';
import classes from './overview.module.css';

const MOST = 6;

/** The last changes, each leading to its entry. Only for those who may open the audit log. */
export function Recent(): ReactNode {
  const { t } = useTranslation('overview');
  const { data } = useConsole();
  const organizationId = useOrganizationId();
  const isOpen = useReach()('journal:read') === 'any' && data?.pages['audit']?.open === true;
  const entries = useQuery({
    queryKey: keyOf(organizationId, 'journal', 'recent'),
    queryFn: () =>
      server.listJournal({ params: { organizationId }, query: { order: 'desc', limit: MOST } }),
    enabled: isOpen,
  });
  const words = useEntryWords();
  if (!isOpen) return null;
  return (
    <Card title={t('recent.title')}>
      <Region query={entries} lines={MOST}>
        {({ items }) => (
          <ul className={classes['recent']}>
            {items.map(({ sequence, type, target, createdAt }) => (
              <li key={sequence}>
                <span>
                  <Link
                    to="/o/$organizationId/audit"
                    params={{ organizationId }}
                    search={{ entry: String(sequence) }}
                  >
                    {words(type) ?? type} <bdi className="muted">{target.name ?? ''}</bdi>
                    <span className="visually-hidden"> {sequence}</span>
                  </Link>
                </span>
                <Time at={createdAt} />
              </li>
            ))}
          </ul>
        )}
      </Region>
    </Card>
  );
}
