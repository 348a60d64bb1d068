import type { ResourceType } from '@muster/scim';
import { connectionTallyKey } from '#core/index.js';
import type { ScimGroup } from '#store/index.js';
import { toResource } from './resources.js';
import { toSearchable } from './searchables.js';
import type { DirectoryScope } from './writing.js';

/** Writes a new group, with its count. The caller appends the entry. */
export async function insertGroup(
  { tx }: Pick<DirectoryScope, 'tx'>,
  type: ResourceType,
  group: ScimGroup,
): Promise<void> {
  await tx.scimGroups.insert(group, toSearchable(type, toResource(type, group)));
  await tx.tallies.adjust(connectionTallyKey('groups', group.connectionId), 1);
}
