import { instant, type Context } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  oneOf,
  type CollectionName,
  type Organization,
  type Store,
  type Term,
} from '#store/index.js';
import type { SweepResult } from '#core/tenancy/index.js';

/** Rows per transaction: so few that other writes do not wait long, and that their commit is short as well. */
const PURGE_BATCH_SIZE = 200;

/** Organizations of one run. */
const ORGANIZATIONS_PER_RUN = 10;

/** Groups that are looked at in one step; most have nothing left by then. */
const BEARERS_PER_STEP = 50;

/** Steps of one call, so that a job is never long at it. */
const MAX_STEPS_PER_RUN = 100;

/**
 * How the records of an organization are found, collection by collection. A new collection does not compile until it says so here:
 * what is not erased would outlive the organization.
 */
const OWNER_BY_COLLECTION: Readonly<
  Record<CollectionName, 'organization' | 'connection' | 'group' | 'task' | 'itself' | 'nobody'>
> = {
  organizations: 'itself',
  members: 'organization',
  avatars: 'organization',
  logos: 'organization',
  connections: 'organization',
  credentials: 'connection',
  accessTokens: 'connection',
  scimUsers: 'connection',
  scimGroups: 'connection',
  // by its group, which an index finds: among all memberships of an installation those of a connection are not found
  groupMembers: 'group',
  endedGroups: 'organization',
  groupMappings: 'connection',
  journal: 'organization',
  exchanges: 'connection',
  exchangeReads: 'connection',
  // a person, who may belong to other organizations
  accounts: 'nobody',
  personPreferences: 'nobody',
  savedViews: 'organization',
  apiKeys: 'organization',
  roles: 'organization',
  roleVersions: 'organization',
  organizationSlugs: 'organization',
  ownershipOffers: 'organization',
  invitations: 'organization',
  invitationTokens: 'organization',
  joinRequests: 'organization',
  linkRequests: 'connection',
  pastLinks: 'connection',
  domains: 'organization',
  spaces: 'organization',
  spaceMembers: 'organization',
  products: 'organization',
  seats: 'organization',
  seatTrends: 'organization',
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
  signingKeys: 'nobody',
  operatorKeys: 'nobody',
  erasures: 'organization',
  // those that its identity providers made; others are of a person, who may belong to other organizations
  sessions: 'organization',
  secondFactors: 'organization',
  // first what a dispatcher would make deliveries from
  webhookEndpoints: 'organization',
  webhookCursors: 'organization',
  webhookDeliveries: 'organization',
  // where its entries stood; their places stay empty
  feedMarks: 'organization',
  feedRanges: 'organization',
  massChanges: 'organization',
  massChangePeople: 'organization',
  massChangeWindows: 'organization',
  signInIdentities: 'connection',
  signInAttempts: 'connection',
  usedAssertions: 'connection',
  samlKeys: 'connection',
  endpointSecrets: 'organization',
  // gone within hours by themselves
  signInFlows: 'nobody',
  signInCodes: 'nobody',
  signInLinks: 'nobody',
  hooks: 'organization',
  hookSamples: 'organization',
};

const collectionsOwnedBy = (by: string): CollectionName[] =>
  (Object.keys(OWNER_BY_COLLECTION) as CollectionName[]).filter(
    (name) => OWNER_BY_COLLECTION[name] === by,
  );

/** Records that others belong to, which could not be found without them: they are removed after those. */
interface Bearer {
  readonly bearer: CollectionName;
  /** names the bearer in what belongs to it */
  readonly column: string;
  readonly children: readonly (CollectionName | Bearer)[];
}

const GROUPS = { column: 'groupId', children: collectionsOwnedBy('group') } as const;

const BEARERS: readonly Bearer[] = [
  {
    bearer: 'connections',
    column: 'connectionId',
    children: collectionsOwnedBy('connection').map((name) =>
      name === 'scimGroups' ? { bearer: name, ...GROUPS } : name,
    ),
  },
  // groups that are gone, whose rows go after them
  { bearer: 'endedGroups', ...GROUPS },
  { bearer: 'tasks', column: 'taskId', children: collectionsOwnedBy('task') },
];

const ORGANIZATION_COLLECTIONS = collectionsOwnedBy('organization').filter(
  (name) => !BEARERS.some(({ bearer }) => bearer === name),
);

/**
 * Erases deleted organizations whose time to be restored is over: every record of theirs, a bounded part at each call. The
 * organization itself goes last, so that a crash leaves something to go on with. `done` counts rows.
 */
export async function purgeDeleted(store: Store, ctx: Context): Promise<SweepResult> {
  const { records } = await store.read.organizations.find({
    where: all(equals('status', 'deleted'), compare('purgeAt', 'le', instant(ctx.clock.now()))),
    sort: [{ field: { column: 'purgeAt' } }],
    limit: ORGANIZATIONS_PER_RUN,
  });
  let done = 0;
  let steps = MAX_STEPS_PER_RUN;
  for (const organization of records) {
    for (let erased = 1; erased > 0; done += erased) {
      if (steps === 0) return { done, more: true };
      steps -= 1;
      erased = await eraseStep(store, organization);
    }
    ctx.log.info({ organization: organization.id }, 'a deleted organization was erased');
  }
  return { done, more: records.length === ORGANIZATIONS_PER_RUN };
}

/** One step; how many rows it took, 0 once nothing is left. */
async function eraseStep(store: Store, { id }: Organization): Promise<number> {
  const ofOrganization = equals('organizationId', id);
  for (const bearer of BEARERS) {
    const erased = await eraseBorne(store, id, bearer, ofOrganization);
    if (erased > 0) return erased;
  }
  for (const name of ORGANIZATION_COLLECTIONS) {
    const erased = await eraseBatch(store, id, name, ofOrganization);
    if (erased > 0) return erased;
  }
  return eraseBatch(store, id, 'organizations', equals('id', id));
}

/** A part of what belongs to the first bearers, or these once nothing belongs to them. */
async function eraseBorne(
  store: Store,
  partition: string,
  { bearer, column, children }: Bearer,
  where: Term,
): Promise<number> {
  const { records } = await store.read[bearer].find({ where, limit: BEARERS_PER_STEP });
  for (const { id } of records) {
    const ofBearer = equals(column, id);
    for (const child of children) {
      const erased =
        typeof child === 'string'
          ? await eraseBatch(store, partition, child, ofBearer)
          : await eraseBorne(store, partition, child, ofBearer);
      if (erased > 0) return erased;
    }
  }
  const ids = records.map(({ id }) => id);
  return ids.length === 0 ? 0 : eraseBatch(store, partition, bearer, oneOf('id', ids));
}

async function eraseBatch(
  store: Store,
  partition: string,
  name: CollectionName,
  where: Term,
): Promise<number> {
  // without the records: some are large
  const rows = await store.read[name].columns({ where, columns: ['id'], limit: PURGE_BATCH_SIZE });
  if (rows.length === 0) return 0;
  const ids = rows.map(([id]) => String(id));
  await store.transaction(partition, (tx) => tx[name].removeWhere(oneOf('id', ids)));
  return ids.length;
}
