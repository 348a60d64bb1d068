import { ActionIcon, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListSearch } from '../../navigation/search.js';
import {
  activeFields,
  valuesOf,
  withFilter,
  withoutFilters,
  wordsOfFilter,
  type FilterField,
  type PickField,
} from './filters.js';
import classes from './toolbar.module.css';

interface FilterTokensProps {
  readonly fields: readonly FilterField[];
  readonly search: ListSearch;
  readonly onSearch: (next: ListSearch) => void;
  /** `24 of 1,284` */
  readonly children?: ReactNode;
}

/** The filters in force, each of which can be taken away. */
export function FilterTokens(props: FilterTokensProps): ReactNode {
  const { fields, search, onSearch, children } = props;
  const { t } = useTranslation('list');
  const active = activeFields(fields, search);
  if (active.length === 0 && search['q'] === undefined) return null;
  return (
    <div className={classes['tokens']} role="group" aria-label={t('filters')}>
      {active.map((field) => (
        <Token
          key={field.key}
          field={field}
          search={search}
          onRemove={() => onSearch(withFilter(search, field.key, ''))}
        />
      ))}
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        onClick={() => onSearch(withoutFilters(search))}
      >
        {t('clearFilters')}
      </Button>
      <span className="muted num">{children}</span>
    </div>
  );
}

interface TokenProps {
  readonly field: FilterField;
  readonly search: ListSearch;
  readonly onRemove: () => void;
}

function Token({ field, search, onRemove }: TokenProps): ReactNode {
  const { t } = useTranslation('list');
  return (
    <span className={classes['token']}>
      <span>
        {field.title}{' '}
        <b>
          <TokenWords field={field} search={search} />
        </b>
      </span>
      <ActionIcon
        size={24}
        color="accent"
        aria-label={t('removeFilter', { title: field.title })}
        onClick={onRemove}
      >
        <IconX size={13} />
      </ActionIcon>
    </span>
  );
}

function TokenWords({ field, search }: Omit<TokenProps, 'onRemove'>): ReactNode {
  const { i18n } = useTranslation('list');
  if (field.kind === 'pick')
    return <PickedNames field={field} values={valuesOf(search, field.key)} />;
  return <bdi>{wordsOfFilter(field, search, i18n.language)}</bdi>;
}

function PickedNames({
  field,
  values,
}: {
  readonly field: PickField;
  readonly values: readonly string[];
}): ReactNode {
  const { i18n } = useTranslation('list');
  const names = useQueries({
    queries: values.map((value) => ({
      queryKey: ['filter-name', field.key, value],
      queryFn: () => field.nameOf(value),
      staleTime: 300_000,
    })),
  }).map(({ data }) => data ?? '…');
  return <bdi>{new Intl.ListFormat(i18n.language, { type: 'disjunction' }).format(names)}</bdi>;
}
