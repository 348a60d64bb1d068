import { Button, Checkbox, Group } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { keyOf, useOrganizationId, useRefresh } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import part from '../../parts/people-part.module.css';
import { announce } from '../../parts/announcements.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Person } from '../../parts/person.js';
import { PlainTable } from '../../parts/plain-table.js';
import { Region } from '../../parts/region.js';
import { Time } from '../../parts/time.js';
import { Refused, type RefusedRow } from '../../parts/refused.js';
import { useSourceWords } from '../../patterns/access-source/words.js';
import {
  useChangeSome,
  type SomeResult,
  type SomeRow,
} from '../../patterns/member-changes/index.js';
import { useUse, type Product } from '../../patterns/seat-pools/pools.js';

type Seat = Operations['listSeats']['output']['items'][number];

interface SeatListProps {
  readonly product: Product;
  readonly status: 'assigned' | 'queued';
  /** why nothing can be changed here */
  readonly reason: string | undefined;
}

/** Who has a seat, or waits for one, in the order of waiting; the queue is not there while nobody waits. */
export function SeatList({ product, status, reason }: SeatListProps): ReactNode {
  const { t } = useTranslation('seats');
  const seats = useSeats(product.id, status);
  const rows = seats.data?.pages.flatMap(({ items }) => items) ?? [];
  if (status === 'queued' && rows.length === 0) return null;
  return (
    <section className={part['part']} aria-label={t(`list.${status}`)}>
      <h2>{t(`list.${status}`)}</h2>
      <Region query={seats} lines={4}>
        {() =>
          rows.length === 0 ? (
            <EmptyState title={t('nobody.title')} text={t('nobody.text')} />
          ) : (
            <Rows product={product} rows={rows} status={status} reason={reason} />
          )
        }
      </Region>
      {seats.hasNextPage && (
        <Button variant="default" mt={12} onClick={() => void seats.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </section>
  );
}

function useSeats(productId: string, status: 'assigned' | 'queued') {
  const organizationId = useOrganizationId();
  return useInfiniteQuery({
    queryKey: keyOf(organizationId, 'seats', productId, 'list', status),
    queryFn: ({ pageParam }) =>
      server.listSeats({
        params: { organizationId },
        query: { productId, status, limit: 50, ...(pageParam !== '' && { cursor: pageParam }) },
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
}

interface RowsProps extends SeatListProps {
  readonly rows: readonly Seat[];
}

function Rows({ product, rows, status, reason }: RowsProps): ReactNode {
  const { t } = useTranslation('seats');
  const wordsOf = useSourceWords();
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const known = ticked.filter((id) => rows.some(({ memberId }) => memberId === id));
  const isAll = known.length === rows.length;
  const mayTick = reason === undefined && status === 'assigned';
  const toggle = (id: string): void =>
    setTicked(known.includes(id) ? known.filter((one) => one !== id) : [...known, id]);
  const all = (
    <Checkbox
      aria-label={t('tickAll')}
      checked={isAll}
      indeterminate={known.length > 0 && !isAll}
      onChange={() => setTicked(isAll ? [] : rows.map(({ memberId }) => memberId))}
    />
  );
  return (
    <>
      {known.length > 0 && (
        <ReleaseBar product={product} rows={rows} ticked={known} onDone={() => setTicked([])} />
      )}
      <PlainTable
        label={t(`list.${status}`)}
        head={[
          ...(mayTick ? [{ key: 'tick', words: all }] : []),
          { key: 'person', words: t('person') },
          { key: 'why', words: t('why') },
          { key: 'since', words: t('since') },
        ]}
      >
        {rows.map(({ id, memberId, memberName, memberEmail, source, createdAt }) => (
          <tr key={id}>
            {mayTick && (
              <td data-tick>
                <Checkbox
                  aria-label={t('tick', { name: memberName })}
                  checked={known.includes(memberId)}
                  onChange={() => toggle(memberId)}
                />
              </td>
            )}
            <td>
              <Person name={memberName} detail={memberEmail} />
            </td>
            <td className="muted">{wordsOf(source)}</td>
            <td data-label={t('since')}>
              <Time at={createdAt} />
            </td>
          </tr>
        ))}
      </PlainTable>
    </>
  );
}

interface ReleaseBarProps {
  readonly product: Product;
  readonly rows: readonly Seat[];
  readonly ticked: readonly string[];
  readonly onDone: () => void;
}

/** Seats go back into the pool. It can be taken back while nobody waits for them. */
function ReleaseBar({ product, rows, ticked, onDone }: ReleaseBarProps): ReactNode {
  const { t } = useTranslation('seats');
  const [refused, setRefused] = useState<readonly RefusedRow[]>([]);
  const release = useRelease(product);
  const go = async (): Promise<void> => {
    const { results } = await release.mutateAsync(ticked);
    const failed = results.filter(({ outcome }) => outcome === 'failed');
    setRefused(failed);
    if (failed.length === 0) onDone();
  };
  return (
    <div className={part['bar']} role="region" aria-label={t('selection')}>
      <b className="num">{t('ticked', { count: ticked.length })}</b>
      <Group gap={8} ms="auto">
        <Button variant="default" onClick={onDone}>
          {t('untick')}
        </Button>
        <Button
          variant="default"
          c="var(--bad)"
          loading={release.isPending}
          onClick={() => void go().catch(() => undefined)}
        >
          {t('release')}
        </Button>
      </Group>
      <Refused
        title={t('result.refused', { count: refused.length })}
        results={refused}
        names={rows.map(({ memberId, memberName }) => ({ id: memberId, name: memberName }))}
      />
    </div>
  );
}

/** Whoever may assign seats and change no members takes it back by the inverse call, as long as it is offered. */
function useRelease(product: Product) {
  const { t } = useTranslation('seats');
  const organizationId = useOrganizationId();
  const refresh = useRefresh();
  const changeSome = useChangeSome();
  const isAwaited = (useUse(product.id).data?.queued ?? 0) > 0;
  const send = async (action: 'assign' | 'release', memberIds: readonly string[]) => {
    const body = { action, productId: product.id, memberIds };
    const { results } = await server.changeSeats({ params: { organizationId }, body });
    await refresh('seats');
    return results;
  };
  const assignAgain = (memberIds: readonly string[]): Promise<void> =>
    send('assign', memberIds).then(
      () => void announce({ text: t('undone') }),
      (error: unknown) => void announce({ text: problemOf(error).detail, tone: 'bad' }),
    );
  const release = async (memberIds: readonly string[]): Promise<SomeResult> => {
    if (changeSome) return changeSome(memberIds, { kind: 'releaseSeats', productId: product.id });
    const results = await send('release', memberIds);
    return { results, undo: () => assignAgain(doneOf(results)) };
  };
  return useMutation({
    mutationFn: release,
    onSuccess: async ({ results, undo }) => {
      const count = doneOf(results).length;
      await Promise.all([refresh('seats'), refresh('member-changes')]);
      if (count === 0) return;
      announce({
        text: t('result.released', { count }),
        ...(!isAwaited && undo && { action: { label: t('undo'), run: () => void undo() } }),
      });
    },
    onError: (error) => announce({ text: problemOf(error).detail, tone: 'bad' }),
  });
}

function doneOf(results: readonly SomeRow[]): readonly string[] {
  return results.filter(({ outcome }) => outcome !== 'failed').map(({ id }) => id);
}
