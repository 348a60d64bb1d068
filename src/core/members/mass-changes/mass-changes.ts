import { instant, type Context, type Page } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  type MassChange,
  type MassChangePerson,
  type Organization,
  type Readers,
  type Term,
} from '#store/index.js';
import {
  dueBy,
  listPage,
  removeSome,
  rulesOf,
  tenantReaders,
  viewOrganization,
  type CoreDeps,
  type ListQuery,
  type SweepResult,
} from '#core/tenancy/index.js';
import { brakeOf } from './brake.js';
import { approveMassChange, rejectMassChange, restoreMassChange } from './decisions.js';
import { hourBefore } from './windows.js';

const RETENTION_MS = 90 * 86_400_000;
const MAX_REMOVED_PER_RUN = 1_000;

export type MassChangeCounts = Readonly<Record<MassChangePerson['state'], number>>;

/** A batch, with how many of its people are in which state. */
export interface MassChangeView extends MassChange {
  readonly counts: MassChangeCounts;
}

/** One person of a batch, with the name of the member as it is now. */
export interface MassChangePersonView extends MassChangePerson {
  readonly name?: string;
  readonly email?: string;
}

export interface MassChangeQuery extends ListQuery {
  readonly status?: MassChange['status'];
}

export interface MassChangePersonQuery extends ListQuery {
  readonly state?: MassChangePerson['state'];
}

const STATES: readonly MassChangePerson['state'][] = [
  'applied',
  'held',
  'let_through',
  'kept',
  'restored',
  'withdrawn',
  'refused',
];

/** The limits of an organization, and whether the brake is on now. */
export interface BrakeView {
  readonly percent: number;
  readonly people: number;
  readonly isOn: boolean;
  readonly off?: NonNullable<Organization['massChangeBrakeOff']>;
}

export function createMassChanges(deps: CoreDeps) {
  const { read } = deps.store;
  const rule = rulesOf(deps);
  return {
    /** Fault `mass_change.missing`. */
    get: async (_ctx: Context, organizationId: string, id: string): Promise<MassChangeView> =>
      viewOf(read, await tenantReaders(read, organizationId).massChanges.require(id)),
    /** Oldest first. */
    async list(
      _ctx: Context,
      organizationId: string,
      { status, ...page }: MassChangeQuery,
    ): Promise<Page<MassChangeView>> {
      await viewOrganization(deps, organizationId, 'any');
      const own = equals('organizationId', organizationId);
      const where = status ? all(own, equals('status', status)) : own;
      const found = await listPage(read.massChanges, where, page);
      const items = await Promise.all(found.items.map((batch) => viewOf(read, batch)));
      return { ...found, items };
    },
    /** In the order in which they lost something. Fault `mass_change.missing`. */
    people: (
      _ctx: Context,
      organizationId: string,
      id: string,
      query: MassChangePersonQuery,
    ): Promise<Page<MassChangePersonView>> => listPeople(deps, organizationId, id, query),
    approve: rule(approveMassChange),
    reject: rule(rejectMassChange),
    restore: rule(restoreMassChange),
    /** The limits as they hold now. */
    async brake(ctx: Context, organizationId: string): Promise<BrakeView> {
      const { organization } = await viewOrganization(deps, organizationId, 'any');
      const { percent, least, isOn } = brakeOf(organization, ctx, deps.brakeLimits);
      const { massChangeBrakeOff: off } = organization;
      return { percent, people: least, isOn, ...(!isOn && off && { off }) };
    },
    /** Batches that a job looks at now, the longest due first. */
    async listDue(ctx: Context, limit: number): Promise<readonly MassChange[]> {
      return (await read.massChanges.find(dueBy(ctx, 'dueAt', limit))).records;
    },
    /** For a job: what was lost without tripping the brake, an hour later; batches and their people after 90 days. */
    removeOld: (ctx: Context): Promise<SweepResult> => removeOld(deps, ctx),
  };
}

async function viewOf(
  { massChangePeople }: Pick<Readers, 'massChangePeople'>,
  batch: MassChange,
): Promise<MassChangeView> {
  const counts = await Promise.all(
    STATES.map(async (state) => {
      const where = all(equals('massChangeId', batch.id), equals('state', state));
      return [state, await massChangePeople.count(where)] as const;
    }),
  );
  return { ...batch, counts: Object.fromEntries(counts) as MassChangeCounts };
}

async function listPeople(
  { store: { read } }: CoreDeps,
  organizationId: string,
  id: string,
  { state, ...page }: MassChangePersonQuery,
): Promise<Page<MassChangePersonView>> {
  const readers = tenantReaders(read, organizationId);
  await readers.massChanges.require(id);
  const own = equals('massChangeId', id);
  const where = state ? all(own, equals('state', state)) : own;
  const found = await listPage(read.massChangePeople, where, page);
  const members = await readers.members.getMany(found.items.map(({ memberId }) => memberId));
  const byId = new Map(members.map((member) => [member.id, member]));
  const items = found.items.map((person): MassChangePersonView => {
    const { name, email } = byId.get(person.memberId) ?? {};
    return {
      ...person,
      ...(name !== undefined && { name }),
      ...(email !== undefined && { email }),
    };
  });
  return { ...found, items };
}

async function removeOld({ store }: CoreDeps, { clock }: Context): Promise<SweepResult> {
  const ended: readonly (readonly [number, Term])[] = [
    [hourBefore(clock.now()), equals('massChangeId', '')],
    [clock.now() - RETENTION_MS, all()],
  ];
  for (const [before, term] of ended) {
    const where = all(term, compare('lostAt', 'lt', instant(before)));
    const due = { where, limit: MAX_REMOVED_PER_RUN };
    const removed = await removeSome(store, 'mass-changes', 'massChangePeople', due);
    if (removed.done > 0) return { ...removed, more: true };
  }
  // one that is held is decided, or applied, within a day
  return removeSome(store, 'mass-changes', 'massChanges', {
    where: compare('createdAt', 'lt', instant(clock.now() - RETENTION_MS)),
    limit: MAX_REMOVED_PER_RUN,
  });
}
