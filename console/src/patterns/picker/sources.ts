import { server } from '../../data/server.js';
import type { Found } from './picker.js';

const LIMIT = 25;

/** Members of the organization by name or address. */
export function findMembers(organizationId: string) {
  return async (search: string, signal: AbortSignal): Promise<Found> => {
    const {
      items,
      total,
      totalIsCapped: isCapped,
      next,
    } = await server.listMembers({
      params: { organizationId },
      query: { state: 'active', limit: LIMIT, total: 'true', ...(search !== '' && { q: search }) },
      signal,
    });
    const choices = items.map(({ id, name, email }) => {
      return { id, name: name ?? email ?? id, detail: email };
    });
    return { items: choices, total, isCapped, isMore: next !== undefined };
  };
}

/** Spaces by the beginning of their name. */
export function findSpaces(organizationId: string) {
  return async (search: string, signal: AbortSignal): Promise<Found> => {
    const {
      items,
      total,
      totalIsCapped: isCapped,
      next,
    } = await server.listSpaces({
      params: { organizationId },
      query: { limit: LIMIT, total: 'true', ...(search !== '' && { search }) },
      signal,
    });
    const choices = items.map(({ id, name }) => ({ id, name }));
    return { items: choices, total, isCapped, isMore: next !== undefined };
  };
}

/** Products by a part of their name or key. */
export function findProducts(organizationId: string) {
  return async (search: string, signal: AbortSignal): Promise<Found> => {
    const { items, total, next } = await server.listProducts({
      params: { organizationId },
      query: { limit: LIMIT, total: 'true', ...(search !== '' && { search }) },
      signal,
    });
    const choices = items.map(({ id, name }) => ({ id, name }));
    return { items: choices, total, isMore: next !== undefined };
  };
}

type Find = (search: string, signal: AbortSignal) => Promise<Found>;

/** The same without one, who cannot be meant; the count is of all that match. */
export function othersThan(id: string | undefined, find: Find): Find {
  return async (search, signal) => {
    const found = await find(search, signal);
    return { ...found, items: found.items.filter((one) => one.id !== id) };
  };
}
