import { groundFor, type Ground } from '#core/tenancy/index.js';
import { enter } from '#core/members/lifecycle/create.js';
import { rewrite } from '#core/members/lifecycle/change.js';
import type { Context } from '#kernel/index.js';
import type { Member, Organization, Seat, Writers } from '#store/index.js';
import type { House } from './house.js';

/** A transaction of the organization, with what the rules stand on. */
export function inGround<T>(
  house: House,
  organization: Organization,
  work: (ground: Ground) => Promise<T>,
  ctx: Context = house.ctx(),
): Promise<T> {
  const { presets } = house.directory;
  return house.store.transaction(organization.id, (tx: Writers) =>
    work(groundFor(ctx, tx, presets, organization)),
  );
}

/** An active member with these roles by hand. */
export function person(
  house: House,
  organization: Organization,
  name: string,
  ...roles: string[]
): Promise<Member> {
  const grants = roles.map((role) => ({
    role,
    source: { kind: 'manual' } as const,
    since: '2026-03-01T12:00:00.000Z' as const,
  }));
  const email = `${name.toLowerCase().replace(/\W+/g, '-')}@example.com`;
  return inGround(house, organization, (ground) =>
    enter(ground, { name, email, status: 'active', source: 'manual', grants }),
  );
}

/** Suspends, restores or removes, as the rules below all doors do it. */
export function become(
  house: House,
  organization: Organization,
  memberId: string,
  status: Member['status'],
): Promise<Member> {
  return inGround(house, organization, async (ground) => {
    const member = await ground.tx.members.get(memberId);
    if (!member) throw new Error(`Nobody is ${memberId}.`);
    return rewrite(ground, member, { status });
  });
}

/** The call as this member does it. */
export function as(house: House, member: Member): Promise<Context> {
  return house.directory.callers.asMember(house.ctx(), member.organizationId, member.id);
}

/** Seats of a product by their state: `User One assigned`, sorted. */
export async function seatsOf(house: House, productId: string): Promise<string[]> {
  const { records } = await house.store.read.seats.find({
    where: { kind: 'compare', field: { column: 'productId' }, operator: 'eq', value: productId },
    limit: 1_000,
  });
  const members = await house.store.read.members.getMany(records.map((seat) => seat.memberId));
  const names = new Map(members.map(({ id, name }) => [id, name]));
  return records
    .filter(({ liveKey }) => liveKey !== undefined)
    .map((seat: Seat) => `${names.get(seat.memberId) ?? '?'} ${seat.status}`)
    .sort();
}
