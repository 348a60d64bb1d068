import { listSearch, type ListSearch, type RawSearch } from '../../navigation/search.js';

/** `type`: `member.*`. `actor`, `target`: kind and id. `days`: instants. `entry`: the sequence of the entry that is open. */
export function auditSearch(raw: RawSearch): ListSearch {
  return listSearch(raw, ['type', 'actor', 'target', 'days', 'entry']);
}
