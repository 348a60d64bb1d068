import { Fault, type Context, type Page } from '#kernel/index.js';
import {
  all,
  equals,
  isForSignIn,
  oneOf,
  type Connection,
  type Member,
  type PeopleChoice,
  type Position,
  type Task,
} from '#store/index.js';
import { requirePermission } from '#core/access/index.js';
import {
  connectionEntry,
  connectionTallyKey,
  describeCredentials,
  writeConnection,
  type ConnectionTarget,
} from '#core/credentials/index.js';
import {
  createTask,
  type StepResult,
  type SteppedTaskKind,
  type Tasks,
  type TaskScope,
} from '#core/tasks/index.js';
import {
  endOfSessionsSoFar,
  findAll,
  inOrganization,
  requireNotEnforced,
  requireStepUp,
  requireVersion,
  type CoreDeps,
  type ListQuery,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { nextUsers } from '../group-access/group-grants.js';
import { writeMember } from '../lifecycle/change.js';
import { NO_COUNTS, withSettled, type DeletionCounts } from './counts.js';
import { settleUser } from './people.js';
import { previewDeletion, type DeletionPreview } from './preview.js';
import { removeConnection, removeRecords } from './records.js';

export type { DeletionPreview } from './preview.js';
export type { DeletionCounts } from './counts.js';

const KIND = 'delete-connection';

/** Users per transaction: short enough that other requests never wait long behind one. */
const USERS_PER_STEP = 50;

/** Members with an address that a directory wants, of one look. */
const WANTS_PER_STEP = 500;

/** What the task keeps. */
interface DeletionOptions {
  readonly connectionId: string;
  readonly connection: string;
  readonly people: PeopleChoice;
  /** the last member that was looked at for an address that the connection wants */
  readonly wantsAfter?: string;
  readonly wantsDone?: boolean;
}

export function createConnectionDeletions(
  deps: CoreDeps,
  { tasks, forgetSessions }: { readonly tasks: Tasks; readonly forgetSessions: () => void },
) {
  return {
    /**
     * What `begin` would do, page by page, by doing it and taking it back. Faults `connection.missing`, `permission.missing` (who
     * suspends or removes may change members).
     */
    async preview(
      ctx: Context,
      target: ConnectionTarget,
      request: { readonly people: PeopleChoice; readonly page: ListQuery },
    ): Promise<DeletionPreview> {
      requireChoice(ctx, request.people);
      return previewDeletion(deps, ctx, target, request);
    },
    /**
     * Closes the connection and makes the task that deletes it. Again while that one works, with the same choice: that task. Faults as
     * `preview`, `request.precondition`, `connection.deleting` (with another choice).
     */
    async begin(ctx: Context, target: ConnectionTarget, people: PeopleChoice): Promise<Task> {
      const { organizationId } = target;
      const work = (scope: OrganizationScope) => beginDeletion(scope, target, people);
      const task = await inOrganization(deps, ctx, organizationId, work);
      forgetSessions();
      return task;
    },
    /** Fault `task.missing`. */
    get: (ctx: Context, organizationId: string, id: string): Promise<Task> =>
      tasks.get(ctx, organizationId, id, [KIND]),
    list: (ctx: Context, organizationId: string, query: ListQuery): Promise<Page<Task>> =>
      tasks.list(ctx, organizationId, [KIND], query),
  };
}

/** How the task is done. */
export function connectionDeletionTask(forgetSessions: () => void): {
  readonly [KIND]: SteppedTaskKind;
} {
  return { [KIND]: { step: (scope) => takeStep(scope, forgetSessions) } };
}

/** Fault `permission.missing`. */
function requireChoice(ctx: Context, people: PeopleChoice): void {
  if (people !== 'keep') requirePermission(ctx, 'members:write');
}

async function beginDeletion(
  scope: OrganizationScope,
  { connectionId, expected }: ConnectionTarget,
  people: PeopleChoice,
): Promise<Task> {
  const { ctx, tx, journal } = scope;
  const connection = await scope.connections.require(connectionId);
  requireVersion(connection, expected);
  requireChoice(ctx, people);
  requireStepUp(ctx, 'deletion');
  requireNotEnforced(scope.organization, { connectionId });
  const running = await runningTask(scope, connection);
  if (running && connection.deletion?.people === people) return running;
  if (running) throw new Fault('connection.deleting', { id: connectionId, taskId: running.id });
  const users = await tx.tallies.get(connectionTallyKey('users', connectionId));
  const options: DeletionOptions = { connectionId, connection: connection.name, people };
  const task = await createTask(scope, { kind: KIND, options: { ...options }, total: users });
  const { recompute: _recompute, ...rest } = connection;
  const deletion = { people, taskId: task.id };
  await writeConnection<Connection>(scope, rest, {
    status: 'deleting',
    deletion,
    ...(isForSignIn(connection) && { sessionsEndedAt: await endOfSessionsSoFar(ctx, tx) }),
  });
  const credentials = await findAll(tx.credentials, equals('connectionId', connectionId));
  await journal.append({
    ...connectionEntry(connection, 'deleting'),
    before: { status: connection.status },
    after: {
      status: 'deleting',
      people,
      users,
      taskId: task.id,
      credentials: describeCredentials(credentials),
    },
  });
  return task;
}

/** One that stopped before its end, because its caller lost the right to it, say, makes way for another one. */
async function runningTask(
  { tasks }: OrganizationScope,
  { deletion }: Connection,
): Promise<Task | undefined> {
  const task = deletion && (await tasks.get(deletion.taskId));
  return task?.status === 'waiting' || task?.status === 'running' ? task : undefined;
}

/** People first, then what waits for the connection, then its records, then the connection. */
async function takeStep(scope: TaskScope, forgetSessions: () => void): Promise<StepResult> {
  const options = scope.task.options as unknown as DeletionOptions;
  const connection = await scope.connections.get(options.connectionId);
  if (!connection) return { more: false, done: 0 };
  requireChoice(scope.ctx, options.people);
  const everybody = { connectionId: connection.id, groupIds: undefined };
  const page = { limit: USERS_PER_STEP, after: undefined };
  const { users } = await nextUsers(scope.tx, everybody, page);
  let counts = (scope.task.report ?? NO_COUNTS) as unknown as DeletionCounts;
  let done = 0;
  for (const user of users) {
    const settled = await settleUser(scope, { connection, people: options.people }, user);
    counts = withSettled(counts, settled);
    done += settled.users;
  }
  const report = { ...counts };
  if (users.length > 0) return { more: true, done, change: { report } };
  if (options.wantsDone !== true) {
    const wants = await withdrawWants(scope, connection, options.wantsAfter);
    return { more: true, done, change: { report, options: { ...options, ...wants } } };
  }
  if ((await removeRecords(scope, connection)) > 0) return { more: true, done };
  await removeConnection(scope, connection);
  await scope.journal.append({
    ...connectionEntry(connection, 'deleted'),
    after: { people: options.people, ...report },
  });
  scope.tx.afterCommit(forgetSessions);
  return { more: false, done, change: { report } };
}

/** Members of other connections for whom this one had wanted an address: nobody says it any more. */
async function withdrawWants(
  scope: OrganizationScope,
  { id }: Connection,
  after: string | undefined,
): Promise<Pick<DeletionOptions, 'wantsAfter' | 'wantsDone'>> {
  const { tx, organization } = scope;
  const { records, last } = await tx.members.find({
    where: all(equals('organizationId', organization.id), oneOf('conflict', ['open', 'left'])),
    limit: WANTS_PER_STEP,
    ...(after !== undefined && { after: { values: [], id: after } satisfies Position }),
  });
  const wanting = records.filter(({ wanted }: Member) => wanted?.connectionId === id);
  for (const member of wanting) await writeMember(scope, member, { wanted: null });
  const isOver = records.length < WANTS_PER_STEP || last === undefined;
  return isOver ? { wantsDone: true } : { wantsAfter: last.id };
}
