import { Button, CloseButton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operations } from '@muster/client';
import { keyOf, useOrganizationId, useReach } from '../../data/organization.js';
import { server } from '../../data/server.js';
import { EmptyState } from '../../parts/empty-state.js';
import { PageHeader } from '../../parts/page-header.js';
import { PlainTable } from '../../parts/plain-table.js';
import { ReasonedButton } from '../../parts/reasoned-button.js';
import { Region } from '../../parts/region.js';
import { Time } from '../../parts/time.js';
import { SpaceForm } from '../../patterns/space-form/space-form.js';
import classes from './spaces.module.css';

type Space = Operations['listSpaces']['output']['items'][number];

const PAGE = 50;
const PAUSE_MS = 250;

/** The spaces that the person may see, by name. */
export function SpacesPage(): ReactNode {
  const { t } = useTranslation('spaces');
  const { q } = useSearch({ from: '/o/$organizationId/spaces' });
  const spaces = useSpaces(q);
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')}>
        <NewSpace />
      </PageHeader>
      <Find q={q ?? ''} />
      <Region query={spaces} lines={6}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          return items.length === 0 ? (
            <Nothing isFiltered={q !== undefined} />
          ) : (
            <Table items={items} />
          );
        }}
      </Region>
      {spaces.hasNextPage && (
        <Button
          variant="default"
          mt={12}
          loading={spaces.isFetchingNextPage}
          onClick={() => void spaces.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </>
  );
}

function useSpaces(q: string | undefined) {
  const organizationId = useOrganizationId();
  const [search] = useDebouncedValue(q?.trim() ?? '', PAUSE_MS);
  return useInfiniteQuery({
    queryKey: keyOf(organizationId, 'spaces', 'list', search),
    queryFn: ({ pageParam, signal }) =>
      server.listSpaces({
        params: { organizationId },
        query: {
          limit: PAGE,
          ...(search !== '' && { search }),
          ...(pageParam !== '' && { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}

function NewSpace(): ReactNode {
  const { t } = useTranslation('spaces');
  const reach = useReach();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <ReasonedButton
        leftSection={<IconPlus size={16} />}
        reason={reach('spaces:write') === 'any' ? undefined : t('mayNotWrite')}
        onClick={() => setOpen(true)}
      >
        {t('new')}
      </ReasonedButton>
      {isOpen && <SpaceForm onClose={() => setOpen(false)} />}
    </>
  );
}

function Find({ q }: { readonly q: string }): ReactNode {
  const { t } = useTranslation('spaces');
  const navigate = useNavigate({ from: '/o/$organizationId/spaces' });
  const change = (next: string): void =>
    void navigate({ search: next === '' ? {} : { q: next }, replace: true });
  return (
    <div className={classes['find']} role="search">
      <TextInput
        aria-label={t('find')}
        placeholder={t('find')}
        leftSection={<IconSearch size={15} />}
        rightSection={
          q !== '' && <CloseButton size="sm" aria-label={t('clear')} onClick={() => change('')} />
        }
        autoComplete="off"
        name="space-search"
        value={q}
        onChange={({ currentTarget }) => change(currentTarget.value)}
      />
    </div>
  );
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }): ReactNode {
  const { t } = useTranslation('spaces');
  return isFiltered ? (
    <EmptyState title={t('nothing.title')} text={t('nothing.text')} />
  ) : (
    <EmptyState title={t('empty.title')} text={t('empty.text')}>
      <NewSpace />
    </EmptyState>
  );
}

function Table({ items }: { readonly items: readonly Space[] }): ReactNode {
  const { t } = useTranslation('spaces');
  const organizationId = useOrganizationId();
  return (
    <PlainTable
      label={t('title')}
      head={[
        { key: 'name', words: t('name') },
        { key: 'description', words: t('description') },
        { key: 'since', words: t('since') },
      ]}
    >
      {items.map(({ id, name, description, createdAt }) => (
        <tr key={id}>
          <td>
            <Link
              className={classes['name']}
              to="/o/$organizationId/spaces/$spaceId"
              params={{ organizationId, spaceId: id }}
            >
              <bdi>{name}</bdi>
            </Link>
          </td>
          <td className="muted">{description}</td>
          <td data-label={t('since')}>
            <Time at={createdAt} day />
          </td>
        </tr>
      ))}
    </PlainTable>
  );
}
