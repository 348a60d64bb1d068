import type { Operations } from '@muster/client';
import type { ListSearch } from '../../navigation/search.js';
import { instantsOf, valuesOf } from '../../patterns/list/index.js';

export type MemberRow = Operations['listMembers']['output']['items'][number];
export type Member = Extract<MemberRow, { kind: 'member' }>;
export type Invited = Extract<MemberRow, { kind: 'invitation' }>;
export type MemberQuery = NonNullable<Operations['listMembers']['input']['query']>;

/** The query of the list of members for what the address says: the one the list, the export and the selection send (console A25). */
export function memberQuery(search: ListSearch, states: readonly string[]): MemberQuery {
  const filter = [
    oneOf('role', valuesOf(search, 'role')),
    oneOf('source', valuesOf(search, 'source')),
    oneOf('space', valuesOf(search, 'space')),
    oneOf('product', valuesOf(search, 'product')),
    between('createdAt', search['added']),
    days('lastActiveOn', search['active']),
  ].filter((part) => part !== '');
  const status = valuesOf(search, 'status').filter((one) => states.includes(one));
  const { q, sort } = search;
  return {
    state: (status.length > 0 ? status : states).join(','),
    ...(q !== undefined && { q }),
    ...(filter.length > 0 && { filter: filter.join(' and ') }),
    ...(isSort(sort) && { sort }),
  };
}

const CONTRARY: Readonly<Record<string, MemberQuery['sort']>> = {
  name: '-name',
  '-name': 'name',
  createdAt: '-createdAt',
  '-createdAt': 'createdAt',
};

/** The same list in the contrary order. Undefined where there is none: a whole address stands first in every order. */
export function contraryOf(query: MemberQuery): MemberQuery | undefined {
  const sort = CONTRARY[query.sort ?? 'name'];
  return sort === undefined || query.q?.includes('@') === true ? undefined : { ...query, sort };
}

/** The same list, of these rows only. */
export function queryOfIds({ filter, ...rest }: MemberQuery, ids: readonly string[]): MemberQuery {
  const parts = [...(filter === undefined ? [] : [filter]), oneOf('id', ids)];
  return { ...rest, filter: parts.join(' and ') };
}

const SORTS = ['name', '-name', 'email', 'createdAt', '-createdAt', 'lastActiveOn'] as const;

function isSort(sort: string | undefined): sort is (typeof SORTS)[number] {
  return SORTS.some((one) => one === sort);
}

function oneOf(attribute: string, values: readonly string[]): string {
  const parts = values.map((value) => `${attribute} eq ${JSON.stringify(value)}`);
  return parts.length > 1 ? `(${parts.join(' or ')})` : (parts[0] ?? '');
}

function between(attribute: string, value = ''): string {
  const { from, before } = instantsOf(value);
  return [
    ...(from === undefined ? [] : [`${attribute} ge "${from}"`]),
    ...(before === undefined ? [] : [`${attribute} lt "${before}"`]),
  ].join(' and ');
}

/** `lastActiveOn` is a day, not an instant. */
function days(attribute: string, value = ''): string {
  const { from, before } = instantsOf(value);
  const day = (instant: string, earlier: number): string => {
    const at = new Date(Date.parse(instant) - earlier);
    const two = (part: number): string => String(part).padStart(2, '0');
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  };
  return [
    ...(from === undefined ? [] : [`${attribute} ge "${day(from, 0)}"`]),
    ...(before === undefined ? [] : [`${attribute} le "${day(before, 1)}"`]),
  ].join(' and ');
}
