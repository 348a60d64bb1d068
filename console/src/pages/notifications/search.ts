import { listSearch, type ListSearch, type RawSearch } from '../../navigation/search.js';

/** `tab`: `outbox`. `own`: only what differs from the preset. `status`, `template`, `to`: of the outbox. `mail`: the one that is open. */
export function notificationsSearch(raw: RawSearch): ListSearch {
  return listSearch(raw, ['tab', 'own', 'status', 'template', 'to', 'mail']);
}
