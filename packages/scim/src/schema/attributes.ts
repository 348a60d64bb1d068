import type { AttributeDefinition, AttributeType } from './definition.js';

/** What differs from the defaults of RFC 7643 section 2.2. */
export type AttributeShape = Partial<Omit<AttributeDefinition, 'name' | 'description'>>;

/** RFC 7643 section 2.2: what an attribute is when its schema says nothing else. */
const DEFAULTS = {
  type: 'string',
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
} as const satisfies AttributeShape;

/** One attribute, complete: the given shape over the defaults of RFC 7643 section 2.2. */
export function attribute(
  name: string,
  description: string,
  shape: AttributeShape = {},
): AttributeDefinition {
  const { type, multiValued, required, caseExact, mutability, returned, uniqueness, ...lists } = {
    ...DEFAULTS,
    ...shape,
  };
  return {
    name,
    type,
    multiValued,
    description,
    required,
    caseExact,
    mutability,
    returned,
    uniqueness,
    ...lists,
  };
}

/** A complex attribute with its sub-attributes. */
export function complex(
  name: string,
  description: string,
  subAttributes: readonly AttributeDefinition[],
  shape: AttributeShape = {},
): AttributeDefinition {
  return attribute(name, description, { ...shape, type: 'complex', subAttributes });
}

/**
 * A URI or the address of another resource. References are compared exactly (RFC 7643 section
 * 2.3.7).
 */
export function reference(
  name: string,
  description: string,
  referenceTypes: readonly string[],
  shape: AttributeShape = {},
): AttributeDefinition {
  return attribute(name, description, {
    ...shape,
    type: 'reference',
    caseExact: true,
    referenceTypes,
  });
}

/**
 * A multi-valued complex attribute with the usual sub-attributes (RFC 7643 section 2.4): `value` as
 * given, then `display`, `type` with its canonical values, and `primary`.
 */
export function plural(
  name: string,
  description: string,
  value: AttributeDefinition,
  canonicalValues: readonly string[] = [],
): AttributeDefinition {
  return complex(
    name,
    description,
    [value, attribute('display', 'A name for people to read.'), kind(canonicalValues), primary()],
    { multiValued: true },
  );
}

/** The `type` sub-attribute: a label that distinguishes the values of one attribute. */
export function kind(canonicalValues: readonly string[] = []): AttributeDefinition {
  return attribute('type', 'A label for the function of this value.', {
    ...(canonicalValues.length > 0 && { canonicalValues }),
  });
}

/** The `primary` sub-attribute: true on at most one value (RFC 7643 section 2.4). */
export function primary(): AttributeDefinition {
  return attribute('primary', 'True on the preferred value, of which there is at most one.', {
    type: 'boolean' satisfies AttributeType,
  });
}

/**
 * Attributes of every resource whatever its type (RFC 7643 sections 3 and 3.1). No schema lists
 * them.
 */
export const COMMON_ATTRIBUTES: readonly AttributeDefinition[] = [
  // Compared in any case: URNs are looked up in any case everywhere else in the engine.
  attribute('schemas', 'URNs of the schemas that describe this resource.', {
    multiValued: true,
    required: true,
    returned: 'always',
  }),
  attribute('id', 'The permanent identifier that this service gave the resource.', {
    required: true,
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    uniqueness: 'server',
  }),
  attribute('externalId', 'The identifier that the provisioning client uses.', {
    caseExact: true,
  }),
  complex(
    'meta',
    'What this service records about the resource.',
    [
      attribute('resourceType', 'Name of the resource type.', readOnly({ caseExact: true })),
      attribute('created', 'When the resource was made.', readOnly({ type: 'dateTime' })),
      attribute('lastModified', 'When it last changed.', readOnly({ type: 'dateTime' })),
      reference('location', 'The address of the resource.', ['uri'], readOnly()),
      attribute('version', 'The entity tag of this state.', readOnly({ caseExact: true })),
    ],
    readOnly(),
  ),
];

function readOnly(shape: AttributeShape = {}): AttributeShape {
  return { ...shape, mutability: 'readOnly' };
}
