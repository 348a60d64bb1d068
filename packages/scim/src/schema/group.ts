import { attribute, complex, reference } from './attributes.js';
import type { ResourceTypeDefinition, SchemaDefinition } from './definition.js';

export const GROUP_URN = 'urn:ietf:params:scim:schemas:core:2.0:Group';

const IMMUTABLE = { mutability: 'immutable' } as const;

/** RFC 7643 sections 4.2 and 8.7.1, with erratum 5368 (displayName is required). */
export const GROUP_SCHEMA: SchemaDefinition = {
  id: GROUP_URN,
  name: 'Group',
  description: 'A set of people',
  attributes: [
    attribute('displayName', 'The name of the group, unique in any letter case.', {
      required: true,
      uniqueness: 'server',
    }),
    complex(
      'members',
      'The members of the group.',
      [
        attribute('value', 'The id of the member.', { ...IMMUTABLE, caseExact: true }),
        reference('$ref', 'The address of the member.', ['User', 'Group'], IMMUTABLE),
        // A default sub-attribute of section 2.4; what it says is the member's own displayName.
        attribute('display', 'The name of the member.', { mutability: 'readOnly' }),
        attribute('type', 'What the member is.', {
          ...IMMUTABLE,
          canonicalValues: ['User', 'Group'],
        }),
      ],
      { multiValued: true },
    ),
  ],
};

export const GROUP_TYPE: ResourceTypeDefinition = {
  id: 'Group',
  name: 'Group',
  endpoint: '/Groups',
  description: 'A set of people',
  schema: GROUP_URN,
  schemaExtensions: [],
};
