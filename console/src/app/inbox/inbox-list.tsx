import { ActionIcon, Tabs } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { forgetError, useKeptErrors } from '../../parts/announcements.js';
import { Time } from '../../parts/time.js';
import { ChangesTab } from './changes-tab.js';
import classes from './inbox.module.css';
import { NoticesTab } from './notices-tab.js';

/** What this member is told of, and long work with the way to take it back. Errors of this tab stand above both (console J7). */
export function InboxList({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation('shell');
  const [tab, setTab] = useState<string | null>('notices');
  return (
    <>
      <h2 className={classes['title']}>{t('inbox.title')}</h2>
      <Errors />
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List aria-label={t('inbox.title')}>
          <Tabs.Tab value="notices">{t('inbox.notices')}</Tabs.Tab>
          <Tabs.Tab value="changes">{t('inbox.changes')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="notices">
          <NoticesTab onClose={onClose} />
        </Tabs.Panel>
        <Tabs.Panel value="changes">
          <ChangesTab onClose={onClose} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function Errors(): ReactNode {
  const { t } = useTranslation('shell');
  const errors = useKeptErrors();
  if (errors.length === 0) return null;
  return (
    <ul className={classes['errors']} aria-label={t('inbox.errors')}>
      {errors.map(({ id, text, at }) => (
        <li key={id}>
          <span className={classes['words']}>
            <span>{text}</span>
            <small className="muted">
              <Time at={at} />
            </small>
          </span>
          <ActionIcon
            size={24}
            aria-label={t('inbox.forget', { text })}
            onClick={() => forgetError(id)}
          >
            <IconX size={14} />
          </ActionIcon>
        </li>
      ))}
    </ul>
  );
}
