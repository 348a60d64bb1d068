import { Fault, foldCase, type Context, type Page } from '#kernel/index.js';
import { all, equals, type Member, type Term } from '#store/index.js';
import {
  listPage,
  type ListQuery,
  requireOrganization,
  type RowResult,
  type CoreDeps,
} from '#core/tenancy/index.js';
import { reportActivity } from './activity.js';
import { addMember, type NewMember } from './add.js';
import { bulkMembers, type BulkMemberChange } from './bulk.js';
import { managedAmong } from './managed.js';
import { previewRemoval, removeMember, type RemovalPreview } from './remove.js';
import { listRoster, streamRoster, type RosterQuery, type RosterRow } from './roster/roster.js';
import { setSuspended } from './suspend.js';
import { unlockMember, type UnlockInput } from './unlock.js';
import { updateMember, type MemberTarget, type MemberUpdate } from './update.js';

export type { NewMember } from './add.js';
export type { BulkMemberChange } from './bulk.js';
export type { RemovalPreview } from './remove.js';
export type { MemberTarget, MemberUpdate } from './update.js';

export interface MemberQuery extends ListQuery {
  readonly status?: Member['status'];
  /** compared without regard to letter case */
  readonly email?: string;
}

export interface Members {
  /** Fault `organization.missing`. */
  list(ctx: Context, organizationId: string, query: MemberQuery): Promise<Page<Member>>;
  /** Fault `member.missing`, also when it belongs to another organization. */
  get(ctx: Context, organizationId: string, id: string): Promise<Member>;
  /** Whether a directory manages the member. */
  isManaged(ctx: Context, id: string): Promise<boolean>;
  /** Members and pending invitations in one list (roster.ts). Faults `organization.missing`, `request.invalid`. */
  roster(ctx: Context, organizationId: string, query: RosterQuery): Promise<Page<RosterRow>>;
  /** The whole of it, for exports. */
  stream(
    ctx: Context,
    organizationId: string,
    query: Omit<RosterQuery, 'limit' | 'cursor'>,
  ): AsyncIterable<RosterRow>;
  /** The verbs; their faults stand on their pages (add.ts, update.ts, suspend.ts, remove.ts, unlock.ts, activity.ts, bulk.ts). */
  add(ctx: Context, organizationId: string, input: NewMember): Promise<Member>;
  update(ctx: Context, target: MemberTarget, update: MemberUpdate): Promise<Member>;
  suspend(ctx: Context, target: MemberTarget): Promise<Member>;
  restore(ctx: Context, target: MemberTarget): Promise<Member>;
  removal(ctx: Context, target: MemberTarget): Promise<RemovalPreview>;
  remove(ctx: Context, target: MemberTarget, successorMemberId?: string): Promise<Member>;
  unlock(ctx: Context, target: MemberTarget, input: UnlockInput): Promise<Member>;
  reportActivity(
    ctx: Context,
    organizationId: string,
    id: string,
  ): Promise<{ lastActiveOn: string }>;
  bulk(
    ctx: Context,
    rows: { readonly organizationId: string; readonly ids: readonly string[] },
    change: BulkMemberChange,
  ): Promise<RowResult[]>;
}

export function createMembers(deps: CoreDeps): Members {
  const { store } = deps;
  return {
    async list(_ctx, organizationId, { status, email, ...page }) {
      await requireOrganization(store.read, organizationId);
      const terms: Term[] = [equals('organizationId', organizationId)];
      if (status) terms.push(equals('status', status));
      if (email) terms.push(equals('emailKey', foldCase(email)));
      return listPage(store.read.members, all(...terms), page);
    },
    async get(_ctx, organizationId, id) {
      const member = await store.read.members.get(id);
      if (member?.organizationId !== organizationId) throw new Fault('member.missing', { id });
      return member;
    },
    isManaged: async (_ctx, id) => (await managedAmong(store.read, [id])).has(id),
    roster: (ctx, organizationId, query) => listRoster(store, ctx, organizationId, query),
    stream: (ctx, organizationId, query) => streamRoster(store, ctx, organizationId, query),
    add: (ctx, organizationId, input) => addMember(deps, ctx, organizationId, input),
    update: (ctx, target, update) => updateMember(deps, ctx, target, update),
    suspend: (ctx, target) => setSuspended(deps, ctx, target, true),
    restore: (ctx, target) => setSuspended(deps, ctx, target, false),
    removal: (ctx, target) => previewRemoval(deps, ctx, target),
    remove: (ctx, target, successor) => removeMember(deps, ctx, target, successor),
    unlock: (ctx, target, input) => unlockMember(deps, ctx, target, input),
    reportActivity: (ctx, organizationId, id) => reportActivity(store, ctx, organizationId, id),
    bulk: (ctx, rows, change) => bulkMembers(deps, ctx, rows, change),
  };
}
