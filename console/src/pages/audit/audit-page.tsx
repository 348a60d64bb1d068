import { Button, Menu } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganizationId } from '../../data/organization.js';
import { BASE, server } from '../../data/server.js';
import type { ListSearch } from '../../navigation/search.js';
import { Card } from '../../parts/card.js';
import { PageHeader } from '../../parts/page-header.js';
import { ProblemState } from '../../parts/problem-state.js';
import { Status } from '../../parts/status.js';
import { useFilterWords } from '../../patterns/list/index.js';
import { EntryDialog } from './entry-dialog.js';
import { EntryList, filterOf, useFields } from './entry-list.js';

/** Every change to the organization: who, what, before and after, in a chain that can be verified. */
export function AuditPage(): ReactNode {
  const { t } = useTranslation('audit');
  const organizationId = useOrganizationId();
  const search = useSearch({ from: '/o/$organizationId/audit' });
  const navigate = useNavigate({ from: '/o/$organizationId/audit' });
  const verify = useMutation({
    mutationFn: () => server.verifyJournal({ params: { organizationId }, query: {} }),
  });
  const { entry, ...filters } = search;
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')}>
        <Button variant="default" loading={verify.isPending} onClick={() => verify.mutate()}>
          {t('verify.open')}
        </Button>
      </PageHeader>
      {verify.error && <ProblemState error={verify.error} onRetry={() => verify.mutate()} />}
      {verify.data && <Verified found={verify.data} />}
      <EntryList search={search} tools={<Export search={filters} />} />
      {entry !== undefined && /^\d+$/.test(entry) && (
        <EntryDialog
          sequence={Number(entry)}
          onClose={() => void navigate({ search: filters, resetScroll: false })}
        />
      )}
    </>
  );
}

interface VerifiedProps {
  readonly found: Awaited<ReturnType<typeof server.verifyJournal>>;
}

function Verified({ found: { lines, first, last, broken } }: VerifiedProps): ReactNode {
  const { t } = useTranslation('audit');
  return (
    <Card>
      <div role="status">
        {broken ? (
          <Status tone="bad">{t(`verify.${broken.problem}`, { sequence: broken.sequence })}</Status>
        ) : (
          <Status tone="ok">{t('verify.whole', { count: lines, first, last })}</Status>
        )}
      </div>
    </Card>
  );
}

/** As much of the filters as the first line of a file takes. */
const MAX_NOTE = 500;

/** The same filters as the list; the first line of the table says them (console A25). */
function Export({ search }: { readonly search: ListSearch }): ReactNode {
  const { t } = useTranslation('audit');
  const organizationId = useOrganizationId();
  const note = useFilterWords(useFields(), search).slice(0, MAX_NOTE);
  const query = new URLSearchParams(filterOf(search) as Record<string, string>);
  if (note !== '') query.set('note', note);
  const address = (format: string): string =>
    `${BASE}/api/v1/organizations/${organizationId}/journal/export?${query}&format=${format}`;
  return (
    <Menu>
      <Menu.Target>
        <Button variant="default">{t('export.open')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['csv', 'jsonl'] as const).map((format) => (
          <Menu.Item key={format} component="a" href={address(format)} download>
            {t(`export.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
