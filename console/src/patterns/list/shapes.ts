import type { ReactNode } from 'react';
import type { ListSearch } from '../../navigation/search.js';
import type { ListColumn } from './columns.js';
import type { FilterField } from './filters.js';
import type { ListRows, ListSource } from './list-rows.js';
import type { SelectionState } from './selection.js';

export interface ListProps<Row> {
  /** of the list in the preferences: `members` */
  readonly name: string;
  /** what a screen reader calls the table: `Members` */
  readonly label: string;
  readonly source: ListSource<Row>;
  readonly columns: readonly ListColumn<Row>[];
  readonly idOf: (row: Row) => string;
  /** `Ada Brandt`: in the names of the row's controls */
  readonly nameOf: (row: Row) => string;
  /** the address of the row's own page; the search of the list goes along. Absent: rows lead nowhere */
  readonly linkOf?: ((row: Row) => string | undefined) | undefined;
  /** the row whose page is open beside the list */
  readonly openId?: string | undefined;
  /** what the address says: q, sort, filters */
  readonly search: ListSearch;
  /** `push`: a step in the history of the browser; else it takes the place of the last one (console B5) */
  readonly onSearch: (next: ListSearch, push: boolean) => void;
  /** absent: the list cannot be searched */
  readonly searchLabel?: string;
  readonly fields?: readonly FilterField[];
  /** absent: rows cannot be selected */
  readonly selection?: SelectionState;
  /** what can be done to one row: a menu, buttons */
  readonly actions?: ((row: Row, isNarrow: boolean) => ReactNode) | undefined;
  /** pixels for them */
  readonly actionsWidth?: number;
  /** pixels for them where the list has no heads of columns, if that differs */
  readonly actionsNarrow?: number;
  /** of the toolbar, at its end: export, saved views */
  readonly tools?: ReactNode | ((rows: ListRows<Row>) => ReactNode);
  /** between the filters and the rows: what can be done to the selection */
  readonly bar?: ReactNode | ((rows: ListRows<Row>) => ReactNode);
  /** who comes before and after the row that is open */
  readonly onPlace?: (place: RowPlace) => void;
  /** no rows at all: one sentence and one action (EmptyState) */
  readonly empty: ReactNode;
  /** filters match nothing; absent: the words of every list */
  readonly filteredEmpty?: ReactNode;
}

/** Where the open row stands in the list. */
export interface RowPlace {
  readonly previousId?: string | undefined;
  readonly nextId?: string | undefined;
  /** from 1 on */
  readonly place?: number | undefined;
  readonly total?: number | undefined;
}

/** What the parts of a list share. */
export interface InnerProps<Row> extends ListProps<Row> {
  readonly rows: ListRows<Row>;
  /** those that have room */
  readonly columns: readonly ListColumn<Row>[];
  readonly tracks: string;
  readonly isNarrow: boolean;
  readonly isFiltered: boolean;
}
