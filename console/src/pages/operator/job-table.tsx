import { Button, Group } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../data/problems.js';
import { announce } from '../../parts/announcements.js';
import { PlainTable } from '../../parts/plain-table.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import { Status } from '../../parts/status.js';
import { Time } from '../../parts/time.js';
import { operatorKey, useOperator } from './client.js';
import { durationWords, intervalWords, JOB_TONES, stateOf, usePurpose, type Job } from './job.js';
import classes from './operator.module.css';

const COLUMNS = ['job', 'result', 'every', 'last', 'next'] as const;

interface JobTableProps {
  readonly jobs: readonly Job[];
  readonly onOpen: (job: Job) => void;
}

/** A line for each job; its past runs open in a dialog. */
export function JobTable({ jobs, onOpen }: JobTableProps): ReactNode {
  const { t } = useTranslation('operator');
  return (
    <PlainTable
      label={t('jobs.title')}
      isWide
      head={[
        ...COLUMNS.map((key) => ({ key, words: t(`jobs.column.${key}`) })),
        { key: 'actions', words: <span className="visually-hidden">{t('jobs.actions')}</span> },
      ]}
    >
      {jobs.map((job) => (
        <Row key={job.name} job={job} onOpen={() => onOpen(job)} />
      ))}
    </PlainTable>
  );
}

interface RowProps {
  readonly job: Job;
  readonly onOpen: () => void;
}

function Row({ job, onOpen }: RowProps): ReactNode {
  const { t, i18n } = useTranslation('operator');
  const purpose = usePurpose()(job);
  const { name, every, nextRunAt, disabled } = job;
  const interval = intervalWords(every, i18n.language);
  return (
    <tr>
      <td className={classes['job']}>
        {purpose}
        <small className="muted">
          <code>{name}</code>
        </small>
      </td>
      <td>
        <Result job={job} />
      </td>
      <td data-brief data-label={t('jobs.column.every')}>
        {interval ?? <code>{t('jobs.utc', { line: every })}</code>}
      </td>
      <td data-brief data-label={t('jobs.column.last')}>
        <LastRun job={job} />
      </td>
      <td data-brief data-label={t('jobs.column.next')}>
        {nextRunAt !== undefined && !disabled && <Time at={nextRunAt} />}
      </td>
      <td>
        <Group gap={6} wrap="nowrap" justify="flex-end" className={classes['buttons'] ?? ''}>
          <Button
            variant="default"
            size="compact-sm"
            aria-label={t('jobs.runsOf', { name })}
            onClick={onOpen}
          >
            {t('jobs.runs')}
          </Button>
          <RunNow job={job} />
        </Group>
      </td>
    </tr>
  );
}

function LastRun({ job: { lastRunAt, lastFinishedAt } }: { readonly job: Job }): ReactNode {
  const { i18n } = useTranslation('operator');
  if (lastRunAt === undefined) return null;
  const isOver = lastFinishedAt !== undefined && lastFinishedAt >= lastRunAt;
  return (
    <span className={classes['lines']}>
      <Time at={lastRunAt} />
      {isOver && (
        <small className="muted num">
          {durationWords(lastRunAt, lastFinishedAt, i18n.language)}
        </small>
      )}
    </span>
  );
}

/** What the last failure said stays readable until a run goes well. */
function Result({ job }: { readonly job: Job }): ReactNode {
  const { t } = useTranslation('operator');
  const state = stateOf(job);
  const { failCount, lastError } = job;
  return (
    <span className={classes['lines']}>
      <Status tone={JOB_TONES[state]}>
        {state === 'failed' ? t('jobs.times', { count: failCount }) : t(`jobs.state.${state}`)}
      </Status>
      {lastError !== undefined && <small className={classes['error']}>{lastError}</small>}
    </span>
  );
}

/** Asked for here, done by whichever process is free; asked twice, it runs once. */
function RunNow({ job: { name, disabled } }: { readonly job: Job }): ReactNode {
  const { t } = useTranslation('operator');
  const client = useOperator();
  const queries = useQueryClient();
  const run = useMutation({
    mutationFn: () => client.runJob({ params: { jobName: name } }),
    onSuccess: async () => {
      announce({ text: t('jobs.asked', { name }) });
      await queries.invalidateQueries({ queryKey: operatorKey('jobs') });
    },
    onError: (error) => announce({ text: problemOf(error).detail, tone: 'bad' }),
  });
  return (
    <ReasonedButton
      variant="light"
      size="compact-sm"
      aria-label={`${t('jobs.run')}: ${name}`}
      reason={disabled ? t('jobs.isOff') : undefined}
      loading={run.isPending}
      onClick={() => !run.isPending && run.mutate()}
    >
      {t('jobs.run')}
    </ReasonedButton>
  );
}
