import type { Instant } from '#kernel/index.js';
import { collection, type Stored } from './record.js';

/** A field that an organization adds to its members. */
export interface AttributeDefinition {
  /** lower case letters, digits and `_`, from a letter on */
  readonly name: string;
  readonly title: string;
  readonly type: 'text' | 'number' | 'boolean' | 'date' | 'choice';
  /** of a choice */
  readonly choices?: readonly string[];
  /** SCIM attribute that fills it: `title`, `urn:…:User:department` */
  readonly scim?: string;
}

/** What an organization decided for itself, where the preset leaves it open. Absent: the preset's default. */
export interface OrganizationPolicies {
  /** invite addresses of verified domains only; guests, who are invited as such, are the exception */
  readonly inviteDomains?: 'any' | 'verified';
  readonly guests?: 'allowed' | 'refused';
  /** whether pending invitations of a member who left are kept or revoked */
  readonly inviterGone?: 'keep' | 'revoke';
  /** whether members may leave by themselves */
  readonly selfRemoval?: 'allowed' | 'refused';
  /** whether a seat that an invitation promises is kept while it is pending; reserved when absent */
  readonly invitedSeats?: 'reserved' | 'unreserved';
  readonly reminders?: boolean;
  readonly joinRequests?: 'open' | 'domains' | 'closed';
  /** whether a person who proved a mailbox by a code is let in; allowed when absent */
  readonly emailCode?: 'allowed' | 'refused';
  /** whether a passkey of the account lets a person in by itself; as `emailCode` when absent */
  readonly passkey?: 'allowed' | 'refused';
  /** second factor at sign-in and before risky acts: by role, binding from the date on */
  readonly secondFactor?: {
    readonly signIn?: boolean;
    readonly highRisk?: boolean;
    readonly roles?: readonly { readonly role: string; readonly from: Instant }[];
  };
  /** days that the journal is kept; absent: the setting */
  readonly journalDays?: number;
  /** the brake on mass changes trips above so many per cent of the people whom directories manage; 10 when absent */
  readonly massChangePercent?: number;
  /** … and at so many people at least; 20 when absent */
  readonly massChangePeople?: number;
}

/** People of these domains sign in by these connections only. Each organization says it for itself. */
export interface SignInEnforcement {
  /** as they were proved when it was switched on; it stays when a proof lapses, and nothing new is bound then */
  readonly domains: readonly string[];
  readonly connectionIds: readonly string[];
  /** members with addresses of other domains, by other ways: with a second step, or not at all */
  readonly guests: 'second_step' | 'refused';
  /** members who are owners: they come in by a code and a second factor of their own when the provider cannot be reached */
  readonly breakGlassMemberIds: readonly string[];
  readonly since: Instant;
}

export interface Organization extends Stored {
  readonly name: string;
  /** folded name, by which the operator's list is searched */
  readonly nameKey: string;
  /** unique, lower case, in URLs of the console; older ones are kept in organization-slugs */
  readonly slug: string;
  /** name of the role preset (config/presets) */
  readonly preset: string;
  readonly status: 'active' | 'disabled' | 'deleted';
  /** what a deleted organization is again when it is restored */
  readonly disabledAt?: Instant;
  /** name of a plan of the preset */
  readonly plan: string;
  /** where the operator allowed other numbers than the plan */
  readonly limits?: { readonly members?: number; readonly spaces?: number };
  /** the account whose personal organization it is */
  readonly personalOf?: string;
  /** the account for which it was made, whose quota of organizations it counts against */
  readonly madeFor?: string;
  /** on a plan that charges for extra members: the day (2026-03-01, UTC) from which its use is to be noted next */
  readonly meterDue?: string;
  readonly locale?: string;
  /** IANA, in which mails write times; UTC when absent */
  readonly timeZone?: string;
  readonly branding?: {
    readonly logoUrl?: string;
    readonly color?: string;
    readonly supportUrl?: string;
  };
  /** of the picture in logos: the SHA-256 of its bytes, in hexadecimal */
  readonly logoHash?: string;
  readonly policies?: OrganizationPolicies;
  readonly signInEnforcement?: SignInEnforcement;
  /** the brake on mass changes is off until then, by an owner who said why */
  readonly massChangeBrakeOff?: {
    readonly until: Instant;
    readonly reason: string;
    readonly by: string;
  };
  /** when members are told next that a second factor will be asked of them; absent: there is nothing to tell */
  readonly secondFactorDue?: Instant;
  /** what they were told of: a role's date, seven days and one day ahead; and how far a round of telling has come */
  readonly secondFactorNotices?: {
    readonly told: readonly {
      readonly role: string;
      readonly from: Instant;
      readonly days: number;
    }[];
    readonly round?: {
      readonly due: readonly {
        readonly role: string;
        readonly from: Instant;
        readonly days: number;
      }[];
      /** the last member who was looked at */
      readonly after: string;
      readonly missing: number;
    };
  };
  readonly attributes?: readonly AttributeDefinition[];
  /** role → notice → how; over the preset's matrix */
  readonly notices?: Readonly<
    Record<string, Readonly<Record<string, 'mail' | 'digest' | 'in_app' | 'off'>>>
  >;
  /** sessions that began until then are over here: set whenever the organization ceases to be active */
  readonly sessionsEndedAt?: Instant;
  readonly billing?: { readonly contacts: readonly string[] };
  readonly deletedAt?: Instant;
  /** until then it can be restored; then it is erased */
  readonly purgeAt?: Instant;
}

export const organizations = collection<Organization>({
  name: 'organizations',
  columns: {
    slug: 'text',
    nameKey: 'text',
    status: 'text',
    purgeAt: 'text',
    personalOf: 'text',
    meterDue: 'text',
    secondFactorDue: 'text',
  },
  required: ['slug', 'nameKey', 'status'],
  unique: [{ name: 'slug', on: ['slug'] }],
  indexes: [
    { name: 'name', on: ['nameKey'] },
    { name: 'status', on: ['status'] },
    { name: 'meter', on: ['meterDue'], present: 'meterDue' },
    { name: 'second_factor', on: ['secondFactorDue'], present: 'secondFactorDue' },
    { name: 'purge', on: ['purgeAt'], present: 'purgeAt' },
    { name: 'personal', on: ['personalOf'], present: 'personalOf' },
  ],
});
