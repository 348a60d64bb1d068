import type { Resource } from '@muster/scim';
import {
  syncWithDirectoryUsers,
  type DirectoryLink,
  type DirectoryPerson,
  type DirectoryUser,
  type SyncStep,
} from '#core/index.js';
import type { Member, ScimUser } from '#store/index.js';
import { note, type ProvisioningContext } from './context.js';
import { mappedValues, writeCustomAttributes } from './custom-attributes.js';
import type { ScimScope } from './writing.js';

export function directoryUserOf(
  { organization }: ScimScope,
  resource: Resource,
  {
    id,
    externalId,
    active,
    person,
  }: Pick<ScimUser, 'id' | 'active'> & {
    readonly externalId?: string;
    readonly person: DirectoryPerson;
  },
): DirectoryUser {
  const attributes = mappedValues(organization, resource);
  return { scimUserId: id, externalId, person, active, attributes };
}

/** What follows once it is decided for whom a user stands: state, roles and attributes of the member. */
export async function followLink(
  scope: ScimScope,
  link: DirectoryLink,
  resource: Resource,
): Promise<{ readonly member: Member; readonly steps: readonly SyncStep[] } | undefined> {
  if (!link.member) return undefined;
  const change = { event: 'created', connection: scope.connection } as const;
  const { member, steps } = await syncWithDirectoryUsers(scope, link.member, change);
  return { member: await writeCustomAttributes(scope, member, resource), steps };
}

export function noteLink(
  ctx: ProvisioningContext,
  { decision, why }: DirectoryLink,
  member: Member | undefined,
): void {
  const isOpen = decision === 'waiting' || decision === 'rejected';
  const step = isOpen ? `link.${decision}` : `member.${decision}`;
  note(ctx.exchange, step, member ? `member ${member.id}: ${why}` : why);
}
