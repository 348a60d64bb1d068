import { Fault, instant } from '#kernel/index.js';
import { equals, type MassChange, type MassChangePerson } from '#store/index.js';
import { requireMayOpen } from '#core/credentials/index.js';
import {
  findAll,
  nextVersion,
  requireStepUp,
  whoIs,
  type NewJournalEntry,
  type OrganizationScope,
} from '#core/tenancy/index.js';

/**
 * Lets a batch through: what is held is applied from now on, person by person. It lets nothing through that comes later. Faults
 * `mass_change.missing`, `mass_change.decided`, `step_up.required`.
 */
export async function approveMassChange(
  scope: OrganizationScope,
  id: string,
  reason?: string,
): Promise<MassChange> {
  requireStepUp(scope.ctx, 'security');
  return decide(scope, await requireHeld(scope, id), 'approved', reason);
}

/** What is held is not applied; the directory reads what is in force instead. Faults as `approveMassChange`. */
export async function rejectMassChange(
  scope: OrganizationScope,
  id: string,
  reason?: string,
): Promise<MassChange> {
  return decide(scope, await requireHeld(scope, id), 'rejected', reason);
}

/** For a job: nobody decided in time. False: it was decided meanwhile. */
export async function applyOverdue(scope: OrganizationScope, id: string): Promise<boolean> {
  const before = await scope.massChanges.get(id);
  const isDue = (before?.appliesAt ?? '~') <= instant(scope.ctx.clock.now());
  if (before?.status !== 'held' || !isDue) return false;
  await decide(scope, before, 'applied');
  return true;
}

/**
 * Asks for what was applied before the brake tripped to be given back, person by person. What directories give is theirs to give, so the
 * caller must be one who could open their connections. Faults `mass_change.missing`, `mass_change.restored`, `permission.escalation`,
 * `permission.missing`, `step_up.required`.
 */
export async function restoreMassChange(scope: OrganizationScope, id: string): Promise<MassChange> {
  const { ctx, tx, organization } = scope;
  requireStepUp(ctx, 'security');
  const before = await scope.massChanges.require(id);
  if (before.restoredAt !== undefined) throw new Fault('mass_change.restored', { id });
  for (const connection of await findAll(
    tx.connections,
    equals('organizationId', organization.id),
  )) {
    if (connection.kind === 'scim') await requireMayOpen(scope, connection);
  }
  const now = instant(ctx.clock.now());
  const change = { restoredAt: now, restoredBy: whoIs(ctx), dueAt: now };
  const after = nextVersion<MassChange>(ctx, before, change);
  await tx.massChanges.update(after);
  await appendMassChangeEntry(scope, 'scim.sync.restored', after);
  return after;
}

async function requireHeld(scope: OrganizationScope, id: string): Promise<MassChange> {
  const before = await scope.massChanges.require(id);
  if (before.status !== 'held') {
    throw new Fault('mass_change.decided', { id, status: before.status });
  }
  return before;
}

async function decide(
  scope: OrganizationScope,
  before: MassChange,
  status: 'approved' | 'rejected' | 'applied',
  reason?: string,
): Promise<MassChange> {
  const { ctx, tx } = scope;
  const now = instant(ctx.clock.now());
  const after = nextVersion<MassChange>(ctx, before, {
    status,
    decidedAt: now,
    dueAt: now,
    ...(status !== 'applied' && { decidedBy: whoIs(ctx) }),
    ...(reason !== undefined && { reason }),
  });
  await tx.massChanges.update(after);
  await appendMassChangeEntry(scope, `scim.sync.${status}`, after);
  return after;
}

async function appendMassChangeEntry(
  { tx, journal }: OrganizationScope,
  type: string,
  { id, connectionId, people, base, reason }: MassChange,
): Promise<void> {
  const connection = (await tx.connections.get(connectionId))?.name;
  const after = {
    connectionId,
    people,
    base,
    ...(connection !== undefined && { connection }),
    ...(reason !== undefined && { reason }),
  };
  const target = { kind: 'mass-change', id, ...(connection !== undefined && { name: connection }) };
  const entry: NewJournalEntry = { type, target, after };
  await journal.append(entry);
}

/** All of the batch is done that was decided; a job has nothing to look for any more. */
export async function finishMassChange(
  { ctx, tx }: OrganizationScope,
  before: MassChange,
): Promise<void> {
  const { dueAt: _due, ...rest } = before;
  await tx.massChanges.update(nextVersion<MassChange>(ctx, rest, {}));
}

export async function writePersonState(
  { ctx, tx }: OrganizationScope,
  person: MassChangePerson,
  state: MassChangePerson['state'],
): Promise<void> {
  await tx.massChangePeople.update(nextVersion<MassChangePerson>(ctx, person, { state }));
}
