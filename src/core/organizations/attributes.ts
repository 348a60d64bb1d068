import { Fault, MAX_TITLE_LENGTH, problemOfName, type Context } from '#kernel/index.js';
import type { AttributeDefinition, AttributeValue, Organization } from '#store/index.js';
import { findOrganization, isValidValue, type CoreDeps } from '#core/tenancy/index.js';
import { updateOrganization, type OrganizationTarget } from './update.js';

/** Definitions of one organization. */
export const MAX_ATTRIBUTES = 50;

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
    target: OrganizationTarget,
    definitions: readonly AttributeDefinition[],
  ): Promise<Organization>;
}

export function createAttributes(deps: CoreDeps): Attributes {
  return {
    list: (_ctx, organizationId) => findOrganization(deps.store.read, organizationId),
    replace: (ctx, target, definitions) =>
      updateOrganization(deps, ctx, target, (before) => {
        checkDefinitions(definitions, before.attributes ?? []);
        return { ...before, attributes: definitions };
      }),
  };
}

function checkDefinitions(
  definitions: readonly AttributeDefinition[],
  before: readonly AttributeDefinition[],
): void {
  const errors: { field: string; problem: string }[] = [];
  if (definitions.length > MAX_ATTRIBUTES) {
    errors.push({ field: 'attributes', problem: `are more than ${MAX_ATTRIBUTES}` });
  }
  const names = new Set<string>();
  definitions.forEach(({ name, title, type, choices = [] }, index) => {
    const addError = (field: string, problem: string): void => {
      errors.push({ field: `attributes[${index}].${field}`, problem });
    };
    if (names.has(name)) addError('name', `${name} is there twice`);
    names.add(name);
    const titleProblem = problemOfName(title, MAX_TITLE_LENGTH);
    if (titleProblem !== undefined) addError('title', titleProblem);
    const choiceProblem = choices.map((one) => problemOfName(one, MAX_TITLE_LENGTH)).find(Boolean);
    if (choiceProblem !== undefined) addError('choices', choiceProblem);
    const previous = before.find((one) => one.name === name);
    if (previous && previous.type !== type) {
      addError('type', `${name} is ${previous.type}, and its values are; take another name`);
    }
    if (type === 'choice' && choices.length === 0) addError('choices', 'has none to choose from');
    if (type !== 'choice' && choices.length > 0)
      addError('choices', 'go with the type choice only');
    if (new Set(choices).size < choices.length) addError('choices', 'has one of them twice');
  });
  if (errors.length > 0) throw new Fault('request.invalid', { errors });
}

/** The values of a member that have a definition today, in the order of the definitions. */
export function visibleAttributes(
  { attributes: definitions = [] }: Pick<Organization, 'attributes'>,
  values: Readonly<Record<string, AttributeValue>> = {},
): Record<string, AttributeValue> {
  const visible: Record<string, AttributeValue> = {};
  for (const definition of definitions) {
    const stored = values[definition.name];
    if (stored && isValidValue(definition, stored.value)) visible[definition.name] = stored;
  }
  return visible;
}
