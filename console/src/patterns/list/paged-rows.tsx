import { Button, Group, Select } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useChangePreferences } from '../../data/preferences.js';
import { isEmpty, ListFrame, useToggle } from './frame.js';
import { Head } from './head.js';
import classes from './list.module.css';
import { NoRows } from './no-rows.js';
import { useRowHeight } from './row-height.js';
import { ListRow, rowProps } from './rows.js';
import type { InnerProps } from './shapes.js';
import { useOpen } from './use-open.js';

interface PagedRowsProps<Row> extends InnerProps<Row> {
  readonly pageSize: number;
  /** all rows that have come, without controls for pages */
  readonly isPrinting: boolean;
}

/** The plain view in pages: all rows of a page are in it, for print, for the browser's own search, and by wish (console A23). */
export function PagedRows<Row>(props: PagedRowsProps<Row>): ReactNode {
  const { rows, source, isNarrow, pageSize, isPrinting } = props;
  const key = JSON.stringify([source.key, pageSize]);
  const [place, setPlace] = useState({ key, page: 0 });
  const page = place.key === key && !isPrinting ? place.page : 0;
  const [focused, setFocused] = useState(0);
  const element = useRef<HTMLDivElement>(null);
  const height = useRowHeight(isNarrow);
  const start = page * pageSize;
  useEffect(() => rows.show(start, start));
  const indexes = indexesOf(props, start);
  const current = Math.max(start, Math.min(focused, start + indexes.length - 1));
  const onToggle = useToggle(props);
  const onOpen = useOpen(props);
  const move = (index: number): void => {
    const next = Math.max(start, index);
    setFocused(next);
    element.current?.querySelector<HTMLElement>(`[role=row][data-index="${next}"]`)?.focus();
  };
  const movement = { focused: current, count: start + indexes.length, page: () => 10, move };
  const taken = indexes.flatMap((index) => rows.rowAt(index) ?? []);
  return (
    <>
      <ListFrame inner={props} frameRef={element} isPaged onToggle={onToggle} {...movement}>
        <Head {...props} taken={taken} />
        {isEmpty(props) ? (
          <NoRows {...props} />
        ) : (
          <div role="rowgroup">
            {indexes.map((index) => (
              <ListRow
                key={index}
                {...rowProps(props, index)}
                isFocused={index === current}
                height={height}
                onOpen={onOpen}
                onFocus={setFocused}
                onToggle={onToggle}
              />
            ))}
          </div>
        )}
      </ListFrame>
      {!isPrinting && !isEmpty(props) && (
        <Pages {...props} page={page} onPage={(next) => setPlace({ key, page: next })} />
      )}
    </>
  );
}

function indexesOf<Row>(
  { rows, isPrinting, pageSize }: PagedRowsProps<Row>,
  start: number,
): readonly number[] {
  if (rows.isPending) return [0, 1, 2, 3, 4, 5];
  if (isPrinting) {
    return rows.held.map(({ index }) => index);
  }
  const length = Math.min(pageSize, rows.count - start);
  return Array.from({ length: Math.max(0, length) }, (_, index) => start + index);
}

interface PagesProps<Row> extends PagedRowsProps<Row> {
  readonly page: number;
  readonly onPage: (page: number) => void;
}

function Pages<Row>({ name, rows, page, pageSize, onPage }: PagesProps<Row>): ReactNode {
  const { t, i18n } = useTranslation('list');
  const change = useChangePreferences();
  const first = page * pageSize + 1;
  const last = Math.min((page + 1) * pageSize, rows.count);
  const number = (value: number): string => value.toLocaleString(i18n.language);
  const total = rows.total === undefined ? undefined : number(rows.total);
  return (
    <Group gap={8} mt={10} className={classes['pages'] ?? ''}>
      <Button variant="default" disabled={page === 0} onClick={() => onPage(page - 1)}>
        {t('pages.previous')}
      </Button>
      <Button
        variant="default"
        disabled={(page + 1) * pageSize >= rows.count}
        onClick={() => onPage(page + 1)}
      >
        {t('pages.next')}
      </Button>
      <span className="muted num" role="status">
        {total === undefined
          ? t('pages.range', { first: number(first), last: number(last) })
          : t('pages.rangeOf', {
              first: number(first),
              last: number(last),
              total: rows.isCapped ? `${total}+` : total,
            })}
      </span>
      <Select
        w={90}
        aria-label={t('pages.size')}
        data={['25', '50', '100']}
        value={String(pageSize)}
        onChange={(value) => change({ lists: { [name]: { pageSize: Number(value ?? 50) } } })}
      />
    </Group>
  );
}
