import { addressKey, type Context, type Page } from '#kernel/index.js';
import { all, equals, type Member, type Term } from '#store/index.js';
import {
  listPage,
  type ListQuery,
  requireOrganization,
  type CoreDeps,
  tenantReaders,
} from '#core/tenancy/index.js';
import { requireOwn } from '#core/access/index.js';
import { reportActivity } from './activity.js';
import { addMember } from './add.js';
import { readAvatar, removeAvatar, setAvatar } from './avatars.js';
import { bulkMembers } from './bulk.js';
import { managedAmong } from './managed.js';
import { mergeMembers } from './merge/merge.js';
import { previewMerge } from './merge/preview.js';
import { reinstatableUntil, reinstateMember } from './reinstate.js';
import { previewRemoval, removeMember } from './remove.js';
import { countRoster, listRoster, streamRoster } from './roster/roster.js';
import { endSessionOfMember, endSessionsOfMember, listSessionsOfMember } from './sessions.js';
import { setSuspended } from './suspend.js';
import { lockMember, unlockMember } from './unlock.js';
import { updateMember, type MemberTarget } from './update.js';
import { createViews } from './views.js';

export type { NewMember } from './add.js';
export type { BulkMemberChange } from './bulk.js';
export type { MergeInput } from './merge/merge.js';
export type { MergePreview } from './merge/preview.js';
export type { RemovalPreview } from './remove.js';
export type { MemberTarget, MemberUpdate } from './update.js';

export interface MemberQuery extends ListQuery {
  readonly status?: Member['status'];
  /** compared without regard to letter case */
  readonly email?: string;
}

export type Members = ReturnType<typeof createMembers>;

/** The verbs have a file each, where their faults stand: add.ts, update.ts, suspend.ts, remove.ts, merge/merge.ts … */
export function createMembers(deps: CoreDeps) {
  const { store } = deps;
  /** Fault `member.missing`, also when it belongs to another organization. */
  const get = (_ctx: Context, organizationId: string, id: string): Promise<Member> =>
    tenantReaders(store.read, organizationId).members.require(id);
  return {
    /** Fault `organization.missing`. */
    async list(
      _ctx: Context,
      organizationId: string,
      { status, email, ...page }: MemberQuery,
    ): Promise<Page<Member>> {
      await requireOrganization(store.read, organizationId);
      const terms: Term[] = [equals('organizationId', organizationId)];
      if (status) terms.push(equals('status', status));
      if (email) terms.push(equals('emailKey', addressKey(email)));
      return listPage(store.read.members, all(...terms), page);
    },
    get,
    /** The same for a caller who may read members, or only their own record. Fault `permission.missing`. */
    async read(ctx: Context, organizationId: string, id: string): Promise<Member> {
      requireOwn(ctx, 'members:read', id);
      return get(ctx, organizationId, id);
    },
    /** Whether a directory manages the member. */
    isManaged: async (_ctx: Context, id: string): Promise<boolean> =>
      (await managedAmong(store.read, [id])).has(id),
    roster: listRoster.bind(undefined, store),
    countRoster: countRoster.bind(undefined, store),
    stream: streamRoster.bind(undefined, store),
    add: addMember.bind(undefined, deps),
    update: updateMember.bind(undefined, deps),
    avatar: readAvatar.bind(undefined, deps),
    setAvatar: setAvatar.bind(undefined, deps),
    removeAvatar: removeAvatar.bind(undefined, deps),
    suspend: (ctx: Context, target: MemberTarget) => setSuspended(deps, ctx, target, true),
    restore: (ctx: Context, target: MemberTarget) => setSuspended(deps, ctx, target, false),
    removal: previewRemoval.bind(undefined, deps),
    remove: removeMember.bind(undefined, deps),
    reinstate: reinstateMember.bind(undefined, deps),
    /** Until when a removal can be taken back; undefined where it cannot. */
    reinstatableUntil,
    merge: mergeMembers.bind(undefined, deps),
    mergePreview: previewMerge.bind(undefined, deps),
    unlock: unlockMember.bind(undefined, deps),
    lock: lockMember.bind(undefined, deps),
    sessions: listSessionsOfMember.bind(undefined, deps),
    endSession: endSessionOfMember.bind(undefined, deps),
    endSessions: endSessionsOfMember.bind(undefined, deps),
    reportActivity: reportActivity.bind(undefined, deps),
    bulk: bulkMembers.bind(undefined, deps),
    views: createViews(deps),
  };
}
