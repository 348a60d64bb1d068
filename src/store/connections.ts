import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** One identity provider of one organization. Several per organization, each with ids of its own. */
export interface Connection extends Stored {
  readonly organizationId: string;
  readonly kind: 'scim';
  readonly name: string;
  readonly status: 'active' | 'disabled';
  readonly compatibility: 'lenient' | 'strict';
  /** several mapped groups: all their roles, or the first mapping of the list that matches */
  readonly mappingMode: 'union' | 'first';
  /** for a person without a mapped group; absent: no role */
  readonly defaultRole?: string;
  /** a mapped seat when none is free: the person waits in the queue (absent: that), or the request is refused */
  readonly overSeatLimit?: 'queue' | 'refuse';
  /** mappings give, or until lately gave, spaces or seats too; absent: nobody needs to look for any */
  readonly givesBelongings?: boolean;
  /** set while people's roles are worked out anew after a change to the mappings */
  readonly recompute?: Recompute;
}

/** Where the recomputation stands, so that another process can go on after a crash. */
export interface Recompute {
  /** the groups whose people are concerned; absent: everybody in the connection */
  readonly groupIds?: readonly string[];
  /** the last row that is done */
  readonly after?: string;
  readonly done: number;
  readonly startedAt: Instant;
}

export const connections = collection<Connection>({
  name: 'connections',
  columns: { organizationId: 'text', status: 'text' },
  required: ['organizationId', 'status'],
  unique: [],
  indexes: [{ name: 'organization', on: ['organizationId'] }],
});
