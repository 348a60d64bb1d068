import { SegmentedControl, Select, Switch } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ColorScheme } from '../../app/account-menu.js';
import { useChangePreferences, usePreferences } from '../../data/preferences.js';
import { PAGES } from '../../navigation/menu.js';
import { Card } from '../../parts/card.js';
import { PageHeader } from '../../parts/page-header.js';
import { Setting } from '../../parts/setting.js';
import classes from './me.module.css';

/** Colours, rows, keys. Each is kept at once and for all browsers of the person. */
export function DisplayPage(): ReactNode {
  const { t } = useTranslation('me');
  return (
    <div className={classes['page']}>
      <PageHeader title={t('display.title')} subtitle={t('display.text')} />
      <Card title={t('display.looks')}>
        <Setting title={t('display.colors')} text={t('display.colorsText')}>
          {() => <ColorScheme />}
        </Setting>
        <Density />
        <PagedTables />
      </Card>
      <Card title={t('display.opening')}>
        <StartPage />
      </Card>
      <Card title={t('display.keyboard')}>
        <Shortcuts />
      </Card>
    </div>
  );
}

function Density(): ReactNode {
  const { t } = useTranslation('me');
  const { density } = usePreferences();
  const change = useChangePreferences();
  const data = (['comfortable', 'compact'] as const).map((value) => ({
    value,
    label: t(`display.${value}`),
  }));
  return (
    <Setting title={t('display.density')} text={t('display.densityText')}>
      {(names) => (
        <SegmentedControl
          {...names}
          size="xs"
          data={data}
          value={density}
          onChange={(value) => change({ density: value as 'comfortable' | 'compact' })}
        />
      )}
    </Setting>
  );
}

function PagedTables(): ReactNode {
  const { t } = useTranslation('me');
  const { pagedTables } = usePreferences();
  const change = useChangePreferences();
  return (
    <Setting title={t('display.paged')} text={t('display.pagedText')}>
      {(names) => (
        <Switch
          {...names}
          checked={pagedTables}
          onChange={(event) => change({ pagedTables: event.currentTarget.checked })}
        />
      )}
    </Setting>
  );
}

const START_PAGES = Object.keys(PAGES).filter((name) => name !== 'personal');
const BY_ORGANIZATION = 'organization';

/** Where an organization opens that was asked for without a page: after signing in, and by the switcher. */
function StartPage(): ReactNode {
  const { t } = useTranslation(['me', 'frame']);
  const { startPage = BY_ORGANIZATION } = usePreferences();
  const change = useChangePreferences();
  const pages = START_PAGES.map((value) => ({ value, label: t(`frame:nav.${value}`) }));
  const data = [{ value: BY_ORGANIZATION, label: t('me:display.startOwn') }, ...pages];
  return (
    <Setting title={t('me:display.start')} text={t('me:display.startText')}>
      {(names) => (
        <Select
          {...names}
          w={230}
          allowDeselect={false}
          data={data}
          value={startPage}
          onChange={(value) => change({ startPage: value === BY_ORGANIZATION ? null : value })}
        />
      )}
    </Setting>
  );
}

/** Single keys can be off: who dictates would set them off without knowing (WCAG 2.1.4, console A4). */
function Shortcuts(): ReactNode {
  const { t } = useTranslation('me');
  const { shortcuts } = usePreferences();
  const change = useChangePreferences();
  return (
    <Setting title={t('display.shortcuts')} text={t('display.shortcutsText')}>
      {(names) => (
        <Switch
          {...names}
          checked={shortcuts}
          onChange={(event) => change({ shortcuts: event.currentTarget.checked })}
        />
      )}
    </Setting>
  );
}
