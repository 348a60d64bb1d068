import { Fault, isFault, type Context, type Page } from '#kernel/index.js';
import {
  all,
  equals,
  isForSignIn,
  type Connection,
  type LinkRequest,
  type Member,
} from '#store/index.js';
import { requireConnection } from '#core/credentials/index.js';
import {
  type CoreDeps,
  listPage,
  type ListQuery,
  type OrganizationScope,
  type RowResult,
  requireStepUp,
  rulesOf,
  tenantReaders,
} from '#core/tenancy/index.js';
import type { DirectoryPerson } from '../directory-person.js';
import { managedAmong } from '../managed.js';
import { personNamesOf } from '../person-names.js';
import { setDirectoryValues } from '../directory-values.js';
import { writeMember } from '../lifecycle/change.js';
import { createAtSignIn } from '../lifecycle/link-at-sign-in.js';
import { usersOfConnection } from '../lifecycle/link-candidates.js';
import { attachUser, decideLinkRequest, isAskedAgain } from '../lifecycle/link-requests.js';
import { syncWithDirectoryUsers } from '../lifecycle/sync.js';
import { requireMayLink } from '../scopes.js';

interface LinkRequestQuery extends ListQuery {
  readonly status?: LinkRequest['status'];
}

/** A request, with the name of the member that it is about. */
export interface LinkRequestView extends LinkRequest {
  readonly memberName?: string;
}

export interface LinkRequestTarget {
  readonly connectionId: string;
  readonly id: string;
}

export interface LinkDecisions {
  readonly connectionId: string;
  readonly ids: readonly string[];
  readonly decision: 'approve' | 'reject';
}

/** Users of directories that wait to be members who are there already. */
export function createLinkRequests(deps: CoreDeps) {
  const { read } = deps.store;
  const rule = rulesOf(deps);
  const approve = rule(approveLink);
  const reject = rule(rejectLink);
  return {
    /** Faults `connection.missing`, `link_request.missing`. */
    async get(
      _ctx: Context,
      organizationId: string,
      { connectionId, id }: LinkRequestTarget,
    ): Promise<LinkRequestView> {
      const readers = tenantReaders(read, organizationId);
      await readers.connections.require(connectionId);
      const request = await requireOfConnection(readers, { connectionId, id });
      const member = await readers.members.get(request.memberId);
      return { ...request, ...(member && { memberName: member.name }) };
    },
    /** Oldest first. Fault `connection.missing`. */
    async list(
      _ctx: Context,
      organizationId: string,
      connectionId: string,
      { status, ...page }: LinkRequestQuery,
    ): Promise<Page<LinkRequestView>> {
      const readers = tenantReaders(read, organizationId);
      await readers.connections.require(connectionId);
      const ofConnection = equals('connectionId', connectionId);
      const where = status ? all(ofConnection, equals('status', status)) : ofConnection;
      const found = await listPage(read.linkRequests, where, page);
      const members = await readers.members.getMany(found.items.map(({ memberId }) => memberId));
      const names = new Map(members.map(({ id, name }) => [id, name]));
      const items = found.items.map((request) => {
        const memberName = names.get(request.memberId);
        return { ...request, ...(memberName !== undefined && { memberName }) };
      });
      return { ...found, items };
    },
    approve,
    reject,
    /** Each by itself, in a transaction of its own; an outage ends the whole. Fault `connection.missing`. */
    async decide(
      ctx: Context,
      organizationId: string,
      { connectionId, ids, decision }: LinkDecisions,
    ): Promise<RowResult[]> {
      await tenantReaders(read, organizationId).connections.require(connectionId);
      const decideOne = decision === 'approve' ? approve : reject;
      const results: RowResult[] = [];
      for (const id of new Set(ids)) {
        try {
          const { status } = await decideOne(ctx, organizationId, { connectionId, id });
          results.push({ id, outcome: status });
        } catch (error) {
          if (!isFault(error) || error.kind === 'unavailable') throw error;
          results.push({ id, outcome: 'failed', code: error.code, message: error.message });
        }
      }
      return results;
    },
  };
}

