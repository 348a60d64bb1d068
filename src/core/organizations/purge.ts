import { instant, type Context } from '#kernel/index.js';
import {
  all,
  equals,
  oneOf,
  type CollectionName,
  type Organization,
  type Store,
  type Term,
} from '#store/index.js';

/** Rows per transaction: short enough that nobody waits long behind one. */
const ROWS = 500;

/** Steps of one call, so that a job is never long at it. */
const STEPS = 40;

/**
 * How the records of an organization are found, collection by collection. A new collection does not compile until it says so here:
 * what is not erased would outlive the organization.
 */
const OWNERS: Readonly<
  Record<CollectionName, 'organization' | 'connection' | 'task' | 'itself' | 'nobody'>
> = {
  organizations: 'itself',
  members: 'organization',
  connections: 'organization',
  credentials: 'connection',
  accessTokens: 'connection',
  scimUsers: 'connection',
  scimGroups: 'connection',
  groupMembers: 'connection',
  groupMappings: 'connection',
  journal: 'organization',
  exchanges: 'connection',
  // a person, who may belong to other organizations
  accounts: 'nobody',
  apiKeys: 'organization',
  roles: 'organization',
  roleVersions: 'organization',
  organizationSlugs: 'organization',
  ownershipOffers: 'organization',
  invitations: 'organization',
  invitationTokens: 'organization',
  joinRequests: 'organization',
  domains: 'organization',
  spaces: 'organization',
  spaceMembers: 'organization',
  products: 'organization',
  seats: 'organization',
  tasks: 'organization',
  taskRows: 'task',
  mails: 'organization',
  mailTemplates: 'organization',
  noticePreferences: 'organization',
  notices: 'organization',
  tellings: 'organization',
  // gone after 24 hours by themselves
  idempotencyKeys: 'nobody',
  // gone when their hour or day is over
  rates: 'nobody',
  jobRuns: 'nobody',
};

const owned = (by: string): CollectionName[] =>
  (Object.keys(OWNERS) as CollectionName[]).filter((name) => OWNERS[name] === by);

/** Connections and tasks go after what hangs on them, or nobody would find it again. */
const BEARERS = [
  { bearer: 'connections', column: 'connectionId', children: owned('connection') },
  { bearer: 'tasks', column: 'taskId', children: owned('task') },
] as const;

const PLAIN = owned('organization').filter((name) => name !== 'connections' && name !== 'tasks');

/**
 * Erases deleted organizations whose time to be restored is over: every record of theirs, a bounded part at each call. The
 * organization itself goes last, so that a crash leaves something to go on with. `done` counts rows.
 */
export async function purgeDeleted(
  store: Store,
  ctx: Context,
): Promise<{ done: number; more: boolean }> {
  const due = all(equals('status', 'deleted'), {
    kind: 'compare',
    field: { column: 'purgeAt' },
    operator: 'le',
    value: instant(ctx.clock.now()),
  });
  const { records } = await store.read.organizations.find({
    where: due,
    sort: [{ field: { column: 'purgeAt' } }],
    limit: 10,
  });
  let done = 0;
  let steps = STEPS;
  for (const organization of records) {
    for (let erased = 1; erased > 0; done += erased) {
      if (steps === 0) return { done, more: true };
      steps -= 1;
      erased = await eraseSome(store, organization);
    }
    ctx.log.info({ organization: organization.id }, 'a deleted organization was erased');
  }
  return { done, more: records.length === 10 };
}

/** One step; how many rows it took, 0 once nothing is left. */
async function eraseSome(store: Store, { id }: Organization): Promise<number> {
  const ours = equals('organizationId', id);
  for (const { bearer, column, children } of BEARERS) {
    const one = await store.read[bearer].first(ours);
    if (!one) continue;
    for (const child of children) {
      const erased = await eraseBatch(store, id, child, equals(column, one.id));
      if (erased > 0) return erased;
    }
    return eraseBatch(store, id, bearer, equals('id', one.id));
  }
  for (const name of PLAIN) {
    const erased = await eraseBatch(store, id, name, ours);
    if (erased > 0) return erased;
  }
  return eraseBatch(store, id, 'organizations', equals('id', id));
}

async function eraseBatch(
  store: Store,
  lane: string,
  name: CollectionName,
  where: Term,
): Promise<number> {
  const { records } = await store.read[name].find({ where, limit: ROWS });
  if (records.length === 0) return 0;
  const ids = records.map(({ id }) => id);
  await store.transaction(lane, (tx) => tx[name].removeWhere(oneOf('id', ids)));
  return ids.length;
}
