import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { Person } from '../../parts/person.js';
import { Region } from '../../parts/region.js';
import classes from './holders.module.css';

export type Holder = Operations['listMembers']['output']['items'][number];

interface HoldersProps {
  /** names of roles: whoever has one of them */
  readonly roles: readonly string[];
  /** what can be done with each */
  readonly action?: (holder: Holder) => ReactNode;
}

/** As many as are read at a glance; the page of people has the rest. */
const SHOWN = 50;

/** The people who have one of these roles, and how many they are. */
export function Holders({ roles, action }: HoldersProps): ReactNode {
  const { t, i18n } = useTranslation('frame');
  const organizationId = useOrganizationId();
  const filter = roles.map((name) => `role eq "${name}"`).join(' or ');
  const people = useQuery({
    queryKey: keyOf(organizationId, 'members', 'holders', filter),
    queryFn: () =>
      server.listMembers({
        params: { organizationId },
        query: { filter, state: 'active,suspended', limit: SHOWN, total: 'true' },
      }),
  });
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <Region query={people}>
      {({ items, total = items.length }) => (
        <>
          <p className="muted num">{t('holders.count', { count: total })}</p>
          <ul className={classes['list']}>
            {items.map((one) => (
              <li key={one.id}>
                <Person
                  name={one.name ?? one.email ?? ''}
                  detail={one.email}
                  path={one.kind === 'member' ? one.avatar?.url : undefined}
                />
                {action?.(one)}
              </li>
            ))}
          </ul>
          {total > items.length && (
            <p className="muted num">
              {t('holders.shown', { shown: items.length, total: number.format(total) })}
            </p>
          )}
        </>
      )}
    </Region>
  );
}
