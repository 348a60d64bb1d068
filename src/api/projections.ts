import { z } from 'zod';

/** Copies a value down to the fields that a schema declares. */
export type Projection = (value: unknown) => unknown;

const asItIs: Projection = (value) => value;

/**
 * The projection onto a schema of the contract: records of the core go out through it, so that no field leaves that the contract
 * does not declare. Without a schema, values stay as they are. Values are not checked. @throws TypeError for a union of objects
 * without a discriminator
 */
export function projectionOf(schema: z.core.$ZodType | undefined): Projection {
  if (schema instanceof z.ZodObject) {
    // a loose object declares fields that are not named
    return schema.def.catchall instanceof z.ZodUnknown ? asItIs : ofObject(schema.shape);
  }
  if (schema instanceof z.ZodArray) return ofArray(projectionOf(schema.element));
  if (schema instanceof z.ZodRecord) return ofRecord(projectionOf(schema.valueType));
  if (schema instanceof z.ZodDiscriminatedUnion) return ofVariants(schema);
  if (schema instanceof z.ZodUnion) return ofUnion(schema);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return projectionOf(schema.unwrap());
  }
  return asItIs;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function ofObject(shape: Readonly<Record<string, z.core.$ZodType>>): Projection {
  const fields = Object.entries(shape).map(([name, of]) => [name, projectionOf(of)] as const);
  return (value) => {
    if (!isObject(value)) return value;
    const projected: Record<string, unknown> = {};
    for (const [name, project] of fields) {
      if (value[name] !== undefined) projected[name] = project(value[name]);
    }
    return projected;
  };
}

function ofArray(project: Projection): Projection {
  return (value) => (Array.isArray(value) ? value.map(project) : value);
}

function ofRecord(project: Projection): Projection {
  if (project === asItIs) return asItIs;
  return (value) => {
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, project(of)]));
  };
}

function ofVariants(union: z.ZodDiscriminatedUnion): Projection {
  const { discriminator } = union.def;
  const variants = new Map<unknown, Projection>();
  for (const option of union.options) {
    for (const value of option._zod.propValues?.[discriminator] ?? []) {
      variants.set(value, projectionOf(option));
    }
  }
  return (value) => {
    if (!isObject(value)) return value;
    const project = variants.get(value[discriminator]);
    if (project === undefined) throw new TypeError('The value is none of the declared variants.');
    return project(value);
  };
}

function ofUnion({ options }: z.ZodUnion): Projection {
  const projections = options.map(projectionOf);
  if (projections.every((project) => project === asItIs)) return asItIs;
  throw new TypeError('A union of objects needs a discriminator.');
}
