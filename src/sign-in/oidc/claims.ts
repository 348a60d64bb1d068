import { attributeNamesOf } from '#core/index.js';
import { instant } from '#kernel/index.js';
import type { AttributeNames, IdentityStatement, OidcConnection } from '#store/index.js';
import { ProviderRefusal } from '../refusals/index.js';

export type Claims = Readonly<Record<string, unknown>>;

type Attributes = Readonly<Record<string, readonly string[]>>;

/** Of the protocol, not of the person. */
const PROTOCOL_CLAIMS = new Set(['aud', 'exp', 'iat', 'nbf', 'nonce', 'at_hash', 'c_hash', 'azp']);

const MAX_CLAIMS = 500;
const MAX_VALUES = 20_000;
const MAX_SUBJECT_LENGTH = 1_000;

/** An ID token is kept as the hint of a sign-out; longer than browsers take in an address it is of no use. */
const MAX_HINT_LENGTH = 6_000;

interface Said {
  /** those of the ID token over those of UserInfo */
  readonly claims: Claims;
  readonly idToken: string;
}

/**
 * What verified claims say of the person. Refusals `claim_subject`, `email_unverified`, `hosted_domain`, `tenant_wrong`,
 * `message_too_large`, `session_over`.
 */
export function readClaims(
  { claims, idToken }: Said,
  connection: OidcConnection,
  now: number,
): IdentityStatement {
  requireOwnPeople(claims, connection);
  const attributes = attributesOf(claims);
  return {
    issuer: String(claims['iss']),
    subject: subjectOf(attributes, connection),
    attributes,
    ...personOf(attributes, connection),
    groups: groupsOf(claims, attributes, connection),
    ...authnOf(claims, now),
    logout: {
      nameId: String(claims['sub']),
      ...(typeof claims['sid'] === 'string' && { sessionIndex: claims['sid'] }),
      ...(connection.singleLogout && idToken.length <= MAX_HINT_LENGTH && { idToken }),
    },
  };
}

/** Whom the provider may speak of here. What a request asked for is a hint; the claim decides. */
function requireOwnPeople(claims: Claims, { preset, hostedDomains, provider }: OidcConnection) {
  if (hostedDomains) {
    const hd = typeof claims['hd'] === 'string' ? claims['hd'].toLowerCase() : 'none';
    if (!hostedDomains.includes(hd)) throw new ProviderRefusal('hosted_domain', { received: hd });
  }
  if (preset === 'entra') {
    const tid = typeof claims['tid'] === 'string' ? claims['tid'] : 'none';
    const tenants = new URL(provider?.issuer ?? 'https://none').pathname.split('/');
    if (!tenants.includes(tid)) {
      throw new ProviderRefusal('tenant_wrong', { received: tid.slice(0, 100) });
    }
  }
  // absent it says nothing (Entra never sends it), true it proves nothing: a customer runs the provider. False is the provider's own doubt
  const verified = claims['email_verified'];
  if (claims['email'] !== undefined && (verified === false || verified === 'false')) {
    throw new ProviderRefusal('email_unverified');
  }
}

/** Every claim with all of its values as text; an object as JSON. */
function attributesOf(claims: Claims): Attributes {
  const entries = Object.entries(claims).filter(([name]) => !PROTOCOL_CLAIMS.has(name));
  const lists = entries.map(([name, value]) => {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return [name.slice(0, 300), values.flatMap(textsOf)] as const;
  });
  const count = lists.reduce((sum, [, values]) => sum + values.length, 0);
  if (lists.length > MAX_CLAIMS || count > MAX_VALUES) {
    throw new ProviderRefusal('message_too_large', { attributes: MAX_CLAIMS, values: MAX_VALUES });
  }
  return Object.fromEntries(lists.filter(([, values]) => values.length > 0));
}

function textsOf(value: unknown): string[] {
  if (value === null || value === undefined || value === '') return [];
  if (typeof value === 'object') return [JSON.stringify(value)];
  return [String(value as string | number | boolean)];
}

function subjectOf(attributes: Attributes, connection: OidcConnection): string {
  const claim = attributeNamesOf(connection).subject ?? 'sub';
  const [subject, second] = attributes[claim] ?? [];
  if (subject === undefined) {
    const received = Object.keys(attributes).join(' ').slice(0, 1_000);
    throw new ProviderRefusal('claim_subject', { claim, received });
  }
  if (second !== undefined) throw new ProviderRefusal('subject_several', { attribute: claim });
  return subject.slice(0, MAX_SUBJECT_LENGTH);
}

type Person = Pick<
  IdentityStatement,
  'email' | 'name' | 'firstName' | 'lastName' | 'locale' | 'externalId'
>;

/** A claim that looks like an address (`upn`, `preferred_username`) is none unless the connection names it. */
function personOf(attributes: Attributes, connection: OidcConnection): Person {
  const names = attributeNamesOf(connection);
  const fields = ['email', 'name', 'firstName', 'lastName', 'locale', 'externalId'] as const;
  const said = fields.flatMap((field) => {
    const value = attributes[names[field] ?? '']?.[0];
    return value === undefined ? [] : [[field, value] as const];
  });
  return Object.fromEntries(said);
}

/** Entra names groups elsewhere when they are too many for a token: then they are not read, and nobody loses any. */
function groupsOf(
  claims: Claims,
  attributes: Attributes,
  connection: OidcConnection,
): IdentityStatement['groups'] {
  const name: AttributeNames['groups'] = attributeNamesOf(connection).groups ?? 'groups';
  const elsewhere = (claims['_claim_names'] ?? {}) as Claims;
  if (Object.hasOwn(elsewhere, name) || String(claims['hasgroups']) === 'true') return 'unreadable';
  if (claims[name] === undefined) return 'absent';
  return attributes[name] ?? [];
}

type Authn = Pick<
  IdentityStatement,
  'authenticatedAt' | 'authnContext' | 'authnMethods' | 'sessionEndsAt'
>;

/** When and how the person signed in there, and until when the provider answers for them (IPSIE `session_expiry`). */
function authnOf(claims: Claims, now: number): Authn {
  const { auth_time: at, acr, amr, acrs, session_expiry: expiry } = claims;
  const end = typeof expiry === 'number' ? expiry * 1_000 : undefined;
  if (end !== undefined && end <= now) {
    throw new ProviderRefusal('session_over', {
      providerSays: instant(end),
      ownClock: instant(now),
    });
  }
  // Entra's tokens have no amr: its authentication contexts stand in a list of their own
  const lists: readonly unknown[] = [amr, acrs].flat();
  const methods = lists.filter((one) => typeof one === 'string').map((one) => one.slice(0, 300));
  return {
    ...(typeof at === 'number' && { authenticatedAt: instant(at * 1_000) }),
    ...(typeof acr === 'string' && acr !== '' && { authnContext: acr.slice(0, 300) }),
    ...(methods.length > 0 && { authnMethods: methods.slice(0, 20) }),
    ...(end !== undefined && { sessionEndsAt: instant(end) }),
  };
}
