import type { RoleDefinition, RoleVersion } from '#store/index.js';

export interface ListDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export interface DefinitionDifference {
  readonly title?: { readonly from: string; readonly to: string };
  readonly description?: { readonly from: string | null; readonly to: string | null };
  readonly mappable?: { readonly from: boolean; readonly to: boolean };
  readonly permissions?: ListDifference;
  readonly grants?: ListDifference;
  readonly manages?: ListDifference;
}

/** What changed between two versions; parts that did not change are absent. */
export interface Difference {
  readonly from: { readonly number: number; readonly at: string; readonly by: string };
  readonly to: { readonly number: number; readonly at: string; readonly by: string };
  readonly changes: DefinitionDifference;
}

export function differenceOf(from: RoleVersion, to: RoleVersion): Difference {
  const toVersionInfo = ({ number, createdAt, by }: RoleVersion): Difference['from'] => ({
    number,
    at: createdAt,
    by,
  });
  const changes = definitionDifference(from.definition, to.definition) ?? {};
  return { from: toVersionInfo(from), to: toVersionInfo(to), changes };
}

/** Undefined when the two are the same. */
export function definitionDifference(
  from: RoleDefinition,
  to: RoleDefinition,
): DefinitionDifference | undefined {
  const [oldDescription, newDescription] = [from.description ?? null, to.description ?? null];
  const lists = (['permissions', 'grants', 'manages'] as const).flatMap((key) => {
    const difference = listDifference(from[key], to[key]);
    return difference ? [[key, difference] as const] : [];
  });
  const difference: DefinitionDifference = {
    ...(from.title !== to.title && { title: { from: from.title, to: to.title } }),
    ...(oldDescription !== newDescription && {
      description: { from: oldDescription, to: newDescription },
    }),
    ...(from.mappable !== to.mappable && { mappable: { from: from.mappable, to: to.mappable } }),
    ...Object.fromEntries(lists),
  };
  return Object.keys(difference).length > 0 ? difference : undefined;
}

export function listDifference(
  from: Iterable<string>,
  to: Iterable<string>,
): ListDifference | undefined {
  const [before, after] = [new Set(from), new Set(to)];
  const added = [...after].filter((one) => !before.has(one)).sort();
  const removed = [...before].filter((one) => !after.has(one)).sort();
  return added.length + removed.length > 0 ? { added, removed } : undefined;
}
