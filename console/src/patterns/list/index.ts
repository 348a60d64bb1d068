/** Owns the one table of the console: its rows, filters, selection and keys; never knows what its rows are. */
export type { ListColumn } from './columns.js';
export { useFilterWords } from './filter-words.js';
export { instantsOf, wordsOfDays } from './days.js';
export {
  activeFields,
  valuesOf,
  wordsOfFilter,
  type FilterField,
  type FilterOption,
  type FoundOptions,
} from './filters.js';
export { focusRows, rememberOpener } from './focus-rows.js';
export { List } from './list.js';
export type { ListProps, RowPlace } from './shapes.js';
export type { ListPage, ListRows, ListSource, PageQuestion } from './list-rows.js';
export { PickList } from './pick-list.js';
export {
  NONE,
  allMatching,
  isSelected,
  sizeOf,
  useSelection,
  type Selection,
  type SelectionState,
} from './selection.js';
