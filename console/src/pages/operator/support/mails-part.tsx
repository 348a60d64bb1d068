import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../parts/empty-state.js';
import { PlainTable } from '../../../parts/plain-table.js';
import { Region } from '../../../parts/region.js';
import { Status } from '../../../parts/status.js';
import { Time } from '../../../parts/time.js';
import { TONES, useTemplateWords, type Mail } from '../../../patterns/mails/index.js';
import { operatorKey, useOperator } from '../client.js';
import classes from '../operator.module.css';

const COLUMNS = ['recipient', 'outcome', 'what', 'time'] as const;
const PAGE = 15;

/** The last mails and how they went; never their text, whose links are for the recipient only. */
export function MailsPart({ organizationId }: { readonly organizationId: string }): ReactNode {
  const { t } = useTranslation('operator');
  const client = useOperator();
  const mails = useInfiniteQuery({
    queryKey: operatorKey('mails', organizationId),
    queryFn: ({ pageParam, signal }) =>
      client.listMails({
        params: { organizationId },
        query: { order: 'desc', limit: PAGE, ...(pageParam !== '' && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    gcTime: 0,
  });
  const rows = mails.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section aria-label={t('support.mails')}>
      <h2>{t('support.mails')}</h2>
      <Region query={mails} lines={8}>
        {() =>
          rows.length === 0 ? (
            <EmptyState title={t('support.noMail')} text={t('support.noMailText')} />
          ) : (
            <MailTable mails={rows} />
          )
        }
      </Region>
      {mails.hasNextPage && (
        <Button
          variant="default"
          mt={12}
          loading={mails.isFetchingNextPage}
          onClick={() => void mails.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </section>
  );
}

function MailTable({ mails }: { readonly mails: readonly Mail[] }): ReactNode {
  const { t } = useTranslation(['operator', 'notifications']);
  const templateWords = useTemplateWords();
  return (
    <PlainTable
      label={t('operator:support.mails')}
      isWide
      head={COLUMNS.map((key) => ({ key, words: t(`operator:support.column.${key}`) }))}
    >
      {mails.map(({ id, to, toName, status, template, error, sentAt, createdAt }) => (
        <tr key={id}>
          <td>
            <span className={classes['lines']}>
              <bdi>{toName ?? to}</bdi>
              {toName !== undefined && (
                <small className="muted">
                  <bdi>{to}</bdi>
                </small>
              )}
            </span>
          </td>
          <td data-label={t('operator:support.column.outcome')}>
            <span className={classes['lines']}>
              <Status tone={TONES[status]}>{t(`notifications:outbox.status.${status}`)}</Status>
              {error !== undefined && <small className={classes['error']}>{error}</small>}
            </span>
          </td>
          <td data-label={t('operator:support.column.what')}>{templateWords(template)}</td>
          <td data-label={t('operator:support.column.time')}>
            <Time at={sentAt ?? createdAt} />
          </td>
        </tr>
      ))}
    </PlainTable>
  );
}
