import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganizationId } from '../../data/organization.js';
import { problemOf } from '../../data/problems.js';
import { BASE } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import type { MemberQuery } from './member-requests.js';
import classes from './people.module.css';

interface ExportButtonProps {
  /** what the list sends: the file has the same rows (console A25) */
  readonly query: MemberQuery;
  readonly rows: { readonly total: number | undefined; readonly isCapped: boolean };
  /** the filters, for the name of the file */
  readonly filterWords: string;
}

/** The rows of the list as a file, by its own filters. No cell of it is a formula: the server sees to that. */
export function ExportButton(props: ExportButtonProps): ReactNode {
  const { total, isCapped } = props.rows;
  const { t, i18n } = useTranslation('people');
  const save = useMutation({
    mutationFn: (format: 'csv' | 'xlsx') => saveFile(organizationId, format, props),
    onError: (error) => announce({ text: problemOf(error).detail, tone: 'bad' }),
  });
  const organizationId = useOrganizationId();
  const number = total === undefined ? '' : total.toLocaleString(i18n.language);
  return (
    <Menu>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          loading={save.isPending}
          disabled={total === 0}
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
          className={classes['wide'] ?? ''}
        >
          {t('export.button', { number: number + (isCapped ? '+' : '') })}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => save.mutate('csv')}>{t('export.csv')}</Menu.Item>
        <Menu.Item onClick={() => save.mutate('xlsx')}>{t('export.xlsx')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** As much of the filters as the first line of a file takes. */
const MAX_NOTE = 500;

async function saveFile(
  organizationId: string,
  format: 'csv' | 'xlsx',
  { query, filterWords }: ExportButtonProps,
): Promise<void> {
  const note = filterWords === '' ? {} : { note: filterWords.slice(0, MAX_NOTE) };
  const search = new URLSearchParams({ ...(query as Record<string, string>), ...note, format });
  const path = `/api/v1/organizations/${organizationId}/members/export`;
  const answer = await fetch(`${BASE}${path}?${search.toString()}`);
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = `${fileName(filterWords)}.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The filter stands in the name: `members role Administrator 2026-11-29`. */
function fileName(filterWords: string): string {
  const words = `members ${filterWords}`.replace(/[^\p{L}\p{N}@.+ -]+/gu, ' ');
  const day = new Date().toISOString().slice(0, 10);
  return `${words.replace(/\s+/g, ' ').trim().slice(0, 120)} ${day}`;
}
