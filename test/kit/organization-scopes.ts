import { inOrganization, type OrganizationScope } from '#core/tenancy/index.js';
import { createMember } from '#core/members/lifecycle/create.js';
import { writeMember } from '#core/members/lifecycle/change.js';
import type { Context } from '#kernel/index.js';
import type { Member, Organization, Seat } from '#store/index.js';
import type { TestApplication } from './application.js';

/** A transaction of the organization, with what the rules stand on. */
export function inOrganizationScope<T>(
  app: TestApplication,
  organization: Organization,
  work: (scope: OrganizationScope) => Promise<T>,
  ctx: Context = app.ctx(),
): Promise<T> {
  return inOrganization(app.core.deps, ctx, organization.id, work, 'any');
}

/** An active member with these roles by hand. */
export function createPerson(
  app: TestApplication,
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
  return inOrganizationScope(app, organization, (scope) =>
    createMember(scope, { name, email, status: 'active', source: 'manual', grants }),
  );
}

/** Suspends, restores or removes, as the rules below all doors do it. */
export function changeStatus(
  app: TestApplication,
  organization: Organization,
  memberId: string,
  status: Member['status'],
): Promise<Member> {
  return inOrganizationScope(app, organization, async (scope) => {
    const member = await scope.tx.members.get(memberId);
    if (!member) throw new Error(`Nobody is ${memberId}.`);
    return writeMember(scope, member, { status });
  });
}

/** The call as this member does it. */
export function actingAs(app: TestApplication, member: Member): Promise<Context> {
  return app.core.callers.asMember(app.ctx(), member.organizationId, member.id);
}

/** Seats of a product by their state: `User One assigned`, sorted. */
export async function seatsOf(app: TestApplication, productId: string): Promise<string[]> {
  const { records } = await app.store.read.seats.find({
    where: { kind: 'compare', field: { column: 'productId' }, operator: 'eq', value: productId },
    limit: 1_000,
  });
  const members = await app.store.read.members.getMany(records.map((seat) => seat.memberId));
  const names = new Map(members.map(({ id, name }) => [id, name]));
  return records
    .filter(({ liveKey }) => liveKey !== undefined)
    .map((seat: Seat) => `${names.get(seat.memberId) ?? '?'} ${seat.status}`)
    .sort();
}
