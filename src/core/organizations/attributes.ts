import { Fault, type Context } from '#kernel/index.js';
import type { AttributeDefinition, AttributeValue, Organization, Store } from '#store/index.js';
import { fits } from '#core/tenancy/index.js';
import { rewriteOrganization, type Target } from './update.js';

/** Definitions of one organization. */
export const MOST_ATTRIBUTES = 50;

export interface Attributes {
  /** Fault `organization.missing`. */
  list(ctx: Context, organizationId: string): Promise<Organization>;
  /**
   * Exactly these. Values of a definition that is taken out stay in the records, unseen and not asked for, and are there again when
   * it comes back; a definition never changes its type, so that no value is of another one. Faults `request.invalid`,
   * `organization.missing`, `request.precondition`.
   */
  replace(
    ctx: Context,
    target: Target,
    definitions: readonly AttributeDefinition[],
  ): Promise<Organization>;
}

export function createAttributes(store: Store): Attributes {
  return {
    async list(_ctx, organizationId) {
      const organization = await store.read.organizations.get(organizationId);
      if (!organization) throw new Fault('organization.missing', { id: organizationId });
      return organization;
    },
    replace(ctx, target, definitions) {
      return rewriteOrganization(store, ctx, target, (before) => {
        check(definitions, before.attributes ?? []);
        return { ...before, attributes: definitions };
      });
    },
  };
}

function check(
  definitions: readonly AttributeDefinition[],
  before: readonly AttributeDefinition[],
): void {
  const errors: { field: string; problem: string }[] = [];
  if (definitions.length > MOST_ATTRIBUTES) {
    errors.push({ field: 'attributes', problem: `are more than ${MOST_ATTRIBUTES}` });
  }
  const names = new Set<string>();
  definitions.forEach(({ name, type, choices = [] }, index) => {
    const refuse = (field: string, problem: string): void => {
      errors.push({ field: `attributes[${index}].${field}`, problem });
    };
    if (names.has(name)) refuse('name', `${name} is there twice`);
    names.add(name);
    const was = before.find((one) => one.name === name);
    if (was && was.type !== type) {
      refuse('type', `${name} is ${was.type}, and its values are; take another name`);
    }
    if (type === 'choice' && choices.length === 0) refuse('choices', 'has none to choose from');
    if (type !== 'choice' && choices.length > 0) refuse('choices', 'go with the type choice only');
    if (new Set(choices).size < choices.length) refuse('choices', 'has one of them twice');
  });
  if (errors.length > 0) throw new Fault('request.invalid', { errors });
}

/** The values of somebody that the organization has a definition for today, in the order of the definitions. */
export function attributesShown(
  { attributes: definitions = [] }: Pick<Organization, 'attributes'>,
  values: Readonly<Record<string, AttributeValue>> = {},
): Record<string, AttributeValue> {
  const shown: Record<string, AttributeValue> = {};
  for (const definition of definitions) {
    const kept = values[definition.name];
    if (kept && fits(definition, kept.value)) shown[definition.name] = kept;
  }
  return shown;
}
