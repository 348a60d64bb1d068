import { Button } from '@mantine/core';
import { Link, Navigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AccountMenu } from '../../app/account-menu.js';
import { Brand } from '../../app/header.js';
import { Logo } from '../../app/organization-switcher.js';
import { useOwnOrganizations, type OwnOrganization } from '../../data/person.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { PageHeader } from '../../parts/page-header.js';
import { Region } from '../../parts/region.js';
import { JoinRequestLines, useOwnJoinRequests } from '../../patterns/own-requests/index.js';
import classes from './home.module.css';

/** The first page: the person's organizations. With one that is open it leads there at once. */
export function HomePage(): ReactNode {
  const { t } = useTranslation('home');
  const own = useOwnOrganizations();
  const [only, ...others] = own.data?.pages.flatMap(({ items }) => items) ?? [];
  if (only?.access === 'open' && others.length === 0) {
    return (
      <Navigate
        to="/o/$organizationId/start"
        params={{ organizationId: only.organization.id }}
        replace
      />
    );
  }
  return (
    <main className={classes['page']}>
      <Brand />
      <PageHeader title={t('title')} subtitle={t('subtitle')}>
        <AccountMenu />
      </PageHeader>
      <Region query={own}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) return <Nowhere />;
          return (
            <ul className={classes['list']}>
              {items.map((one) => (
                <OrganizationRow key={one.organization.id} one={one} />
              ))}
            </ul>
          );
        }}
      </Region>
      {own.hasNextPage && (
        <Button
          variant="default"
          mt={16}
          loading={own.isFetchingNextPage}
          onClick={() => void own.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </main>
  );
}

/** Who is in no organization may have asked to join one, and reads here that it waits (console E6). */
function Nowhere(): ReactNode {
  const { t } = useTranslation(['home', 'requests']);
  const { data: asked = [] } = useOwnJoinRequests();
  return (
    <>
      <EmptyState title={t('none.title')} text={t('none.text')} />
      {asked.length > 0 && (
        <Card title={t('requests:joining')}>
          <JoinRequestLines requests={asked} />
        </Card>
      )}
    </>
  );
}

function OrganizationRow({ one }: { readonly one: OwnOrganization }): ReactNode {
  const { t } = useTranslation('home');
  const { organization, access, signIn, roles = [] } = one;
  const words = (
    <>
      <Logo name={organization.name} url={organization.logo?.url} />
      <span className={classes['words']}>
        <bdi>{organization.name}</bdi>
        <small className="muted">
          {access === 'open' ? roles.map(({ title }) => title).join(', ') : t(`access.${access}`)}
        </small>
      </span>
    </>
  );
  return (
    <li>
      {access === 'open' ? (
        <Link
          to="/o/$organizationId/start"
          params={{ organizationId: organization.id }}
          className={classes['row']}
        >
          {words}
        </Link>
      ) : (
        <a href={signIn} className={classes['row']}>
          {words}
        </a>
      )}
    </li>
  );
}
