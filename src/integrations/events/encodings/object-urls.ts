import type { DomainEvent } from '../event.js';

/** Where REST shows an object of each kind, below its organization. Kinds that are not named have no address of their own. */
const PATHS: Readonly<Record<string, string | undefined>> = {
  member: 'members',
  connection: 'connections',
  invitation: 'invitations',
  import: 'imports',
  domain: 'domains',
  space: 'spaces',
  product: 'products',
  task: 'tasks',
  api_key: 'api-keys',
};

/** The address at which a host application reads the object of an event as it is now; undefined where there is none. */
export function objectUrl(
  baseUrl: string,
  { object: { kind, id }, organizationId }: Pick<DomainEvent, 'object' | 'organizationId'>,
): string | undefined {
  const api = `${baseUrl}/api/v1`;
  if (kind === 'account') return `${api}/accounts/${encodeURIComponent(id)}`;
  if (kind === 'organization') return `${api}/organizations/${encodeURIComponent(id)}`;
  const path = PATHS[kind];
  if (path === undefined || organizationId === undefined) return undefined;
  return `${api}/organizations/${organizationId}/${path}/${encodeURIComponent(id)}`;
}
