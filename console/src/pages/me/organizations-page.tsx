import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Logo } from '../../app/organization-switcher.js';
import { useOwnOrganizations, type OwnOrganization } from '../../data/person.js';
import { serverPage } from '../../data/server.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { PageHeader } from '../../parts/page-header.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import { Region } from '../../parts/region.js';
import { LeaveDialog, useLeavingReason } from '../../patterns/leave/index.js';
import classes from './me.module.css';

/** Where the person is a member, and the way out of each. */
export function OrganizationsPage(): ReactNode {
  const { t } = useTranslation('me');
  const own = useOwnOrganizations();
  return (
    <div className={classes['page']}>
      <PageHeader title={t('organizations.title')} subtitle={t('organizations.text')} />
      <Region query={own}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0)
            return (
              <EmptyState title={t('organizations.none')} text={t('organizations.noneText')} />
            );
          return (
            <Card>
              <ul className={classes['list']}>
                {items.map((one) => (
                  <Membership key={one.organization.id} one={one} />
                ))}
              </ul>
              {own.hasNextPage && (
                <Button variant="default" mt={12} onClick={() => void own.fetchNextPage()}>
                  {t('organizations.more')}
                </Button>
              )}
            </Card>
          );
        }}
      </Region>
    </div>
  );
}

/** Who is kept out by a provider may still go; the page of the server asks first, as the dialog does. */
const LEAVABLE_CLOSED: ReadonlySet<OwnOrganization['access']> = new Set([
  'enforced',
  'break_glass',
]);

function ServerLinks({ one }: { readonly one: OwnOrganization }): ReactNode {
  const { t } = useTranslation('me');
  const { slug, name } = one.organization;
  const here = { organization: slug };
  if (one.access === 'open') {
    const label = t('organizations.waysOf', { name });
    return (
      <a href={serverPage('/account/ways', here)} aria-label={label}>
        {t('organizations.ways')}
      </a>
    );
  }
  if (!LEAVABLE_CLOSED.has(one.access)) return null;
  return (
    <a href={serverPage('/account/leave', here)} aria-label={t('organizations.leaveOne', { name })}>
      {t('organizations.leave')}
    </a>
  );
}

function Membership({ one }: { readonly one: OwnOrganization }): ReactNode {
  const { t } = useTranslation('me');
  const [isAsked, setAsked] = useState(false);
  const { organization, roles = [], access, signIn } = one;
  const { id, name, logo } = organization;
  const isOpen = access === 'open';
  const reason = useLeavingReason(id, isOpen && !organization.personal);
  return (
    <li className={classes['item']}>
      <Logo name={name} url={logo?.url} />
      <span className={classes['itemWords']}>
        {isOpen ? (
          <Link to="/o/$organizationId/start" params={{ organizationId: id }}>
            <bdi>{name}</bdi>
          </Link>
        ) : (
          <a href={signIn}>
            <bdi>{name}</bdi>
          </a>
        )}
        <small className="muted">
          {isOpen ? roles.map(({ title }) => title).join(', ') : t('organizations.closed')}
        </small>
      </span>
      <ServerLinks one={one} />
      {isOpen && !organization.personal && (
        <ReasonedButton
          variant="default"
          reason={reason}
          aria-label={t('organizations.leaveOne', { name })}
          onClick={() => setAsked(true)}
        >
          {t('organizations.leave')}
        </ReasonedButton>
      )}
      {isAsked && <LeaveDialog id={id} name={name} onClose={() => setAsked(false)} />}
    </li>
  );
}
