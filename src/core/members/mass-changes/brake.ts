import { instant, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type Connection,
  type DirectoryLoss,
  type MassChange,
  type MassChangePerson,
  type MassChangeWindow,
  type Organization,
} from '#store/index.js';
import {
  findAll,
  firstVersion,
  nextVersion,
  type MassChangeLimits,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { hourBefore, isTripped, peopleIn, withPeople, type Limits } from './windows.js';

const DEFAULT_LIMITS = { percent: 10, people: 20 };
const HOUR_MS = 3_600_000;

/** How long a batch waits for a decision before it is applied. */
export const HOLD_MS = 86_400_000;

/** People of one question to the store. */
const CHUNK_SIZE = 500;

/** What a directory is about to take from a person who is here. */
export interface PersonLoss {
  readonly memberId: string;
  readonly loss: DirectoryLoss;
}

/** Where the brake stands for an organization, as people set it, or as the installation has it. */
export function brakeOf(
  { policies, massChangeBrakeOff }: Organization,
  { clock }: Pick<Context, 'clock'>,
  { percent, people }: MassChangeLimits = DEFAULT_LIMITS,
): Limits & { readonly isOn: boolean } {
  return {
    percent: policies?.massChangePercent ?? percent,
    least: policies?.massChangePeople ?? people,
    isOn: Date.parse(massChangeBrakeOff?.until ?? '') > clock.now() === false,
  };
}

/**
 * Counts what a directory is about to take from people, and says whether it waits. Undefined: it may be applied. Otherwise the batch that
 * it belongs to from now on; the caller writes the users so that what is in force stays. People are counted once an hour, across the
 * connections of the organization, and several of one request together. The number of statements does not depend on how many members
 * there are; the base is counted once an hour.
 */
export async function holdOrCount(
  scope: OrganizationScope,
  connection: Pick<Connection, 'id' | 'name' | 'kind'>,
  losses: readonly PersonLoss[],
): Promise<MassChange | undefined> {
  const { ctx, tx, organization } = scope;
  const { isOn, ...limits } = brakeOf(organization, ctx, scope.brakeLimits);
  if (!isOn || losses.length === 0) return undefined;
  const now = ctx.clock.now();
  const window = await currentWindow(scope);
  const known = await lossesWithoutBatch(scope, losses);
  const since = instant(hourBefore(now));
  const isCounted = ({ memberId }: PersonLoss): boolean =>
    (known.get(memberId)?.lostAt ?? '') > since;
  const counted = new Set(losses.filter((one) => !isCounted(one)).map(({ memberId }) => memberId));
  const people = peopleIn(window, now) + counted.size;
  const parts = withPeople(window, now, counted.size);
  const base = baseOf(window, connection);
  if (counted.size === 0 || !isTripped(limits, base, people)) {
    await writeWindow(scope, window, { parts });
    await noteLosses(scope, losses, { known, massChangeId: '', state: 'applied' });
    return undefined;
  }
  const open = window.heldId === undefined ? undefined : await tx.massChanges.get(window.heldId);
  const isNew = open?.status !== 'held';
  const tripped = { connection, base, people, ...limits };
  const batch = isNew ? await openBatch(scope, tripped) : open;
  await writeWindow(scope, window, { parts, heldId: batch.id });
  await holdLosses(scope, batch, losses);
  return batch;
}

/**
 * The people whom a loss is held against: those of the directories, and for what a sign-in takes those who sign in, where they are more.
 * People whom no directory manages make no room for what a directory may take.
 */
function baseOf(
  { base, signInBase = 0 }: MassChangeWindow,
  { kind }: Pick<Connection, 'kind'>,
): number {
  return kind === 'scim' ? base : Math.max(base, signInBase);
}

/** With a base of this hour; of version 0 where it is not kept yet. What was lost within the hour was here at its start. */
async function currentWindow(scope: OrganizationScope): Promise<MassChangeWindow> {
  const { ctx, tx, organization } = scope;
  const now = ctx.clock.now();
  const kept = await tx.massChangeWindows.get(organization.id);
  const age = now - Date.parse(kept?.countedAt ?? '');
  if (kept && age < HOUR_MS && age >= 0) return kept;
  const counted = await countPeople(scope);
  const lost = kept ? peopleIn(kept, now) : 0;
  const fields = {
    base: counted.directories + lost,
    signInBase: counted.signIns + lost,
    countedAt: instant(now),
  };
  if (kept) return { ...kept, ...fields };
  const organizationId = organization.id;
  const first = { id: organizationId, organizationId, parts: [], ...fields };
  return { ...firstVersion<MassChangeWindow>(ctx, first), version: 0 };
}

async function writeWindow(
  { ctx, tx }: OrganizationScope,
  window: MassChangeWindow,
  change: Partial<MassChangeWindow>,
): Promise<void> {
  const after = nextVersion<MassChangeWindow>(ctx, window, change);
  if (window.version === 0) await tx.massChangeWindows.insert(after);
  else await tx.massChangeWindows.update(after);
}

/**
 * Active users of the directories and of the connections of sign-in, and never more than there are active members: one person may have
 * users of two connections. Counted by the databases, once an hour, when something is lost.
 */
async function countPeople({
  tx,
  organization,
}: OrganizationScope): Promise<{ readonly directories: number; readonly signIns: number }> {
  const ofOrganization = equals('organizationId', organization.id);
  let [directories, signIns] = [0, 0];
  for (const { id, kind } of await findAll(tx.connections, ofOrganization)) {
    const isActive = all(equals('connectionId', id), equals('active', true));
    const users = await tx.scimUsers.count(isActive);
    if (kind === 'scim') directories += users;
    else signIns += users;
  }
  const members = await tx.members.count(all(ofOrganization, equals('status', 'active')));
  return { directories: Math.min(directories, members), signIns: Math.min(signIns, members) };
}

async function lossesWithoutBatch(
  scope: OrganizationScope,
  losses: readonly PersonLoss[],
): Promise<ReadonlyMap<string, MassChangePerson>> {
  return peopleOf(
    scope,
    '',
    losses.map(({ memberId }) => memberId),
  );
}

/** The people of a batch among these members. */
export async function peopleOf(
  { tx }: Pick<OrganizationScope, 'tx'>,
  massChangeId: string,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, MassChangePerson>> {
  const found = new Map<string, MassChangePerson>();
  for (let from = 0; from < memberIds.length; from += CHUNK_SIZE) {
    const some = memberIds.slice(from, from + CHUNK_SIZE);
    const where = all(oneOf('memberId', some), equals('massChangeId', massChangeId));
    const { records } = await tx.massChangePeople.find({ where, limit: CHUNK_SIZE });
    for (const one of records) found.set(one.memberId, one);
  }
  return found;
}

interface NotedLosses extends Pick<MassChangePerson, 'massChangeId' | 'state'> {
  readonly known: ReadonlyMap<string, MassChangePerson>;
}

async function noteLosses(
  { ctx, tx, organization }: OrganizationScope,
  losses: readonly PersonLoss[],
  { known, massChangeId, state }: NotedLosses,
): Promise<void> {
  const lostAt = instant(ctx.clock.now());
  const since = instant(hourBefore(ctx.clock.now()));
  const organizationId = organization.id;
  const written = new Map(known);
  for (const { memberId, loss } of losses) {
    const before = written.get(memberId);
    // what was lost earlier than in this hour is no part of what can trip now
    const isOver = before?.massChangeId === '' && before.lostAt <= since;
    const earlier = before && !isOver ? before.losses : [];
    const { connectionId } = loss;
    const change = { connectionId, losses: [...earlier, loss], lostAt, state };
    const after = before
      ? nextVersion<MassChangePerson>(ctx, before, change)
      : firstVersion<MassChangePerson>(ctx, { organizationId, massChangeId, memberId, ...change });
    if (before) await tx.massChangePeople.update(after);
    else await tx.massChangePeople.insert(after);
    written.set(memberId, after);
  }
}

/** Puts what a directory said into a batch that is there: of people who are held, or were kept by its rejection. */
export async function holdLosses(
  scope: OrganizationScope,
  { id: massChangeId, status }: Pick<MassChange, 'id' | 'status'>,
  losses: readonly PersonLoss[],
): Promise<void> {
  const ids = losses.map(({ memberId }) => memberId);
  const known = await peopleOf(scope, massChangeId, ids);
  const state = status === 'rejected' ? 'kept' : 'held';
  await noteLosses(scope, losses, { known, massChangeId, state });
}

interface Tripped extends Limits {
  readonly connection: Pick<Connection, 'id' | 'name'>;
  readonly base: number;
  readonly people: number;
}

/** The people who lost something in the hour before are shown with it, and can be given it back. */
async function openBatch(scope: OrganizationScope, tripped: Tripped): Promise<MassChange> {
  const { ctx, tx, organization, journal } = scope;
  const { connection, ...figures } = tripped;
  const now = ctx.clock.now();
  const appliesAt = instant(now + HOLD_MS);
  const batch = firstVersion<MassChange>(ctx, {
    organizationId: organization.id,
    status: 'held',
    connectionId: connection.id,
    ...figures,
    appliesAt,
    dueAt: appliesAt,
  });
  await tx.massChanges.insert(batch);
  const lost = all(equals('organizationId', organization.id), equals('massChangeId', ''), {
    kind: 'compare',
    field: { column: 'lostAt' },
    operator: 'gt',
    value: instant(hourBefore(now)),
  });
  await tx.massChangePeople.setWhere(lost, 'massChangeId', batch.id);
  await journal.append({
    type: 'scim.sync.held',
    target: { kind: 'mass-change', id: batch.id, name: connection.name },
    after: { connectionId: connection.id, connection: connection.name, ...figures, appliesAt },
  });
  return batch;
}
