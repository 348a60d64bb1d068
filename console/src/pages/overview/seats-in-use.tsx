import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../../data/console.js';
import { useOrganizationId, useReach } from '../../data/organization.js';
import { Card } from '../../parts/card.js';
import { usePools, useUses } from '../../patterns/seat-pools/pools.js';
import { UseBar } from '../../patterns/seat-pools/use-bar.js';
import { useTexts } from '../../texts/use-texts.js';
import classes from './overview.module.css';

const MOST = 5;

/** How full the pools are. Only for those who see all of them, and where there are any. */
export function SeatsInUse(): ReactNode {
  const { data } = useConsole();
  const isOpen = useReach()('seats:read') === 'any' && data?.pages['seats']?.open === true;
  const hasWords = useTexts('seats');
  return isOpen && hasWords ? <Pools /> : null;
}

function Pools(): ReactNode {
  const { t } = useTranslation('overview');
  const organizationId = useOrganizationId();
  const { data } = usePools();
  const products = data?.pages.flatMap(({ items }) => items).slice(0, MOST) ?? [];
  const uses = useUses(products);
  if (products.length === 0) return null;
  return (
    <Card title={t('seats.title')}>
      <ul className={classes['pools']}>
        {products.map(({ id, name }) => {
          const use = uses.get(id);
          return (
            <li key={id}>
              <Link
                to="/o/$organizationId/seats/$productId"
                params={{ organizationId, productId: id }}
              >
                <bdi>{name}</bdi>
              </Link>
              {use && <UseBar name={name} use={use} />}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
