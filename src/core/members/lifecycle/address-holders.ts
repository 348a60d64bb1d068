import { addressKey, instant } from '#kernel/index.js';
import { all, equals, oneOf, type Member, type Readers, type ScimUser } from '#store/index.js';
import {
  findAll,
  usersOfMember,
  type NewJournalEntry,
  type OrganizationScope,
} from '#core/tenancy/index.js';

interface AddressReader {
  readonly tx: Pick<Readers, 'members'>;
  readonly organization: { readonly id: string };
}

/** The present member, active or suspended, who has an address, beside `exceptId`. */
export async function findHolder(
  { tx, organization }: AddressReader,
  address: string,
  exceptId?: string,
): Promise<Member | undefined> {
  const where = all(
    equals('organizationId', organization.id),
    equals('emailKey', addressKey(address)),
    oneOf('status', ['active', 'suspended']),
  );
  return (await findAll(tx.members, where)).find(({ id }) => id !== exceptId);
}

/**
 * Whether a member keeps the address only because nobody else said it: a directory manages the member, and none of its users says the
 * address any more.
 */
export async function isStale(
  { ctx, tx }: { readonly tx: Pick<Readers, 'scimUsers'> } & Pick<OrganizationScope, 'ctx'>,
  holder: Member,
): Promise<boolean> {
  if (Date.parse(holder.unlockedUntil ?? '') > ctx.clock.now()) return false;
  const users = await usersOfMember(tx, holder.id);
  return users.length > 0 && users.every((user) => !saysAddressOf(user, holder));
}

/** A user of an older release, of whom it is not known, says the address. */
function saysAddressOf({ emailKey }: ScimUser, holder: Member): boolean {
  return emailKey === undefined || emailKey === holder.emailKey;
}

/** The member who waits longest for an address that another one had; a conflict that was left comes after those that are open. */
export async function findWaiting(
  { tx, organization }: AddressReader,
  key: string,
): Promise<Member | undefined> {
  const where = all(equals('organizationId', organization.id), equals('wantedKey', key));
  const records = await findAll(tx.members, where);
  return records.find(({ conflict }) => conflict !== 'left') ?? records[0];
}

/** What a directory wants for a member, beside what the member keeps. */
export function conflictOf(
  { ctx }: OrganizationScope,
  before: Member | undefined,
  email: string,
): Pick<Member, 'wanted' | 'wantedKey' | 'conflict'> {
  const { actor } = ctx;
  const isSame =
    before?.wanted !== undefined && addressKey(before.wanted.email) === addressKey(email);
  const connectionId = actor.kind === 'connection' ? actor.id : undefined;
  return {
    wanted: {
      email,
      ...(connectionId !== undefined && { connectionId }),
      since: isSame && before.wanted ? before.wanted.since : instant(ctx.clock.now()),
    },
    wantedKey: addressKey(email),
    conflict: isSame ? (before.conflict ?? 'open') : 'open',
  };
}

/** An address came to be wanted that another member has. Undefined: it is known already, or none is wanted. */
export function conflictEntry(
  { ctx: { actor } }: OrganizationScope,
  { id, name, wanted, wantedKey }: Member,
  before?: Member,
): NewJournalEntry | undefined {
  if (!wanted || wantedKey === before?.wantedKey) return undefined;
  const { email, connectionId } = wanted;
  const connection = actor.kind === 'connection' ? actor.name : undefined;
  return {
    type: 'member.address_conflict',
    target: { kind: 'member', id, name },
    after: { email, connectionId, connection },
  };
}
