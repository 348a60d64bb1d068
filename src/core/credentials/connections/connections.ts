import { Fault, instant, type Context, type Page } from '#kernel/index.js';
import {
  all,
  compare,
  equals,
  isForSignIn,
  type Connection,
  type SignInConnection,
  type ConnectionConcern,
} from '#store/index.js';
import { requireFeature } from '#core/access/index.js';
import {
  inOrganization,
  listPage,
  type ListQuery,
  requireOrganization,
  requireVersion,
  rulesOf,
  tenantReaders,
  type CoreDeps,
  type OrganizationScope,
} from '#core/tenancy/index.js';
import { requireConnection, type ConnectionTarget } from './records.js';
import {
  insertScimConnection,
  updateScimConnection,
  type NewScimConnection,
  type ScimChange,
} from './scim.js';
import {
  insertSignInConnection,
  updateSignInConnection,
  type NewSignInConnection,
  type SignInChange,
} from './sign-in.js';
import { noteTest } from './tests.js';
import { watchConnection } from './watches.js';

/** Connections of one organization, at most. */
const MAX_CONNECTIONS = 100;

export type NewConnection = NewScimConnection | NewSignInConnection;

/** Each kind of connection takes the fields of its own. */
export type ConnectionChange = ScimChange & SignInChange;

export function createConnections(deps: CoreDeps, forgetSessions: () => void) {
  const { read } = deps.store;
  const rule = rulesOf(deps, 'any');
  return {
    create: rule(insertConnection),
    /** Fault `connection.missing`, also when it belongs to another organization. */
    get: (_ctx: Context, organizationId: string, id: string): Promise<Connection> =>
      tenantReaders(read, organizationId).connections.require(id),
    async list(_ctx: Context, organizationId: string, query: ListQuery): Promise<Page<Connection>> {
      await requireOrganization(read, organizationId);
      return listPage(read.connections, equals('organizationId', organizationId), query);
    },
    /**
     * Faults `connection.missing`, `connection.deleting`, `connection.untested`, `permission.escalation`, `permission.missing`,
     * `request.invalid`, `request.precondition`.
     */
    async update(
      ctx: Context,
      target: ConnectionTarget,
      change: ConnectionChange,
    ): Promise<Connection> {
      const work = (scope: OrganizationScope) => updateConnection(scope, target, change);
      const after = await inOrganization(deps, ctx, target.organizationId, work, 'any');
      forgetSessions();
      return after;
    },
    /** How many active connections have something to see to, of the whole installation. */
    async countConcerns(): Promise<Readonly<Record<ConnectionConcern, number>>> {
      const of = (concern: ConnectionConcern): Promise<number> =>
        read.connections.count(all(equals('concern', concern), equals('status', 'active')));
      return {
        metadata_failing: await of('metadata_failing'),
        metadata_ending: await of('metadata_ending'),
        certificate_expiring: await of('certificate_expiring'),
      };
    },
    noteTest: rule(noteTest),
    watch: rule(watchConnection),
    /** Connections for sign-in whose metadata or certificates are to be looked at now, for a job. */
    async listDue(ctx: Context, limit: number): Promise<readonly SignInConnection[]> {
      const { records } = await read.connections.find({
        where: compare('dueAt', 'le', instant(ctx.clock.now())),
        sort: [{ field: { column: 'dueAt' } }],
        limit,
      });
      return records.filter(isForSignIn);
    },
  };
}

/** Faults `plan.required`, `connection.limit`, and those of the kind. */
async function insertConnection(
  scope: OrganizationScope,
  input: NewConnection,
): Promise<Connection> {
  const { tx, presets, organization } = scope;
  requireFeature(presets, organization, 'directory');
  if (input.kind === 'scim') return insertScimConnection(scope, input);
  const where = equals('organizationId', organization.id);
  const { records } = await tx.connections.find({ where, limit: MAX_CONNECTIONS });
  if (records.length === MAX_CONNECTIONS) {
    throw new Fault('connection.limit', { limit: MAX_CONNECTIONS });
  }
  requireFieldsOf(input.kind, input);
  return insertSignInConnection(scope, input);
}

async function updateConnection(
  scope: OrganizationScope,
  { connectionId, expected }: ConnectionTarget,
  change: ConnectionChange,
): Promise<Connection> {
  const before = await requireConnection(scope, connectionId);
  requireVersion(before, expected);
  requireFieldsOf(before.kind, change);
  return before.kind === 'scim'
    ? updateScimConnection(scope, before, change)
    : updateSignInConnection(scope, before, change);
}

/** Fields that belong to one kind alone, or to two; every other one belongs to every kind. */
const KINDS_OF_FIELDS: Readonly<Record<string, readonly Connection['kind'][]>> = {
  compatibility: ['scim'],
  preset: ['saml', 'oidc'],
  names: ['saml', 'oidc'],
  given: ['saml', 'oidc'],
  issuedFor: ['saml', 'oidc'],
  justInTime: ['saml', 'oidc'],
  pairedWith: ['saml', 'oidc'],
  signInContext: ['saml', 'oidc'],
  stepUpContext: ['saml', 'oidc'],
  secondStep: ['saml', 'oidc'],
  secondStepValues: ['saml', 'oidc'],
  forceAuthn: ['saml', 'oidc'],
  singleLogout: ['saml', 'oidc'],
  unsolicited: ['saml'],
  nameIdFormat: ['saml'],
  clientId: ['oidc'],
  clientSecret: ['oidc'],
  clientAuthentication: ['oidc'],
  scopes: ['oidc'],
  maxAge: ['oidc'],
  hostedDomains: ['oidc'],
  withoutPkce: ['oidc'],
};

/** Fault `request.invalid`: a field of another kind. */
function requireFieldsOf(kind: Connection['kind'], change: object): void {
  const errors = Object.keys(change)
    .filter((field) => KINDS_OF_FIELDS[field]?.includes(kind) === false)
    .map((field) => ({ field, problem: `is not a field of connections of kind ${kind}` }));
  if (errors.length > 0) throw new Fault('request.invalid', { errors });
}
