import { attributeNamesOf } from '#core/index.js';
import { instant } from '#kernel/index.js';
import type { AttributeNames, IdentityStatement, SamlConnection } from '#store/index.js';
import { NAME_ID_FORMAT, NS } from '../names.js';
import { ProviderRefusal } from '../../refusals/index.js';
import { attributeOf, childOf, childrenOf, textOf } from '../xml.js';
import { timeOf } from './times.js';

/** Entra says by this attribute that the person has more groups than it sends (150). */
const GROUPS_ELSEWHERE = 'http://schemas.microsoft.com/claims/groups.link';

/** Attributes with the methods of the sign-in: Entra's, and the name of the claim, by which Okta can be told to send them. */
const METHODS = ['http://schemas.microsoft.com/claims/authnmethodsreferences', 'amr'];
const MAX_METHODS = 20;

type Attributes = Readonly<Record<string, readonly string[]>>;

/** More is no person's. */
const MAX_ATTRIBUTES = 500;
const MAX_VALUES = 20_000;
const MAX_SUBJECT_LENGTH = 1_000;

/** What a signed assertion says of the person. Refusals `subject_…`, `session_over`. */
export function readStatement(
  assertion: Element,
  connection: SamlConnection,
  now: number,
): IdentityStatement {
  const attributes = attributesOf(assertion);
  const nameId = nameIdOf(assertion);
  const authn = authnOf(assertion, now);
  const { sessionIndex, ...authnFields } = authn;
  const methods = METHODS.flatMap((name) => attributes[name] ?? []).slice(0, MAX_METHODS);
  return {
    issuer: textOf(childOf(assertion, NS.assertion, 'Issuer')),
    subject: subjectOf(attributes, nameId, connection),
    attributes,
    ...personOf(attributes, nameId, connection),
    groups: groupsOf(attributes, connection),
    ...authnFields,
    ...(methods.length > 0 && { authnMethods: methods.map((one) => one.slice(0, 300)) }),
    ...(nameId && { logout: { ...nameId, ...(sessionIndex !== undefined && { sessionIndex }) } }),
  };
}

/** Every attribute with all of its values; empty values are none. One that comes twice is one. */
function attributesOf(assertion: Element): Attributes {
  const attributes: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  let values = 0;
  for (const statement of childrenOf(assertion, NS.assertion, 'AttributeStatement')) {
    for (const attribute of childrenOf(statement, NS.assertion, 'Attribute')) {
      const name = attributeOf(attribute, 'Name')?.slice(0, 300);
      if (name === undefined) continue;
      const list = childrenOf(attribute, NS.assertion, 'AttributeValue').map(textOf);
      (attributes[name] ??= []).push(...list.filter((value) => value !== ''));
      values += list.length;
    }
  }
  if (Object.keys(attributes).length > MAX_ATTRIBUTES || values > MAX_VALUES) {
    throw new ProviderRefusal('message_too_large', {
      attributes: MAX_ATTRIBUTES,
      values: MAX_VALUES,
    });
  }
  return { ...attributes };
}

type NameId = NonNullable<IdentityStatement['logout']>;

/** To the letter: logout says it as it was received. Comments inside are no ends. */
function nameIdOf(assertion: Element): Omit<NameId, 'sessionIndex'> | undefined {
  const subject = childOf(assertion, NS.assertion, 'Subject');
  const element = subject && childOf(subject, NS.assertion, 'NameID');
  const nameId = element?.textContent ?? '';
  if (nameId.trim() === '' || nameId.length > MAX_SUBJECT_LENGTH) return undefined;
  const format = attributeOf(element, 'Format');
  const nameQualifier = attributeOf(element, 'NameQualifier');
  const spNameQualifier = attributeOf(element, 'SPNameQualifier');
  return {
    nameId,
    ...(format !== undefined && { format }),
    ...(nameQualifier !== undefined && { nameQualifier }),
    ...(spNameQualifier !== undefined && { spNameQualifier }),
  };
}

