import { findAll, isLive, listPage, type FindLacking, type ListQuery } from '#core/index.js';
import type { Context, Page } from '#kernel/index.js';
import {
  all,
  equals,
  isForSignIn,
  oneOf,
  type Member,
  type Organization,
  type Readers,
  type SecondFactor,
  type Store,
} from '#store/index.js';

/** A member who has nothing that counts as a second step in the organization. */
export interface MissingFactor {
  readonly memberId: string;
  readonly name: string;
  readonly email?: string;
  /** whether the organization asks one of the member */
  readonly asked: 'now' | 'later' | 'no';
  /** from when on, where a day was said for a role that the member holds */
  readonly askedFrom?: string;
}

interface Deps {
  readonly store: Store;
  /** the name for which passkeys are made now */
  readonly relyingPartyId: () => string | undefined;
}

/** Members without a second factor, for administrators and for notices ahead of the date. */
export function createMissingFactors({ store, relyingPartyId }: Deps) {
  const findLacking: FindLacking = (reading, organizationId, members) =>
    lacking(reading, { organizationId, partyId: relyingPartyId() }, members);
  return {
    findLacking,
    /** Looks at `limit` active members, in the order in which they came, so that a page costs the same however many have one. */
    async list(
      ctx: Context,
      organization: Organization,
      { concerned, ...query }: ListQuery & { readonly concerned?: boolean | undefined },
    ): Promise<Page<MissingFactor>> {
      const { id } = organization;
      const where = all(equals('organizationId', id), equals('status', 'active'));
      const { items, next } = await listPage(store.read.members, where, query);
      const without = await findLacking(store.read, id, items);
      const now = ctx.clock.now();
      const found = items
        .filter((one) => without.has(one.id))
        .map((member) => viewOf(member, askedOf(organization, member, now)))
        .filter(({ asked }) => concerned !== true || asked !== 'no');
      return { items: found, ...(next !== undefined && { next }) };
    },
  };
}

type Asked = Pick<MissingFactor, 'asked' | 'askedFrom'>;

function viewOf({ id, name, email }: Member, asked: Asked): MissingFactor {
  return { memberId: id, name, ...(email !== undefined && { email }), ...asked };
}

/** By the earliest day of the roles that the member holds; without roles in the policy it is asked of everybody. */
function askedOf({ policies }: Organization, { grants }: Member, now: number): Asked {
  const policy = policies?.secondFactor;
  if (policy?.signIn !== true && policy?.highRisk !== true) return { asked: 'no' };
  if (policy.roles === undefined) return { asked: 'now' };
  const held = new Set(grants.filter((one) => isLive(one, now)).map(({ role }) => role));
  const days = policy.roles.filter(({ role }) => held.has(role)).map(({ from }) => from);
  const [first] = days.sort();
  if (first === undefined) return { asked: 'no' };
  return { asked: Date.parse(first) <= now ? 'now' : 'later', askedFrom: first };
}

interface Where {
  readonly organizationId: string;
  readonly partyId: string | undefined;
}

/** Neither a factor of ours nor an identity at a provider whose second step counts. */
async function lacking(
  reading: Readers,
  where: Where,
  members: readonly Member[],
): Promise<ReadonlySet<string>> {
  const accountIds = members.flatMap(({ accountId }) => accountId ?? []);
  const covered = new Set<string>();
  if (accountIds.length > 0) {
    const ofAccounts = oneOf('accountId', accountIds);
    for (const factor of await findAll(reading.secondFactors, ofAccounts)) {
      if (counts(factor, where)) covered.add(factor.accountId);
    }
    const connectionIds = await countingConnections(reading, where);
    const identities =
      connectionIds.size === 0 ? [] : await findAll(reading.signInIdentities, ofAccounts);
    for (const { accountId, connectionId } of identities) {
      if (connectionIds.has(connectionId)) covered.add(accountId);
    }
  }
  return new Set(
    members.filter(({ accountId }) => !covered.has(accountId ?? '')).map(({ id }) => id),
  );
}

/** Codes to recover with are no factor by themselves, and a passkey of another name of the server works no more. */
function counts(
  { kind, status, organizationId, relyingPartyId }: SecondFactor,
  where: Where,
): boolean {
  if (status !== 'active' || kind === 'recovery_codes') return false;
  if (organizationId !== undefined && organizationId !== where.organizationId) return false;
  return kind !== 'passkey' || relyingPartyId === where.partyId;
}

/** An organization has few connections. */
async function countingConnections(
  { connections }: Pick<Readers, 'connections'>,
  { organizationId }: Where,
): Promise<ReadonlySet<string>> {
  const found = await findAll(connections, equals('organizationId', organizationId));
  const active = found.filter(
    (one) => isForSignIn(one) && one.status === 'active' && one.secondStep === 'provider',
  );
  return new Set(active.map(({ id }) => id));
}
