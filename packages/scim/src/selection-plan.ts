import type { AttributePath } from './filter/ast.js';
import { wholeUrn } from './path/attribute-path.js';
import type { Selection } from './resource-handler.js';
import { COMMON_ATTRIBUTES } from './schema/attributes.js';
import { type AttributeDefinition, type ResourceType, subAttribute } from './schema/definition.js';

/** The sub-attributes that leave; WHOLE for an attribute that has none. */
export type Subs = ReadonlySet<string>;
export type Shape = Map<string, Subs>;
export const WHOLE: Subs = new Set();

export interface Plan {
  readonly core: Shape;
  /** by URN in canonical spelling */
  readonly extensions: ReadonlyMap<string, Shape>;
}

const DEFAULT_PLANS = new WeakMap<ResourceType, Plan>();
const PLANS = new WeakMap<Selection, WeakMap<ResourceType, Plan>>();

/**
 * Lists project a thousand resources with one selection, so a selection is resolved once per type.
 */
export function planOf(type: ResourceType, selection: Selection): Plan {
  const { attributes, excluded, set = [] } = selection;
  if (attributes.length + excluded.length + set.length === 0) {
    return remembered(DEFAULT_PLANS, type, () => planWhere(type, isDefault));
  }
  const plans = remembered(PLANS, selection, () => new WeakMap<ResourceType, Plan>());
  return remembered(plans, type, () =>
    attributes.length > 0
      ? include(type, attributes)
      : exclude(type, excluded, addPaths(type, planWhere(type, isDefault), set)),
  );
}

function remembered<K extends object, V>(memory: WeakMap<K, V>, key: K, make: () => V): V {
  let value = memory.get(key);
  if (value === undefined) {
    value = make();
    memory.set(key, value);
  }
  return value;
}

function isDefault({ returned }: AttributeDefinition): boolean {
  return returned === 'default' || returned === 'always';
}

function isAlways({ returned }: AttributeDefinition): boolean {
  return returned === 'always';
}

function planWhere(type: ResourceType, test: (attribute: AttributeDefinition) => boolean): Plan {
  const shape = (attributes: readonly AttributeDefinition[]): Shape =>
    new Map(attributes.filter(test).map((attribute) => [attribute.name, subsOf(attribute)]));
  return {
    core: shape([...COMMON_ATTRIBUTES, ...type.core.attributes]),
    extensions: new Map(type.extensions.map((one) => [one.id, shape(one.attributes)])),
  };
}

function subsOf(attribute: AttributeDefinition, test = isDefault): Subs {
  if (attribute.type !== 'complex') return WHOLE;
  return new Set((attribute.subAttributes ?? []).filter(test).map((sub) => sub.name));
}

function include(type: ResourceType, paths: readonly AttributePath[]): Plan {
  return addPaths(type, planWhere(type, isAlways), paths);
}

function addPaths(type: ResourceType, plan: Plan, paths: readonly AttributePath[]): Plan {
  for (const path of paths) {
    const schema = wholeSchema(type, path);
    if (schema) {
      const shape = shapeOf(type, plan, schema.id);
      for (const one of schema.attributes.filter(isDefault)) add(shape, one, subsOf(one));
      continue;
    }
    const attribute = type.attribute(path.name, path.urn);
    if (!attribute || attribute.returned === 'never') continue;
    const shape = shapeOf(type, plan, path.urn);
    if (path.sub === undefined) {
      add(shape, attribute, subsOf(attribute));
      continue;
    }
    const sub = subAttribute(attribute, path.sub);
    if (!sub || sub.returned === 'never') continue;
    add(shape, attribute, [sub.name, ...subsOf(attribute, isAlways)]);
  }
  return plan;
}

function add(shape: Shape, attribute: AttributeDefinition, subs: Iterable<string>): void {
  const former = shape.get(attribute.name) ?? [];
  shape.set(attribute.name, attribute.type === 'complex' ? new Set([...former, ...subs]) : WHOLE);
}

function exclude(type: ResourceType, paths: readonly AttributePath[], plan: Plan): Plan {
  for (const path of paths) {
    const schema = wholeSchema(type, path);
    if (schema) {
      const shape = shapeOf(type, plan, schema.id);
      for (const one of schema.attributes) if (!isAlways(one)) shape.delete(one.name);
      continue;
    }
    const attribute = type.attribute(path.name, path.urn);
    if (!attribute) continue;
    const shape = shapeOf(type, plan, path.urn);
    if (path.sub === undefined) {
      if (!isAlways(attribute)) shape.delete(attribute.name);
      continue;
    }
    const sub = subAttribute(attribute, path.sub);
    const subs = shape.get(attribute.name);
    if (!sub || !subs || isAlways(sub)) continue;
    const rest = new Set([...subs].filter((name) => name !== sub.name));
    if (rest.size > 0) shape.set(attribute.name, rest);
    else shape.delete(attribute.name);
  }
  return plan;
}

/** The schema when the path is the URN of all of it. */
function wholeSchema(type: ResourceType, path: AttributePath): ResourceType['core'] | undefined {
  const urn = wholeUrn(path);
  if (urn === undefined) return undefined;
  return urn.toLowerCase() === type.core.id.toLowerCase() ? type.core : type.extension(urn);
}

function shapeOf(type: ResourceType, plan: Plan, urn: string | undefined): Shape {
  const extension = urn === undefined ? undefined : type.extension(urn);
  return (extension && plan.extensions.get(extension.id)) ?? plan.core;
}
