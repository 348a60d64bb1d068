import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { BackLink } from '../../parts/back-link.js';
import { PageHeader } from '../../parts/page-header.js';
import { Region } from '../../parts/region.js';
import { operatorKey, useOperator } from './client.js';
import classes from './operator.module.css';
import type { Organization } from './organization.js';
import { ConnectionsPart } from './support/connections-part.js';
import { FactsCard } from './support/facts-card.js';
import { FiguresCard } from './support/figures-card.js';
import { JournalPart } from './support/journal-part.js';
import { MailsPart } from './support/mails-part.js';

/**
 * One organization as whoever supports it sees it: how it is, how its connections are, what happened last. It only reads. No secret is
 * there, no text of a mail and no body of a request.
 */
export function SupportPage(): ReactNode {
  const { t } = useTranslation('operator');
  const { organizationId } = useParams({
    from: '/operation/operator/organizations/$organizationId',
  });
  const client = useOperator();
  const organization = useQuery({
    queryKey: operatorKey('organization', organizationId),
    queryFn: ({ signal }) => client.getOrganization({ params: { organizationId }, signal }),
    gcTime: 0,
  });
  return (
    <>
      <BackLink>
        <Link to="/operator">{t('organizations.title')}</Link>
      </BackLink>
      <PageHeader
        title={organization.data?.name ?? t('support.title')}
        subtitle={t('support.subtitle')}
      />
      <Region query={organization} lines={8}>
        {(found) => <Loaded organization={found} />}
      </Region>
    </>
  );
}

/** Of an organization that is disabled or deleted nothing else can be read. */
function Loaded({ organization }: { readonly organization: Organization }): ReactNode {
  const { t } = useTranslation('operator');
  const { id, status } = organization;
  if (status !== 'active') {
    return (
      <>
        <p className={classes['note']} role="note">
          {t(`support.closed.${status}`)}
        </p>
        <FactsCard organization={organization} />
      </>
    );
  }
  return (
    <div className={classes['cards']}>
      <FactsCard organization={organization} />
      <FiguresCard organizationId={id} />
      <ConnectionsPart organizationId={id} />
      <JournalPart organizationId={id} />
      <MailsPart organizationId={id} />
    </div>
  );
}
