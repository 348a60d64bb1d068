import { Menu, SegmentedControl, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import type { MantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePerson } from '../data/person.js';
import { serverPage } from '../data/server.js';
import { Avatar } from '../parts/person.js';
import classes from './frame.module.css';

/** What is the person's own: settings, colours, signing out. */
export function AccountMenu(): ReactNode {
  const { t } = useTranslation('frame');
  const { data: person } = usePerson();
  const name = person?.account.name ?? '';
  return (
    <Menu width={260}>
      <Menu.Target>
        <UnstyledButton className={classes['account']}>
          <Avatar name={name} />
          <span className="visually-hidden">{t('account', { name })}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <bdi>{person?.account.email ?? name}</bdi>
        </Menu.Label>
        <ColorScheme />
        <Menu.Divider />
        <Menu.Item component="a" href={serverPage('/sign-out')}>
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Light, dark, or as the system has it. */
export function ColorScheme(): ReactNode {
  const { t } = useTranslation('frame');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const choices = (['light', 'dark', 'auto'] as const).map((value) => ({
    value,
    label: t(`scheme.${value}`),
  }));
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={t('scheme.label')}
      data={choices}
      value={colorScheme}
      onChange={(value) => setColorScheme(value as MantineColorScheme)}
    />
  );
}
