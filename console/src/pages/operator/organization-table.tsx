import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { MusterClient, Operations } from '@muster/client';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../parts/empty-state.js';
import { Region } from '../../parts/region.js';
import { Status, type StatusTone } from '../../parts/status.js';
import { Time } from '../../parts/time.js';
import classes from './operator.module.css';

type Organization = Operations['listOrganizations']['output']['items'][number];
type State = Organization['status'];

const STATES: readonly State[] = ['active', 'disabled', 'deleted'];
const TONES: Readonly<Record<State, StatusTone>> = {
  active: 'ok',
  disabled: 'off',
  deleted: 'bad',
};
const PAGE = 50;

interface OrganizationTableProps {
  readonly client: MusterClient;
}

/** Organizations by the beginning of their name, and by their state. */
export function OrganizationTable({ client }: OrganizationTableProps): ReactNode {
  const { t } = useTranslation('operator');
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 250);
  const [status, setStatus] = useState<State | ''>('');
  const query = useOrganizations(client, q, status);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
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
            <Rows items={items} />
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

function useOrganizations(client: MusterClient, q: string, status: State | '') {
  return useInfiniteQuery({
    // the key is no part of it: whoever types another one gets another client, and nothing is kept
    queryKey: ['operator', 'organizations', q, status],
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

function Rows({ items }: { readonly items: readonly Organization[] }): ReactNode {
  const { t } = useTranslation('operator');
  return (
    <div className={classes['scroll']} tabIndex={0} role="region" aria-label={t('title')}>
      <table className={classes['table']}>
        <thead>
          <tr>
            {(['name', 'status', 'preset', 'plan', 'created', 'id'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map(({ id, name, slug, status, preset, plan, createdAt }) => (
            <tr key={id}>
              <th scope="row">
                <bdi>{name}</bdi>
                <small className="muted" dir="ltr">
                  {slug}
                </small>
              </th>
              <td>
                <Status tone={TONES[status]}>{t(`state.${status}`)}</Status>
              </td>
              <td>{preset}</td>
              <td>{plan}</td>
              <td>
                <Time at={createdAt} day />
              </td>
              <td>
                <code>{id}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
