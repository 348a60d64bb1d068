import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { keyOf, useOrganizationId } from '../../data/organization.js';
import { server } from '../../data/server.js';

interface SuccessorProps {
  /** who go, as far as their ids are known: nobody takes over from themselves */
  readonly without: readonly string[];
  readonly value: string | null;
  readonly onChange: (memberId: string | null) => void;
}

const MAX_CHOICES = 20;

/** Somebody active, found by the server. */
export function Successor({ without, value, onChange }: SuccessorProps): ReactNode {
  const { t } = useTranslation('changes');
  const organizationId = useOrganizationId();
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search.trim(), 250);
  const people = useQuery({
    queryKey: keyOf(organizationId, 'members', 'successors', asked),
    queryFn: () =>
      server.listMembers({
        params: { organizationId },
        query: { state: 'active', limit: MAX_CHOICES, ...(asked !== '' && { q: asked }) },
      }),
    placeholderData: (former) => former,
  });
  const others = (people.data?.items ?? []).filter(({ id }) => !without.includes(id));
  return (
    <Select
      label={t('successor.label')}
      description={t('successor.text')}
      placeholder={t('successor.nobody')}
      searchable
      clearable
      autoComplete="off"
      name="successor-search"
      nothingFoundMessage={t('successor.notFound')}
      data={others.map(({ id, name, email }) => ({
        value: id,
        label: email === undefined ? (name ?? id) : `${name ?? email} · ${email}`,
      }))}
      filter={({ options }) => options}
      value={value}
      onChange={onChange}
      searchValue={search}
      onSearchChange={setSearch}
      comboboxProps={{ zIndex: 400 }}
    />
  );
}
