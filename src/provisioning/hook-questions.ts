import type { Resource } from '@muster/scim';
import type { ScimGroup } from '#store/index.js';
import type { MembershipDelta } from './memberships.js';
import type { ScimScope } from './writing.js';

/** What no hook is told of a resource: what the server adds, and what is never returned. */
const NOT_TOLD = new Set(['id', 'meta', 'groups', 'members', 'password']);

type UserPoint = 'before_user_create' | 'before_user_update' | 'before_user_deactivate';

interface UserQuestion {
  readonly point: UserPoint;
  readonly id: string;
  /** 0: it does not exist yet */
  readonly version: number;
  readonly before?: Resource;
  readonly proposed: Resource;
  readonly isDeletion?: boolean;
}

/**
 * Asks about a change of a user: the resource with what hooks changed of it, or the very same one where they changed nothing. Faults
 * `hook.denied`, `hook.failed`, `hook.loop`.
 */
export function askAboutUser(
  { hooks, connection }: Pick<ScimScope, 'hooks' | 'connection'>,
  { point, id, version, before, proposed, isDeletion = false }: UserQuestion,
): Resource {
  if (!hooks.concern(point)) return proposed;
  const told = toldOf(proposed);
  const answer = hooks.ask({
    point,
    object: { kind: 'scim-user', id, name: String(proposed['userName'] ?? '') },
    version,
    ...(before && { before: toldOf(before) }),
    proposed: told,
    context: { connection: { id: connection.id, name: connection.name }, deletion: isDeletion },
  });
  if (answer === told || JSON.stringify(answer) === JSON.stringify(told)) return proposed;
  const untold = Object.entries(proposed).filter(([name]) => NOT_TOLD.has(name));
  return { ...(answer as Resource), ...Object.fromEntries(untold) };
}

function toldOf(resource: Resource): Readonly<Record<string, unknown>> {
  const entries = Object.entries(resource).filter(
    ([name, value]) => !NOT_TOLD.has(name) && value !== undefined,
  );
  return Object.fromEntries(entries);
}

/** Ids of members that a hook is told of; the counts say how many there are. */
const MAX_TOLD_IDS = 100;

interface GroupQuestion {
  readonly point: 'before_group_create' | 'before_group_update' | 'before_group_delete';
  readonly version: number;
  readonly before?: ScimGroup;
  readonly proposed: ScimGroup;
  readonly delta?: MembershipDelta;
}

/** Asks about a change of a group, which hooks allow or deny. Faults `hook.denied`, `hook.failed`, `hook.loop`. */
export function askAboutGroup(
  { hooks, connection }: Pick<ScimScope, 'hooks' | 'connection'>,
  { point, version, before, proposed, delta }: GroupQuestion,
): void {
  if (!hooks.concern(point)) return;
  hooks.ask({
    point,
    object: { kind: 'scim-group', id: proposed.id, name: proposed.displayName },
    version,
    ...(before && { before: namesOf(before) }),
    proposed: { ...namesOf(proposed), ...(delta && { members: membersOf(delta) }) },
    context: { connection: { id: connection.id, name: connection.name } },
  });
}

function namesOf({ displayName, externalId }: ScimGroup): Readonly<Record<string, unknown>> {
  return { displayName, ...(externalId !== undefined && { externalId }) };
}

function membersOf({ added, removed }: MembershipDelta): Readonly<Record<string, unknown>> {
  const told = (ids: Set<string>) => ({
    count: ids.size,
    ids: [...ids].slice(0, MAX_TOLD_IDS),
  });
  return { added: told(added), removed: told(removed) };
}
