import { entityTag, matchesVersion, ScimError, type ResourceType } from '@muster/scim';
import { type Ground, nextVersion, type Presets, groundFor } from '#core/index.js';
import { equals, type ScimGroup, type Store, type Writers } from '#store/index.js';
import type { ProvisioningContext } from './context.js';
import type { Lister } from './listing.js';
import { cut } from './redaction.js';
import { toResource } from './resources.js';
import { toSearchable } from './searchables.js';
import type { Turns } from './turns.js';

/** What users and groups are made of. */
export interface Rooms {
  readonly store: Store;
  readonly presets: Presets;
  readonly lister: Lister;
  readonly turns: Turns;
  readonly groupType: ResourceType;
  /** sets a recomputation going that a transaction has marked; returns at once */
  readonly recompute: (ctx: ProvisioningContext) => void;
}

/** Our own ids have 36 characters. */
const LONGEST_ID = 100;

/** Names the request for the exchange log. */
export function begin(
  ctx: ProvisioningContext,
  operation: string,
  type: ResourceType,
  id?: string,
): void {
  ctx.account.operation = operation;
  ctx.account.resourceType = type.definition.name;
  // what a client takes for an id: no line of the log, and nothing that must not be in one
  if (id !== undefined) ctx.account.resourceId = cut(id, LONGEST_ID);
}

export function groundOf(ctx: ProvisioningContext, tx: Writers, presets: Presets): Ground {
  return groundFor(ctx, tx, presets, ctx.session.organization);
}

/** The name of the tally that counts a connection's users or groups. */
export function tallyOf(what: 'users' | 'groups', connectionId: string): string {
  return `${what}:${connectionId}`;
}

/** RFC 7644 section 3.14. Error 412. */
export function requireCurrent(
  ifMatch: readonly string[] | '*' | undefined,
  version: number,
): void {
  if (ifMatch === undefined || matchesVersion(ifMatch, entityTag(version))) return;
  const detail = `The resource is at version ${entityTag(version)}, not at the one of If-Match`;
  throw new ScimError(412, `${detail}; read it again and repeat the change`);
}

export function noSuch(what: 'user' | 'group', id: string): ScimError {
  return new ScimError(404, `There is no ${what} ${id.slice(0, 64)} in this connection`);
}

/** 409 uniqueness (RFC 7644 section 3.3). */
export function taken(attribute: string, id?: string): ScimError {
  const whose = id === undefined ? 'another resource' : `the resource ${id}`;
  return new ScimError(
    409,
    `${attribute} belongs to ${whose} of this connection; compare without regard to letter case`,
    'uniqueness',
  );
}

/** A member that goes changes the groups it was in: their versions and dates rise. */
export async function touchGroups(
  ctx: ProvisioningContext,
  tx: Writers,
  { groupType, memberId }: { readonly groupType: ResourceType; readonly memberId: string },
): Promise<void> {
  const { records } = await tx.groupMembers.find({
    where: equals('memberId', memberId),
    limit: 1_000,
  });
  if (records.length === 0) return;
  const groups = await tx.scimGroups.getMany(records.map(({ groupId }) => groupId));
  for (const group of groups) {
    const touched = nextVersion<ScimGroup>(ctx, group, {});
    await tx.scimGroups.update(touched, toSearchable(groupType, toResource(groupType, touched)));
  }
}
