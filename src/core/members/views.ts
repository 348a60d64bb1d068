import { Fault, foldCase, readName, type Context } from '#kernel/index.js';
import { all, equals, oneOf, type Member, type SavedView, type Term } from '#store/index.js';
import {
  ERASE_BATCH_SIZE,
  findAll,
  firstVersion,
  inOrganization,
  nextVersion,
  NOTHING_ERASED,
  requireVersion,
  viewOrganization,
  type CoreDeps,
  type OrganizationScope,
  type PersonEraser,
} from '#core/tenancy/index.js';
import { AREAS, reachOf, requirePermission } from '#core/access/index.js';

type Area = keyof typeof AREAS;

/** Lists that have views, and the area in which one has to read to be shown those that others share. */
export const VIEW_LISTS = {
  members: 'members',
  invitations: 'invitations',
  'join-requests': 'join-requests',
  roles: 'roles',
  spaces: 'spaces',
  seats: 'seats',
  'seat-requests': 'seats',
  domains: 'domains',
  connections: 'directory',
  exchanges: 'directory',
  'api-keys': 'keys',
  journal: 'journal',
  'webhook-deliveries': 'webhooks',
  mails: 'notices',
} as const satisfies Readonly<Record<string, Area>>;

export type ViewList = keyof typeof VIEW_LISTS;

/** Of one member, and shared ones of an organization. */
const MAX_OWN = 100;
const MAX_SHARED = 200;

/** Who manages people shows others how to look at them. */
const SHARES = 'members:write';

export interface NewView {
  readonly list: ViewList;
  readonly name: string;
  readonly query: string;
  readonly shared?: boolean | undefined;
}

export type ViewChange = Partial<Omit<NewView, 'list'>>;

/** A view as the caller sees it, and by whom it is when it is another one's. */
export interface ShownView {
  readonly view: SavedView;
  readonly own: boolean;
  readonly by?: Pick<Member, 'id' | 'name'> | undefined;
}

export interface ViewTarget {
  readonly organizationId: string;
  readonly viewId: string;
  readonly expected?: number;
}

/**
 * Views of lists that members save: their own, and those that others share with everybody who may read the list. They are no fact about
 * anybody, so the journal does not have them.
 */
export function createViews(deps: CoreDeps) {
  return {
    /** Own ones first, each part by name; at most 300. */
    list: (ctx: Context, organizationId: string, list?: ViewList): Promise<ShownView[]> =>
      listViews(deps, ctx, organizationId, list),
    /** Fault `view.missing`: also of one that another member keeps to themselves. */
    async get(ctx: Context, { organizationId, viewId }: ViewTarget): Promise<ShownView> {
      const { savedViews, members } = await viewOrganization(deps, organizationId);
      const view = await savedViews.require(viewId);
      requireVisible(ctx, view);
      const own = isOwn(ctx, view);
      return { view, own, ...(!own && { by: await members.get(view.memberId) }) };
    },
    /** Faults `view.exists`, `view.limit`; `permission.missing` for one that is shared. */
    create: (ctx: Context, organizationId: string, input: NewView): Promise<ShownView> =>
      inOrganization(deps, ctx, organizationId, (scope) => createView(scope, input)),
    /** One's own only. Faults `view.missing`, `view.exists`, `view.limit`, `permission.missing`, `request.precondition`. */
    update: (ctx: Context, target: ViewTarget, change: ViewChange): Promise<ShownView> =>
      inOrganization(deps, ctx, target.organizationId, (scope) =>
        updateView(scope, target, change),
      ),
    /** One's own, and a shared one of whoever: by who may share. Faults `view.missing`, `permission.missing`, `request.precondition`. */
    remove: (ctx: Context, target: ViewTarget): Promise<void> =>
      inOrganization(deps, ctx, target.organizationId, (scope) => removeView(scope, target)),
  };
}

/** Those of the person. */
export const eraseViews: PersonEraser = async ({ tx }, { memberIds }) => {
  if (memberIds.length === 0) return NOTHING_ERASED;
  const where = oneOf('memberId', memberIds);
  const { records } = await tx.savedViews.find({ where, limit: ERASE_BATCH_SIZE });
  if (records.length === 0) return NOTHING_ERASED;
  const ids = records.map(({ id }) => id);
  return { done: (await tx.savedViews.removeWhere(oneOf('id', ids))).length };
};

/** Those of a member who was merged become the other one's, who keeps their own where both have one of that name. */
export async function transferViews(
  { ctx, tx }: OrganizationScope,
  member: Member,
  survivor: Member,
): Promise<void> {
  const [theirs, kept] = await Promise.all(
    [member, survivor].map(({ id }) => ofMember({ tx }, id)),
  );
  const taken = new Set(kept?.map(keyOf));
  for (const view of theirs ?? []) {
    if (taken.has(keyOf(view))) await tx.savedViews.remove(view.id);
    else await tx.savedViews.update(nextVersion(ctx, view, { memberId: survivor.id }));
  }
}

function keyOf({ list, nameKey }: SavedView): string {
  return `${list} ${nameKey}`;
}

