import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreferences } from '../../data/preferences.js';
import { ProblemState } from '../../parts/problem-state.js';
import { chosenColumns, fittingColumns, tracksOf } from './columns.js';
import { FilterMenu } from './filter-menu.js';
import { FilterTokens } from './filter-tokens.js';
import { Grid } from './grid.js';
import classes from './list.module.css';
import { useBothEnds } from './from-end.js';
import type { ListRows, ListSource } from './list-rows.js';
import { usePlaceOfOpen } from './open-row.js';
import { PagedRows } from './paged-rows.js';
import { SearchBox } from './search-box.js';
import type { ListProps } from './shapes.js';
import toolbar from './toolbar.module.css';
import { usePrinting } from './printing.js';
import { ViewMenu } from './view-menu.js';
import type { ListSearch } from '../../navigation/search.js';

/** Below this a list has no heads of columns, and its rows are higher. */
const NARROW_PX = 560;
const CHECK_PX = 44;
const ACTIONS_PX = 44;
const PAGE_OF_SCROLLING = 100;

/**
 * The one table of the console. Its rows come from the server by cursor, only those on the screen are in the page, and it is worked by
 * mouse and keyboard alike. Skeleton, empty, filtered to nothing, and failed are siblings of the rows.
 */
export function List<Row>(props: ListProps<Row>): ReactNode {
  const { name, columns, source, search, fields = [], selection, actions } = props;
  const preferences = usePreferences();
  const isPrinting = usePrinting();
  const [isTableAsked, askTable] = useState(false);
  const isPaged = preferences.pagedTables || isTableAsked || isPrinting;
  const pageSize = preferences.lists[name]?.pageSize ?? 50;
  const limit = isPaged && !isPrinting ? pageSize : PAGE_OF_SCROLLING;
  const whole = isPaged ? withoutReverse(source) : source;
  const { rows, toEnd, toStart } = useBothEnds(whole, limit);
  const { ref: measured, width } = useElementSize<HTMLDivElement>();
  const region = useRef<HTMLDivElement>(null);
  const ref = useMergedRef(measured, region);
  const find = useRef<HTMLInputElement>(null);
  const isNarrow = width > 0 && width < NARROW_PX;
  const actionsWidth = (isNarrow ? props.actionsNarrow : undefined) ?? props.actionsWidth;
  const taken = (selection ? CHECK_PX : 0) + (actions ? (actionsWidth ?? ACTIONS_PX) : 0);
  const chosen = preferences.lists[name]?.columns;
  const room = (width === 0 ? 1_000 : width) - taken;
  const fitting = useMemo(
    () => fittingColumns(chosenColumns(columns, chosen), room),
    [columns, chosen, room],
  );
  const tracks = [
    ...(selection ? [`${CHECK_PX}px`] : []),
    tracksOf(fitting, isNarrow),
    ...(actions ? [`minmax(${actionsWidth ?? ACTIONS_PX}px, max-content)`] : []),
  ].join(' ');
  const isFiltered =
    search['q'] !== undefined || fields.some(({ key }) => search[key] !== undefined);
  useSlash(region, find, preferences.shortcuts);
  usePlaceOfOpen(props, rows);
  const focusRows = (): void =>
    region.current?.querySelector<HTMLElement>('[role=row][tabindex="0"]')?.focus();
  const inner = { ...props, rows, columns: fitting, tracks, isNarrow, isFiltered };
  const body = isPaged ? (
    <PagedRows {...inner} pageSize={pageSize} isPrinting={isPrinting} />
  ) : (
    <Grid {...inner} toEnd={toEnd} toStart={toStart} />
  );
  return (
    <div ref={ref} className={classes['list']}>
      <Toolbar {...props} rows={rows} findRef={find} onLeave={focusRows} />
      <FilterTokens fields={fields} search={search} onSearch={(next) => props.onSearch(next, true)}>
        <Amount rows={rows} />
      </FilterTokens>
      {typeof props.bar === 'function' ? props.bar(rows) : props.bar}
      {rows.error !== null && rows.error !== undefined && rows.count === 0 ? (
        <ProblemState error={rows.error} onRetry={rows.retry} />
      ) : (
        body
      )}
      {!isPaged && (
        <button type="button" className={classes['asTable']} onClick={() => askTable(true)}>
          <AsTable />
        </button>
      )}
    </div>
  );
}

/** Pages are counted from the beginning. */
function withoutReverse<Row>({ key, read }: ListSource<Row>): ListSource<Row> {
  return { key, read };
}

/** For a screen reader that wants all of a page at once, not what is on the screen (console A23). */
function AsTable(): ReactNode {
  const { t } = useTranslation('list');
  return t('asTable');
}

function Amount({
  rows,
}: {
  readonly rows: { readonly total: number | undefined; readonly isCapped: boolean };
}): ReactNode {
  const { t, i18n } = useTranslation('list');
  if (rows.total === undefined) return null;
  const number = rows.total.toLocaleString(i18n.language) + (rows.isCapped ? '+' : '');
  return t('amount', { count: rows.total, number });
}

interface ToolbarProps<Row> extends ListProps<Row> {
  readonly rows: ListRows<Row>;
  readonly findRef: React.RefObject<HTMLInputElement | null>;
  readonly onLeave: () => void;
}

function Toolbar<Row>(props: ToolbarProps<Row>): ReactNode {
  const { name, columns, search, onSearch, searchLabel, fields = [], tools, findRef } = props;
  return (
    <div className={toolbar['toolbar']}>
      {searchLabel !== undefined && (
        <SearchBox
          label={searchLabel}
          value={search['q'] ?? ''}
          inputRef={findRef}
          onLeave={props.onLeave}
          onChange={(q) => onSearch(withText(search, q), false)}
        />
      )}
      {fields.length > 0 && (
        <FilterMenu fields={fields} search={search} onSearch={(next) => onSearch(next, true)} />
      )}
      <span className={toolbar['space']} />
      {typeof tools === 'function' ? tools(props.rows) : tools}
      <ViewMenu name={name} columns={columns} />
    </div>
  );
}

function withText(search: ListSearch, q: string): ListSearch {
  const rest = Object.entries(search).filter(([key]) => key !== 'q');
  return Object.fromEntries(q === '' ? rest : [['q', q], ...rest]);
}

/** `/` leads to the search, while the focus is in the list and not where one types (console A4). */
function useSlash(
  region: React.RefObject<HTMLDivElement | null>,
  find: React.RefObject<HTMLInputElement | null>,
  isOn: boolean,
): void {
  useEffect(() => {
    const element = region.current;
    if (!element || !isOn) return undefined;
    const press = (event: KeyboardEvent): void => {
      const { target, key } = event;
      if (key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (target instanceof Element && target.closest('input, textarea, select, [role=menu]'))
        return;
      if (!find.current) return;
      event.preventDefault();
      find.current.focus();
      find.current.select();
    };
    element.addEventListener('keydown', press);
    return () => element.removeEventListener('keydown', press);
  }, [region, find, isOn]);
}
