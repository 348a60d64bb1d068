import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../parts/empty-state.js';
import { PageHeader } from '../../parts/page-header.js';
import { Region } from '../../parts/region.js';
import { operatorKey, useOperator } from './client.js';
import classes from './operator.module.css';
import { STATES, type State } from './organization.js';
import { OrganizationTable } from './organization-table.js';

const PAGE = 50;

/** Organizations by the beginning of their name, and by their state; each leads to its support view. */
export function OrganizationsPage(): ReactNode {
  const { t } = useTranslation('operator');
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 250);
  const [status, setStatus] = useState<State | ''>('');
  const query = useOrganizations(q, status);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHeader title={t('organizations.title')} subtitle={t('organizations.subtitle')} />
      <div className={classes['filters']} role="search">
        <TextInput
          aria-label={t('search')}
          placeholder={t('search')}
          name="find"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Select
          aria-label={t('status')}
          data={[
            { value: '', label: t('state.any') },
            ...STATES.map((value) => ({ value, label: t(`state.${value}`) })),
          ]}
          value={status}
          onChange={(value) => setStatus((value ?? '') as State | '')}
        />
      </div>
      <Region query={query} lines={8}>
        {() =>
          items.length === 0 ? (
            <EmptyState title={t('none')} text={t('noneText')} />
          ) : (
            <OrganizationTable items={items} />
          )
        }
      </Region>
      {query.hasNextPage && (
        <Button
          variant="default"
          mt={12}
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </>
  );
}

function useOrganizations(q: string, status: State | '') {
  const client = useOperator();
  return useInfiniteQuery({
    queryKey: operatorKey('organizations', q, status),
    queryFn: ({ pageParam, signal }) =>
      client.listOrganizations({
        query: {
          limit: PAGE,
          ...(q !== '' && { q }),
          ...(status !== '' && { status }),
          ...(pageParam !== '' && { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    gcTime: 0,
  });
}