/** More than a member may make, where others were merged into the member. */
function ofMember(
  { tx }: { readonly tx: Pick<OrganizationScope['tx'], 'savedViews'> },
  memberId: string,
): Promise<readonly SavedView[]> {
  return findAll(tx.savedViews, equals('memberId', memberId));
}

async function listViews(
  deps: CoreDeps,
  ctx: Context,
  organizationId: string,
  list: ViewList | undefined,
): Promise<ShownView[]> {
  const { members } = await viewOrganization(deps, organizationId);
  const { savedViews } = deps.store.read;
  const ofList: Term = list === undefined ? all() : equals('list', list);
  const mine = equals('memberId', callerOf(ctx));
  const own = await findAll(savedViews, all(mine, ofList));
  const isShared = all(equals('organizationId', organizationId), equals('shared', true));
  const shared = await savedViews.find({ where: all(isShared, ofList), limit: MAX_SHARED });
  const others = shared.records.filter((view) => !isOwn(ctx, view) && isVisible(ctx, view));
  const authors = await members.getMany(others.map(({ memberId }) => memberId));
  const byId = new Map(authors.map((author) => [author.id, author]));
  return [
    ...own.sort(byName).map((view) => ({ view, own: true })),
    ...others.sort(byName).map((view) => ({ view, own: false, by: byId.get(view.memberId) })),
  ];
}

function byName(a: SavedView, b: SavedView): number {
  return a.nameKey < b.nameKey ? -1 : 1;
}

function callerOf({ authority: { memberId } }: Context): string {
  if (memberId === undefined) throw new Fault('permission.missing', { permission: 'self' });
  return memberId;
}

function isOwn(ctx: Context, { memberId }: SavedView): boolean {
  return memberId === callerOf(ctx);
}

/** Own ones whatever the caller may read: they say nothing that the caller has not written. */
function isVisible(ctx: Context, view: SavedView): boolean {
  if (isOwn(ctx, view)) return true;
  const area: Area | undefined = VIEW_LISTS[view.list as ViewList];
  return view.shared && area !== undefined && reachOf(ctx.authority, `${area}:read`) === 'any';
}

function requireVisible(ctx: Context, view: SavedView): void {
  if (!isVisible(ctx, view)) throw new Fault('view.missing', { id: view.id });
}

async function createView(
  scope: OrganizationScope,
  { list, name, query, shared = false }: NewView,
): Promise<ShownView> {
  const { ctx, tx, organization } = scope;
  if (shared) await requireSharing(scope, undefined);
  const memberId = callerOf(ctx);
  if ((await tx.savedViews.count(equals('memberId', memberId))) >= MAX_OWN) {
    throw new Fault('view.limit', { limit: MAX_OWN });
  }
  const view = firstVersion<SavedView>(ctx, {
    organizationId: organization.id,
    memberId,
    list,
    ...nameOf(name),
    query,
    shared,
  });
  await requireFreeName(scope, view);
  await tx.savedViews.insert(view);
  return { view, own: true };
}

async function updateView(
  scope: OrganizationScope,
  { viewId, expected }: ViewTarget,
  { name, query, shared }: ViewChange,
): Promise<ShownView> {
  const { ctx, tx } = scope;
  const before = await scope.savedViews.require(viewId);
  requireVisible(ctx, before);
  if (!isOwn(ctx, before)) {
    const problem = 'is another member’s; save one of your own';
    throw new Fault('permission.missing', { permission: 'self', problem });
  }
  requireVersion(before, expected);
  const view = nextVersion<SavedView>(ctx, before, {
    ...(name !== undefined && nameOf(name)),
    ...(query !== undefined && { query }),
    ...(shared !== undefined && { shared }),
  });
  if (view.shared) await requireSharing(scope, before);
  if (view.nameKey !== before.nameKey) await requireFreeName(scope, view);
  await tx.savedViews.update(view);
  return { view, own: true };
}

async function removeView(
  scope: OrganizationScope,
  { viewId, expected }: ViewTarget,
): Promise<void> {
  const { ctx, tx } = scope;
  const view = await scope.savedViews.require(viewId);
  requireVisible(ctx, view);
  if (!isOwn(ctx, view)) requirePermission(ctx, SHARES);
  requireVersion(view, expected);
  await tx.savedViews.remove(view.id, view.version);
}

/** Faults `permission.missing`, `view.limit`. */
async function requireSharing(
  { ctx, tx, organization }: OrganizationScope,
  before: SavedView | undefined,
): Promise<void> {
  requirePermission(ctx, SHARES);
  if (before?.shared) return;
  const isShared = all(equals('organizationId', organization.id), equals('shared', true));
  if ((await tx.savedViews.count(isShared)) < MAX_SHARED) return;
  throw new Fault('view.limit', { limit: MAX_SHARED, of: 'shared' });
}

function nameOf(text: string): Pick<SavedView, 'name' | 'nameKey'> {
  const name = readName(text);
  return { name, nameKey: foldCase(name) };
}

async function requireFreeName(
  { tx }: OrganizationScope,
  { memberId, list, nameKey, name }: SavedView,
): Promise<void> {
  const ofList = all(equals('memberId', memberId), equals('list', list));
  if (await tx.savedViews.first(all(ofList, equals('nameKey', nameKey)))) {
    throw new Fault('view.exists', { list, name });
  }
}
