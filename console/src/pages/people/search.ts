import { listSearch, type ListSearch, type RawSearch } from '../../navigation/search.js';

/** Filters of the lists of people, as they stand in the address; each tab understands some. */
export const MEMBER_FILTERS = ['role', 'status', 'source', 'space', 'product', 'added', 'active'];
export const INVITATION_FILTERS = ['status', 'role', 'expires'];
export const REQUEST_FILTERS = ['status'];

export const PEOPLE_TABS = ['members', 'invitations', 'join-requests', 'suspended'] as const;
export type PeopleTab = (typeof PEOPLE_TABS)[number];

/** What the address of the page says: the tab, its search, order and filters. */
export function readPeopleSearch(raw: RawSearch): ListSearch {
  return listSearch(raw, ['tab', 'change', ...MEMBER_FILTERS, 'expires']);
}

export function tabOf(search: ListSearch): PeopleTab {
  return PEOPLE_TABS.find((tab) => tab === search['tab']) ?? 'members';
}

/** What a list sees of it: neither the tab nor the change whose result is shown is a filter. */
export function withoutTab(search: ListSearch): ListSearch {
  return Object.fromEntries(
    Object.entries(search).filter(([key]) => key !== 'tab' && key !== 'change'),
  );
}
