import { findAll, tenantReaders, type OrganizationScope } from '#core/index.js';
import { addressKey, instant } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  isForSignIn,
  oneOf,
  type Account,
  type Member,
  type Readers,
  type SignInAttempt,
  type SignInConnection,
  type SignInEnforcement,
} from '#store/index.js';
import { breakGlassFactorOf, type FactorState } from '../factors/index.js';
import type { RelyingParty } from '../factors/relying-parties.js';

export type WantedEnforcement = Omit<SignInEnforcement, 'since'>;

/** What is missing before people can be held to these connections, and the next step. */
export interface UnmetCondition {
  readonly condition:
    | 'domain_proved'
    | 'connection_active'
    | 'connection_used'
    | 'owner_signed_in'
    | 'break_glass_owner'
    | 'break_glass_mailbox'
    | 'break_glass_factor'
    | 'break_glass_factor_used';
  /** the domain, the connection or the member */
  readonly subject?: string;
  readonly next: string;
}

/** Where the conditions are read: inside of the transaction that switches it on, or before. */
export interface Questioned extends Pick<OrganizationScope, 'ctx' | 'organization'> {
  readonly tx: Readers;
  readonly party: RelyingParty | undefined;
}

const DAY_MS = 86_400_000;

/** The newest ones of a connection, of an owner and of tests. */
const SIGN_INS_LOOKED_AT = 50;

const NEXT: Readonly<Record<UnmetCondition['condition'], string>> = {
  domain_proved: 'Prove that the domain is the organization’s, then try again.',
  connection_active: 'Test the connection and activate it.',
  connection_used: 'Sign in by the connection, or test it; a success of the last 24 hours counts.',
  owner_signed_in:
    'An owner signs in by one of the connections, or tests it; a success of the last 24 hours counts.',
  break_glass_owner: 'Name an active member who is an owner.',
  break_glass_mailbox:
    'The owner signs in by a code once: the code of an emergency goes to that address.',
  break_glass_factor:
    'The owner signs in by a code and sets up a passkey, or an authenticator app with recovery codes.',
  break_glass_factor_used:
    'The owner uses the passkey or the app once after setting it up, to show that it works.',
};

function unmet(condition: UnmetCondition['condition'], subject?: string): UnmetCondition {
  return { condition, ...(subject !== undefined && { subject }), next: NEXT[condition] };
}

/**
 * Every condition that is missing; what is enforced already is not asked again. Faults `connection.missing`, `member.missing`: of another
 * organization as well.
 */
export async function unmetConditions(
  asked: Questioned,
  wanted: WantedEnforcement,
): Promise<UnmetCondition[]> {
  const { signInEnforcement: former, id } = asked.organization;
  const readers = tenantReaders(asked.tx, id);
  await readers.connections.requireMany(wanted.connectionIds);
  await readers.members.requireMany(wanted.breakGlassMemberIds);
  const domains = wanted.domains.filter((one) => !former?.domains.includes(one));
  const connections = wanted.connectionIds.filter((one) => !former?.connectionIds.includes(one));
  return [
    ...(await unprovedDomains(asked, domains)),
    ...(await unusedConnections(asked, connections)),
    ...(await lackingOwners(asked, wanted.breakGlassMemberIds)),
  ];
}

async function unprovedDomains(
  { tx, organization }: Questioned,
  names: readonly string[],
): Promise<UnmetCondition[]> {
  const found: UnmetCondition[] = [];
  for (const name of names) {
    const domain = await tx.domains.first(equals('verifiedKey', name));
    const isProved = domain?.organizationId === organization.id && domain.status === 'verified';
    if (!isProved) found.push(unmet('domain_proved', name));
  }
  return found;
}

