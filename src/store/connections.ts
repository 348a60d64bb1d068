import type { Instant } from '#kernel/index.js';
import type { Ceiling } from './ceilings.js';
import { collection, type Stored } from './record.js';

/** What becomes of the people of a connection that is deleted. */
export type PeopleChoice = 'keep' | 'suspend' | 'remove';

/** What a connection of every kind has: one identity provider of one organization, which can have several. */
/** What administrators have to see to at a connection for sign-in. */
export type ConnectionConcern = 'metadata_failing' | 'metadata_ending' | 'certificate_expiring';

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
  /** what the last look at its metadata and certificates found, for the metrics; absent: nothing, or it is a directory */
  readonly concern?: ConnectionConcern;
  /** when metadata is fetched and the ends of keys are looked for next; absent: it has no provider, or is a directory */
  readonly dueAt?: Instant;
}

/** An identity provider that writes users and groups over SCIM. */
export interface ScimConnection extends ConnectionBase {
  readonly kind: 'scim';
  readonly compatibility: 'lenient' | 'strict';
  /** what its organization was told last: its requests fail, or none came for a long time; absent: it works */
  readonly trouble?: { readonly state: 'failing' | 'stale'; readonly since: Instant };
}

/** A certificate of an identity provider, as its metadata or a person gave it. */
export interface ProviderCertificate {
  /** base64 of the DER, without line ends */
  readonly der: string;
  /** SHA-256 of the DER, hex */
  readonly fingerprint: string;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  readonly use: 'signing' | 'encryption' | 'both';
}

/** An address of a provider and the binding that it takes. */
export interface SamlEndpoint {
  readonly binding: 'redirect' | 'post';
  readonly location: string;
  /** where answers go, if elsewhere (logout) */
  readonly responseLocation?: string;
}

/** What an identity provider says of itself (SAML metadata section 2.4.3), as far as it is used. */
export interface SamlProvider {
  readonly entityId: string;
  readonly signOn: readonly SamlEndpoint[];
  readonly logout: readonly SamlEndpoint[];
  readonly certificates: readonly ProviderCertificate[];
  readonly validUntil?: Instant;
}

/** Where the metadata of a provider comes from, and how it went. */
export type MetadataSource =
  | {
      readonly kind: 'url';
      readonly url: string;
      readonly fetchedAt: Instant;
      /** of the last try, when it failed: since when, and why in a word */
      readonly failure?: { readonly since: Instant; readonly at: Instant; readonly reason: string };
      /** of the certificate that signs the metadata; absent: it came unsigned, and no signature is asked for */
      readonly signerFingerprint?: string;
    }
  | { readonly kind: 'document'; readonly givenAt: Instant };

/** Names of the attributes that a connection reads; absent: the names of its preset. */
export interface AttributeNames {
  readonly email?: string;
  readonly name?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly locale?: string;
  readonly groups?: string;
  /** the subject, in place of NameID */
  readonly subject?: string;
  /** what a paired directory has as externalId */
  readonly externalId?: string;
}

/** An identity provider that people of one organization sign in at, whatever the protocol. */
interface SignInConnectionBase extends ConnectionBase {
  /** whose attribute names and words hold where nothing else is said */
  readonly preset: 'okta' | 'entra' | 'google' | 'keycloak' | 'custom';
  readonly metadata?: MetadataSource;
  /**
   * 1, 2, 3 …: rises when entity ID, addresses or keys are changed by hand. Identities, sessions, flows and tests of an earlier one do
   * not count.
   */
  readonly configuration: number;
  /** the configuration with which a test sign-in went well, when, and what its answer said of the method */
  readonly tested?: {
    readonly configuration: number;
    readonly at: Instant;
    /** AuthnContextClassRef or `acr`, and values of `amr` */
    readonly shown?: readonly string[];
  };
  /** our own entity ID and addresses: below which public URL they were given out; kept when the setting changes */
  readonly issuedFor: string;
  readonly names: AttributeNames;
  /** who is not yet a member: admitted, or refused; absent: admitted while no SCIM connection is active */
  readonly justInTime?: 'on' | 'off';
  /** the SCIM connection whose users these people are */
  readonly pairedWith?: string;
  /**
   * AuthnContextClassRef or `acr` that every sign-in must show one of, and that is asked for; several have spaces between them. Absent:
   * nothing is asked for
   */
  readonly signInContext?: string;
  /** the same of a step-up at the provider, before an act of high risk */
  readonly stepUpContext?: string;
  /** whose second step an organization takes that asks for one; `provider`: the provider's too, where its answer says so; absent: ours */
  readonly secondStep?: 'ours' | 'provider';
  /** values of `amr`, `acr` or AuthnContext that say so; absent: those of the preset */
  readonly secondStepValues?: readonly string[];
  /** asked for at every sign-in */
  readonly forceAuthn?: boolean;
  /** the provider's own session ends too when a person signs out */
  readonly singleLogout?: boolean;
  /** sessions that began until then are over: set when it is closed, or other keys or addresses are given by hand */
  readonly sessionsEndedAt?: Instant;
  /** when what says whom to believe was last changed by hand, after the connection was made */
  readonly configuredAt?: Instant;
  /** when its metadata was last fetched, if it is fetched, and the ends of its keys were looked for */
  readonly watchedAt?: Instant;
  /** until then administrators have been told of metadata that fails or is past its end */
  readonly noticeAt?: Instant;
}