/**
 * The user stands for the member from now on; the member follows it. One that was rejected can be approved later. Faults
 * `link_request.missing`, `link_request.decided`, `link_request.taken`, `permission.missing`, `permission.escalation`,
 * `step_up.required`.
 */
async function approveLink(
  scope: OrganizationScope,
  target: LinkRequestTarget,
): Promise<LinkRequest> {
  const connection = await requireConnection(scope, target.connectionId);
  const request = await requireOfConnection(scope, target);
  const { id, status, scimUserId, attributes } = request;
  const member = await scope.members.require(request.memberId);
  await requireMayLink(scope, member);
  if (member.standing !== 'none') requireStepUp(scope.ctx, 'administrators');
  const user = await scope.tx.scimUsers.get(scimUserId);
  const isOpen = (status === 'pending' || status === 'rejected') && !member.mergedInto;
  if (isOpen && isAskedAgain(request, user)) return decideLinkRequest(scope, request, 'approved');
  if (!isOpen || user?.memberId !== '') throw new Fault('link_request.decided', { id, status });
  const others = await usersOfConnection(scope, connection, member, scimUserId);
  if (!request.makesNew && user.active && others.some(({ active }) => active)) {
    throw new Fault('link_request.taken', { id, memberId: member.id });
  }
  const approved = await decideLinkRequest(scope, request, 'approved');
  // what follows is the word of the directory
  const directory = scope.actingAs({
    kind: 'connection',
    id: connection.id,
    name: connection.name,
    credentialId: '',
  });
  const person = personOf(request);
  const linked = request.makesNew
    ? await newMemberOf(directory, connection, request, person)
    : member;
  await attachUser(scope, { scimUserId, memberId: linked.id });
  // a directory that manages the member decides what the member is called, and no sign-in
  const isSeenOnly =
    isForSignIn(connection) && (await managedAmong(scope.tx, [linked.id])).size > 0;
  const { email: _email, ...names } = person;
  const named = isSeenOnly ? linked : await writeMember(directory, linked, names);
  const change = { event: 'created', connection, ...(!isSeenOnly && { person }) } as const;
  const synced = await syncWithDirectoryUsers(directory, named, change);
  if (attributes) await setDirectoryValues(directory, synced.member, attributes);
  return approved;
}

function personOf(request: LinkRequest) {
  const { name, email, photoUrl } = request;
  return {
    name,
    ...personNamesOf(request),
    ...(photoUrl !== undefined && { photoUrl }),
    ...(email !== undefined && { email }),
  };
}

/** The address was another person's, who left and keeps the history. */
async function newMemberOf(
  scope: OrganizationScope,
  connection: Connection,
  { scimUserId, active }: LinkRequest,
  person: DirectoryPerson,
): Promise<Member> {
  const user = { scimUserId, person, active, attributes: {} };
  return createAtSignIn(scope, connection, user, {});
}

/** No link, and nobody is asked again. Faults as `approve`. */
async function rejectLink(
  scope: OrganizationScope,
  target: LinkRequestTarget,
): Promise<LinkRequest> {
  await requireConnection(scope, target.connectionId);
  const request = await requireOfConnection(scope, target);
  await requireMayLink(scope, await scope.members.require(request.memberId));
  const { id, status } = request;
  if (status !== 'pending') throw new Fault('link_request.decided', { id, status });
  return decideLinkRequest(scope, request, 'rejected');
}

/** Fault `link_request.missing`, also for one of another connection. */
async function requireOfConnection(
  { linkRequests }: Pick<OrganizationScope, 'linkRequests'>,
  { connectionId, id }: LinkRequestTarget,
): Promise<LinkRequest> {
  const request = await linkRequests.require(id);
  if (request.connectionId !== connectionId) throw new Fault('link_request.missing', { id });
  return request;
}
