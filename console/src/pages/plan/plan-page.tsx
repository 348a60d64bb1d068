import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId, useReach } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { Card } from '../../parts/card.js';
import { Chip } from '../../parts/chip.js';
import { PageHeader } from '../../parts/page-header.js';
import { PlainTable } from '../../parts/plain-table.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import { Region } from '../../parts/region.js';
import { Meters } from './meters.js';
import type { Plan } from './plan.js';
import { PlanCheck } from './plan-check.js';
import classes from './plan.module.css';

/** What the organization has bought, how much of it is used, and whether it would fit into another plan. */
export function PlanPage(): ReactNode {
  const { t } = useTranslation('plan');
  const organizationId = useOrganizationId();
  const params = { organizationId };
  const plan = useQuery({
    queryKey: keyOf(organizationId, 'plan'),
    queryFn: () => server.getPlan({ params }),
  });
  const limits = useQuery({
    queryKey: keyOf(organizationId, 'plan', 'limits'),
    queryFn: () => server.getLimits({ params }),
  });
  const plans = useQuery({
    queryKey: keyOf(organizationId, 'plan', 'all'),
    queryFn: async () => (await server.listPlans({ params })).items,
  });
  return (
    <>
      <PageHeader title={t('title')} subtitle={plan.data && t('on', { plan: plan.data.title })} />
      <Card title={t('used')}>
        <Region query={limits}>{(known) => <Meters limits={known} />}</Region>
      </Card>
      <section className={classes['plans']} aria-label={t('plans')}>
        <h2>{t('plans')}</h2>
        <Region query={plans}>{(all) => <Plans plans={all} current={plan.data?.name} />}</Region>
      </section>
    </>
  );
}

interface PlansProps {
  readonly plans: readonly Plan[];
  readonly current: string | undefined;
}

function Plans({ plans, current }: PlansProps): ReactNode {
  const { t } = useTranslation('plan');
  const reach = useReach();
  const mayNot = reach('billing:read') === 'any' ? undefined : t('mayNot');
  const [asked, setAsked] = useState<Plan>();
  return (
    <>
      <PlainTable
        label={t('plans')}
        head={[
          { key: 'plan', words: t('plan') },
          { key: 'members', words: t('members') },
          { key: 'features', words: t('features') },
          { key: 'check', words: <span className="visually-hidden">{t('actions')}</span> },
        ]}
      >
        {plans.map((plan) => (
          <tr key={plan.name}>
            <td>
              <span className={classes['plan']}>
                <b>{plan.title}</b>
                {plan.name === current && <Chip>{t('current')}</Chip>}
              </span>
            </td>
            <td data-label={t('members')}>
              <MembersWords plan={plan} />
            </td>
            <td className="muted">
              {plan.features.includes('*')
                ? t('everything')
                : sentence(plan.features.map((name) => t(`frame:area.${name}`, name)).join(', '))}
            </td>
            <td data-actions>
              {plan.name !== current && (
                <ReasonedButton
                  variant="default"
                  aria-label={`${t('check')}: ${plan.title}`}
                  reason={mayNot}
                  onClick={() => setAsked(plan)}
                >
                  {t('check')}
                </ReasonedButton>
              )}
            </td>
          </tr>
        ))}
      </PlainTable>
      {asked && <PlanCheck plan={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function MembersWords({ plan: { members } }: { readonly plan: Plan }): ReactNode {
  const { t } = useTranslation('plan');
  const { limit, included, price } = members;
  if (included !== undefined) {
    return price === undefined
      ? t('includedOnly', { count: included })
      : t('included', { count: included, price });
  }
  return limit === undefined ? t('noLimit') : t('upTo', { count: limit });
}

/** Begins with a capital, as the other cells do. */
function sentence(words: string): string {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}
