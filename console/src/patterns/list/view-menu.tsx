import { ActionIcon, Menu } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useChangePreferences, usePreferences } from '../../data/preferences.js';
import { chosenColumns, type ListColumn } from './columns.js';

interface ViewMenuProps<Row> {
  /** of the list in the preferences */
  readonly name: string;
  readonly columns: readonly ListColumn<Row>[];
}

/** How the list looks: its columns, its density, pages or one that scrolls. It is kept for the person (console B9). */
export function ViewMenu<Row>({ name, columns }: ViewMenuProps<Row>): ReactNode {
  const { t } = useTranslation('list');
  const preferences = usePreferences();
  const change = useChangePreferences();
  const shown = chosenColumns(columns, preferences.lists[name]?.columns).map(({ key }) => key);
  const toggle = (key: string): void => {
    const next = shown.includes(key) ? shown.filter((one) => one !== key) : [...shown, key];
    change({ lists: { [name]: { columns: next } } });
  };
  const { density, pagedTables } = preferences;
  return (
    <Menu closeOnItemClick={false} width={230}>
      <Menu.Target>
        <ActionIcon
          variant="default"
          size={34}
          aria-label={t('view.label')}
          title={t('view.label')}
        >
          <IconAdjustmentsHorizontal size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('view.columns')}</Menu.Label>
        {columns.slice(1).map(({ key, title }) => (
          <Choice key={key} isOn={shown.includes(key)} onToggle={() => toggle(key)}>
            {title}
          </Choice>
        ))}
        <Menu.Divider />
        <Choice
          isOn={density === 'compact'}
          onToggle={() => change({ density: density === 'compact' ? 'comfortable' : 'compact' })}
        >
          {t('view.compact')}
        </Choice>
        <Choice isOn={pagedTables} onToggle={() => change({ pagedTables: !pagedTables })}>
          {t('view.paged')}
        </Choice>
      </Menu.Dropdown>
    </Menu>
  );
}

interface ChoiceProps {
  readonly isOn: boolean;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}

function Choice({ isOn, onToggle, children }: ChoiceProps): ReactNode {
  return (
    <Menu.CheckboxItem checked={isOn} onChange={onToggle}>
      {children}
    </Menu.CheckboxItem>
  );
}
