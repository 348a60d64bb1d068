/** RFC 7643 section 7: what a schema says of an attribute. All defaults are filled in. */
export type AttributeType =
  'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'reference' | 'binary' | 'complex';

export type Mutability = 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
export type Returned = 'always' | 'never' | 'default' | 'request';
export type Uniqueness = 'none' | 'server' | 'global';

export interface AttributeDefinition {
  readonly name: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  /** meaningless on complex and boolean attributes, where it is false */
  readonly caseExact: boolean;
  readonly mutability: Mutability;
  readonly returned: Returned;
  readonly uniqueness: Uniqueness;
  readonly referenceTypes?: readonly string[];
  readonly canonicalValues?: readonly string[];
  readonly subAttributes?: readonly AttributeDefinition[];
}

export interface SchemaDefinition {
  /** the URN */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly AttributeDefinition[];
}

export interface ResourceTypeDefinition {
  readonly id: string;
  readonly name: string;
  /** with the leading slash: `/Users` */
  readonly endpoint: string;
  readonly description: string;
  /** URN of the core schema */
  readonly schema: string;
  readonly schemaExtensions: readonly { readonly schema: string; readonly required: boolean }[];
}

/** A resource type with its schemas joined and its names indexed, ready for look-ups in any case. */
export interface ResourceType {
  readonly definition: ResourceTypeDefinition;
  readonly core: SchemaDefinition;
  readonly extensions: readonly SchemaDefinition[];
  /**
   * The top-level attribute of that name, in any letter case. Without `urn` or with the core URN: core and common attributes
   * (`schemas`, `id`, `externalId`, `meta`); with an extension's URN (any case): that extension's attributes.
   */
  attribute(name: string, urn?: string): AttributeDefinition | undefined;
  /** The extension of that URN, in any letter case. */
  extension(urn: string): SchemaDefinition | undefined;
}

/** Sub-attribute of a complex attribute by name in any letter case. */
export function subAttribute(
  attribute: AttributeDefinition,
  name: string,
): AttributeDefinition | undefined {
  const wanted = name.toLowerCase();
  return attribute.subAttributes?.find((sub) => sub.name.toLowerCase() === wanted);
}

/**
 * A SCIM resource as JSON. Canonical form inside the engine: names spelled as the schema spells them, extensions under their URN
 * in its canonical spelling, nothing null, no empty arrays.
 */
export type Resource = { [name: string]: unknown };

/** Lenient is what identity providers really send; strict is the RFC to the letter. */
export type Compatibility = 'lenient' | 'strict';
