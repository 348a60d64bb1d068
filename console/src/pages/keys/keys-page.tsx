import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId, useReach, useRefresh } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { announce } from '../../parts/announcements.js';
import { EmptyState } from '../../parts/empty-state.js';
import { PageHeader } from '../../parts/page-header.js';
import { SecretDialog } from '../../parts/secret-dialog.js';
import { List } from '../../patterns/list/index.js';
import { stateOf, useColumns, type ApiKey } from './columns.js';
import { NewKey } from './new-key.js';
import { RevokeKey } from './revoke-key.js';

/** Keys by which host applications and scripts call REST for the organization. A key is shown once. */
export function KeysPage(): ReactNode {
  const { t } = useTranslation('keys');
  const mayWrite = useReach()('keys:write') === 'any';
  const refresh = useRefresh();
  const [isOpen, open] = useState(false);
  const [secret, show] = useState<string>();
  const add = mayWrite && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => open(true)}>
      {t('new.open')}
    </Button>
  );
  const made = (key: string | undefined): void => {
    open(false);
    show(key);
    // the first answer was lost on its way, and a key is shown once
    if (key === undefined) announce({ text: t('secret.lost'), tone: 'bad' });
    void refresh('api-keys');
  };
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')}>
        {add}
      </PageHeader>
      <KeyList mayWrite={mayWrite} add={add} />
      {isOpen && <NewKey onClose={() => open(false)} onMade={made} />}
      {secret !== undefined && (
        <SecretDialog
          title={t('secret.title')}
          text={t('secret.text')}
          secret={secret}
          onStored={() => show(undefined)}
        />
      )}
    </>
  );
}

function KeyList({
  mayWrite,
  add,
}: {
  readonly mayWrite: boolean;
  readonly add: ReactNode;
}): ReactNode {
  const { t } = useTranslation('keys');
  const organizationId = useOrganizationId();
  const [revoked, revoke] = useState<ApiKey>();
  const columns = useColumns();
  const action = (row: ApiKey): ReactNode =>
    stateOf(row) === 'active' && (
      <Button
        variant="subtle"
        color="red"
        size="compact-sm"
        aria-label={t('revoke.label', { name: row.name })}
        onClick={() => revoke(row)}
      >
        {t('revoke.open')}
      </Button>
    );
  return (
    <>
      <List<ApiKey>
        name="api-keys"
        label={t('title')}
        source={{
          key: keyOf(organizationId, 'api-keys'),
          read: ({ cursor, limit, signal }) => {
            const query = { limit, ...(cursor !== undefined && { cursor }) };
            return server.listApiKeys({ params: { organizationId }, query, signal });
          },
        }}
        columns={columns}
        idOf={({ id }) => id}
        nameOf={({ name }) => name}
        search={{}}
        onSearch={() => undefined}
        actionsWidth={120}
        actions={mayWrite ? action : undefined}
        empty={
          <EmptyState title={t('empty.title')} text={t('empty.text')}>
            {add}
          </EmptyState>
        }
      />
      {revoked && <RevokeKey apiKey={revoked} onClose={() => revoke(undefined)} />}
    </>
  );
}
