import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconRefresh, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId, useReach } from '../../data/organization.js';
import { server } from '../../data/server.js';
import type { ListSearch } from '../../navigation/search.js';
import { EmptyState } from '../../parts/empty-state.js';
import { List } from '../../patterns/list/index.js';
import { MailDialog } from './mail-dialog.js';
import {
  mayCancel,
  mayRetry,
  STATUSES,
  useTemplateWords,
  type Mail,
  type MailStatus,
} from '../../patterns/mails/index.js';
import { useMailColumns, useMailFields } from './outbox-columns.js';
import { useMailActions } from './use-mail-actions.js';

interface OutboxTabProps {
  readonly search: ListSearch;
  readonly onSearch: (next: ListSearch, push?: boolean) => void;
}

/** Mails of the organization with their delivery. Their text is for the recipient only, and is nowhere here. */
export function OutboxTab({ search, onSearch }: OutboxTabProps): ReactNode {
  const { t } = useTranslation('notifications');
  const organizationId = useOrganizationId();
  const mayWrite = useReach()('notices:write') === 'any';
  const wordsOf = useTemplateWords();
  const { mail: openId, q: _, ...filters } = search;
  const query = queryOf(filters);
  return (
    <>
      <List<Mail>
        name="mails"
        label={t('tabs.outbox')}
        source={{
          key: keyOf(organizationId, 'mails', query),
          read: ({ cursor, limit, signal }) => {
            const asked = Object.assign(
              { limit, order: 'desc' as const },
              query,
              cursor === undefined ? {} : { cursor },
            );
            return server.listMails({ params: { organizationId }, query: asked, signal });
          },
        }}
        columns={useMailColumns()}
        fields={useMailFields()}
        idOf={({ id }) => id}
        nameOf={({ to, template }) => `${wordsOf(template)}, ${to}`}
        linkOf={({ id }) => {
          const at = new URLSearchParams({ tab: 'outbox', ...filters, mail: id });
          return `/o/${organizationId}/notifications?${at.toString()}`;
        }}
        openId={openId}
        search={filters}
        onSearch={onSearch}
        actions={mayWrite ? (mail) => <RowMenu mail={mail} /> : undefined}
        empty={<EmptyState title={t('outbox.empty.title')} text={t('outbox.empty.text')} />}
      />
      {openId !== undefined && <MailDialog mailId={openId} onClose={() => onSearch(filters)} />}
    </>
  );
}

type Query = NonNullable<Parameters<typeof server.listMails>[0]['query']>;

function queryOf({ status, template, to }: ListSearch): Query {
  const known = STATUSES.find((one): one is MailStatus => one === status);
  return {
    ...(known !== undefined && { status: known }),
    ...(template !== undefined && { template: template.slice(0, 60) }),
    ...(to !== undefined && { to: to.slice(0, 320) }),
  };
}

function RowMenu({ mail }: { readonly mail: Mail }): ReactNode {
  const { t } = useTranslation('notifications');
  const actions = useMailActions();
  if (!mayRetry(mail) && !mayCancel(mail)) return null;
  return (
    <Menu withinPortal>
      <Menu.Target>
        <ActionIcon size={28} aria-label={t('outbox.actions', { to: mail.to })}>
          <IconDots size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {mayRetry(mail) && (
          <Menu.Item
            leftSection={<IconRefresh size={15} aria-hidden="true" />}
            onClick={() => actions.retry(mail)}
          >
            {mail.status === 'queued' ? t('outbox.now') : t('outbox.retry')}
          </Menu.Item>
        )}
        {mayCancel(mail) && (
          <Menu.Item
            color="red"
            leftSection={<IconX size={15} aria-hidden="true" />}
            onClick={() => actions.cancel(mail)}
          >
            {t('outbox.cancel')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
