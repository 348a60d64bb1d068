import { createClient } from '@muster/client';
import { EXIT } from './exit-codes.js';
import { findOrganization } from './find-operators.js';
import { Refusal } from './refusals.js';
import { createRemoteOperator, type RemoteServer } from './remote-operators.js';
import { configuredOperatorKeys, type Settings } from '#settings/index.js';

/** A connection as its base URL names it: `https://muster.example.com/scim/{id}/v2`. */
export interface NamedConnection extends RemoteServer {
  readonly connectionId: string;
}

/** The server and connection of a SCIM base URL, with the operator's key of the settings. @throws Refusal */
export async function connectionOfUrl(settings: Settings, url: string): Promise<NamedConnection> {
  const [, base, connectionId] = /^(https?:.*)\/scim\/([0-9a-f-]{36})\/v2\/?$/.exec(url) ?? [];
  if (base === undefined || connectionId === undefined) {
    const next = 'leave out --organization, which maps groups on Muster only';
    throw new Refusal(`${url} is no connection of Muster`, 'the command', next, EXIT.usage);
  }
  const [key] = await configuredOperatorKeys(settings);
  if (key !== undefined) return { url: base, key, connectionId };
  const next = 'set MUSTER_OPERATOR__KEY to the key of that server, or leave out --organization';
  throw new Refusal('there is no operator key', 'the settings', next, EXIT.usage);
}

/**
 * Gives each of these groups one of the roles that groups may give, in turn; resolves to their titles. A connection that has mappings is
 * left as it is: nothing is resolved then.
 */
export async function mapGroups(
  { connectionId, ...server }: NamedConnection,
  organization: string,
  groupIds: readonly string[],
): Promise<readonly string[] | undefined> {
  const { id: organizationId } = await findOrganization(createRemoteOperator(server), organization);
  const client = createClient({ ...server, retries: 0 });
  const params = { organizationId, connectionId };
  const before = await client.getGroupMappings({ params });
  if (before.mappings.length > 0) return undefined;
  const { items } = await client.listRoles({ params: { organizationId } });
  const roles = items.filter(({ mappable }) => mappable);
  const mappings = groupIds.flatMap((groupId, index) => {
    const role = roles[index % roles.length];
    return role ? [{ groupId, role: role.name }] : [];
  });
  await client.replaceGroupMappings({ params, body: { mappings } });
  return roles.slice(0, mappings.length).map(({ title }) => title);
}
