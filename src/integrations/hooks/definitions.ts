import {
  findAll,
  firstVersion,
  inInstallation,
  inOrganization,
  listPage,
  nextVersion,
  requirePermission,
  requireStepUp,
  requireVersion,
  type CoreDeps,
  type InstallationScope,
  type ListQuery,
} from '#core/index.js';
import { Fault, newId, type Context, type Page } from '#kernel/index.js';
import { all, equals, type Hook, type Term } from '#store/index.js';
import type { MadeEndpointSecret, NewEndpointSecret, SecretOwner } from '../signing/index.js';
import type { HookDeps } from './deps.js';
import { readDefinition, type HookInput } from './inputs.js';
import { describePoint } from './points.js';

/** Whose hooks: those of an organization, or of the installation. */
export type HookOwner = string | undefined;

export type HookChange = { readonly [Name in keyof HookInput]?: HookInput[Name] | null };

/** Hooks of one owner; questions cost time, and each is somebody's server. */
const MAX_HOOKS = 50;

const REVISION_TALLY = 'hooks:revision';

/** What definitions of hooks are written by. No hook is ever asked about them: a wrong address can always be repaired. */
export interface HookDefinitions {
  /** Faults `request.invalid`, `limit.hooks`. `secret` is shown once. */
  create(
    ctx: Context,
    owner: HookOwner,
    input: HookInput,
  ): Promise<{ readonly hook: Hook; readonly secret: string }>;
  list(ctx: Context, owner: HookOwner, query: ListQuery): Promise<Page<Hook>>;
  /** Fault `hook.missing`. */
  get(ctx: Context, owner: HookOwner, id: string): Promise<Hook>;
  update(ctx: Context, owner: HookOwner, target: Target, change: HookChange): Promise<Hook>;
  remove(ctx: Context, owner: HookOwner, target: Target): Promise<void>;
  /** Another secret; the one before signs beside it for a while. */
  rotate(
    ctx: Context,
    owner: HookOwner,
    id: string,
    secret: NewEndpointSecret,
  ): Promise<MadeEndpointSecret>;
}

interface Target {
  readonly id: string;
  readonly expected?: number;
}

export function createHookDefinitions(deps: HookDeps): HookDefinitions {
  const { store, secrets } = deps;
  return {
    async create(ctx, owner, input) {
      return change(deps, ctx, { owner }, async (scope) => {
        const live = await scope.tx.hooks.count(ofOwner(owner));
        if (live >= MAX_HOOKS) throw new Fault('limit.hooks', { limit: MAX_HOOKS });
        const id = newId();
        const fields = await checked(deps, scope, { ...input, organizationId: owner });
        const hook = firstVersion<Hook>(scope.ctx, {
          id,
          ...fields,
          revision: await nextRevision(scope),
        });
        await scope.tx.hooks.insert(hook);
        const { receiverText } = await secrets.add(scope, ownerOf(hook));
        await append(scope, 'hook.created', hook);
        scope.tx.afterCommit(() => deps.registry.learn(hook));
        return { hook, secret: receiverText };
      });
    },
    list: (_ctx, owner, query) => listPage(store.read.hooks, ofOwner(owner), query),
    get: (_ctx, owner, id) => requireHook(store.read, owner, id),
    update: (ctx, owner, target, fields) =>
      change(deps, ctx, { owner }, (scope) => updateHook(deps, scope, { owner, target, fields })),
    async remove(ctx, owner, { id, expected }) {
      await change(deps, ctx, { owner }, async (scope) => {
        const before = await requireHook(scope.tx, owner, id);
        requireVersion(before, expected);
        const gone = { enabled: false, deleted: true };
        await write(deps, scope, before, gone);
        await secrets.removeAll(scope, ownerOf(before));
        await append(scope, 'hook.deleted', before, before);
      });
    },
    rotate: (ctx, owner, id, secret) =>
      change(deps, ctx, { owner }, async (scope) => {
        const hook = await requireHook(scope.tx, owner, id);
        const made = await secrets.add(scope, ownerOf(hook), secret);
        await append(scope, 'hook.secret_rotated', hook);
        return made;
      }),
  };
}

type Change = InstallationScope;

/** One transaction of the owner. */
function change<T>(
  deps: HookDeps,
  ctx: Context,
  { owner }: { readonly owner: HookOwner },
  work: (scope: Change) => Promise<T>,
): Promise<T> {
  if (owner === undefined) return inInstallation(deps.core, ctx, REVISION_TALLY, work);
  return inOrganization(deps.core, ctx, owner, (scope) => {
    requireStepUp(scope.ctx, 'security');
    return work(scope);
  });
}

