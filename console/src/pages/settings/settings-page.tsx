import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useReach } from '../../data/organization.js';
import { PageHeader } from '../../parts/page-header.js';
import { Region } from '../../parts/region.js';
import { BrandingCard } from './branding-card.js';
import { DangerCard } from './danger-card.js';
import { GeneralCard } from './general-card.js';
import { OwnershipCard } from './ownership-card.js';
import { PoliciesCard } from './policies-card.js';
import { SecondStepCard } from './second-step-card.js';
import classes from './settings.module.css';
import { useOrganization } from './use-organization.js';

/** What holds for the whole organization. Whoever only reads sees the same, with the reason beside what is locked. */
export function SettingsPage(): ReactNode {
  const { t } = useTranslation('settings');
  const organization = useOrganization();
  const reach = useReach();
  const isEditable = reach('organization:write') === 'any';
  return (
    <div className={classes['page']}>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      {!isEditable && <p className={classes['locked']}>{t('locked')}</p>}
      <Region query={organization} lines={8}>
        {(data) => (
          <>
            <GeneralCard organization={data} isEditable={isEditable} />
            <BrandingCard organization={data} isEditable={isEditable} />
            <SecondStepCard organization={data} />
            <PoliciesCard organization={data} isEditable={isEditable} />
            <OwnershipCard />
            <DangerCard organization={data} />
          </>
        )}
      </Region>
    </div>
  );
}