/** Each connection has let people in lately as it is configured now, and an owner was among them. */
async function unusedConnections(
  asked: Questioned,
  ids: readonly string[],
): Promise<UnmetCondition[]> {
  if (ids.length === 0) return [];
  const { tx, organization } = asked;
  const readers = tenantReaders(tx, organization.id);
  const where = all(
    equals('organizationId', organization.id),
    equals('standing', 'owner'),
    equals('status', 'active'),
  );
  const owners = await findAll(tx.members, where);
  const found: UnmetCondition[] = [];
  let isOwnerIn = false;
  for (const id of ids) {
    const connection = await readers.connections.get(id);
    if (!isForSignIn(connection) || connection.status !== 'active') {
      found.push(unmet('connection_active', id));
      continue;
    }
    const latest = await successesOf(asked, connection, equals('connectionId', id));
    if (latest.length === 0) found.push(unmet('connection_used', id));
    const tests = await successesOf(asked, connection, equals('purpose', 'test'));
    isOwnerIn ||= tests.some((one) => isTestOfOwner(one, owners));
    isOwnerIn ||= await hasOwnerSignedIn(asked, connection, owners);
  }
  return isOwnerIn ? found : [...found, unmet('owner_signed_in')];
}

/** Of the last day, with the connection as it is now; not of the future either, where the clock was set back. */
async function successesOf(
  { ctx, tx }: Pick<Questioned, 'ctx' | 'tx'>,
  { id, configuration }: SignInConnection,
  by: ReturnType<typeof equals>,
): Promise<readonly SignInAttempt[]> {
  const now = ctx.clock.now();
  const { records } = await tx.signInAttempts.find({
    where: all(
      by,
      equals('connectionId', id),
      equals('outcome', 'ok'),
      oneOf('purpose', ['sign_in', 'test']),
      compare('createdAt', 'gt', instant(now - DAY_MS)),
      compare('createdAt', 'le', instant(now)),
    ),
    // ids rise with time
    sort: [{ field: { column: 'id' }, descending: true }],
    limit: SIGN_INS_LOOKED_AT,
  });
  return records.filter((one) => one.configuration === configuration && one.verified);
}

async function hasOwnerSignedIn(
  asked: Questioned,
  connection: SignInConnection,
  owners: readonly Member[],
): Promise<boolean> {
  for (const { accountId } of owners) {
    if (accountId === undefined) continue;
    const found = await successesOf(asked, connection, equals('accountId', accountId));
    if (found.length > 0) return true;
  }
  return false;
}

/** A test binds nobody: the address that the provider said is an owner's. */
function isTestOfOwner(
  { purpose, mapping }: SignInAttempt,
  owners: readonly Pick<Member, 'email'>[],
): boolean {
  const said = mapping?.['email'];
  if (purpose !== 'test' || typeof said !== 'string') return false;
  return owners.some(({ email }) => email !== undefined && addressKey(email) === addressKey(said));
}

/** At least one who is named comes in: an owner, with a mailbox, and a factor of their own that works. What the others lack is said too. */
async function lackingOwners(
  asked: Questioned,
  memberIds: readonly string[],
): Promise<UnmetCondition[]> {
  if (memberIds.length === 0) return [unmet('break_glass_owner')];
  const found: UnmetCondition[] = [];
  for (const id of memberIds) found.push(...(await lacksOf(asked, id)));
  return found;
}

async function lacksOf(asked: Questioned, memberId: string): Promise<UnmetCondition[]> {
  const { tx, organization } = asked;
  const member = await tenantReaders(tx, organization.id).members.get(memberId);
  if (member?.status !== 'active' || member.standing !== 'owner') {
    return [unmet('break_glass_owner', memberId)];
  }
  const account = await tx.accounts.get(member.accountId ?? '');
  if (!account || !hasMailbox(account)) return [unmet('break_glass_mailbox', memberId)];
  const state = await breakGlassFactorOf(tx, asked.party, account.id);
  return state === 'used' ? [] : [unmet(LACK_OF[state], memberId)];
}

function hasMailbox({ email, emailVerifiedAt }: Account): boolean {
  return email !== undefined && emailVerifiedAt !== undefined;
}

const LACK_OF: Readonly<Record<Exclude<FactorState, 'used'>, UnmetCondition['condition']>> = {
  none: 'break_glass_factor',
  unused: 'break_glass_factor_used',
};
