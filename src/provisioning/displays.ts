import type { DirectoryPerson } from '#core/index.js';

type Attributes = Readonly<Record<string, unknown>>;

/** How a person is shown as a member of groups. */
export function displayOf(attributes: Attributes): string {
  const formatted = objectOf(attributes['name'])['formatted'];
  return (
    nonEmptyText(attributes['displayName']) ??
    nonEmptyText(formatted) ??
    nonEmptyText(attributes['userName']) ??
    ''
  );
}

/** Name and address for the member: the primary address, else the first, else a userName that is one. */
export function personOf(attributes: Attributes): DirectoryPerson {
  const name = objectOf(attributes['name']);
  const parts = [name['givenName'], name['familyName']].flatMap((part) => nonEmptyText(part) ?? []);
  const userName = nonEmptyText(attributes['userName']) ?? '';
  const emails = Array.isArray(attributes['emails']) ? attributes['emails'].map(objectOf) : [];
  const first = emails.find((one) => one['primary'] === true) ?? emails[0];
  const email = nonEmptyText(first?.['value']) ?? (userName.includes('@') ? userName : undefined);
  const displayName =
    nonEmptyText(attributes['displayName']) ?? nonEmptyText(name['formatted']) ?? parts.join(' ');
  return { name: displayName || userName, ...(email !== undefined && { email }) };
}

function objectOf(value: unknown): Attributes {
  return typeof value === 'object' && value !== null ? (value as Attributes) : {};
}

function nonEmptyText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
