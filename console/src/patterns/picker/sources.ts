import { server } from '../../data/server.js';
import type { Found } from './picker.js';

const LIMIT = 25;

/** Members of the organization by name or address. */
export function findMembers(organizationId: string) {
  return async (search: string, signal: AbortSignal): Promise<Found> => {
    const { items, total, next } = await server.listMembers({
      params: { organizationId },
      query: { state: 'active', limit: LIMIT, total: 'true', ...(search !== '' && { q: search }) },
      signal,
    });
    const choices = items.map(({ id, name, email }) => {
      return { id, name: name ?? email ?? id, detail: email };
    });
    return { items: choices, total, isMore: next !== undefined };
  };
}

/** Spaces by the beginning of their name. */
export function findSpaces(organizationId: string) {
  return async (search: string, signal: AbortSignal): Promise<Found> => {
    const { items, next } = await server.listSpaces({
      params: { organizationId },
      query: { limit: LIMIT, ...(search !== '' && { search }) },
      signal,
    });
    return { items: items.map(({ id, name }) => ({ id, name })), isMore: next !== undefined };
  };
}
