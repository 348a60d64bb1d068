import type { DirectoryStatement } from '#core/index.js';

type Attributes = Readonly<Record<string, unknown>>;

/**
 * What a user says of the person: names and addresses, the best one first. Of the addresses the primary one, those of work, the others,
 * and a userName that is one.
 */
export function statementOf(attributes: Attributes): DirectoryStatement {
  const { displayName, name, emails, userName, photos } = attributes;
  const { formatted, givenName, familyName } = objectOf(name);
  const parts = [givenName, familyName].filter(isText).join(' ');
  const addresses = valuesOf(emails);
  if (isText(userName) && userName.includes('@')) addresses.push(userName);
  return {
    names: [displayName, formatted, parts, userName].filter(isText),
    firstNames: isText(givenName) ? [givenName] : [],
    lastNames: isText(familyName) ? [familyName] : [],
    addresses,
    photos: valuesOf(photos),
  };
}

const SAID_BY = ['displayName', 'name', 'emails', 'userName', 'photos'];

/** Whether two resources say the same of the person because they are the same where they say it. */
export function isSameWherePersonIsSaid(before: Attributes, after: Attributes): boolean {
  return SAID_BY.every((name) => before[name] === after[name]);
}

/** The texts under `value`, those of the best elements first. */
function valuesOf(elements: unknown): string[] {
  if (!Array.isArray(elements)) return [];
  return byPreference(elements)
    .map((element) => objectOf(element)['value'])
    .filter(isText);
}

/** The elements of a list of which a member has one: the primary one, those of work, the others in their order. */
export function byPreference(elements: readonly unknown[]): unknown[] {
  if (elements.length < 2) return [...elements];
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

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
