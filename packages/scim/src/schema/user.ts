import { attribute, complex, kind, plural, primary, reference } from './attributes.js';
import type { ResourceTypeDefinition, SchemaDefinition } from './definition.js';
import { ENTERPRISE_USER_URN } from './enterprise-user.js';

export const USER_URN = 'urn:ietf:params:scim:schemas:core:2.0:User';

const READ_ONLY = { mutability: 'readOnly' } as const;

/** RFC 7643 sections 4.1 and 8.7.1, with errata 6001, 8470 and 8471. */
export const USER_SCHEMA: SchemaDefinition = {
  id: USER_URN,
  name: 'User',
  description: 'User Account',
  attributes: [
    attribute('userName', 'The name that the person signs in with, unique in any letter case.', {
      required: true,
      uniqueness: 'server',
    }),
    complex('name', 'The parts of the name of the person.', [
      attribute('formatted', 'The whole name, ready to show.'),
      attribute('familyName', 'The family name, or last name.'),
      attribute('givenName', 'The given name, or first name.'),
      attribute('middleName', 'The middle names.'),
      attribute('honorificPrefix', 'What stands before the name, such as a title.'),
      attribute('honorificSuffix', 'What stands after the name.'),
    ]),
    attribute('displayName', 'The name to show to others.'),
    attribute('nickName', 'The casual name.'),
    reference('profileUrl', 'The address of a page about the person.', ['external']),
    attribute('title', 'The job title.'),
    attribute('userType', 'The relation to the organization, such as Employee or Contractor.'),
    attribute('preferredLanguage', 'Preferred languages, written as in Accept-Language.'),
    attribute('locale', 'The language tag for dates, numbers and currency.'),
    attribute('timezone', 'The time zone, named as in the IANA database.'),
    attribute('active', 'False when the person may not sign in.', { type: 'boolean' }),
    attribute('password', 'A new password in clear text. Never returned.', {
      caseExact: true,
      mutability: 'writeOnly',
      returned: 'never',
    }),
    plural('emails', 'E-mail addresses.', attribute('value', 'One e-mail address.'), [
      'work',
      'home',
      'other',
    ]),
    plural('phoneNumbers', 'Telephone numbers.', attribute('value', 'One telephone number.'), [
      'work',
      'home',
      'mobile',
      'fax',
      'pager',
      'other',
    ]),
    plural('ims', 'Instant messaging addresses.', attribute('value', 'One address.'), [
      'aim',
      'gtalk',
      'icq',
      'xmpp',
      'msn',
      'skype',
      'qq',
      'yahoo',
    ]),
    plural('photos', 'Pictures.', reference('value', 'Address of one picture.', ['external']), [
      'photo',
      'thumbnail',
    ]),
    complex(
      'addresses',
      'Postal addresses.',
      [
        attribute('formatted', 'The whole address, ready to show; it may hold line breaks.'),
        attribute('streetAddress', 'Street, house number and the like.'),
        attribute('locality', 'The city.'),
        attribute('region', 'The state or region.'),
        attribute('postalCode', 'The postal code.'),
        attribute('country', 'The country, as a two-letter ISO 3166-1 code such as US.'),
        kind(['work', 'home', 'other']),
        // Missing in section 8.7.1 but used by the RFC's own example in section 8.2.
        primary(),
      ],
      { multiValued: true },
    ),
    complex(
      'groups',
      'The groups of the person. Change them through the groups.',
      [
        attribute('value', 'The id of the group.', { ...READ_ONLY, caseExact: true }),
        reference('$ref', 'The address of the group.', ['Group'], READ_ONLY),
        attribute('display', 'The name of the group.', READ_ONLY),
        attribute('type', 'Whether the membership is direct.', {
          ...READ_ONLY,
          canonicalValues: ['direct', 'indirect'],
        }),
      ],
      { ...READ_ONLY, multiValued: true },
    ),
    plural('entitlements', 'What the person is entitled to.', attribute('value', 'One of them.')),
    plural('roles', 'The roles of the person.', attribute('value', 'One role.')),
    plural(
      'x509Certificates',
      'Certificates of the person.',
      attribute('value', 'One certificate, DER in base64.', { type: 'binary', caseExact: true }),
    ),
  ],
};

export const USER_TYPE: ResourceTypeDefinition = {
  id: 'User',
  name: 'User',
  endpoint: '/Users',
  description: 'User Account',
  schema: USER_URN,
  schemaExtensions: [{ schema: ENTERPRISE_USER_URN, required: false }],
};
