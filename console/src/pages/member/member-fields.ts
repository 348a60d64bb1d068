import type { Console } from '../../data/console.js';
import type { Fields, FieldValue, Seen } from '../../patterns/edit/index.js';
import type { Member, MemberSeat, MemberSpace } from './member-data.js';

/** Names of fields: those of the record, `attributes.<name>`, `roles`, `seats.<productId>`, `spaces.<spaceId>`. */
export const RECORD_FIELDS = ['name', 'firstName', 'lastName', 'email', 'locale'] as const;

/** What a directory says of the members it manages; the rest stays with the people of the organization (console A16). */
const MANAGED_FIELDS: readonly string[] = ['name', 'firstName', 'lastName', 'email'];

const WAITING: readonly string[] = ['assigned', 'held', 'requested', 'queued'];

export function seenOf(
  member: Member,
  console: Pick<Console, 'roles'> | undefined,
  seats: readonly MemberSeat[],
  spaces: readonly MemberSpace[],
): Seen {
  const attributes = Object.entries(member.attributes).map(
    ([name, { value }]) => [`attributes.${name}`, value] as const,
  );
  const held = seats
    .filter(({ status }) => WAITING.includes(status))
    .map(({ productId, status }) => [`seats.${productId}`, status] as const);
  const assigned = spaces.flatMap(({ space, reasons }) =>
    reasons
      .filter(({ source }) => source.kind !== 'group')
      .map(({ role }) => [`spaces.${space.id}`, role] as const),
  );
  const { name, firstName = null, lastName = null, email = null, locale = null } = member;
  const record = { name, firstName, lastName, email, locale, roles: ownRoles(member, console) };
  const values: Fields = Object.fromEntries([
    ...Object.entries(record),
    ...attributes,
    ...held,
    ...assigned,
  ]);
  return { version: member.version, values };
}

/** Roles that people gave and that stay: what groups give and what is lent for a time is changed elsewhere. */
export function ownRoles(
  member: Member,
  console: Pick<Console, 'roles'> | undefined,
): readonly string[] {
  const lent = new Set(console?.roles.filter(({ elevation }) => elevation).map(({ name }) => name));
  const own = member.grants.filter(
    ({ role, source }) => source.kind !== 'group' && !lent.has(role),
  );
  return [...new Set(own.map(({ role }) => role))];
}

/** With what is lent, which a new set of roles would take away. */
export function rolesToSet(
  member: Member,
  console: Pick<Console, 'roles'>,
  wanted: readonly string[],
): { role: string; until?: string }[] {
  const manual = member.grants.filter(({ source }) => source.kind !== 'group');
  const lent = new Set(console.roles.filter(({ elevation }) => elevation).map(({ name }) => name));
  const names = [...wanted, ...manual.map(({ role }) => role).filter((role) => lent.has(role))];
  return names.map((role) => {
    const until = manual.find((grant) => grant.role === role)?.until;
    return { role, ...(until !== undefined && { until }) };
  });
}

export function isUnlocked({ unlockedUntil }: Member): boolean {
  return unlockedUntil !== undefined && Date.parse(unlockedUntil) > Date.now();
}

/** Whether a directory says this field now. */
export function isLocked(member: Member, field: string): boolean {
  if (!member.managed || isUnlocked(member)) return false;
  if (MANAGED_FIELDS.includes(field)) return true;
  const attribute = /^attributes\.(.+)$/.exec(field)?.[1];
  return attribute !== undefined && member.attributes[attribute]?.source === 'directory';
}

/** Of the changes those of one kind, by what stands behind the dot. */
export function changesOf(
  changes: Fields,
  kind: 'attributes' | 'seats' | 'spaces',
): readonly (readonly [string, FieldValue])[] {
  return Object.entries(changes)
    .filter(([field]) => field.startsWith(`${kind}.`))
    .map(([field, value]) => [field.slice(kind.length + 1), value]);
}
