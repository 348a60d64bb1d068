import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../parts/dialog.js';
import { EmptyState } from '../../parts/empty-state.js';
import { PlainTable } from '../../parts/plain-table.js';
import { Region } from '../../parts/region.js';
import { Status } from '../../parts/status.js';
import { Time } from '../../parts/time.js';
import { operatorKey, useOperator } from './client.js';
import { durationWords, figure, usePurpose, type Job, type JobRun } from './job.js';
import classes from './operator.module.css';

interface JobRunsProps {
  readonly job: Job;
  readonly onClose: () => void;
}

/** Past runs of one job, newest first: those that did something or failed. */
export function JobRuns({ job, onClose }: JobRunsProps): ReactNode {
  const { t } = useTranslation(['operator', 'frame']);
  const purpose = usePurpose()(job);
  const runs = useRuns(job.name);
  const rows = runs.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Dialog
      opened
      size="xl"
      title={t('operator:jobs.runsOf', { name: job.name })}
      closeButtonProps={{ 'aria-label': t('frame:close') }}
      onClose={onClose}
    >
      <p className={classes['about']}>{purpose}</p>
      <Region query={runs} lines={4}>
        {() =>
          rows.length === 0 ? (
            <EmptyState title={t('operator:runs.none')} text={t('operator:runs.noneText')} />
          ) : (
            <RunTable rows={rows} />
          )
        }
      </Region>
      {runs.hasNextPage && (
        <Button
          variant="default"
          mt={12}
          loading={runs.isFetchingNextPage}
          onClick={() => void runs.fetchNextPage()}
        >
          {t('operator:more')}
        </Button>
      )}
    </Dialog>
  );
}

function useRuns(jobName: string) {
  const client = useOperator();
  return useInfiniteQuery({
    queryKey: operatorKey('runs', jobName),
    queryFn: ({ pageParam, signal }) =>
      client.listJobRuns({
        params: { jobName },
        query: { limit: 20, ...(pageParam !== '' && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    gcTime: 0,
  });
}

function RunTable({ rows }: { readonly rows: readonly JobRun[] }): ReactNode {
  const { t, i18n } = useTranslation('operator');
  const { language } = i18n;
  const number = (value: number | undefined): string =>
    value === undefined ? '' : figure(value, language);
  return (
    <PlainTable
      label={t('jobs.runs')}
      isWide
      head={[
        { key: 'started', words: t('runs.started') },
        { key: 'result', words: t('jobs.column.result') },
        { key: 'duration', words: t('runs.duration'), isNumber: true },
        { key: 'done', words: t('runs.done'), isNumber: true },
        { key: 'failed', words: t('runs.failed'), isNumber: true },
      ]}
    >
      {rows.map(({ id, outcome, startedAt, finishedAt, done, failed, error }) => (
        <tr key={id}>
          <td data-label={t('runs.started')}>
            <Time at={startedAt} />
          </td>
          <td data-label={t('jobs.column.result')}>
            <span className={classes['lines']}>
              <Status tone={outcome === 'ok' ? 'ok' : 'bad'}>{t(`jobs.state.${outcome}`)}</Status>
              {error !== undefined && <small className={classes['error']}>{error}</small>}
            </span>
          </td>
          <td data-number data-label={t('runs.duration')}>
            {durationWords(startedAt, finishedAt, language)}
          </td>
          <td data-number data-label={t('runs.done')}>
            {number(done)}
          </td>
          <td data-number data-label={t('runs.failed')}>
            {number(failed)}
          </td>
        </tr>
      ))}
    </PlainTable>
  );
}
