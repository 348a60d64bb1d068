import { Fault, type Context, type Page } from '#kernel/index.js';
import { all, equals, oneOf, type Member } from '#store/index.js';
import {
  type CoreDeps,
  findAll,
  listPage,
  type ListQuery,
  type OrganizationScope,
  requireVersion,
  rulesOf,
  viewOrganization,
} from '#core/tenancy/index.js';
import { writeMember } from './lifecycle/change.js';
import { requireManageableMember } from './scopes.js';

/** The member who waits for an address, and the present members who have it. */
export interface AddressConflict {
  readonly member: Member;
  readonly holders: readonly Member[];
}

interface ConflictQuery extends ListQuery {
  readonly state: NonNullable<Member['conflict']>;
}

/** Addresses that a directory says of one member while another present member has them. */
export function createAddressConflicts(deps: CoreDeps) {
  const { read } = deps.store;
  const rule = rulesOf(deps);
  return {
    /** In the order of the members' making. Faults `organization.missing`, `request.invalid` (the cursor). */
    async list(
      _ctx: Context,
      organizationId: string,
      { state, ...page }: ConflictQuery,
    ): Promise<Page<AddressConflict>> {
      const { organization } = await viewOrganization(deps, organizationId);
      const ofOrganization = equals('organizationId', organization.id);
      const where = all(ofOrganization, equals('conflict', state));
      const { items, ...next } = await listPage(read.members, where, page);
      const keys = [...new Set(items.flatMap(({ wantedKey }) => wantedKey ?? []))];
      const isHolder = all(
        ofOrganization,
        oneOf('emailKey', keys),
        oneOf('status', ['active', 'suspended']),
      );
      const present = await findAll(read.members, isHolder);
      const holdersOf = ({ id, wantedKey }: Member): Member[] =>
        present.filter((one) => one.emailKey === wantedKey && one.id !== id);
      return { ...next, items: items.map((member) => ({ member, holders: holdersOf(member) })) };
    },
    /**
     * The conflict stays known, and nobody is asked again; the member still gets the address once it is free. Faults `member.missing`,
     * `member.no_conflict`, `permission.escalation`, `request.precondition`.
     */
    leave: rule(leaveConflict),
  };
}

interface ConflictTarget {
  readonly memberId: string;
  readonly expected?: number;
}

async function leaveConflict(
  scope: OrganizationScope,
  { memberId, expected }: ConflictTarget,
): Promise<Member> {
  const member = await scope.members.require(memberId);
  requireVersion(member, expected);
  await requireManageableMember(scope, member);
  if (member.conflict === undefined) throw new Fault('member.no_conflict', { id: memberId });
  return writeMember(scope, member, { conflict: 'left' });
}