/** A provider that speaks SAML 2.0. */
export interface SamlConnection extends SignInConnectionBase {
  readonly kind: 'saml';
  /** absent until metadata came */
  readonly provider?: SamlProvider;
  /** provider-begun sign-in; absent: refused */
  readonly unsolicited?: boolean;
  readonly nameIdFormat?: 'persistent' | 'emailAddress' | 'unspecified';
}

/** A public key of a provider that signs its tokens (RFC 7517), as far as it is used. */
export interface ProviderKey {
  readonly kty: 'RSA' | 'EC' | 'OKP';
  readonly kid?: string;
  readonly alg?: string;
  readonly n?: string;
  readonly e?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
}

/** What a provider says of itself (OpenID Connect Discovery 1.0 section 3), as far as it is used, with its keys. */
export interface OidcProvider {
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly keysUrl: string;
  readonly userinfoEndpoint?: string;
  readonly endSessionEndpoint?: string;
  readonly keys: readonly ProviderKey[];
  /** with which it signs ID tokens */
  readonly algorithms: readonly string[];
  /** how a client proves itself at the token endpoint */
  readonly clientAuthentications: readonly string[];
  /** PKCE with S256 (RFC 7636) */
  readonly takesPkce: boolean;
  /** it names itself in every answer (RFC 9207) */
  readonly namesItself: boolean;
}

/** A provider that speaks OpenID Connect. */
export interface OidcConnection extends SignInConnectionBase {
  readonly kind: 'oidc';
  /** absent until discovery was read */
  readonly provider?: OidcProvider;
  /** as the provider calls this application; absent until it is known */
  readonly clientId?: string;
  /** absent: `secret` */
  readonly clientAuthentication?: 'secret' | 'private_key_jwt';
  /** where the client secret is kept, wrapped, among the keys of connections */
  readonly clientSecretId?: string;
  /** instead of `openid`, `email`, `profile` and what the preset adds */
  readonly scopes?: readonly string[];
  /** seconds since the person signed in at the provider, at most */
  readonly maxAge?: number;
  /** domains of Google Workspace whose people are let in; preset `google` asks for at least one */
  readonly hostedDomains?: readonly string[];
  /** the provider refuses PKCE: only while its discovery does not say S256 */
  readonly withoutPkce?: boolean;
}

/** The kinds of connections at which people sign in. */
export type SignInConnection = SamlConnection | OidcConnection;

/** The kinds of connections, distinguished by `kind`. */
export type Connection = ScimConnection | SignInConnection;

/** Whether people sign in at it; the other kind is a directory. */
export function isForSignIn(connection: Connection | undefined): connection is SignInConnection {
  return connection !== undefined && connection.kind !== 'scim';
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
  columns: { organizationId: 'shared', status: 'text', dueAt: 'text', concern: 'text' },
  required: ['organizationId', 'status'],
  unique: [],
  indexes: [
    { name: 'organization', on: ['organizationId'] },
    { name: 'due', on: ['dueAt'], present: 'dueAt' },
    { name: 'concern', on: ['concern'], present: 'concern' },
  ],
});
