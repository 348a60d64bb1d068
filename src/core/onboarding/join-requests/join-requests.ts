import { Fault, type Context, type Page } from '#kernel/index.js';
import { all, equals, type JoinRequest } from '#store/index.js';
import {
  type OrganizationScope,
  listPage,
  type ListQuery,
  viewOrganization,
  tenantReaders,
  type CoreDeps,
  inOrganization,
} from '#core/tenancy/index.js';
import { createJoinRequest } from './create.js';
import { approveRequest, closeRequest, type Approval } from './decisions.js';
import { enrolPerson } from './enrolment.js';
import { listOfAccount, type OwnJoinRequest, type OwnQuery } from './of-account.js';

export type JoinRequests = ReturnType<typeof createJoinRequests>;

interface JoinRequestQuery extends ListQuery {
  readonly status?: JoinRequest['status'];
}

export function createJoinRequests(deps: CoreDeps) {
  const { store } = deps;
  /** Faults `join_request.missing`, `join_request.decided`. */
  const decide = (
    ctx: Context,
    organizationId: string,
    id: string,
    decision: (scope: OrganizationScope, request: JoinRequest) => Promise<JoinRequest>,
  ): Promise<JoinRequest> =>
    inOrganization(deps, ctx, organizationId, async (scope) => {
      const request = await scope.joinRequests.require(id);
      const { status } = request;
      if (status !== 'pending') throw new Fault('join_request.decided', { id, status });
      return decision(scope, request);
    });
  return {
    create: createJoinRequest.bind(undefined, deps),
    get: (_ctx: Context, organizationId: string, id: string): Promise<JoinRequest> =>
      tenantReaders(store.read, organizationId).joinRequests.require(id),
    async list(
      _ctx: Context,
      organizationId: string,
      { status, ...page }: JoinRequestQuery,
    ): Promise<Page<JoinRequest>> {
      await viewOrganization(deps, organizationId);
      const ofOrganization = equals('organizationId', organizationId);
      const where = status ? all(ofOrganization, equals('status', status)) : ofOrganization;
      return listPage(store.read.joinRequests, where, page);
    },
    /** What an account, or the mailbox that is proved to be its own, asked for. Fault `account.missing`. */
    ofAccount: (ctx: Context, accountId: string, query: OwnQuery): Promise<Page<OwnJoinRequest>> =>
      listOfAccount(deps, ctx, accountId, query),
    approve: (
      ctx: Context,
      organizationId: string,
      id: string,
      approval: Approval,
    ): Promise<JoinRequest> =>
      decide(ctx, organizationId, id, (scope, request) => approveRequest(scope, request, approval)),
    deny: (
      ctx: Context,
      organizationId: string,
      id: string,
      reason?: string,
    ): Promise<JoinRequest> =>
      decide(ctx, organizationId, id, (scope, request) =>
        closeRequest(scope, request, { status: 'denied', ...(reason !== undefined && { reason }) }),
      ),
    /** by the person who asked */
    withdraw: (ctx: Context, organizationId: string, id: string): Promise<JoinRequest> =>
      decide(ctx, organizationId, id, (scope, request) =>
        closeRequest(scope, request, { status: 'withdrawn' }),
      ),
    enrol: enrolPerson.bind(undefined, deps),
  };
}
