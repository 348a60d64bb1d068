import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../parts/empty-state.js';
import { PageHeader } from '../../parts/page-header.js';
import { Region } from '../../parts/region.js';
import { choiceOf, present, textOf } from '../../navigation/search.js';
import { operatorKey, useOperator } from './client.js';
import { holds, stateOf, usePurpose, type Job } from './job.js';
import { JobRuns } from './job-runs.js';
import { JobTable } from './job-table.js';
import classes from './operator.module.css';
import { JOB_STATES, type JobsSearch } from './search.js';

/** How often the list is read anew, milliseconds: jobs begin and end by themselves. */
const AGAIN_MS = 5_000;

/** The work that the clock starts on this server: what it is for, how it went, when it comes next. */
export function JobsPage(): ReactNode {
  const { t, i18n } = useTranslation('operator');
  const { q = '', state } = useSearch({ from: '/operation/operator/jobs' });
  const purposeOf = usePurpose();
  const jobs = useJobs();
  const [opened, setOpened] = useState<Job>();
  const isShown = (job: Job): boolean =>
    (state === undefined || stateOf(job) === state) && holds(job, purposeOf(job), q, i18n.language);
  const all = jobs.data?.items ?? [];
  const failing = all.filter(({ failCount }) => failCount > 0).length;
  return (
    <>
      <PageHeader
        title={t('jobs.title')}
        subtitle={failing > 0 ? t('jobs.failing', { count: failing }) : t('jobs.subtitle')}
      />
      <Filters q={q} state={state} />
      <Region query={jobs} lines={8}>
        {() => {
          const shown = all.filter(isShown).sort((a, b) => b.failCount - a.failCount);
          return shown.length === 0 ? (
            <EmptyState title={t('jobs.none')} text={t('jobs.noneText')} />
          ) : (
            <JobTable jobs={shown} onOpen={setOpened} />
          );
        }}
      </Region>
      {opened && <JobRuns job={opened} onClose={() => setOpened(undefined)} />}
    </>
  );
}

function useJobs() {
  const client = useOperator();
  return useQuery({
    queryKey: operatorKey('jobs'),
    queryFn: ({ signal }) => client.listJobs({ signal }),
    refetchInterval: AGAIN_MS,
    gcTime: 0,
  });
}

/** They stand in the address, so that a link shows the same. */
function Filters({
  q,
  state,
}: {
  readonly q: string;
  readonly state: string | undefined;
}): ReactNode {
  const { t } = useTranslation('operator');
  const navigate = useNavigate();
  const show = (wanted: { readonly q?: unknown; readonly state?: unknown }): void => {
    const search: JobsSearch = present({
      q: textOf(wanted.q, 100),
      state: choiceOf(wanted.state, JOB_STATES),
    });
    void navigate({ to: '/operator/jobs', search, replace: true });
  };
  return (
    <div className={classes['filters']} role="search">
      <TextInput
        aria-label={t('jobs.find')}
        placeholder={t('jobs.find')}
        name="find"
        autoComplete="off"
        value={q}
        onChange={({ currentTarget }) => show({ q: currentTarget.value, state })}
      />
      <Select
        aria-label={t('jobs.column.result')}
        data={[
          { value: '', label: t('jobs.state.any') },
          ...JOB_STATES.map((value) => ({ value, label: t(`jobs.state.${value}`) })),
        ]}
        value={state ?? ''}
        onChange={(value) => show({ q, state: value })}
      />
    </div>
  );
}
