import type { AttributeValue, Member } from '#store/index.js';
import { writeMember } from './lifecycle/change.js';
import { isValidValue, type OrganizationScope } from '#core/tenancy/index.js';

/**
 * Writes the attributes that a directory fills: its value replaces a person's, and a value that it no longer sends is removed. Values
 * that others gave for other attributes stay.
 */
export function setDirectoryValues(
  scope: OrganizationScope,
  member: Member,
  directoryValues: Readonly<Record<string, string | number | boolean>>,
): Promise<Member> {
  const values = new Map(
    Object.entries(member.attributes ?? {}).filter(([, { source }]) => source !== 'directory'),
  );
  for (const definition of scope.organization.attributes ?? []) {
    const value = directoryValues[definition.name];
    if (value === undefined || !isValidValue(definition, value)) continue;
    values.set(definition.name, { value, source: 'directory' });
  }
  const sorted = [...values].sort(([a], [b]) => (a < b ? -1 : 1));
  const attributes: Readonly<Record<string, AttributeValue>> = Object.fromEntries(sorted);
  if (sorted.length === 0 && member.attributes === undefined) return Promise.resolve(member);
  return writeMember(scope, member, { attributes });
}
