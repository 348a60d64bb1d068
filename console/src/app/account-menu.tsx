import { Menu, SegmentedControl, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import type { MantineColorScheme } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePerson } from '../data/person.js';
import { useChangePreferences } from '../data/preferences.js';
import { serverPage } from '../data/server.js';
import { Avatar } from '../parts/person.js';
import classes from './frame.module.css';

/** What is the person's own: settings, colours, signing out. */
export function AccountMenu(): ReactNode {
  const { t } = useTranslation('frame');
  const { data: person } = usePerson();
  const name = person?.account.name ?? '';
  const { organizationId } = useParams({ strict: false });
  const here = organizationId === undefined ? {} : { o: organizationId };
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
        <ColorSchemeItems />
        <Menu.Divider />
        <Menu.Item renderRoot={(props) => <Link to="/me" search={here} {...props} />}>
          {t('nav.personal')}
        </Menu.Item>
        <Menu.Item component="a" href={serverPage('/sign-out')}>
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Light, dark, or as the system has it: the choices with their words, the one that holds, and a change of it. */
function useColorScheme() {
  const { t } = useTranslation('frame');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const change = useChangePreferences();
  const choices = (['light', 'dark', 'auto'] as const).map((value) => ({
    value,
    label: t(`scheme.${value}`),
  }));
  const choose = (chosen: string): void => {
    const value = chosen as MantineColorScheme;
    setColorScheme(value);
    change({ colorScheme: value === 'auto' ? 'system' : value });
  };
  return { choices, value: colorScheme, choose, label: t('scheme.label') };
}

/** On a page. */
export function ColorScheme(): ReactNode {
  const { choices, value, choose, label } = useColorScheme();
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={label}
      data={choices}
      value={value}
      onChange={choose}
    />
  );
}

/** In a menu, which holds nothing but entries. */
function ColorSchemeItems(): ReactNode {
  const { choices, value, choose, label } = useColorScheme();
  return (
    <div role="group" aria-label={label}>
      <Menu.RadioGroup value={value} onChange={choose}>
        {choices.map((choice) => (
          <Menu.RadioItem key={choice.value} value={choice.value}>
            {choice.label}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </div>
  );
}
