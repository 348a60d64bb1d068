import type { Person } from '#core/index.js';

type Attributes = Readonly<Record<string, unknown>>;

/** How a person is shown as a member of groups. */
export function displayOf(attributes: Attributes): string {
  const formatted = partsOf(attributes['name'])['formatted'];
  return text(attributes['displayName']) ?? text(formatted) ?? text(attributes['userName']) ?? '';
}

/** Name and address for the member: the primary address, else the first, else a userName that is one. */
export function personOf(attributes: Attributes): Person {
  const name = partsOf(attributes['name']);
  const parts = [name['givenName'], name['familyName']].flatMap((part) => text(part) ?? []);
  const userName = text(attributes['userName']) ?? '';
  const emails = Array.isArray(attributes['emails']) ? attributes['emails'].map(partsOf) : [];
  const first = emails.find((one) => one['primary'] === true) ?? emails[0];
  const email = text(first?.['value']) ?? (userName.includes('@') ? userName : undefined);
  const shown = text(attributes['displayName']) ?? text(name['formatted']) ?? parts.join(' ');
  return { name: shown || userName, ...(email !== undefined && { email }) };
}

function partsOf(value: unknown): Attributes {
  return typeof value === 'object' && value !== null ? (value as Attributes) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
