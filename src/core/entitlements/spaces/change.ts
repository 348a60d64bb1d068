import { Fault, fold, instant, isFault, newId } from '#kernel/index.js';
import type { Space } from '#store/index.js';
import { append, type Ground, nextVersion, requireVersion } from '#core/tenancy/index.js';
import { requireFeature } from '#core/access/index.js';
import { requireSpace, spacesTally } from './assign.js';

export interface SpaceChange {
  readonly name?: string;
  /** null takes it away */
  readonly description?: string | null;
}

/** Faults `plan.required`, `limit.spaces`. */
export async function createSpace(
  { ctx, tx, presets, organization }: Ground,
  { name, description }: { name: string; description: string | undefined },
): Promise<Space> {
  const organizationId = organization.id;
  requireFeature(presets, organization, 'spaces');
  const count = await tx.tallies.adjust(spacesTally(organizationId), 1);
  const limit = organization.limits?.spaces;
  if (limit !== undefined && count > limit) {
    throw new Fault('limit.spaces', { limit, used: count - 1 });
  }
  const now = instant(ctx.clock.now());
  const space: Space = {
    id: newId(),
    version: 1,
    createdAt: now,
    updatedAt: now,
    organizationId,
    name,
    nameKey: fold(name),
    ...(description !== undefined && { description }),
  };
  await tx.spaces.insert(space);
  await append(ctx, tx, {
    organizationId,
    type: 'space.created',
    target: { kind: 'space', id: space.id, name },
    after: shown(space),
  });
  return space;
}

/** Faults `space.missing`, `request.precondition`. */
export async function updateSpace(
  ground: Ground,
  id: string,
  { name, description: wish }: SpaceChange,
  expected: number | undefined,
): Promise<Space> {
  const { ctx, tx, organization } = ground;
  const before = await requireSpace(ground, id);
  requireVersion(before, expected);
  const { description: old, ...rest } = before;
  const description = wish === undefined ? old : (wish ?? undefined);
  const bare: Space = { ...rest, ...(description !== undefined && { description }) };
  const named = name === undefined ? {} : { name, nameKey: fold(name) };
  const after = nextVersion<Space>(ctx, bare, named);
  await tx.spaces.update(after);
  await append(ctx, tx, {
    organizationId: organization.id,
    type: 'space.updated',
    target: { kind: 'space', id, name: after.name },
    before: shown(before),
    after: shown(after),
  });
  return after;
}

function shown({ name, description }: Space): Record<string, unknown> {
  return { name, ...(description !== undefined && { description }) };
}

/** Two spaces of one name: whose fault it is. */
export async function tellingTwins<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isFault(error, 'record.exists')) throw error;
    throw new Fault('space.exists', { name }, { cause: error });
  }
}
