import { Checkbox, CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListSearch } from '../../navigation/search.js';
import classes from '../../patterns/matrix/matrix.module.css';

interface MatrixFiltersProps {
  readonly search: ListSearch;
  readonly onSearch: (next: ListSearch) => void;
  /** what else narrows it */
  readonly children: ReactNode;
}

/** They stand in the address. */
export function MatrixFilters({ search, onSearch, children }: MatrixFiltersProps): ReactNode {
  const { t } = useTranslation('notifications');
  const set = (key: 'q' | 'own', value: string): void => {
    const rest = Object.entries(search).filter(([name]) => name !== key);
    onSearch(Object.fromEntries(value === '' ? rest : [...rest, [key, value]]));
  };
  return (
    <div className={classes['filters']} role="search">
      <TextInput
        className={classes['find'] ?? ''}
        aria-label={t('find')}
        placeholder={t('find')}
        leftSection={<IconSearch size={15} />}
        rightSection={
          search['q'] !== undefined && (
            <CloseButton size="sm" aria-label={t('clear')} onClick={() => set('q', '')} />
          )
        }
        autoComplete="off"
        name="notice-search"
        value={search['q'] ?? ''}
        onChange={({ currentTarget }) => set('q', currentTarget.value)}
      />
      <Checkbox
        label={t('onlyOwn')}
        checked={search['own'] !== undefined}
        onChange={({ currentTarget }) => set('own', currentTarget.checked ? 'yes' : '')}
      />
      {children}
    </div>
  );
}
