import { ActionIcon, Popover, Tooltip } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { late } from '../../parts/late.js';
import { useKeptErrors } from '../../parts/announcements.js';
import { loadTexts } from '../../texts/index.js';
import classes from './inbox.module.css';

const List = late(async () => {
  const [{ InboxList }] = await Promise.all([
    import('./inbox-list.js'),
    loadTexts('shell', 'changes'),
  ]);
  return InboxList;
});

/** More of them are told apart from none, and not counted. */
const MOST = 99;
const EVERY_MS = 60_000;

/** The bell: what happened that this member is told of, and how many of it are new. */
export function Inbox(): ReactNode {
  const { t } = useTranslation('frame');
  const [isOpen, setOpen] = useState(false);
  const errors = useKeptErrors();
  const unread = useUnread() + errors.length;
  const words = unread === 0 ? t('inbox.none') : t('inbox.unread', { count: unread });
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-end"
      width={400}
      styles={{ dropdown: { maxWidth: 'calc(100vw - 16px)' } }}
      trapFocus
      returnFocus
      shadow="md"
    >
      <Popover.Target>
        <Tooltip label={words} disabled={isOpen}>
          <ActionIcon
            className={classes['bell']}
            aria-label={words}
            onClick={() => setOpen(!isOpen)}
          >
            <IconBell size={18} stroke={1.7} />
            {unread > 0 && (
              <span className={classes['count']} aria-hidden="true">
                {unread > MOST ? `${MOST}+` : unread}
              </span>
            )}
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={t('inbox.title')}>
        {isOpen && (
          <Suspense fallback={<div className={classes['waits']} aria-busy="true" />}>
            <List onClose={() => setOpen(false)} />
          </Suspense>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function useUnread(): number {
  const organizationId = useOrganizationId();
  const { data } = useQuery({
    queryKey: keyOf(organizationId, 'notices', 'unread'),
    queryFn: () =>
      server.listNotices({
        params: { organizationId },
        query: { unread: 'true', limit: MOST + 1 },
      }),
    refetchInterval: EVERY_MS,
  });
  return data?.items.length ?? 0;
}
