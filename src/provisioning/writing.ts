import {
  entityTag,
  meetsPrecondition,
  ScimError,
  type Precondition,
  type ResourceType,
} from '@muster/scim';
import {
  inOrganization,
  nextVersion,
  pagesOf,
  type CoreDeps,
  type OrganizationScope,
  type ReadsAhead,
} from '#core/index.js';
import { Fault } from '#kernel/index.js';
import { equals, type Connection, type ScimGroup } from '#store/index.js';
import type { ProvisioningContext } from './context.js';
import type { Lister } from './listing.js';
import { toResource } from './resources.js';
import { toSearchable } from './searchables.js';
import type { Turns } from './turns.js';

/** What users and groups are made of. */
export interface ScimDeps extends CoreDeps {
  readonly lister: Lister;
  readonly turns: Turns;
  readonly groupType: ResourceType;
  /** sets a recomputation going that a transaction has marked; returns at once */
  readonly recompute: (ctx: ProvisioningContext) => void;
}

/** What a connection changes, inside of a transaction of its organization. */
export interface DirectoryScope extends OrganizationScope {
  readonly connection: Connection;
}

/** The same for one request of a directory over SCIM. */
export interface ScimScope extends DirectoryScope {
  readonly ctx: ProvisioningContext;
}

/**
 * The transaction of a change that a directory makes. Organization and connection are read again: they may have been closed since the
 * request began, and the session's copy may be a second old. `ahead`: what `work` is going to read. Faults `organization.disabled`,
 * `organization.deleted`, `connection.disabled`.
 */
export function inScimScope<T>(
  deps: CoreDeps,
  ctx: ProvisioningContext,
  work: (scope: ScimScope) => Promise<T>,
  ahead: ReadsAhead = () => [],
): Promise<T> {
  const { id, organizationId } = ctx.session.connection;
  const inScope = async (scope: OrganizationScope): Promise<T> => {
    const connection = await scope.connections.get(id);
    if (connection?.status !== 'active') throw new Fault('connection.disabled');
    return work({ ...scope, ctx, connection });
  };
  return inOrganization(deps, ctx, organizationId, inScope, { ahead });
}

/** RFC 7644 section 3.14. Error 412. */
export function requirePrecondition(precondition: Precondition, version: number): void {
  if (meetsPrecondition(precondition, entityTag(version))) return;
  const header = precondition.ifNoneMatch === undefined ? 'If-Match' : 'If-None-Match';
  const detail = `The resource is at version ${entityTag(version)}, which ${header} rules out`;
  throw new ScimError(412, `${detail}; read it again and repeat the change`);
}

export function notFound(what: 'user' | 'group', id: string): ScimError {
  return new ScimError(404, `There is no ${what} ${id.slice(0, 64)} in this connection`);
}

/** 409 uniqueness (RFC 7644 section 3.3). */
export function notUnique(attribute: string, id?: string): ScimError {
  const whose = id === undefined ? 'another resource' : `the resource ${id}`;
  return new ScimError(
    409,
    `${attribute} belongs to ${whose} of this connection; compare without regard to letter case`,
    'uniqueness',
  );
}

/** A member that goes changes the groups it was in: their versions and dates rise. */
export async function bumpGroupVersions(
  { ctx, tx }: ScimScope,
  groupType: ResourceType,
  memberId: string,
): Promise<void> {
  for await (const rows of pagesOf(tx.groupMembers, equals('memberId', memberId))) {
    for (const group of await tx.scimGroups.getMany(rows.map(({ groupId }) => groupId))) {
      const bumped = nextVersion<ScimGroup>(ctx, group, {});
      await tx.scimGroups.update(bumped, toSearchable(groupType, toResource(groupType, bumped)));
    }
  }
}
