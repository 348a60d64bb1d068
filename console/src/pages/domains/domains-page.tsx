import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId, useReach } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { EmptyState } from '../../parts/empty-state.js';
import { PageHeader } from '../../parts/page-header.js';
import { PlainTable } from '../../parts/plain-table.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import { Region } from '../../parts/region.js';
import { AddDomain } from './add-domain.js';
import type { DialogName, Domain } from './domain.js';
import { DomainRow } from './domain-row.js';
import { DomainProof } from './domain-proof.js';
import { DomainSettings } from './domain-settings.js';
import { RemoveDomain } from './remove-domain.js';

interface Dialog {
  readonly name: DialogName;
  readonly id: string;
}

/** Mail domains: which are proved, and what an address of them opens. */
export function DomainsPage(): ReactNode {
  const { t } = useTranslation('domains');
  const domains = useDomains();
  const [isNew, setNew] = useState(false);
  const [dialog, setDialog] = useState<Dialog>();
  const mayNot = useReach()('domains:write') === 'any' ? undefined : t('mayNot');
  const items = domains.data?.pages.flatMap((page) => page.items) ?? [];
  const asked = items.find(({ id }) => id === dialog?.id);
  const close = (): void => setDialog(undefined);
  const add = (
    <ReasonedButton
      leftSection={<IconPlus size={16} />}
      reason={mayNot}
      onClick={() => setNew(true)}
    >
      {t('add')}
    </ReasonedButton>
  );
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')}>
        {add}
      </PageHeader>
      <Region query={domains} lines={4}>
        {() =>
          items.length === 0 ? (
            <EmptyState title={t('empty.title')} text={t('empty.text')}>
              {add}
            </EmptyState>
          ) : (
            <Table items={items} reason={mayNot} onOpen={(name, id) => setDialog({ name, id })} />
          )
        }
      </Region>
      {domains.hasNextPage && (
        <Button variant="default" mt={12} onClick={() => void domains.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
      {isNew && (
        <AddDomain
          onClose={() => setNew(false)}
          onAdded={(id) => setDialog({ name: 'prove', id })}
        />
      )}
      {asked && dialog?.name === 'prove' && <DomainProof domain={asked} onClose={close} />}
      {asked && dialog?.name === 'settings' && <DomainSettings domain={asked} onClose={close} />}
      {asked && dialog?.name === 'remove' && <RemoveDomain domain={asked} onClose={close} />}
    </>
  );
}

function useDomains() {
  const organizationId = useOrganizationId();
  return useInfiniteQuery({
    queryKey: keyOf(organizationId, 'domains'),
    queryFn: ({ pageParam }) =>
      server.listDomains({
        params: { organizationId },
        query: { limit: 50, ...(pageParam !== '' && { cursor: pageParam }) },
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
}

interface TableProps {
  readonly items: readonly Domain[];
  readonly reason: string | undefined;
  readonly onOpen: (name: DialogName, id: string) => void;
}

function Table({ items, reason, onOpen }: TableProps): ReactNode {
  const { t } = useTranslation('domains');
  return (
    <PlainTable
      label={t('title')}
      head={[
        { key: 'name', words: t('name') },
        { key: 'status', words: t('status') },
        { key: 'opens', words: t('opens') },
        { key: 'role', words: t('role') },
        { key: 'spaces', words: t('spaces') },
        { key: 'actions', words: <span className="visually-hidden">{t('actions')}</span> },
      ]}
    >
      {items.map((domain) => (
        <DomainRow key={domain.id} domain={domain} reason={reason} onOpen={onOpen} />
      ))}
    </PlainTable>
  );
}
