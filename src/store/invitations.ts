import type { Instant } from '#kernel/index.js';
import type { PersonNames } from './members.js';
import { collection, type Stored } from './record.js';

export type InvitationStatus =
  'pending' | 'accepted' | 'declined' | 'expired' | 'revoked' | 'superseded';

/** "This address may join, as this." The link in the mail carries a token of which only the hash is kept. */
export interface Invitation extends Stored, PersonNames {
  readonly organizationId: string;
  /** as it was typed */
  readonly email: string;
  /** folded */
  readonly emailKey: string;
  readonly name?: string;
  /** folded name, or the address where there is none, so that lists can sort by it */
  readonly nameKey: string;
  readonly roles: readonly string[];
  readonly spaces: readonly { readonly spaceId: string; readonly role: string }[];
  /** ids of products of which a seat comes with it */
  readonly products: readonly string[];
  /** those of which a seat is kept while it is pending */
  readonly reserved?: readonly string[];
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  readonly locale?: string;
  readonly message?: string;
  /** where the person goes on from the invitation, and when they have accepted */
  readonly redirectUrl?: string;
  /** a person from outside of the organization's domains, on purpose */
  readonly guest: boolean;
  /** as kept; a pending one past `expiresAt` reads as expired (directory/invitations) */
  readonly status: InvitationStatus;
  readonly expiresAt: Instant;
  readonly lifeDays: number;
  /** SHA-256 of the token of the present generation, hex */
  readonly tokenHash: string;
  /** 1, and one more with each resend: older tokens are dead */
  readonly generation: number;
  /** false: link only, no mail */
  readonly send: boolean;
  readonly delivery: 'none' | 'queued' | 'sent' | 'delivered' | 'bounced' | 'failed';
  readonly sentAt?: Instant;
  /** reminders that went out in this generation */
  readonly reminded: readonly ('day3' | 'lastDay')[];
  /** when the next reminder is due; absent: none */
  readonly remindAt?: Instant;
  /** as they were called then; the id is absent where it was no member */
  readonly inviter: { readonly kind: string; readonly id?: string; readonly name: string };
  /** whether it holds a place of the member limit */
  readonly holdsPlace: boolean;
  /** emailKey while pending, so that there is one pending invitation of an address at a time */
  readonly pendingKey?: string;
  readonly endedAt?: Instant;
  readonly endedBy?: string;
  /** to the invitee, with the notice of revocation */
  readonly note?: string;
  /** who they became */
  readonly memberId?: string;
  /** deleted from the list; the journal keeps what was */
  readonly hidden?: boolean;
  /** the last time that the invitee asked for a new one */
  readonly askedAgainAt?: Instant;
  /** the invitee said that it was unwanted mail */
  readonly reported?: boolean;
}

export const invitations = collection<Invitation>({
  name: 'invitations',
  columns: {
    organizationId: 'shared',
    emailKey: 'text',
    nameKey: 'text',
    status: 'text',
    expiresAt: 'text',
    tokenHash: 'text',
    remindAt: 'text',
    pendingKey: 'text',
    hidden: 'boolean',
    generation: 'integer',
    delivery: 'text',
    sentAt: 'text',
    memberId: 'text',
  },
  required: ['organizationId', 'emailKey', 'nameKey', 'status', 'expiresAt', 'tokenHash'],
  unique: [
    { name: 'token', on: ['tokenHash'] },
    { name: 'pending', on: ['organizationId', 'pendingKey'], present: 'pendingKey' },
  ],
  indexes: [
    { name: 'organization', on: ['organizationId'] },
    { name: 'status', on: ['organizationId', 'status'] },
    { name: 'name', on: ['organizationId', 'status', 'nameKey'] },
    { name: 'email', on: ['organizationId', 'emailKey'] },
    { name: 'list-email', on: ['organizationId', 'status', 'emailKey'] },
    { name: 'due', on: ['status', 'expiresAt'] },
    { name: 'expiry', on: ['organizationId', 'status', 'expiresAt'] },
    { name: 'remind', on: ['remindAt'], present: 'remindAt' },
    { name: 'member', on: ['memberId'], present: 'memberId' },
    { name: 'address', on: ['emailKey'] },
  ],
  searchScope: 'organizationId',
  toldAt: (name) => [name],
  endedSearches: ['name', 'email', 'roles'],
});
