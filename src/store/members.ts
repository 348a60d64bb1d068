import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** Why a member has a role, a space or a seat. Recomputing what groups give never touches the others. */
export type AccessSource =
  | { readonly kind: 'manual' | 'import' | 'request' | 'ownership' }
  | { readonly kind: 'invitation'; readonly invitationId: string }
  | { readonly kind: 'join_request'; readonly joinRequestId: string }
  | { readonly kind: 'domain'; readonly domainId: string }
  /** for people without a mapped group */
  | { readonly kind: 'default'; readonly connectionId: string }
  | { readonly kind: 'group'; readonly groupId: string; readonly connectionId: string };

export type GrantSource = AccessSource;

export interface Grant {
  readonly role: string;
  readonly source: GrantSource;
  readonly since: Instant;
  /** a time-boxed grant counts for nothing from then on, and is swept away later */
  readonly until?: Instant;
  /** given while a person had unlocked the member; ends with that */
  readonly override?: true;
}

/** A value of a custom attribute, and who said so: a person's word never overwrites a directory's. */
export interface AttributeValue {
  readonly value: string | number | boolean;
  readonly source: 'manual' | 'directory' | 'import' | 'invitation';
}

/** Beside the name that is shown; either may be unknown. */
export interface PersonNames {
  readonly firstName?: string;
  readonly lastName?: string;
}

/** What the rules made of a person: `wanted` is the SCIM user's business, `effective` is this. */
export interface Member extends Stored, PersonNames {
  readonly organizationId: string;
  readonly status: 'active' | 'suspended' | 'left';
  readonly name: string;
  /** folded name, so that lists sort alike in both databases */
  readonly nameKey: string;
  readonly accountId?: string;
  readonly email?: string;
  /** folded address */
  readonly emailKey?: string;
  /** the address that a directory says while another present member has it; given as soon as it is free */
  readonly wanted?: {
    readonly email: string;
    readonly connectionId?: string;
    readonly since: Instant;
  };
  readonly wantedKey?: string;
  /** of `wanted`; `left`: people decided to leave it as it is */
  readonly conflict?: 'open' | 'left';
  /** what is in force; what a directory gives is derived from its groups and default role at every change */
  readonly grants: readonly Grant[];
  /** what people had given a member who left; one call gives it back */
  readonly previousGrants?: readonly Grant[];
  /** the highest standing among the granted roles, derived on every write, so that the last owner can be counted */
  readonly standing: 'owner' | 'admin' | 'none';
  /** where the person came from */
  readonly source:
    'manual' | 'scim' | 'invitation' | 'join_request' | 'domain' | 'import' | 'sign_in';
  readonly invitationId?: string;
  /** from outside of the organization's domains, on purpose */
  readonly guest?: boolean;
  readonly locale?: string;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** to the day, so that working hours cannot be derived from it */
  readonly lastActiveOn?: string;
  /** of a picture that a directory names; it is never fetched */
  readonly photoUrl?: string;
  /** SHA-256 of the picture that was uploaded (avatars), hex */
  readonly avatarHash?: string;
  /** until then people may change what a directory manages */
  readonly unlockedUntil?: Instant;
  /** roles of a directory that people took away until then */
  readonly withheld?: readonly string[];
  /** the same for spaces and seats: `space:` or `product:` and the id */
  readonly withheldAccess?: readonly string[];
  /** the earliest end among the grants and `unlockedUntil`, so that a job finds it */
  readonly grantEndsAt?: Instant;
  readonly suspendedAt?: Instant;
  /** who may restore: what a directory suspended, a directory restores; what a person suspended, it leaves alone, also after it left */
  readonly suspendedBy?: 'directory' | 'person';
  readonly leftAt?: Instant;
  /** of a member who was removed by hand: what people had given, so that the removal can be taken back within ten minutes */
  readonly removal?: {
    readonly at: Instant;
    readonly status: 'active' | 'suspended';
    readonly grants: readonly Grant[];
    readonly spaces: readonly {
      readonly spaceId: string;
      readonly role: string;
      readonly source: AccessSource;
    }[];
    /** those that were in use */
    readonly seats: readonly { readonly productId: string; readonly source: AccessSource }[];
    readonly hadPicture?: true;
  };
  /** what people signed in with until then opens the organization no more: set whenever the member ceases to be active */
  readonly sessionsEndedAt?: Instant;
  /** of a member who left: the member who has been this person since; for good */
  readonly mergedInto?: string;
}

export const members = collection<Member>({
  name: 'members',
  columns: {
    organizationId: 'shared',
    status: 'shared',
    nameKey: 'text',
    emailKey: 'text',
    wantedKey: 'text',
    conflict: 'text',
    accountId: 'text',
    standing: 'text',
    source: 'shared',
    lastActiveOn: 'text',
    grantEndsAt: 'text',
    mergedInto: 'text',
  },
  required: ['organizationId', 'status', 'standing', 'nameKey', 'source'],
  unique: [],
  indexes: [
    { name: 'organization', on: ['organizationId'] },
    { name: 'email', on: ['organizationId', 'emailKey'] },
    { name: 'address', on: ['emailKey'], present: 'emailKey' },
    {
      name: 'standing',
      on: ['organizationId', 'standing', 'status'],
      except: { column: 'standing', beginning: 'none' },
    },
    { name: 'status', on: ['organizationId', 'status', 'nameKey'] },
    { name: 'name', on: ['organizationId', 'nameKey'] },
    { name: 'active', on: ['organizationId', 'lastActiveOn'] },
    { name: 'created', on: ['organizationId', 'createdAt'] },
    { name: 'account', on: ['accountId'], present: 'accountId' },
    { name: 'wanted', on: ['organizationId', 'wantedKey'], present: 'wantedKey' },
    { name: 'conflict', on: ['organizationId', 'conflict'], present: 'conflict' },
    { name: 'grant-end', on: ['grantEndsAt'], present: 'grantEndsAt' },
    { name: 'merged', on: ['mergedInto'], present: 'mergedInto' },
  ],
  searchScope: 'organizationId',
  toldAt: (name) => [name],
  endedSearches: ['name', 'displayName', 'status', 'source', 'standing', 'roles', 'email'],
  facetOrder: 'nameKey',
});
