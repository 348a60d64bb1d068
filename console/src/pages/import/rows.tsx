import { Button, Select } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { Card } from '../../parts/card.js';
import { PlainTable } from '../../parts/plain-table.js';
import { Region } from '../../parts/region.js';
import { isMoving, type Import } from '../../patterns/imports/index.js';
import type { Language } from '../../texts/index.js';
import { Row, type ImportRow } from './row.js';
import classes from './import.module.css';

const STATUSES = ['invalid', 'valid', 'waiting', 'succeeded', 'failed', 'skipped'] as const;
type RowStatus = (typeof STATUSES)[number];

/** Of one answer. */
const LIMIT = 50;

/** The rows of the sheet as they stand in it, each with what is planned or came of it and the errors in their cells. */
export function Rows({ one }: { readonly one: Import }): ReactNode {
  const { t } = useTranslation('imports');
  const [chosen, choose] = useState<RowStatus | 'all'>();
  const wanted = chosen ?? firstLook(one);
  const rows = useRows(one, wanted === 'all' ? undefined : wanted);
  return (
    <Card
      title={t('rows.title')}
      action={
        <Select
          aria-label={t('rows.show')}
          data={['all' as const, ...STATUSES].map((value) => ({ value, label: t(`row.${value}`) }))}
          value={wanted}
          allowDeselect={false}
          onChange={(value) => choose((value ?? 'all') as RowStatus)}
        />
      }
    >
      <Region query={rows}>
        {({ pages }) => <Table one={one} rows={pages.flatMap(({ items }) => items)} />}
      </Region>
      {rows.hasNextPage && (
        <div className={classes['more']}>
          <Button
            variant="default"
            loading={rows.isFetchingNextPage}
            onClick={() => void rows.fetchNextPage()}
          >
            {t('rows.more')}
          </Button>
        </div>
      )}
    </Card>
  );
}

/** What needs mending comes first. */
function firstLook({ status, report, failed }: Import): RowStatus | 'all' {
  if (status === 'checked' && report.errors > 0) return 'invalid';
  return status === 'done' && failed > 0 ? 'failed' : 'all';
}

function useRows(one: Import, status: RowStatus | undefined) {
  const { i18n } = useTranslation('imports');
  const { id, organizationId } = one;
  const locale = i18n.language as Language;
  return useInfiniteQuery({
    queryKey: keyOf(organizationId, 'import-rows', id, status, one.status),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: LIMIT,
        locale,
        ...(status && { status }),
        ...(pageParam !== '' && { cursor: pageParam }),
      };
      return server.listImportRows({ params: { organizationId, importId: id }, query, signal });
    },
    getNextPageParam: ({ next }) => next,
    // rows appear while the sheet is worked on
    refetchInterval: isMoving(one) ? 2_000 : false,
    placeholderData: (before) => before,
  });
}

interface TableProps {
  readonly one: Import;
  readonly rows: readonly ImportRow[];
}

function Table({ one, rows }: TableProps): ReactNode {
  const { t } = useTranslation('imports');
  if (rows.length === 0) return <p className="muted">{t('rows.none')}</p>;
  return (
    <PlainTable
      isWide
      label={t('rows.title')}
      head={[
        { key: 'number', words: t('rows.number'), isNumber: true },
        { key: 'state', words: t('history.state') },
        ...one.columns.map(({ title }, place) => ({ key: `c${place}`, words: title })),
      ]}
    >
      {rows.map((row) => (
        <Row key={row.number} one={one} row={row} />
      ))}
    </PlainTable>
  );
}
