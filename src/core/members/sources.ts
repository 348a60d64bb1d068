import type { AccessSource, Store } from '#store/index.js';

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
  { read }: Store,
  sources: readonly AccessSource[],
): Promise<(source: AccessSource) => NamedSource> {
  const ids = (pick: (source: AccessSource) => string | undefined): string[] => [
    ...new Set(sources.flatMap((source) => pick(source) ?? [])),
  ];
  const [groups, connections, invitations, domains] = await Promise.all([
    read.scimGroups.getMany(ids((one) => (one.kind === 'group' ? one.groupId : undefined))),
    read.connections.getMany(ids((one) => ('connectionId' in one ? one.connectionId : undefined))),
    read.invitations.getMany(
      ids((one) => (one.kind === 'invitation' ? one.invitationId : undefined)),
    ),
    read.domains.getMany(ids((one) => (one.kind === 'domain' ? one.domainId : undefined))),
  ]);
  const names = new Map([
    ...groups.map(({ id, displayName }) => [id, displayName] as const),
    ...connections.map(({ id, name }) => [id, name] as const),
    ...invitations.map(({ id, inviter }) => [id, inviter.name] as const),
    ...domains.map(({ id, name }) => [id, name] as const),
  ]);
  const part = (key: string, id: string): object => {
    const name = names.get(id);
    return name === undefined ? {} : { [key]: name };
  };
  return (source) => ({
    ...source,
    ...(source.kind === 'group' && part('group', source.groupId)),
    ...('connectionId' in source && part('connection', source.connectionId)),
    ...(source.kind === 'invitation' && part('inviter', source.invitationId)),
    ...(source.kind === 'domain' && part('domain', source.domainId)),
  });
}
