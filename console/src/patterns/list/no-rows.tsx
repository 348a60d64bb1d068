import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../parts/empty-state.js';
import { withoutFilters } from './filters.js';
import type { InnerProps } from './shapes.js';

/** A list without rows: because there are none, or because the filters match none. */
export function NoRows<Row>(props: InnerProps<Row>): ReactNode {
  const { t } = useTranslation('list');
  const { isFiltered, empty, filteredEmpty, search, onSearch } = props;
  const words = isFiltered
    ? (filteredEmpty ?? (
        <EmptyState title={t('nothing.title')} text={t('nothing.text')}>
          <Button variant="default" onClick={() => onSearch(withoutFilters(search), true)}>
            {t('clearFilters')}
          </Button>
        </EmptyState>
      ))
    : empty;
  return (
    <div role="rowgroup">
      <div role="row">
        <div role="gridcell" aria-colspan={props.columns.length + 2}>
          {words}
        </div>
      </div>
    </div>
  );
}
