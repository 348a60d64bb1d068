import { NativeSelect } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './matrix.module.css';

export interface ShownColumns<Column> {
  readonly columns: readonly Column[];
  /** to choose the one column that a phone has room for; absent where there is room for all */
  readonly picker: ReactNode;
}

interface Column {
  readonly name: string;
  readonly title: string;
}

/** All roles, or on a phone the one that was chosen: a table of one column is read there, one of nine is not. */
export function useShownColumns<One extends Column>(all: readonly One[]): ShownColumns<One> {
  const { t } = useTranslation('frame');
  const isPhone = useMediaQuery('(max-width: 480px)', false, { getInitialValueInEffect: false });
  const [chosen, choose] = useState<string>();
  if (!isPhone || all.length < 2) return { columns: all, picker: undefined };
  const shown = all.find(({ name }) => name === chosen) ?? all[0];
  const picker = (
    <NativeSelect
      className={classes['find'] ?? ''}
      label={t('matrix.role')}
      data={all.map(({ name, title }) => ({ value: name, label: title }))}
      value={shown?.name ?? ''}
      onChange={({ currentTarget: { value } }) => choose(value)}
    />
  );
  return { columns: shown ? [shown] : [], picker };
}
