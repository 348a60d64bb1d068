import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { keyOf, useOrganizationId, useRefresh } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { Region } from '../../parts/region.js';
import { Time } from '../../parts/time.js';
import { MoreButton } from './more-button.js';
import classes from './inbox.module.css';
import { InboxRow } from './inbox-row.js';
import { useTargets } from './targets.js';

type Notice = Operations['listNotices']['output']['items'][number];

const PAGE = 20;

interface TabProps {
  readonly onClose: () => void;
}

/** The newest first. Nothing is marked as read by being looked at; whoever opens one has read it. */
export function NoticesTab({ onClose }: TabProps): ReactNode {
  const { t } = useTranslation('shell');
  const query = useNotices();
  const mark = useMark();
  const targetOf = useTargets();
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <Head items={items} onClose={onClose} />
      <div className={classes['list']} tabIndex={0} role="region" aria-label={t('inbox.notices')}>
        <Region query={query}>
          {() =>
            items.length === 0 ? (
              <p className={classes['none']}>{t('inbox.empty')}</p>
            ) : (
              <ul>
                {items.map((notice) => (
                  <Row
                    key={notice.id}
                    notice={notice}
                    target={targetOf(notice)}
                    onOpen={() => {
                      if (notice.readAt === undefined) mark.mutate([notice.id]);
                      onClose();
                    }}
                  />
                ))}
              </ul>
            )
          }
        </Region>
        <MoreButton query={query} />
      </div>
    </>
  );
}

function useNotices() {
  const { i18n } = useTranslation('shell');
  const organizationId = useOrganizationId();
  const { language } = i18n;
  return useInfiniteQuery({
    queryKey: keyOf(organizationId, 'notices', 'list'),
    queryFn: ({ pageParam }) =>
      server.listNotices({
        params: { organizationId },
        query: {
          language,
          order: 'desc',
          limit: PAGE,
          ...(pageParam !== '' && { cursor: pageParam }),
        },
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
}

function useMark() {
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (ids: readonly string[]) =>
      server.markNoticesRead({ params: { organizationId }, body: { ids: ids.slice(0, 200) } }),
    onSuccess: () => refresh('notices'),
  });
}

function Head({ items, onClose }: TabProps & { readonly items: readonly Notice[] }): ReactNode {
  const { t } = useTranslation('shell');
  const organizationId = useOrganizationId();
  const mark = useMark();
  const unread = items.filter(({ readAt }) => readAt === undefined).map(({ id }) => id);
  return (
    <div className={classes['head']}>
      {unread.length > 0 && (
        <Button
          variant="subtle"
          size="compact-sm"
          loading={mark.isPending}
          onClick={() => mark.mutate(unread)}
        >
          {t('inbox.markAll')}
        </Button>
      )}
      <Link to="/me/notifications" search={{ o: organizationId }} onClick={onClose}>
        {t('inbox.preferences')}
      </Link>
    </div>
  );
}

interface RowProps {
  readonly notice: Notice;
  readonly target: ReturnType<ReturnType<typeof useTargets>>;
  readonly onOpen: () => void;
}

/** A notice of the host application leads where the application says. */
function Row({ notice, target, onOpen }: RowProps): ReactNode {
  const { t } = useTranslation('shell');
  const { title, createdAt, readAt, data } = notice;
  const isNew = readAt === undefined;
  const url = typeof data['url'] === 'string' ? data['url'] : undefined;
  return (
    <InboxRow isNew={isNew} title={title} target={target} url={url} onOpen={onOpen}>
      <Time at={createdAt} />
      {isNew && ` · ${t('inbox.new')}`}
    </InboxRow>
  );
}
