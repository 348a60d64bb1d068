import type { AccessSource } from '#store/index.js';
import { getAll } from '#core/tenancy/index.js';
import type { ReadScope } from './scopes.js';

/** A source with the names of what its ids point to, as they are now; what is gone has none. */
export type NamedSource = AccessSource & {
  readonly group?: string;
  readonly connection?: string;
  /** who invited */
  readonly inviter?: string;
  readonly domain?: string;
};

const NAME_BY_ID = {
  groupId: 'group',
  connectionId: 'connection',
  invitationId: 'inviter',
  domainId: 'domain',
} as const;

type SourceIds = { readonly kind: string } & {
  readonly [Id in keyof typeof NAME_BY_ID]?: string;
};

/** Of one member: what a thousand mappings of each directory would give is among them. */
export async function namesOfSources(
  { tx }: ReadScope,
  sources: readonly AccessSource[],
): Promise<(source: AccessSource) => NamedSource> {
  const ids = (field: keyof typeof NAME_BY_ID): string[] => [
    ...new Set(sources.flatMap((source: SourceIds) => source[field] ?? [])),
  ];
  const [groups, connections, invitations, domains] = await Promise.all([
    getAll(tx.scimGroups, ids('groupId')),
    getAll(tx.connections, ids('connectionId')),
    getAll(tx.invitations, ids('invitationId')),
    getAll(tx.domains, ids('domainId')),
  ]);
  const names = new Map([
    ...groups.map(({ id, displayName }) => [id, displayName] as const),
    ...connections.map(({ id, name }) => [id, name] as const),
    ...invitations.map(({ id, inviter }) => [id, inviter.name] as const),
    ...domains.map(({ id, name }) => [id, name] as const),
  ]);
  return (source) => {
    const named: Record<string, string> = {};
    for (const [id, field] of Object.entries(NAME_BY_ID)) {
      const name = names.get((source as SourceIds)[id as keyof typeof NAME_BY_ID] ?? '');
      if (name !== undefined) named[field] = name;
    }
    return { ...source, ...named };
  };
}
