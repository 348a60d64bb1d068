import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOrganizationId } from '../../data/organization.js';
import type { ListSearch } from '../../navigation/search.js';
import { PageHeader } from '../../parts/page-header.js';
import { Region } from '../../parts/region.js';
import tabs from '../../parts/tabs.module.css';
import { LeaveDialog } from '../../patterns/unsaved/leave-dialog.js';
import { MatrixTable } from './matrix-table.js';
import { OutboxTab } from './outbox-tab.js';
import { SaveBar } from './save-bar.js';
import { useMatrix, useMatrixEdits } from './use-edits.js';

type Tab = 'matrix' | 'outbox';

/** Which role hears of what, and the mails that came of it. Edits of the matrix outlive a look at the outbox. */
export function NotificationsPage(): ReactNode {
  const { t } = useTranslation('notifications');
  const { tab, ...search } = useSearch({ from: '/o/$organizationId/notifications' });
  const navigate = useNavigate({ from: '/o/$organizationId/notifications' });
  const matrix = useMatrix();
  const edits = useMatrixEdits(matrix.data);
  const current: Tab = tab === 'outbox' ? 'outbox' : 'matrix';
  const onSearch = (next: ListSearch, push = false): void => {
    const all = current === 'outbox' ? Object.assign({}, next, { tab: 'outbox' }) : next;
    void navigate({ search: all, replace: !push, resetScroll: false });
  };
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <Tabs current={current} />
      {current === 'outbox' ? (
        <OutboxTab search={search} onSearch={onSearch} />
      ) : (
        <Region query={matrix} lines={10}>
          {(data) => (
            <MatrixTable matrix={data} edits={edits} search={search} onSearch={onSearch} />
          )}
        </Region>
      )}
      {matrix.data && <SaveBar matrix={matrix.data} edits={edits} />}
      <LeaveDialog isDirty={Object.keys(edits.edits).length > 0} />
    </>
  );
}

function Tabs({ current }: { readonly current: Tab }): ReactNode {
  const { t } = useTranslation('notifications');
  const organizationId = useOrganizationId();
  return (
    <nav className={tabs['tabs']} aria-label={t('tabs.label')}>
      {(['matrix', 'outbox'] as const).map((tab) => (
        <Link
          key={tab}
          to="/o/$organizationId/notifications"
          params={{ organizationId }}
          search={tab === 'outbox' ? { tab } : {}}
          activeOptions={{ exact: true }}
          {...(tab === current && { 'aria-current': 'page' as const })}
        >
          {t(`tabs.${tab}`)}
        </Link>
      ))}
    </nav>
  );
}