async function updateHook(
  deps: HookDeps,
  scope: Change,
  {
    owner,
    target: { id, expected },
    fields,
  }: { readonly owner: HookOwner; readonly target: Target; readonly fields: HookChange },
): Promise<Hook> {
  const before = await requireHook(scope.tx, owner, id);
  requireVersion(before, expected);
  const merged = Object.entries({ ...before, ...fields }).filter(([, value]) => value !== null);
  const input = Object.fromEntries(merged) as unknown as HookInput;
  const { id: _id, version, createdAt, updatedAt, revision, ...rest } = before;
  const after = await checked(deps, scope, { ...input, organizationId: owner });
  const isSame = JSON.stringify(sorted(after)) === JSON.stringify(sorted(rest));
  if (isSame) return before;
  // what the change takes away is not kept
  const bare = { id, version, createdAt, updatedAt, revision } as unknown as Hook;
  const hook = await write(deps, scope, bare, after);
  await append(scope, 'hook.updated', hook, before);
  return hook;
}

function sorted(fields: object): unknown {
  return Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
}

async function write(
  { registry }: Writing,
  { ctx, tx }: Pick<Change, 'ctx' | 'tx'>,
  before: Hook,
  fields: Partial<Hook>,
): Promise<Hook> {
  const revision = await nextRevision({ tx });
  const hook = nextVersion<Hook>(ctx, before, { ...fields, revision });
  await tx.hooks.update(hook);
  tx.afterCommit(() => registry?.learn(hook));
  return hook;
}

/** The row collides between transactions: numbers are in the order of commits. */
function nextRevision({ tx }: Pick<Change, 'tx'>): Promise<number> {
  return tx.tallies.adjust(REVISION_TALLY, 1);
}

/** Everything that has to hold of a hook, whoever writes it. */
async function checked(
  deps: HookDeps,
  { ctx, tx }: Change,
  input: HookInput & { readonly organizationId: HookOwner },
): Promise<Omit<Hook, 'id' | 'version' | 'createdAt' | 'updatedAt' | 'revision'>> {
  const definition = readDefinition(input, deps.outgoing);
  const { organizationId } = input;
  const { needs } = describePoint(definition.point);
  if (needs !== undefined) requirePermission(ctx, needs);
  const { apiKeyId } = definition;
  const apiKey = apiKeyId === undefined ? undefined : await tx.apiKeys.get(apiKeyId);
  if (apiKeyId !== undefined && apiKey?.organizationId !== organizationId) {
    const problem = 'is no API key of this organization';
    throw new Fault('request.invalid', { errors: [{ field: 'apiKeyId', problem }] });
  }
  const { grants } = ctx.authority;
  return {
    ...definition,
    ...(organizationId !== undefined && { organizationId }),
    ...(grants !== 'all' && { grants: [...grants] }),
  };
}

function ofOwner(owner: HookOwner): Term {
  const isLive: Term = { kind: 'not', term: equals('deleted', true) };
  const isOwned: Term =
    owner === undefined
      ? { kind: 'not', term: { kind: 'present', field: { column: 'organizationId' } } }
      : equals('organizationId', owner);
  return all(isOwned, isLive);
}

async function requireHook(
  { hooks }: { readonly hooks: { get(id: string): Promise<Hook | undefined> } },
  owner: HookOwner,
  id: string,
): Promise<Hook> {
  const hook = await hooks.get(id);
  if (!hook || hook.deleted || hook.organizationId !== owner)
    throw new Fault('hook.missing', { id });
  return hook;
}

export function ownerOf({ id, organizationId }: Hook): SecretOwner {
  return { id, ...(organizationId !== undefined && { organizationId }) };
}

async function append(
  { journal }: Pick<Change, 'journal'>,
  type: string,
  hook: Hook,
  before?: Hook,
): Promise<void> {
  await journal.append({
    type,
    target: { kind: 'hook', id: hook.id, name: hook.name },
    ...(before && { before: told(before) }),
    ...(type !== 'hook.deleted' && { after: told(hook) }),
  });
}

/** Of the address the host: a path may hold a secret. */
function told(hook: Hook): Readonly<Record<string, unknown>> {
  const { point, url, enabled, order, onFailure, dryRun, percentage } = hook;
  return {
    point,
    host: new URL(url).host,
    enabled,
    order,
    ...(onFailure !== undefined && { onFailure }),
    ...(dryRun !== undefined && { dryRun }),
    ...(percentage !== undefined && { percentage }),
  };
}

/** Writes hooks of one owner, over the database alone. */
type Writing = Pick<HookDeps, 'core'> & { readonly registry?: HookDeps['registry'] };

/**
 * For the command line: switches off every hook, or those of one organization. Resolves to their names. It asks no hook, and no
 * organization needs to be open for it.
 */
export async function disableHooks(
  core: CoreDeps,
  ctx: Context,
  organizationId?: string,
): Promise<readonly string[]> {
  const where = organizationId === undefined ? all() : ofOwner(organizationId);
  const enabled = await findAll(core.store.read.hooks, all(where, equals('enabled', true)));
  for (const { id, organizationId: owner } of enabled) {
    const disable = async (scope: Change): Promise<void> => {
      const before = await requireHook(scope.tx, owner, id);
      const fields = { enabled: false, disabledBy: ctx.actor.name };
      const hook = await write({ core }, scope, before, fields);
      await append(scope, 'hook.updated', hook, before);
    };
    await (owner === undefined
      ? inInstallation(core, ctx, REVISION_TALLY, disable)
      : inOrganization(core, ctx, owner, disable, 'any'));
  }
  return enabled.map(({ name }) => name);
}
