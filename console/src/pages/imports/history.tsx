import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { EmptyState } from '../../parts/empty-state.js';
import { PlainTable } from '../../parts/plain-table.js';
import { Region } from '../../parts/region.js';
import { Status } from '../../parts/status.js';
import { Time } from '../../parts/time.js';
import { isMoving, TONES, type Import } from '../../patterns/imports/index.js';
import classes from './imports.module.css';

const STEP = 25;

/** The imports of the last 90 days, the newest first. */
export function History(): ReactNode {
  const { t } = useTranslation('imports');
  const organizationId = useOrganizationId();
  const imports = useInfiniteQuery({
    queryKey: keyOf(organizationId, 'imports'),
    queryFn: ({ pageParam, signal }) =>
      server.listImports({
        params: { organizationId },
        query: { order: 'desc', limit: STEP, ...(pageParam !== '' && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(isMoving)) ? 2_000 : false,
  });
  const all = imports.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section className={classes['history']} aria-label={t('history.title')}>
      <h2>{t('history.title')}</h2>
      <Region query={imports}>
        {() =>
          all.length === 0 ? (
            <EmptyState title={t('history.none')} text={t('history.noneText')} />
          ) : (
            <>
              <Table imports={all} />
              {imports.hasNextPage && (
                <Button
                  variant="default"
                  loading={imports.isFetchingNextPage}
                  onClick={() => void imports.fetchNextPage()}
                >
                  {t('history.more')}
                </Button>
              )}
            </>
          )
        }
      </Region>
    </section>
  );
}

function Table({ imports }: { readonly imports: readonly Import[] }): ReactNode {
  const { t } = useTranslation('imports');
  return (
    <PlainTable
      label={t('history.title')}
      head={[
        { key: 'when', words: t('history.when') },
        { key: 'state', words: t('history.state') },
        { key: 'mode', words: t('upload.mode') },
        { key: 'by', words: t('history.by') },
        { key: 'rows', words: t('history.rows'), isNumber: true },
        { key: 'succeeded', words: t('history.succeeded'), isNumber: true },
        { key: 'failed', words: t('history.failed'), isNumber: true },
      ]}
    >
      {imports.map((one) => (
        <Row key={one.id} one={one} />
      ))}
    </PlainTable>
  );
}

function Row({ one }: { readonly one: Import }): ReactNode {
  const { t, i18n } = useTranslation('imports');
  const organizationId = useOrganizationId();
  const figure = (label: string, value: number): ReactNode => (
    <td data-number data-label={label}>
      {value.toLocaleString(i18n.language)}
    </td>
  );
  return (
    <tr>
      <td>
        <Link
          to="/o/$organizationId/imports/$importId"
          params={{ organizationId, importId: one.id }}
        >
          <Time at={one.createdAt} />
          <span className="visually-hidden">
            , {t(`mode.${one.mode}`)}, {t('history.rows')} {one.report.rows}
          </span>
        </Link>
      </td>
      <td data-label={t('history.state')}>
        <Status tone={TONES[one.status]}>{t(`status.${one.status}`)}</Status>
      </td>
      <td data-label={t('upload.mode')}>{t(`mode.${one.mode}`)}</td>
      <td data-label={t('history.by')}>
        <bdi>{one.createdBy.name}</bdi>
      </td>
      {figure(t('history.rows'), one.report.rows)}
      {figure(t('history.succeeded'), one.succeeded)}
      {figure(t('history.failed'), Math.max(one.failed, one.report.errors))}
    </tr>
  );
}
