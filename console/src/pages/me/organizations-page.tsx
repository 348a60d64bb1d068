import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Logo } from '../../app/organization-switcher.js';
import { useOwnOrganizations, type OwnOrganization } from '../../data/person.js';
import { BASE, server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { Card } from '../../parts/card.js';
import { ConfirmDialog } from '../../parts/confirm-dialog.js';
import { EmptyState } from '../../parts/empty-state.js';
import { PageHeader } from '../../parts/page-header.js';
import { Region } from '../../parts/region.js';
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

function Membership({ one }: { readonly one: OwnOrganization }): ReactNode {
  const { t } = useTranslation('me');
  const [isAsked, setAsked] = useState(false);
  const { organization, roles = [], access, signIn } = one;
  const { id, name, logo } = organization;
  const isOpen = access === 'open';
  return (
    <li className={classes['item']}>
      <Logo name={name} url={logo?.url} />
      <span className={classes['itemWords']}>
        {isOpen ? (
          <Link to="/o/$organizationId" params={{ organizationId: id }}>
            <bdi>{name}</bdi>
          </Link>
        ) : (
          <a href={BASE + (signIn ?? '/account')}>
            <bdi>{name}</bdi>
          </a>
        )}
        <small className="muted">
          {isOpen ? roles.map(({ title }) => title).join(', ') : t('organizations.closed')}
        </small>
      </span>
      {isOpen && !organization.personal && (
        <Button
          variant="default"
          aria-label={t('organizations.leaveOne', { name })}
          onClick={() => setAsked(true)}
        >
          {t('organizations.leave')}
        </Button>
      )}
      {isAsked && <Leave one={one} onClose={() => setAsked(false)} />}
    </li>
  );
}

interface LeaveProps {
  readonly one: OwnOrganization;
  readonly onClose: () => void;
}

/** What ends, before it does. The server refuses an owner and the last administrator, and says what comes first (console A20). */
function Leave({ one, onClose }: LeaveProps): ReactNode {
  const { t } = useTranslation('me');
  const client = useQueryClient();
  const { id, name } = one.organization;
  const leave = useMutation({
    mutationFn: () => server.leaveOrganization({ params: { organizationId: id } }),
    onSuccess: async () => {
      onClose();
      announce({ text: t('organizations.left', { name }) });
      await client.invalidateQueries({ queryKey: ['own-organizations'] });
    },
  });
  return (
    <ConfirmDialog
      opened
      title={t('organizations.leaveTitle', { name })}
      confirm={t('organizations.leave')}
      isDangerous
      isBusy={leave.isPending}
      error={leave.error}
      onConfirm={() => leave.mutate()}
      onClose={onClose}
    >
      <p>{t('organizations.leaveText', { name })}</p>
      <p className="muted">{t('organizations.leaveBack')}</p>
    </ConfirmDialog>
  );
}
