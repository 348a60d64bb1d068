import { useQueries } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOwnOrganizations, type OwnOrganization } from '../../data/person.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { PageHeader } from '../../parts/page-header.js';
import { Region } from '../../parts/region.js';
import {
  JoinRequestLines,
  ownSeatRequestsOf,
  SeatRequestLines,
  useOwnJoinRequests,
} from '../../patterns/own-requests/index.js';
import classes from './me.module.css';

/** What the person asked for and what became of it, whatever their roles let them see otherwise (console E6). */
export function RequestsPage(): ReactNode {
  const { t } = useTranslation('requests');
  const own = useOwnOrganizations();
  const joins = useOwnJoinRequests();
  return (
    <div className={classes['page']}>
      <PageHeader title={t('title')} subtitle={t('text')} />
      <Region query={joins}>
        {(asked) => (
          <>
            {asked.length > 0 && (
              <Card title={t('joining')}>
                <JoinRequestLines requests={asked} />
              </Card>
            )}
            <Region query={own}>
              {({ pages }) => (
                <SeatsOfAll
                  hasOthers={asked.length > 0}
                  organizations={pages
                    .flatMap((page) => page.items)
                    .filter(({ access }) => access === 'open')}
                />
              )}
            </Region>
          </>
        )}
      </Region>
    </div>
  );
}

interface SeatsOfAllProps {
  readonly organizations: readonly OwnOrganization[];
  /** something stands above, so that nothing here is no news */
  readonly hasOthers: boolean;
}

/** A card for each organization in which the person asked for something. */
function SeatsOfAll({ organizations, hasOthers }: SeatsOfAllProps): ReactNode {
  const { t } = useTranslation('requests');
  const all = useQueries({
    queries: organizations.map(({ organization }) => ownSeatRequestsOf(organization.id)),
  });
  const isNothing = all.every(({ data }) => data?.length === 0);
  if (isNothing && !hasOthers) return <EmptyState title={t('none')} text={t('noneText')} />;
  return organizations.map(({ organization: { id, name } }, index) => {
    const query = all[index];
    if (!query || query.data?.length === 0) return null;
    return (
      <Card key={id} title={t('seats', { name })}>
        <Region query={query} lines={2}>
          {(requests) => <SeatRequestLines requests={requests} />}
        </Region>
      </Card>
    );
  });
}
