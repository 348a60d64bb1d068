import {
  Fault,
  foldCase,
  isFault,
  MAX_DESCRIPTION_LENGTH,
  readName,
  readText,
} from '#kernel/index.js';
import type { Space } from '#store/index.js';
import {
  firstVersion,
  type OrganizationScope,
  nextVersion,
  requireVersion,
} from '#core/tenancy/index.js';
import { requireFeature } from '#core/access/index.js';
import { spacesTallyKey } from './assign.js';

export interface NewSpace {
  readonly name: string;
  readonly description?: string;
}

export interface SpaceChange {
  readonly name?: string;
  /** null takes it away */
  readonly description?: string | null;
}

/** Faults `space.exists`, `plan.required`, `limit.spaces`. */
export async function createSpace(
  { ctx, tx, presets, organization, journal }: OrganizationScope,
  input: NewSpace,
): Promise<Space> {
  const organizationId = organization.id;
  const name = readName(input.name);
  const description = readDescription(input.description);
  requireFeature(presets, organization, 'spaces');
  const count = await tx.tallies.adjust(spacesTallyKey(organizationId), 1);
  const limit = organization.limits?.spaces;
  if (limit !== undefined && count > limit) {
    throw new Fault('limit.spaces', { limit, used: count - 1 });
  }
  const space = firstVersion<Space>(ctx, {
    organizationId,
    name,
    nameKey: foldCase(name),
    ...(description !== undefined && { description }),
  });
  await mapNameConflict(name, () => tx.spaces.insert(space));
  await journal.append({
    type: 'space.created',
    target: { kind: 'space', id: space.id, name },
    after: journalFieldsOf(space),
  });
  return space;
}

/** Faults `space.missing`, `space.exists`, `request.precondition`. */
export async function updateSpace(
  scope: OrganizationScope,
  id: string,
  { change, expected }: { readonly change: SpaceChange; readonly expected?: number },
): Promise<Space> {
  const name = change.name === undefined ? undefined : readName(change.name);
  const newDescription = readDescription(change.description);
  const { ctx, tx } = scope;
  const before = await scope.spaces.require(id);
  requireVersion(before, expected);
  const { description: oldDescription, ...rest } = before;
  const description = newDescription === undefined ? oldDescription : (newDescription ?? undefined);
  const described: Space = { ...rest, ...(description !== undefined && { description }) };
  const nameFields = name === undefined ? {} : { name, nameKey: foldCase(name) };
  const after = nextVersion<Space>(ctx, described, nameFields);
  await mapNameConflict(after.name, () => tx.spaces.update(after));
  await scope.journal.append({
    type: 'space.updated',
    target: { kind: 'space', id, name: after.name },
    before: journalFieldsOf(before),
    after: journalFieldsOf(after),
  });
  return after;
}

function readDescription<T extends string | null | undefined>(text: T): T | string {
  return typeof text === 'string' ? readText(text, 'description', MAX_DESCRIPTION_LENGTH) : text;
}

function journalFieldsOf({ name, description }: Space): Record<string, unknown> {
  return { name, ...(description !== undefined && { description }) };
}

/** Two spaces of one name: whose fault it is. */
async function mapNameConflict<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isFault(error, 'record.exists')) throw error;
    throw new Fault('space.exists', { name }, { cause: error });
  }
}
