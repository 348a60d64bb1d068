import { ActionIcon, Group, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { ChipList } from '../../parts/chip.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import { Status } from '../../parts/status.js';
import { Time } from '../../parts/time.js';
import { useRoles } from '../../patterns/role-select/roles.js';
import classes from './domains.module.css';
import type { DialogName, Domain } from './domain.js';

interface DomainRowProps {
  readonly domain: Domain;
  /** why nothing can be changed here */
  readonly reason: string | undefined;
  readonly onOpen: (name: DialogName, id: string) => void;
}

const TONES = { verified: 'ok', pending: 'waiting', failed: 'bad' } as const;

export function DomainRow({ domain, reason, onOpen }: DomainRowProps): ReactNode {
  const { t } = useTranslation('domains');
  const { id, name, status, enrolment, defaultRole, recheckAt } = domain;
  const roles = useRoles().data ?? [];
  const isProved = status === 'verified';
  return (
    <tr>
      <td>
        <b className={classes['name']}>
          <bdi dir="ltr">{name}</bdi>
        </b>
      </td>
      <td>
        <Status tone={TONES[status]}>{t(`state.${status}`)}</Status>
        {isProved && recheckAt !== undefined && (
          <small className={classes['detail']}>
            {t('recheck')} <Time at={recheckAt} />
          </small>
        )}
      </td>
      <td data-label={t('opens')}>{isProved && t(`enrolment.${enrolment}`)}</td>
      <td data-label={t('role')}>
        {roles.find((role) => role.name === defaultRole)?.title ?? defaultRole}
      </td>
      <td>
        <DefaultSpaces domain={domain} />
      </td>
      <td>
        <Group gap={6} wrap="nowrap" justify="flex-end">
          <ReasonedButton
            variant="default"
            reason={reason}
            onClick={() => onOpen(isProved ? 'settings' : 'prove', id)}
          >
            {isProved ? t('settings') : t('prove')}
          </ReasonedButton>
          {reason === undefined && <More domain={domain} onOpen={onOpen} />}
        </Group>
      </td>
    </tr>
  );
}

/** What ends things stands last, below a line (console F1). */
function More({ domain, onOpen }: Omit<DomainRowProps, 'reason'>): ReactNode {
  const { t } = useTranslation('domains');
  const { id, name, status } = domain;
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={t('menu', { name })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {status === 'verified' && (
          <>
            <Menu.Item onClick={() => onOpen('prove', id)}>{t('showProof')}</Menu.Item>
            <Menu.Divider />
          </>
        )}
        <Menu.Item c="var(--bad)" onClick={() => onOpen('remove', id)}>
          {t('remove.go')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Names of the first of them are asked for; all of them are counted (console B23). */
function DefaultSpaces({ domain: { defaultSpaces = [] } }: { readonly domain: Domain }): ReactNode {
  const organizationId = useOrganizationId();
  const spaces = useQueries({
    queries: defaultSpaces.map(({ spaceId }) => ({
      queryKey: keyOf(organizationId, 'spaces', spaceId),
      queryFn: () => server.getSpace({ params: { organizationId, spaceId } }),
      staleTime: 60_000,
    })),
  });
  if (defaultSpaces.length === 0) return null;
  const names = defaultSpaces.map(({ spaceId }, index) => spaces[index]?.data?.name ?? spaceId);
  return <ChipList names={names} />;
}
