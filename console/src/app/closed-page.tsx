import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole, type PageName } from '../data/console.js';
import { useOrganizationId } from '../data/organization.js';
import { addressOf } from '../navigation/menu.js';
import { EmptyState } from '../parts/empty-state.js';
import { PageHeader } from '../parts/page-header.js';
import { NoPermission } from '../parts/problem-state.js';

/** At the address of a page that this member may not open, or that the plan does not include: what is missing, and who gives it. */
export function ClosedPage({ page }: { readonly page: PageName }): ReactNode {
  const { t } = useTranslation('frame');
  const organizationId = useOrganizationId();
  const { data } = useConsole();
  const access = data?.pages[page];
  return (
    <>
      <PageHeader title={t(`nav.${page}`)} />
      {access?.because === 'plan' ? (
        <EmptyState title={t('closed.plan.title')} text={t('closed.plan.text')}>
          {data?.pages.plan?.open === true && (
            <Link to={addressOf('plan', organizationId)}>{t('closed.plan.go')}</Link>
          )}
        </EmptyState>
      ) : (
        <NoPermission permission={access?.permission} detail="" />
      )}
    </>
  );
}
