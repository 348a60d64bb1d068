import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { Card } from '../../parts/card.js';
import { deviceWords } from '../../parts/device-words.js';
import { Region } from '../../parts/region.js';
import { Time } from '../../parts/time.js';
import classes from './me.module.css';

type Session = Operations['listPersonSessions']['output']['items'][number];

const KEY = ['person', 'sessions'] as const;

/** Where the person has signed in; each session but this one can be ended from here. */
export function SessionsCard(): ReactNode {
  const { t } = useTranslation('me');
  const query = useQuery({ queryKey: KEY, queryFn: () => server.listPersonSessions({}) });
  const others = useEnd(() => server.endOtherPersonSessions({}));
  const count = query.data?.items.filter(({ current }) => !current).length ?? 0;
  return (
    <Card
      title={t('sessions.title')}
      text={t('sessions.text')}
      action={
        count > 0 && (
          <Button variant="default" loading={others.isPending} onClick={() => others.mutate()}>
            {t('sessions.endOthers')}
          </Button>
        )
      }
    >
      <Region query={query}>
        {({ items }) => (
          <ul className={classes['list']}>
            {items.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </ul>
        )}
      </Region>
    </Card>
  );
}

function SessionRow({ session }: { readonly session: Session }): ReactNode {
  const { t } = useTranslation('me');
  const { id, current, userAgent, address, lastSeenAt } = session;
  const end = useEnd(() => server.endPersonSession({ params: { sessionId: id } }));
  const name = userAgent === undefined ? t('sessions.unknown') : deviceWords(userAgent);
  return (
    <li className={classes['item']}>
      <span className={classes['itemWords']}>
        <bdi title={userAgent}>{name}</bdi>
        <small className="muted">
          {current ? t('sessions.current') : <Time at={lastSeenAt} />}
          {address !== undefined && ` · ${address}`}
        </small>
      </span>
      {!current && (
        <Button
          variant="default"
          aria-label={t('sessions.endOne', { name })}
          loading={end.isPending}
          onClick={() => end.mutate()}
        >
          {t('sessions.end')}
        </Button>
      )}
    </li>
  );
}

function useEnd(call: () => Promise<unknown>) {
  const { t } = useTranslation('me');
  const client = useQueryClient();
  return useMutation({
    mutationFn: call,
    onSuccess: () => {
      announce({ text: t('sessions.ended') });
      return client.invalidateQueries({ queryKey: KEY });
    },
    onError: (error) => announce({ text: problemOf(error).detail, tone: 'bad' }),
  });
}
