import { Fault, foldCase, newId } from '#kernel/index.js';
import { all, equals, type Connection, type GroupMapping, type ScimGroup } from '#store/index.js';
import type { ReadScope } from '../scopes.js';
import {
  requireFew,
  type CurrentMappings,
  type MappingEntry,
  type MappingInput,
} from './checks.js';

/**
 * The mappings with the ids of their groups. A group is named by its id, by an externalId that only one group of the connection has, or,
 * where that was opted into, by its name. A group that is not there yet has an id of its own until one comes (bindings.ts). Faults
 * `mapping.group_missing`, `request.invalid`.
 */
export async function resolveGroups(
  scope: ReadScope,
  { connection, before }: CurrentMappings,
  inputs: readonly MappingInput[],
): Promise<MappingEntry[]> {
  requireFew(inputs);
  const ids = inputs.flatMap(({ groupId }) => groupId ?? []);
  const found = await scope.tx.scimGroups.getMany([...new Set(ids)]);
  const bound = new Set(
    found.filter(({ connectionId }) => connectionId === connection.id).map(({ id }) => id),
  );
  const unbound = new Map<string, Unbound>();
  for (const mapping of before) {
    if (mapping.unboundKey === undefined) continue;
    const { groupId, externalId, groupName, byName, dormantSince } = mapping;
    const one = {
      groupId,
      ...(externalId !== undefined && { externalId }),
      ...(groupName !== undefined && { groupName }),
      ...(byName && { byName }),
      ...(dormantSince !== undefined && { dormantSince }),
    };
    for (const key of keysOf(one)) if (!unbound.has(key)) unbound.set(key, one);
  }
  const entries: MappingEntry[] = [];
  for (const [index, input] of inputs.entries()) {
    const { groupId, externalId, groupName, bindByName, ...gives } = input;
    const group = await groupOf(scope, connection, { input, index, bound });
    const byName = bindByName && { byName: true as const };
    if (group !== undefined) {
      entries.push({ ...gives, groupId: group, ...byName });
      continue;
    }
    const known = unbound.get(keysOf(input)[0] ?? '');
    if (groupId !== undefined && !known) throw new Fault('mapping.group_missing', { groupId });
    const { byName: wasByName, ...one } = known ?? {
      groupId: newId(),
      ...(externalId !== undefined && { externalId }),
      ...(groupName !== undefined && { groupName }),
    };
    const opted = bindByName === undefined ? wasByName && { byName: true as const } : byName;
    const entry = { ...one, ...opted };
    for (const key of keysOf(entry)) unbound.set(key, entry);
    entries.push({ ...gives, ...entry, unbound: true });
  }
  return entries;
}

type Unbound = Pick<
  GroupMapping,
  'groupId' | 'externalId' | 'groupName' | 'byName' | 'dormantSince'
>;

/** By which an unbound mapping is found again. */
function keysOf({
  groupId,
  externalId,
  groupName,
}: Pick<MappingInput, 'groupId' | 'externalId' | 'groupName'>): string[] {
  return [
    ...(groupId === undefined ? [] : [`id ${groupId}`]),
    ...(externalId === undefined ? [] : [`external ${externalId}`]),
    ...(groupName === undefined ? [] : [`name ${foldCase(groupName)}`]),
  ];
}

interface Reference {
  readonly input: MappingInput;
  readonly index: number;
  /** ids of groups of the connection */
  readonly bound: ReadonlySet<string>;
}

/** The id of the group that is there; undefined: none is. */
async function groupOf(
  scope: ReadScope,
  connection: Connection,
  { input, index, bound }: Reference,
): Promise<string | undefined> {
  const { groupId, externalId, groupName, bindByName } = input;
  const names = [groupId, externalId, groupName].filter((name) => name !== undefined);
  const problemOf = (problem: string): Fault =>
    new Fault('request.invalid', { errors: [{ field: `mappings[${index}]`, problem }] });
  if (names.length !== 1) throw problemOf('names a group by one of groupId, externalId, groupName');
  if (groupId !== undefined) return bound.has(groupId) ? groupId : undefined;
  if (externalId !== undefined) return (await groupByExternalId(scope, connection, externalId))?.id;
  if (bindByName !== true) {
    throw problemOf(
      'binds by name only with bindByName: true, because a group of that name can be made by others',
    );
  }
  const where = all(
    equals('connectionId', connection.id),
    equals('displayNameKey', foldCase(groupName ?? '')),
  );
  return (await scope.tx.scimGroups.first(where))?.id;
}

/** Undefined also where several groups of the connection have it. */
export async function groupByExternalId(
  { tx }: Pick<ReadScope, 'tx'>,
  { id: connectionId }: Pick<Connection, 'id'>,
  externalId: string,
): Promise<ScimGroup | undefined> {
  const where = all(equals('connectionId', connectionId), equals('externalId', externalId));
  const { records } = await tx.scimGroups.find({ where, limit: 2 });
  return records.length === 1 ? records[0] : undefined;
}
