import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganizationId } from '../data/organization.js';
import { useOwnOrganizations, type OwnOrganization } from '../data/person.js';
import { useCurrentOrganization } from './current-organization.js';
import classes from './frame.module.css';

/** The organization of this tab, and the way to another one: a link, so that it opens in a tab of its own, too. */
export function OrganizationSwitcher(): ReactNode {
  const { t } = useTranslation('frame');
  const current = useCurrentOrganization();
  const organizationId = useOrganizationId();
  const own = useOwnOrganizations();
  const list = own.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <UnstyledButton className={classes['switch']}>
          <Logo name={current?.name ?? ''} url={current?.logo?.url} />
          <bdi className={classes['switchName']}>{current?.name ?? '…'}</bdi>
          <IconChevronDown size={14} aria-hidden="true" />
          <span className="visually-hidden">{t('switch')}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {list.map((one) => (
          <SwitchItem
            key={one.organization.id}
            one={one}
            isCurrent={one.organization.id === organizationId}
          />
        ))}
        <Menu.Divider />
        <Menu.Item component={Link} to="/">
          {t('allOrganizations')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface SwitchItemProps {
  readonly one: OwnOrganization;
  readonly isCurrent: boolean;
}

function SwitchItem({ one, isCurrent }: SwitchItemProps): ReactNode {
  const { organization, access, signIn } = one;
  const logo = <Logo name={organization.name} url={organization.logo?.url} />;
  if (access !== 'open' && signIn !== undefined) {
    return (
      <Menu.Item component="a" href={signIn} leftSection={logo}>
        {organization.name}
      </Menu.Item>
    );
  }
  return (
    <Menu.Item
      leftSection={logo}
      {...(isCurrent && { 'aria-current': 'true' as const })}
      component={Link}
      to={`/o/${organization.id}/start`}
    >
      {organization.name}
    </Menu.Item>
  );
}

export function Logo({
  name,
  url,
}: {
  readonly name: string;
  readonly url?: string | undefined;
}): ReactNode {
  const isOurs = url !== undefined && new URL(url, location.href).origin === location.origin;
  if (isOurs) return <img className={classes['logo']} src={url} alt="" />;
  return (
    <span className={classes['logo']} aria-hidden="true">
      {[...name][0]?.toLocaleUpperCase()}
    </span>
  );
}
