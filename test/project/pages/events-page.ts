import { z } from 'zod';
import { EVENT_FAMILIES, exampleOf, type EventType } from '#api/index.js';

/** The part of docs/events.md that is made: a table for each family, and one example of it. */
export function eventCatalogue(): string {
  return Object.entries(EVENT_FAMILIES)
    .map(([name, types]) => familyPart(name, Object.entries<EventType>(types)))
    .join('\n\n');
}

function familyPart(name: string, types: readonly (readonly [string, EventType])[]): string {
  const rows = types.map(
    ([type, { description, objects, before, after }]) =>
      `| \`${type}\` | ${description} | ${objects.join(', ')} | ${fieldsOf(before)} | ${fieldsOf(after)} |`,
  );
  const [first] = types;
  const example = first && JSON.stringify(exampleOf(...first), undefined, 2);
  return [
    `### ${name}`,
    '',
    '| type | what happened | of | `before` | `after` |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    '```json',
    example,
    '```',
  ].join('\n');
}

function fieldsOf(schema: z.ZodType | undefined): string {
  if (!(schema instanceof z.ZodObject)) return '';
  const fields = Object.entries<z.ZodType>(schema.shape as Record<string, z.ZodType>);
  return fields.map(([field, type]) => (type.isOptional() ? `${field}?` : field)).join(', ');
}
