import { Button, Popover, UnstyledButton } from '@mantine/core';
import { IconChevronRight, IconFilter } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListSearch } from '../../navigation/search.js';
import { FilterEditor } from './filter-editor.js';
import { withFilter, type FilterField } from './filters.js';
import classes from './toolbar.module.css';

interface FilterMenuProps {
  readonly fields: readonly FilterField[];
  readonly search: ListSearch;
  /** a filter that is set is a step in the history of the browser (console B5) */
  readonly onSearch: (next: ListSearch) => void;
}

/** Chooses a field, then its values, in one place. */
export function FilterMenu({ fields, search, onSearch }: FilterMenuProps): ReactNode {
  const { t } = useTranslation('list');
  const [isOpen, setOpen] = useState(false);
  const [key, setKey] = useState<string>();
  const field = fields.find((one) => one.key === key);
  const change = (opened: boolean): void => {
    setOpen(opened);
    if (!opened) setKey(undefined);
  };
  return (
    <Popover
      opened={isOpen}
      onChange={change}
      position="bottom-start"
      width={300}
      trapFocus
      returnFocus
      shadow="md"
    >
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconFilter size={15} />}
          onClick={() => change(!isOpen)}
        >
          {t('filter')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={field ? 12 : 6} aria-label={t('filter')}>
        {field ? (
          <FilterEditor
            key={field.key}
            field={field}
            value={search[field.key] ?? ''}
            onApply={(value) => {
              change(false);
              if (value !== (search[field.key] ?? ''))
                onSearch(withFilter(search, field.key, value));
            }}
          />
        ) : (
          <div className={classes['fields']}>
            {fields.map(({ key: name, title }, index) => (
              <UnstyledButton
                key={name}
                className={classes['field']}
                data-autofocus={index === 0 || undefined}
                onClick={() => setKey(name)}
              >
                {title}
                <IconChevronRight size={14} aria-hidden="true" />
              </UnstyledButton>
            ))}
          </div>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
