import type { AccessSource } from './members.js';
import { collection, type Stored } from './record.js';

/** One reason why a member reaches a space. Two groups and an assignment by hand are three rows. */
export interface SpaceMember extends Stored {
  readonly organizationId: string;
  readonly spaceId: string;
  readonly memberId: string;
  /** name of a space role of the preset */
  readonly role: string;
  readonly source: AccessSource;
  /** `manual` for whatever a person decided, an invitation and a request included; `group:{id}`: one row for each */
  readonly sourceKey: string;
  /** given while a person had unlocked the member; ends with that */
  readonly override?: true;
}

export const spaceMembers = collection<SpaceMember>({
  name: 'space-members',
  columns: {
    organizationId: 'shared',
    spaceId: 'text',
    memberId: 'text',
    role: 'shared',
    sourceKey: 'text',
  },
  required: ['organizationId', 'spaceId', 'memberId', 'role', 'sourceKey'],
  unique: [{ name: 'reason', on: ['spaceId', 'memberId', 'sourceKey'] }],
  indexes: [
    { name: 'member', on: ['memberId', 'spaceId'] },
    { name: 'space', on: ['spaceId', 'memberId'] },
    { name: 'organization', on: ['organizationId'] },
  ],
});
