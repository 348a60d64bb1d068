import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCurrentOrganization } from '../../app/current-organization.js';
import { useMe } from '../../data/organization.js';
import { Card } from '../../parts/card.js';
import { PageHeader } from '../../parts/page-header.js';
import { Region } from '../../parts/region.js';
import { OwnershipOffer } from '../../patterns/ownership-offer/index.js';
import { Checklist } from './checklist.js';
import { Figures } from './figures.js';
import { OwnRequests } from './own-requests.js';
import { Recent } from './recent.js';
import { SeatsInUse } from './seats-in-use.js';
import classes from './overview.module.css';

/** Where an organization opens: what there is to do, and who the person is in it. */
export function OverviewPage(): ReactNode {
  const { t } = useTranslation('overview');
  const organization = useCurrentOrganization();
  return (
    <div>
      <PageHeader title={organization?.name ?? t('title')} tab={t('title')} />
      <OwnershipOffer />
      <Figures />
      <div className={classes['columns']}>
        <Checklist />
        <You />
        <OwnRequests />
        <SeatsInUse />
        <Recent />
      </div>
    </div>
  );
}

function You(): ReactNode {
  const { t } = useTranslation('overview');
  const me = useMe();
  return (
    <Card title={t('you.title')}>
      <Region query={me} lines={2}>
        {({ member, roles }) => (
          <dl className="facts">
            <dt>{t('you.name')}</dt>
            <dd>
              <bdi>{member.name}</bdi>
            </dd>
            <dt>{t('you.roles')}</dt>
            <dd>{roles.map(({ title }) => title).join(', ')}</dd>
          </dl>
        )}
      </Region>
    </Card>
  );
}
