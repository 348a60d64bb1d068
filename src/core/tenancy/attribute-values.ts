import { Fault } from '#kernel/index.js';
import type { AttributeDefinition, Organization } from '#store/index.js';

type PlainValue = string | number | boolean;

/** Faults `attribute.unknown`, `attribute.invalid`: an invitation sets attributes that the organization has defined. */
export function checkAttributes(
  { attributes: definitions = [] }: Pick<Organization, 'attributes'>,
  values: Readonly<Record<string, PlainValue>>,
): void {
  for (const [name, value] of Object.entries(values)) {
    const definition = definitions.find((one) => one.name === name);
    if (!definition) throw new Fault('attribute.unknown', { attribute: name });
    if (!isValidValue(definition, value)) {
      const { type, choices } = definition;
      throw new Fault('attribute.invalid', { attribute: name, type, ...(choices && { choices }) });
    }
  }
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a value is one of the attribute. */
export function isValidValue(
  { type, choices = [] }: AttributeDefinition,
  value: PlainValue,
): boolean {
  if (type === 'number') return typeof value === 'number' && Number.isFinite(value);
  if (type === 'boolean') return typeof value === 'boolean';
  if (typeof value !== 'string') return false;
  if (type === 'date') return DATE.test(value) && !Number.isNaN(Date.parse(value));
  return type === 'text' ? value.length <= 1_000 : choices.includes(value);
}
