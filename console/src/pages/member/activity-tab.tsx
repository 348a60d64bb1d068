import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Operations } from '@muster/client';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../../data/console.js';
import { keyOf, useReach } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Region } from '../../parts/region.js';
import { Time } from '../../parts/time.js';
import { Difference } from '../../patterns/edit/index.js';
import { useEntryWords, usePartyWords } from '../../patterns/journal/entry-words.js';
import { roleTitle } from './field-words.js';
import { differenceOf } from './journal-difference.js';
import type { Member } from './member-data.js';
import classes from './member.module.css';

type Line = Operations['listJournal']['output']['items'][number];

const PAGE = 20;

/** What happened to the person, newest first: who did it, what it was and what it became. */
export function ActivityTab({ member }: { readonly member: Member }): ReactNode {
  const { t } = useTranslation('panel');
  const mayRead = useReach()('journal:read') === 'any';
  const { id, organizationId } = member;
  const lines = useInfiniteQuery({
    queryKey: keyOf(organizationId, 'member', id, 'activity'),
    queryFn: ({ pageParam }) =>
      server.listJournal({
        params: { organizationId },
        query: { target: `member:${id}`, order: 'desc', limit: PAGE, ...pageParam },
      }),
    initialPageParam: {} as { readonly after?: number },
    getNextPageParam: ({ next }) => (next === undefined ? undefined : { after: Number(next) }),
    enabled: mayRead,
  });
  if (!mayRead)
    return <EmptyState title={t('activity.lack.title')} text={t('activity.lack.text')} />;
  return (
    <Region query={lines} lines={6}>
      {({ pages }) => (
        <>
          <ol className={classes['activity']}>
            {pages
              .flatMap(({ items }) => items)
              .map((line) => (
                <Entry key={line.id} line={line} />
              ))}
          </ol>
          {lines.hasNextPage && (
            <Button
              variant="default"
              loading={lines.isFetchingNextPage}
              onClick={() => void lines.fetchNextPage()}
            >
              {t('activity.more')}
            </Button>
          )}
        </>
      )}
    </Region>
  );
}

function Entry({ line }: { readonly line: Line }): ReactNode {
  const { t, i18n } = useTranslation('panel');
  const { data: console } = useConsole();
  const title = useEntryWords()(line.type) ?? line.type;
  const rows = differenceOf(line, {
    role: (name) => roleTitle(console, name),
    status: (name) => (i18n.exists(`panel:was.${name}`) ? t(`was.${name as 'active'}`) : name),
  }).map(({ field, before, after }) => ({
    label: i18n.exists(`panel:fields.${field}`) ? t(`fields.${field as 'name'}`) : field,
    before,
    after,
  }));
  return (
    <li>
      <div className={classes['entry']}>
        <h3>{title}</h3>
        <span className="muted">
          <Time at={line.createdAt} />
        </span>
      </div>
      <p className="muted">
        {t('activity.by')} <bdi>{usePartyWords()(line).actorName}</bdi>
      </p>
      {rows.length > 0 && <Difference rows={rows} />}
    </li>
  );
}
