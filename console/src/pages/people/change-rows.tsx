import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { download, toCsv } from '../../parts/download.js';
import { Region } from '../../parts/region.js';
import { useReasonOf, type MemberChange } from '../../patterns/member-changes/index.js';
import classes from './people.module.css';

type Row = Operations['listMemberChangeRows']['output']['items'][number];

const SHOWN = 100;
const PAGE = 200;

interface ChangeRowsProps {
  readonly change: MemberChange;
}

/** Rows that were not done, each with a sentence of what comes next, and all of them as a file. */
export function ChangeRows({ change }: ChangeRowsProps): ReactNode {
  const { t } = useTranslation('people');
  const organizationId = useOrganizationId();
  const reasonOf = useReasonOf();
  const params = { organizationId, changeId: change.id };
  const failed = useQuery({
    queryKey: keyOf(organizationId, 'member-change', change.id, 'failed'),
    queryFn: () =>
      server.listMemberChangeRows({ params, query: { status: 'failed', limit: SHOWN } }),
    enabled: change.failed > 0,
  });
  return (
    <>
      {change.error !== undefined && (
        <p className={classes['error']} role="alert">
          {reasonOf(change.error)}
        </p>
      )}
      {change.failed > 0 && (
        <Region query={failed} lines={3}>
          {({ items, next }) => (
            <>
              <ul className={classes['rows']} tabIndex={0}>
                {items.map(({ number, person, code = '', details }) => (
                  <li key={number}>
                    <bdi>{person?.name ?? t('result.gone')}</bdi>
                    <small>{reasonOf(code, { details })}</small>
                  </li>
                ))}
              </ul>
              {next !== undefined && <p className="muted">{t('result.more')}</p>}
            </>
          )}
        </Region>
      )}
      <Download change={change} />
    </>
  );
}

/** Every row of the change, with defused cells (console A25). */
function Download({ change }: ChangeRowsProps): ReactNode {
  const { t } = useTranslation('changes');
  const wordsOf = useWordsOf();
  const organizationId = useOrganizationId();
  const save = useMutation({
    mutationFn: () => readAll({ organizationId, changeId: change.id }),
    onSuccess: (rows) => {
      const names = ['number', 'name', 'email', 'result', 'why'] as const;
      const head = names.map((name) => t(`sheet.${name}`));
      const lines = rows.map((row) => {
        const { name = t('nobody'), email = '' } = row.person ?? {};
        return [String(row.number), name, email, ...wordsOf(row)];
      });
      const day = change.createdAt.slice(0, 10);
      download(`${t('sheet.file')}-${day}.csv`, 'text/csv', toCsv([head, ...lines]));
    },
    onError: (error) => void announce({ text: problemOf(error).detail, tone: 'bad' }),
  });
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      className={classes['download']}
      leftSection={<IconDownload size={15} aria-hidden="true" />}
      loading={save.isPending}
      onClick={() => save.mutate()}
    >
      {t('sheet.download')}
    </Button>
  );
}

/** What became of a row, and why. */
function useWordsOf(): (row: Row) => readonly [string, string] {
  const { t } = useTranslation('changes');
  const reasonOf = useReasonOf();
  return ({ status, code = 'internal', details, result }) => {
    if (status === 'failed') return [t('sheet.notDone'), reasonOf(code, { details })];
    if (status === 'skipped') return [t('sheet.notDone'), t('row.skipped')];
    if (status !== 'succeeded') return [t('sheet.notDone'), t('row.waiting')];
    return [t('row.done'), result?.['outcome'] === 'unchanged' ? t('row.unchanged') : ''];
  };
}

async function readAll(params: {
  readonly organizationId: string;
  readonly changeId: string;
}): Promise<readonly Row[]> {
  const all: Row[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await server.listMemberChangeRows({
      params,
      query: { limit: PAGE, ...(cursor !== undefined && { cursor }) },
    });
    all.push(...items);
    cursor = next;
  } while (cursor !== undefined);
  return all;
}