function subjectOf(
  attributes: Attributes,
  nameId: NameId | undefined,
  { names }: SamlConnection,
): string {
  if (names.subject !== undefined) {
    const [subject, second] = attributes[names.subject] ?? [];
    const received = Object.keys(attributes).join(' ').slice(0, 1_000);
    if (subject === undefined) {
      throw new ProviderRefusal('subject_missing', { attribute: names.subject, received });
    }
    if (second !== undefined) {
      throw new ProviderRefusal('subject_several', { attribute: names.subject });
    }
    return subject.slice(0, MAX_SUBJECT_LENGTH);
  }
  if (!nameId) throw new ProviderRefusal('subject_missing', { element: 'NameID' });
  if (nameId.format === NAME_ID_FORMAT.transient) throw new ProviderRefusal('subject_transient');
  return nameId.nameId.trim();
}

function personOf(
  attributes: Attributes,
  nameId: NameId | undefined,
  connection: SamlConnection,
): Pick<IdentityStatement, 'email' | 'name' | 'firstName' | 'lastName' | 'locale' | 'externalId'> {
  const names = attributeNamesOf(connection);
  const first = (field: keyof AttributeNames): string | undefined =>
    attributes[names[field] ?? '']?.[0];
  const email = first('email') ?? emailOf(nameId, connection);
  const [name, firstName, lastName] = [first('name'), first('firstName'), first('lastName')];
  const [locale, externalId] = [first('locale'), first('externalId')];
  return {
    ...(email !== undefined && { email }),
    ...(name !== undefined && { name }),
    ...(firstName !== undefined && { firstName }),
    ...(lastName !== undefined && { lastName }),
    ...(locale !== undefined && { locale }),
    ...(externalId !== undefined && { externalId }),
  };
}

/** NameID counts as the address only where the provider says that it is one, and no attribute was named for it. */
function emailOf(nameId: NameId | undefined, { names }: SamlConnection): string | undefined {
  const isAddress = nameId?.format === NAME_ID_FORMAT.emailAddress && names.email === undefined;
  return isAddress ? nameId.nameId.trim() : undefined;
}

function groupsOf(attributes: Attributes, connection: SamlConnection): IdentityStatement['groups'] {
  if (attributes[GROUPS_ELSEWHERE] !== undefined) return 'unreadable';
  return attributes[attributeNamesOf(connection).groups ?? ''] ?? 'absent';
}

type Authn = Pick<IdentityStatement, 'authenticatedAt' | 'authnContext' | 'sessionEndsAt'> & {
  readonly sessionIndex?: string;
};

/** Of several statements the first; the session ends with the earliest. */
function authnOf(assertion: Element, now: number): Authn {
  const statements = childrenOf(assertion, NS.assertion, 'AuthnStatement');
  const [first] = statements;
  if (!first) throw new ProviderRefusal('conditions_missing', { element: 'AuthnStatement' });
  const ends = statements.flatMap((one) => {
    const name = 'SessionNotOnOrAfter';
    return timeOf(attributeOf(one, name), name) ?? [];
  });
  const end = ends.length === 0 ? undefined : Math.min(...ends);
  if (end !== undefined && end <= now) {
    throw new ProviderRefusal('session_over', {
      providerSays: instant(end),
      ownClock: instant(now),
    });
  }
  const context = childOf(first, NS.assertion, 'AuthnContext');
  const authnContext = context && textOf(childOf(context, NS.assertion, 'AuthnContextClassRef'));
  const at = timeOf(attributeOf(first, 'AuthnInstant'), 'AuthnInstant');
  const sessionIndex = attributeOf(first, 'SessionIndex');
  return {
    ...(at !== undefined && { authenticatedAt: instant(at) }),
    ...(authnContext && { authnContext }),
    ...(end !== undefined && { sessionEndsAt: instant(end) }),
    ...(sessionIndex !== undefined && { sessionIndex }),
  };
}
