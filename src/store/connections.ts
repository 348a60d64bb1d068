import type { Instant } from '#kernel/index.js';
import type { Ceiling } from './ceilings.js';
import { collection, type Stored } from './record.js';

/** What becomes of the people of a connection that is deleted. */
export type PeopleChoice = 'keep' | 'suspend' | 'remove';

/** What a connection of every kind has: one identity provider of one organization, which can have several. */
interface ConnectionBase extends Stored {
  readonly organizationId: string;
  readonly name: string;
  /** `deleting`: it is refused everything, and goes when its people are settled */
  readonly status: 'active' | 'disabled' | 'deleting';
  /** while it is being deleted: by which task, and what becomes of the people */
  readonly deletion?: { readonly people: PeopleChoice; readonly taskId: string };
  /** several mapped groups: all their roles, or the first mapping of the list that matches */
  readonly mappingMode: 'union' | 'first';
  /** for a person without a mapped group; absent: no role */
  readonly defaultRole?: string;
  /** a mapped seat when none is free: the person waits in the queue (absent: that), or the request is refused */
  readonly overSeatLimit?: 'queue' | 'refuse';
  /** mappings give, or until lately gave, spaces or seats too; absent: there are none to look for */
  readonly givesBelongings?: boolean;
  /** of the maker: whom the connection may link; absent: the operator's, or made before ceilings were kept, which is no limit */
  readonly ceiling?: Ceiling;
  /** true: members are notified of what the directory gives and takes; absent: they expect it */
  readonly notifyMembers?: boolean;
  /** a user was deleted, so past links are worth a look; absent: there are none */
  readonly keepsPastLinks?: boolean;
  /** set while people's roles are worked out anew after a change to the mappings */
  readonly recompute?: Recompute;
}

/** An identity provider that writes users and groups over SCIM. */
export interface ScimConnection extends ConnectionBase {
  readonly kind: 'scim';
  readonly compatibility: 'lenient' | 'strict';
}

/** The kinds of connections, distinguished by `kind`. Connections for sign-in (SAML, OpenID Connect) join this union. */
export type Connection = ScimConnection;

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
