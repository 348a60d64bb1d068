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
import classes from './inbox.module.css';

type Notice = Operations['listNotices']['output']['items'][number];

const PAGE = 20;

/** The newest first. What is shown and unread can be marked at once; nothing is marked by looking. */
export function InboxList({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t, i18n } = useTranslation('shell');
  const organizationId = useOrganizationId();
  const { language } = i18n;
  const params = { organizationId };
  const query = useInfiniteQuery({
    queryKey: keyOf(organizationId, 'notices', 'list'),
    queryFn: ({ pageParam }) =>
      server.listNotices({
        params,
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
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <Head items={items} onClose={onClose} />
      <div className={classes['list']} tabIndex={0} role="region" aria-label={t('inbox.title')}>
        <Region query={query}>
          {() =>
            items.length === 0 ? (
              <p className={classes['none']}>{t('inbox.empty')}</p>
            ) : (
              <ul>
                {items.map((notice) => (
                  <Row key={notice.id} notice={notice} />
                ))}
              </ul>
            )
          }
        </Region>
        {query.hasNextPage && (
          <Button
            variant="subtle"
            fullWidth
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('inbox.more')}
          </Button>
        )}
      </div>
    </>
  );
}

interface HeadProps {
  readonly items: readonly Notice[];
  readonly onClose: () => void;
}

function Head({ items, onClose }: HeadProps): ReactNode {
  const { t } = useTranslation('shell');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const unread = items.filter(({ readAt }) => readAt === undefined).map(({ id }) => id);
  const mark = useMutation({
    mutationFn: () =>
      server.markNoticesRead({ params: { organizationId }, body: { ids: unread.slice(0, 200) } }),
    onSuccess: () => refresh('notices'),
  });
  return (
    <div className={classes['head']}>
      <h2>{t('inbox.title')}</h2>
      {unread.length > 0 && (
        <Button
          variant="subtle"
          size="compact-sm"
          loading={mark.isPending}
          onClick={() => mark.mutate()}
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

function Row({ notice }: { readonly notice: Notice }): ReactNode {
  const { t } = useTranslation('shell');
  const { title, createdAt, readAt } = notice;
  return (
    <li className={classes['row']} {...(readAt === undefined && { 'data-unread': true })}>
      <span className={classes['words']}>
        <span>{title}</span>
        <small className="muted">
          <Time at={createdAt} />
          {readAt === undefined && ` · ${t('inbox.new')}`}
        </small>
      </span>
    </li>
  );
}
