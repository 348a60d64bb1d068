import type { DirectoryStatement } from '#core/index.js';

type Attributes = Readonly<Record<string, unknown>>;

/**
 * What a user says of the person: names and addresses, the best one first. Of the addresses the primary one, those of work, the others,
 * and a userName that is one.
 */
export function statementOf(attributes: Attributes): DirectoryStatement {
  const { displayName, name, emails, userName, photos } = attributes;
  const { formatted, givenName, familyName } = objectOf(name);
  const parts = [givenName, familyName].flatMap(textsOf).join(' ');
  const elements = byPreference(Array.isArray(emails) ? emails : []).map(objectOf);
  const userNames = textsOf(userName);
  return {
    names: [displayName, formatted, parts, userName].flatMap(textsOf),
    firstNames: textsOf(givenName),
    lastNames: textsOf(familyName),
    addresses: [
      ...elements.flatMap(({ value }) => textsOf(value)),
      ...userNames.filter((one) => one.includes('@')),
    ],
    photos: byPreference(Array.isArray(photos) ? photos : [])
      .map(objectOf)
      .flatMap(({ value }) => textsOf(value)),
  };
}

/** The elements of a list of which a member has one: the primary one, those of work, the others in their order. */
export function byPreference(elements: readonly unknown[]): unknown[] {
  const rank = (element: unknown): number => {
    const { primary, type } = objectOf(element);
    if (primary === true) return 0;
    return typeof type === 'string' && type.toLowerCase() === 'work' ? 1 : 2;
  };
  return elements.toSorted((a, b) => rank(a) - rank(b));
}

function objectOf(value: unknown): Attributes {
  return typeof value === 'object' && value !== null ? (value as Attributes) : {};
}

function textsOf(value: unknown): string[] {
  return typeof value === 'string' && value !== '' ? [value] : [];
}
