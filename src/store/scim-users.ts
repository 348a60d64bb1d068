import type { Instant } from '#kernel/index.js';
import type { Term } from './query.js';
import { collection, type Stored } from './record.js';

export interface ScimAttributes {
  readonly [name: string]: unknown;
}

/** What the identity provider said of a person, to the letter. */
export interface ScimUser extends Stored {
  readonly organizationId: string;
  readonly connectionId: string;
  /** the member that the rules made of it */
  readonly memberId: string;
  /** folded userName, unique in the connection */
  readonly userNameKey: string;
  readonly externalId?: string;
  /** folded displayName */
  readonly displayNameKey?: string;
  /** key of the address that the user says, empty where it says none; absent in records of older releases */
  readonly emailKey?: string;
  /**
   * What a person is looked for by in the list of members, beside what the member says: folded userName, addresses, external id and
   * employee number, each in a line of its own, with a line's end before the first and after the last. Absent in records of older releases
   */
  readonly textKey?: string;
  /** as the provider said it last, and as it reads it back */
  readonly active: boolean;
  /** it counts as active although the provider says another thing: the brake on mass changes holds that */
  readonly held?: { readonly massChangeId: string };
  /** the provider's word was rejected, or undone: said again until then it belongs to that batch and is kept, too */
  readonly kept?: { readonly massChangeId: string; readonly until: Instant };
  /** the provider deleted it and does not see it any more; it is here while the brake holds that */
  readonly deletedAt?: Instant;
  /** of a connection that people sign in at; where a directory over SCIM speaks of the person, it decides alone */
  readonly signIn?: true;
  /** core attributes in canonical form, without id, externalId, schemas, meta and groups */
  readonly attributes: ScimAttributes;
  /** extension attributes under the extension's alias (its URN without dots) */
  readonly extensions: { readonly [alias: string]: ScimAttributes };
}

/** Users that the provider sees. */
export const isThere: Term = {
  kind: 'not',
  term: { kind: 'present', field: { column: 'deletedAt' } },
};

export const scimUsers = collection<ScimUser>({
  name: 'scim-users',
  columns: {
    organizationId: 'shared',
    connectionId: 'shared',
    memberId: 'text',
    userNameKey: 'text',
    externalId: 'text',
    displayNameKey: 'text',
    textKey: 'text',
    active: 'boolean',
    deletedAt: 'text',
  },
  readFirst: ['connectionId', 'externalId', 'deletedAt'],
  required: ['connectionId', 'memberId', 'userNameKey', 'active'],
  unique: [{ name: 'user-name', on: ['connectionId', 'userNameKey'] }],
  indexes: [
    { name: 'connection', on: ['connectionId'] },
    { name: 'external-id', on: ['connectionId', 'externalId'] },
    { name: 'display-name', on: ['connectionId', 'displayNameKey'] },
    { name: 'updated', on: ['connectionId', 'updatedAt'] },
    { name: 'member', on: ['memberId'] },
    { name: 'text', on: ['organizationId', 'textKey', 'memberId'] },
  ],
  searchScope: 'connectionId',
  // an alias has colons, and the name of an attribute has none
  toldAt: (name) => [name.includes(':') ? 'extensions' : 'attributes', name],
  endedSearches: ['schemas'],
});
