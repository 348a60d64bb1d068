import type { AccessSource } from '#store/index.js';
import type { ReadScope } from './scopes.js';

/** A source with the names of what its ids point to, as they are now; what is gone has none. */
export type NamedSource = AccessSource & {
  readonly group?: string;
  readonly connection?: string;
  /** who invited */
  readonly inviter?: string;
  readonly domain?: string;
};

/** A bounded number of sources, of one member. */
export async function namesOfSources(
  { tx }: ReadScope,
  sources: readonly AccessSource[],
): Promise<(source: AccessSource) => NamedSource> {
  const ids = (idOf: (source: AccessSource) => string | undefined): string[] => [
    ...new Set(sources.flatMap((source) => idOf(source) ?? [])),
  ];
  const [groups, connections, invitations, domains] = await Promise.all([
    tx.scimGroups.getMany(ids((source) => (source.kind === 'group' ? source.groupId : undefined))),
    tx.connections.getMany(
      ids((source) => ('connectionId' in source ? source.connectionId : undefined)),
    ),
    tx.invitations.getMany(
      ids((source) => (source.kind === 'invitation' ? source.invitationId : undefined)),
    ),
    tx.domains.getMany(ids((source) => (source.kind === 'domain' ? source.domainId : undefined))),
  ]);
  const names = new Map([
    ...groups.map(({ id, displayName }) => [id, displayName] as const),
    ...connections.map(({ id, name }) => [id, name] as const),
    ...invitations.map(({ id, inviter }) => [id, inviter.name] as const),
    ...domains.map(({ id, name }) => [id, name] as const),
  ]);
  const nameField = (key: string, id: string): object => {
    const name = names.get(id);
    return name === undefined ? {} : { [key]: name };
  };
  return (source) => ({
    ...source,
    ...(source.kind === 'group' && nameField('group', source.groupId)),
    ...('connectionId' in source && nameField('connection', source.connectionId)),
    ...(source.kind === 'invitation' && nameField('inviter', source.invitationId)),
    ...(source.kind === 'domain' && nameField('domain', source.domainId)),
  });
}
