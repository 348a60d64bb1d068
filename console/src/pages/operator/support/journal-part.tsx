import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { PlainTable } from '../../../parts/plain-table.js';
import { Region } from '../../../parts/region.js';
import { Time } from '../../../parts/time.js';
import { useEntryWords, usePartyWords } from '../../../patterns/journal/entry-words.js';
import { operatorKey, useOperator } from '../client.js';

type Entry = Operations['listJournal']['output']['items'][number];

const COLUMNS = ['what', 'who', 'target', 'time'] as const;
const PAGE = 15;

/** The last changes: what, by whom, of whom. The values before and after stay in the organization's own audit log. */
export function JournalPart({ organizationId }: { readonly organizationId: string }): ReactNode {
  const { t } = useTranslation('operator');
  const client = useOperator();
  const entries = useInfiniteQuery({
    queryKey: operatorKey('journal', organizationId),
    queryFn: ({ pageParam, signal }) =>
      client.listJournal({
        params: { organizationId },
        query: { order: 'desc', limit: PAGE, ...(pageParam > 0 && { after: pageParam }) },
        signal,
      }),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => (next === undefined ? undefined : Number(next)),
    gcTime: 0,
  });
  return (
    <section aria-label={t('support.journal')}>
      <h2>{t('support.journal')}</h2>
      <p className="muted">{t('support.journalText')}</p>
      <Region query={entries} lines={8}>
        {({ pages }) => <EntryTable entries={pages.flatMap(({ items }) => items)} />}
      </Region>
      {entries.hasNextPage && (
        <Button
          variant="default"
          mt={12}
          loading={entries.isFetchingNextPage}
          onClick={() => void entries.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </section>
  );
}

function EntryTable({ entries }: { readonly entries: readonly Entry[] }): ReactNode {
  const { t } = useTranslation('operator');
  const wordsOf = useEntryWords();
  const partiesOf = usePartyWords();
  return (
    <PlainTable
      label={t('support.journal')}
      isWide
      head={COLUMNS.map((key) => ({ key, words: t(`support.column.${key}`) }))}
    >
      {entries.map((entry) => {
        const { actorName, targetName } = partiesOf(entry);
        return (
          <tr key={entry.sequence}>
            <td>{wordsOf(entry.type) ?? entry.type}</td>
            <td data-label={t('support.column.who')}>
              <bdi>{actorName}</bdi>
            </td>
            <td data-label={t('support.column.target')}>
              <bdi>{targetName}</bdi>
            </td>
            <td data-label={t('support.column.time')}>
              <Time at={entry.createdAt} />
            </td>
          </tr>
        );
      })}
    </PlainTable>
  );
}
