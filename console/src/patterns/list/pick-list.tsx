import { Checkbox, Skeleton, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../data/problems.js';
import type { FilterOption, FoundOptions, PickField } from './filters.js';
import classes from './toolbar.module.css';

const PAUSE_MS = 250;
const MAX_OPTIONS = 25;

interface PickListProps {
  readonly field: Pick<PickField, 'key' | 'title' | 'find' | 'nameOf'>;
  readonly values: readonly string[];
  readonly onValues: (values: readonly string[]) => void;
}

/** Some of very many: the server is asked once per pause in typing, at most 25 stand here, what is picked stands on top (console B21). */
export function PickList({ field, values, onValues }: PickListProps): ReactNode {
  const { t } = useTranslation('list');
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), PAUSE_MS);
  const [onTop] = useState(values);
  const found = useQuery({
    queryKey: ['filter-options', field.key, asked],
    queryFn: ({ signal }) => field.find(asked, signal),
    placeholderData: keepPreviousData,
  });
  const names = useQueries({
    queries: onTop.slice(0, MAX_OPTIONS).map((value) => ({
      queryKey: ['filter-name', field.key, value],
      queryFn: () => field.nameOf(value),
    })),
  });
  const picked = onTop
    .slice(0, MAX_OPTIONS)
    .map((value, index) => ({ value, label: names[index]?.data ?? '…' }));
  const others = (found.data?.options ?? [])
    .filter(({ value }) => !onTop.includes(value))
    .slice(0, MAX_OPTIONS);
  const toggle = (value: string): void =>
    onValues(values.includes(value) ? values.filter((one) => one !== value) : [...values, value]);
  return (
    <Stack gap={8}>
      <TextInput
        data-autofocus
        name={`find-${field.key}`}
        autoComplete="off"
        aria-label={t('pick.find', { title: field.title })}
        placeholder={t('pick.placeholder')}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <div className={classes['choices']} role="group" aria-label={field.title}>
        {picked.map((option) => (
          <Option key={option.value} option={option} values={values} onToggle={toggle} />
        ))}
        {others.map((option) => (
          <Option key={option.value} option={option} values={values} onToggle={toggle} />
        ))}
        {found.isPending && <Skeleton height={14} />}
        {found.error && <p role="alert">{problemOf(found.error).detail}</p>}
        {found.data && others.length + picked.length === 0 && (
          <p className="muted">{t('pick.none')}</p>
        )}
      </div>
      <More found={found.data} shown={others.length} />
    </Stack>
  );
}

interface MoreProps {
  readonly found: FoundOptions | undefined;
  readonly shown: number;
}

/** Of how many these are the first. */
function More({ found, shown }: MoreProps): ReactNode {
  const { t, i18n } = useTranslation('list');
  const { total, isCapped = false } = found ?? {};
  if (total === undefined || total <= shown) return null;
  const number = total.toLocaleString(i18n.language) + (isCapped ? '+' : '');
  return (
    <p className="muted num" role="status">
      {t('pick.more', { shown, total: number })}
    </p>
  );
}

interface OptionProps {
  readonly option: FilterOption;
  readonly values: readonly string[];
  readonly onToggle: (value: string) => void;
}

function Option({ option, values, onToggle }: OptionProps): ReactNode {
  return (
    <Checkbox
      mb={8}
      label={option.label}
      checked={values.includes(option.value)}
      onChange={() => onToggle(option.value)}
    />
  );
}
