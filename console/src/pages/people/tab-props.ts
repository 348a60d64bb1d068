import type { ListSearch } from '../../navigation/search.js';
import type { RowPlace } from '../../patterns/list/index.js';

/** What the page hands to each of its tabs. */
export interface TabProps {
  /** without the tab itself */
  readonly search: ListSearch;
  readonly onSearch: (next: ListSearch, push: boolean) => void;
  readonly onPlace: (place: RowPlace) => void;
  /** the member whose panel is open */
  readonly openId: string | undefined;
}
