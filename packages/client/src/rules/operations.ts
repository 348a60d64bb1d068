// @generated from the contract (src/api) by `npm run pages`, and compared in the test run. Do not edit.

import type { BodyRules } from './check.js';

export const createOrganization = {
  name: { type: 'string', required: true, trimmed: true, minLength: 1, maxLength: 200 },
  slug: { type: 'string', maxLength: 60, pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' },
  preset: { type: 'string', minLength: 1, maxLength: 40 },
  plan: { type: 'string', minLength: 1, maxLength: 40 },
  locale: { type: 'string', maxLength: 35, pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$' },
  timeZone: { type: 'string', maxLength: 64, pattern: '^[A-Za-z]' },
  owner: { type: 'object' },
  'owner.email': {
    type: 'string',
    required: true,
    trimmed: true,
    maxLength: 320,
    format: 'idn-email',
  },
  'owner.name': { type: 'string', required: true, trimmed: true, minLength: 1, maxLength: 200 },
  'owner.accountId': { type: 'string', format: 'uuid' },
} as const satisfies BodyRules;

export const renameOrganization = {
  slug: { type: 'string', required: true, maxLength: 60, pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' },
} as const satisfies BodyRules;

export const updateBilling = {
  contacts: { type: 'array', required: true, maxItems: 50 },
  'contacts[]': { type: 'string', trimmed: true, maxLength: 320, format: 'idn-email' },
} as const satisfies BodyRules;

export const updateLimits = {
  members: { type: 'integer', nullable: true, minimum: 1, maximum: 100000000 },
  spaces: { type: 'integer', nullable: true, minimum: 0, maximum: 100000000 },
} as const satisfies BodyRules;

export const updateOrganization = {
  name: { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  locale: {
    type: 'string',
    nullable: true,
    maxLength: 35,
    pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$',
  },
  timeZone: { type: 'string', nullable: true, maxLength: 64, pattern: '^[A-Za-z]' },
  branding: { type: 'object', nullable: true },
  'branding.logoUrl': { type: 'string', nullable: true, maxLength: 2000, format: 'uri' },
  'branding.color': { type: 'string', nullable: true, pattern: '^#[0-9a-fA-F]{6}$' },
  'branding.supportUrl': { type: 'string', nullable: true, maxLength: 2000, format: 'uri' },
  policies: { type: 'object', nullable: true },
  'policies.inviteDomains': { type: 'string', nullable: true, options: ['any', 'verified'] },
  'policies.guests': { type: 'string', nullable: true, options: ['allowed', 'refused'] },
  'policies.inviterGone': { type: 'string', nullable: true, options: ['keep', 'revoke'] },
  'policies.selfRemoval': { type: 'string', nullable: true, options: ['allowed', 'refused'] },
  'policies.emailCode': { type: 'string', nullable: true, options: ['allowed', 'refused'] },
  'policies.passkey': { type: 'string', nullable: true, options: ['allowed', 'refused'] },
  'policies.invitedSeats': { type: 'string', nullable: true, options: ['reserved', 'unreserved'] },
  'policies.reminders': { type: 'boolean', nullable: true },
  'policies.joinRequests': {
    type: 'string',
    nullable: true,
    options: ['open', 'domains', 'closed'],
  },
  'policies.journalDays': { type: 'integer', nullable: true, minimum: 1, maximum: 3660 },
  'policies.massChangePercent': { type: 'integer', nullable: true, minimum: 1, maximum: 50 },
  'policies.massChangePeople': { type: 'integer', nullable: true, minimum: 1, maximum: 1000 },
} as const satisfies BodyRules;

export const updateSecondFactor = {
  secondFactor: { type: 'object', required: true, nullable: true },
  'secondFactor.signIn': { type: 'boolean' },
  'secondFactor.highRisk': { type: 'boolean' },
  'secondFactor.roles': { type: 'array', maxItems: 100 },
  'secondFactor.roles[]': { type: 'object' },
  'secondFactor.roles[].role': { type: 'string', required: true, minLength: 1, maxLength: 40 },
  'secondFactor.roles[].from': { type: 'string', required: true, format: 'date-time' },
} as const satisfies BodyRules;

export const approveMassChange = {
  reason: { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
} as const satisfies BodyRules;

export const rejectMassChange = {
  reason: { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
} as const satisfies BodyRules;

export const releaseMassChangePerson = {} as const satisfies BodyRules;

export const restoreMassChange = {} as const satisfies BodyRules;

export const switchMassChangeBrakeOff = {
  reason: { type: 'string', required: true, trimmed: true, minLength: 1, maxLength: 500 },
} as const satisfies BodyRules;

export const switchMassChangeBrakeOn = {} as const satisfies BodyRules;

export const reevaluateMember = {} as const satisfies BodyRules;

export const createAccount = {
  email: { type: 'string', required: true, trimmed: true, maxLength: 320, format: 'idn-email' },
  name: { type: 'string', required: true, trimmed: true, minLength: 1, maxLength: 200 },
  firstName: { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  lastName: { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  emailVerified: { type: 'boolean' },
  locale: { type: 'string', maxLength: 35, pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$' },
} as const satisfies BodyRules;

export const updateAccount = {
  name: { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  firstName: { type: 'string', nullable: true, trimmed: true, minLength: 1, maxLength: 100 },
  lastName: { type: 'string', nullable: true, trimmed: true, minLength: 1, maxLength: 100 },
  locale: {
    type: 'string',
    nullable: true,
    maxLength: 35,
    pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$',
  },
  emailVerified: { type: 'boolean', options: [true] },
} as const satisfies BodyRules;

export const changePlan = {
  plan: { type: 'string', required: true, minLength: 1, maxLength: 40 },
} as const satisfies BodyRules;

export const previewPlan = {
  plan: { type: 'string', required: true, minLength: 1, maxLength: 40 },
} as const satisfies BodyRules;

export const acceptOwnership = {
  confirm: { type: 'boolean', required: true, options: [true] },
} as const satisfies BodyRules;

export const offerOwnership = {
  toMemberId: { type: 'string', required: true, format: 'uuid' },
  roleAfter: { type: 'string', required: true, nullable: true, minLength: 1, maxLength: 40 },
  fromMemberId: { type: 'string', format: 'uuid' },
} as const satisfies BodyRules;

export const createConnection = {
  kind: { type: 'string', required: true, options: ['scim', 'saml', 'oidc'] },
  name: { type: 'string', required: true, trimmed: true, minLength: 1, maxLength: 200 },
  compatibility: { type: 'string', options: ['lenient', 'strict'] },
  notifyMembers: { type: 'boolean' },
  preset: { type: 'string', options: ['okta', 'entra', 'google', 'keycloak', 'custom'] },
  provider: { type: 'object' },
  'provider.from': { type: 'string', options: ['url', 'document', 'fields'] },
  'provider.url': { type: 'string', maxLength: 2000, format: 'uri' },
  'provider.entityId': { type: 'string', trimmed: true, minLength: 1, maxLength: 1024 },
  'provider.xml': { type: 'string', minLength: 1, maxLength: 200000 },
  'provider.signOnUrl': { type: 'string', maxLength: 2000, format: 'uri' },
  'provider.signOnBinding': { type: 'string', options: ['redirect', 'post'] },
  'provider.logoutUrl': { type: 'string', maxLength: 2000, format: 'uri' },
  'provider.certificates': { type: 'string', minLength: 1, maxLength: 40000 },
  names: { type: 'object' },
  'names.email': { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
  'names.name': { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
  'names.firstName': { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
  'names.lastName': { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
  'names.locale': { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
  'names.groups': { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
  'names.subject': { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
  'names.externalId': { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
  justInTime: { type: 'string', options: ['on', 'off'] },
  nameIdFormat: { type: 'string', options: ['persistent', 'emailAddress', 'unspecified'] },
  pairedWith: { type: 'string', format: 'uuid' },
  signInContext: {
    type: 'string',
    trimmed: true,
    minLength: 1,
    maxLength: 500,
    pattern: '^\\S+( \\S+)*$',
  },
  stepUpContext: {
    type: 'string',
    trimmed: true,
    minLength: 1,
    maxLength: 500,
    pattern: '^\\S+( \\S+)*$',
  },
  secondStep: { type: 'string', options: ['ours', 'provider'] },
  secondStepValues: { type: 'array', minItems: 1, maxItems: 20 },
  'secondStepValues[]': { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
  unsolicited: { type: 'boolean' },
  forceAuthn: { type: 'boolean' },
  singleLogout: { type: 'boolean' },
  clientId: { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
  clientSecret: { type: 'string', minLength: 1, maxLength: 1000 },
  clientAuthentication: { type: 'string', options: ['secret', 'private_key_jwt'] },
  scopes: { type: 'array', minItems: 1, maxItems: 50 },
  'scopes[]': { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  maxAge: { type: 'integer', minimum: 0, maximum: 31536000 },
  hostedDomains: { type: 'array', minItems: 1, maxItems: 50 },
  'hostedDomains[]': { type: 'string', trimmed: true, pattern: '^[a-z0-9-]+(?:\\.[a-z0-9-]+)+$' },
  withoutPkce: { type: 'boolean' },
} as const satisfies BodyRules;

export const updateConnection = {
  name: { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  compatibility: { type: 'string', options: ['lenient', 'strict'] },
  status: { type: 'string', options: ['active', 'disabled'] },
  notifyMembers: { type: 'boolean' },
  preset: { type: 'string', options: ['okta', 'entra', 'google', 'keycloak', 'custom'] },
  provider: { type: 'object' },
  'provider.from': { type: 'string', required: true, options: ['url', 'document', 'fields'] },
  'provider.url': { type: 'string', maxLength: 2000, format: 'uri' },
  'provider.entityId': { type: 'string', trimmed: true, minLength: 1, maxLength: 1024 },
  'provider.xml': { type: 'string', minLength: 1, maxLength: 200000 },
  'provider.signOnUrl': { type: 'string', maxLength: 2000, format: 'uri' },
  'provider.signOnBinding': { type: 'string', options: ['redirect', 'post'] },
  'provider.logoutUrl': { type: 'string', maxLength: 2000, format: 'uri' },
  'provider.certificates': { type: 'string', minLength: 1, maxLength: 40000 },
  names: { type: 'object' },
  'names.email': { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
  'names.name': { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
  'names.firstName': { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
  'names.lastName': { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
  'names.locale': { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
  'names.groups': { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
  'names.subject': { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
  'names.externalId': { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
  justInTime: { type: 'string', nullable: true, options: ['on', 'off'] },
  nameIdFormat: {
    type: 'string',
    nullable: true,
    options: ['persistent', 'emailAddress', 'unspecified'],
  },
  pairedWith: { type: 'string', nullable: true, format: 'uuid' },
  signInContext: {
    type: 'string',
    nullable: true,
    trimmed: true,
    minLength: 1,
    maxLength: 500,
    pattern: '^\\S+( \\S+)*$',
  },
  stepUpContext: {
    type: 'string',
    nullable: true,
    trimmed: true,
    minLength: 1,
    maxLength: 500,
    pattern: '^\\S+( \\S+)*$',
  },
  secondStep: { type: 'string', nullable: true, options: ['ours', 'provider'] },
  secondStepValues: { type: 'array', nullable: true, minItems: 1, maxItems: 20 },
  'secondStepValues[]': { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
  unsolicited: { type: 'boolean' },
  forceAuthn: { type: 'boolean' },
  singleLogout: { type: 'boolean' },
  reissueAddresses: { type: 'boolean', options: [true] },
  clientId: { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
  clientSecret: { type: 'string', minLength: 1, maxLength: 1000 },
  clientAuthentication: { type: 'string', nullable: true, options: ['secret', 'private_key_jwt'] },
  scopes: { type: 'array', nullable: true, minItems: 1, maxItems: 50 },
  'scopes[]': { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  maxAge: { type: 'integer', nullable: true, minimum: 0, maximum: 31536000 },
  hostedDomains: { type: 'array', nullable: true, minItems: 1, maxItems: 50 },
  'hostedDomains[]': { type: 'string', trimmed: true, pattern: '^[a-z0-9-]+(?:\\.[a-z0-9-]+)+$' },
  withoutPkce: { type: 'boolean' },
} as const satisfies BodyRules;

export const previewConnectionDeletion = {
  people: { type: 'string', required: true, options: ['keep', 'suspend', 'remove'] },
} as const satisfies BodyRules;

export const createCredential = {
  kind: { type: 'string', required: true, options: ['token', 'client'] },
  name: { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  scopes: { type: 'array', minItems: 1, maxItems: 4 },
  'scopes[]': {
    type: 'string',
    options: ['users:read', 'users:write', 'groups:read', 'groups:write'],
  },
  expiresAt: { type: 'string', format: 'date-time' },
  trust: { type: 'object' },
  'trust.issuer': { type: 'string', minLength: 1, maxLength: 500 },
  'trust.subject': { type: 'string', minLength: 1, maxLength: 500 },
  'trust.audience': { type: 'string', minLength: 1, maxLength: 500 },
  'trust.assertionSeconds': { type: 'integer', minimum: 60, maximum: 86400 },
  'trust.jwks': { type: 'object' },
  'trust.jwks.keys': { type: 'array', minItems: 1, maxItems: 20 },
  'trust.jwks.keys[]': { type: 'object' },
  'trust.jwks.keys[].kty': { type: 'string', options: ['RSA', 'EC', 'OKP'] },
  'trust.jwks.keys[].kid': { type: 'string', minLength: 1, maxLength: 200 },
  'trust.jwks.keys[].alg': { type: 'string', options: ['RS256', 'PS256', 'ES256', 'EdDSA'] },
  'trust.jwks.keys[].crv': { type: 'string', options: ['P-256', 'Ed25519'] },
  'trust.jwks.keys[].n': { type: 'string', pattern: '^[A-Za-z0-9_-]{1,1500}$' },
  'trust.jwks.keys[].e': { type: 'string', pattern: '^[A-Za-z0-9_-]{1,1500}$' },
  'trust.jwks.keys[].x': { type: 'string', pattern: '^[A-Za-z0-9_-]{1,1500}$' },
  'trust.jwks.keys[].y': { type: 'string', pattern: '^[A-Za-z0-9_-]{1,1500}$' },
  'trust.jwks.keys[].d': { type: 'any' },
  'trust.jwks.keys[].p': { type: 'any' },
  'trust.jwks.keys[].q': { type: 'any' },
  'trust.jwks.keys[].dp': { type: 'any' },
  'trust.jwks.keys[].dq': { type: 'any' },
  'trust.jwks.keys[].qi': { type: 'any' },
  'trust.jwks.keys[].oth': { type: 'any' },
  'trust.jwks.keys[].k': { type: 'any' },
} as const satisfies BodyRules;

export const previewGroupMappings = {
  mode: { type: 'string', options: ['union', 'first'] },
  defaultRole: { type: 'string', nullable: true, minLength: 1, maxLength: 40 },
  overSeatLimit: { type: 'string', options: ['queue', 'refuse'] },
  mappings: { type: 'array', required: true, maxItems: 1000 },
  'mappings[]': { type: 'object' },
  'mappings[].groupId': { type: 'string', minLength: 1, maxLength: 100 },
  'mappings[].externalId': { type: 'string', minLength: 1, maxLength: 1000 },
  'mappings[].groupName': { type: 'string', minLength: 1, maxLength: 1000 },
  'mappings[].bindByName': { type: 'boolean' },
  'mappings[].role': { type: 'string', minLength: 1, maxLength: 40 },
  'mappings[].space': { type: 'object' },
  'mappings[].space.spaceId': { type: 'string', required: true, format: 'uuid' },
  'mappings[].space.role': { type: 'string', required: true, minLength: 1, maxLength: 40 },
  'mappings[].productId': { type: 'string', format: 'uuid' },
  vouch: { type: 'boolean' },
} as const satisfies BodyRules;

export const replaceGroupMappings = {
  mode: { type: 'string', options: ['union', 'first'] },
  defaultRole: { type: 'string', nullable: true, minLength: 1, maxLength: 40 },
  overSeatLimit: { type: 'string', options: ['queue', 'refuse'] },
  mappings: { type: 'array', required: true, maxItems: 1000 },
  'mappings[]': { type: 'object' },
  'mappings[].groupId': { type: 'string', minLength: 1, maxLength: 100 },
  'mappings[].externalId': { type: 'string', minLength: 1, maxLength: 1000 },
  'mappings[].groupName': { type: 'string', minLength: 1, maxLength: 1000 },
  'mappings[].bindByName': { type: 'boolean' },
  'mappings[].role': { type: 'string', minLength: 1, maxLength: 40 },
  'mappings[].space': { type: 'object' },
  'mappings[].space.spaceId': { type: 'string', required: true, format: 'uuid' },
  'mappings[].space.role': { type: 'string', required: true, minLength: 1, maxLength: 40 },
  'mappings[].productId': { type: 'string', format: 'uuid' },
  vouch: { type: 'boolean' },
} as const satisfies BodyRules;

export const updatePerson = {
  name: { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  firstName: { type: 'string', nullable: true, trimmed: true, minLength: 1, maxLength: 100 },
  lastName: { type: 'string', nullable: true, trimmed: true, minLength: 1, maxLength: 100 },
  locale: {
    type: 'string',
    nullable: true,
    maxLength: 35,
    pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$',
  },
} as const satisfies BodyRules;

export const updatePreferences = {
  colorScheme: { type: 'string', nullable: true, options: ['light', 'dark', 'system'] },
  density: { type: 'string', nullable: true, options: ['comfortable', 'compact'] },
  shortcuts: { type: 'boolean', nullable: true },
  pagedTables: { type: 'boolean', nullable: true },
  startPage: {
    type: 'string',
    nullable: true,
    maxLength: 60,
    pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
  },
  dismissedHints: { type: 'array', nullable: true, maxItems: 100 },
  'dismissedHints[]': { type: 'string', maxLength: 60, pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' },
  lists: { type: 'object' },
} as const satisfies BodyRules;

export const confirmPersonApp = {
  id: { type: 'string', required: true, format: 'uuid' },
  code: { type: 'string', required: true, minLength: 1, maxLength: 20 },
} as const satisfies BodyRules;

export const confirmPersonPasskey = {
  id: { type: 'string', required: true, format: 'uuid' },
  name: { type: 'string', required: true, trimmed: true, minLength: 1, maxLength: 60 },
  response: { type: 'string', required: true, minLength: 1, maxLength: 16000 },
} as const satisfies BodyRules;

export const createView = {
  list: {
    type: 'string',
    required: true,
    options: [
      'members',
      'invitations',
      'join-requests',
      'roles',
      'spaces',
      'seats',
      'seat-requests',
      'domains',
      'connections',
      'exchanges',
      'api-keys',
      'journal',
      'webhook-deliveries',
      'mails',
    ],
  },
  name: { type: 'string', required: true, trimmed: true, minLength: 1, maxLength: 80 },
  query: { type: 'string', required: true, maxLength: 2000, pattern: '^(?!\\?)[\\x21-\\x7e]*$' },
  shared: { type: 'boolean' },
} as const satisfies BodyRules;

export const updateView = {
  name: { type: 'string', trimmed: true, minLength: 1, maxLength: 80 },
  query: { type: 'string', maxLength: 2000, pattern: '^(?!\\?)[\\x21-\\x7e]*$' },
  shared: { type: 'boolean' },
} as const satisfies BodyRules;

export const enforceSignIn = {
  domains: { type: 'array', required: true, minItems: 1, maxItems: 100 },
  'domains[]': { type: 'string', minLength: 1, maxLength: 253 },
  connectionIds: { type: 'array', required: true, minItems: 1, maxItems: 20 },
  'connectionIds[]': { type: 'string', format: 'uuid' },
  guests: { type: 'string', required: true, options: ['second_step', 'refused'] },
  breakGlassMemberIds: { type: 'array', required: true, minItems: 1, maxItems: 10 },
  'breakGlassMemberIds[]': { type: 'string', format: 'uuid' },
} as const satisfies BodyRules;

export const previewSignInEnforcement = {
  domains: { type: 'array', required: true, minItems: 1, maxItems: 100 },
  'domains[]': { type: 'string', minLength: 1, maxLength: 253 },
  connectionIds: { type: 'array', required: true, minItems: 1, maxItems: 20 },
  'connectionIds[]': { type: 'string', format: 'uuid' },
  guests: { type: 'string', required: true, options: ['second_step', 'refused'] },
  breakGlassMemberIds: { type: 'array', required: true, minItems: 1, maxItems: 10 },
  'breakGlassMemberIds[]': { type: 'string', format: 'uuid' },
} as const satisfies BodyRules;

export const changeMemberSpaces = {
  action: { type: 'string', required: true, options: ['assign', 'remove'] },
  role: { type: 'string', minLength: 1, maxLength: 40 },
  spaceIds: { type: 'array', required: true, minItems: 1, maxItems: 1000 },
  'spaceIds[]': { type: 'string', format: 'uuid' },
} as const satisfies BodyRules;

export const changeSpaceMembers = {
  action: { type: 'string', required: true, options: ['assign', 'remove'] },
  role: { type: 'string', minLength: 1, maxLength: 40 },
  memberIds: { type: 'array', required: true, minItems: 1, maxItems: 1000 },
  'memberIds[]': { type: 'string', format: 'uuid' },
} as const satisfies BodyRules;

export const createSpace = {
  name: { type: 'string', required: true, trimmed: true, minLength: 1, maxLength: 200 },
  description: { type: 'string', trimmed: true, maxLength: 1000 },
} as const satisfies BodyRules;

export const setSpaceMember = {
  role: { type: 'string', required: true, minLength: 1, maxLength: 40 },
} as const satisfies BodyRules;

export const updateSpace = {
  name: { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  description: { type: 'string', nullable: true, trimmed: true, maxLength: 1000 },
} as const satisfies BodyRules;

export const createProduct = {
  key: { type: 'string', required: true, maxLength: 40, pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' },
  name: { type: 'string', required: true, trimmed: true, minLength: 1, maxLength: 200 },
  description: { type: 'string', trimmed: true, maxLength: 1000 },
  seats: { type: 'integer', required: true, minimum: 0, maximum: 10000000 },
} as const satisfies BodyRules;

export const updateProduct = {
  key: { type: 'string', maxLength: 40, pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' },
  name: { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  seats: { type: 'integer', minimum: 0, maximum: 10000000 },
  description: { type: 'string', nullable: true, trimmed: true, maxLength: 1000 },
} as const satisfies BodyRules;

export const assignSeat = {
  productId: { type: 'string', required: true, format: 'uuid' },
  memberId: { type: 'string', required: true, format: 'uuid' },
  whenFull: { type: 'string', options: ['refuse', 'request', 'queue'] },
} as const satisfies BodyRules;

export const changeSeats = {
  action: { type: 'string', required: true, options: ['assign', 'release'] },
  productId: { type: 'string', required: true, format: 'uuid' },
  whenFull: { type: 'string', options: ['refuse', 'request', 'queue'] },
  memberIds: { type: 'array', required: true, minItems: 1, maxItems: 1000 },
  'memberIds[]': { type: 'string', format: 'uuid' },
} as const satisfies BodyRules;

export const denySeatRequest = {
  reason: { type: 'string', trimmed: true, minLength: 1, maxLength: 1000 },
} as const satisfies BodyRules;

export const requestSeat = {
  productId: { type: 'string', required: true, format: 'uuid' },
  reason: { type: 'string', trimmed: true, minLength: 1, maxLength: 1000 },
} as const satisfies BodyRules;

export const addMember = {
  email: { type: 'string', required: true, trimmed: true, maxLength: 320, format: 'idn-email' },
  name: { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  firstName: { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  lastName: { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  roles: { type: 'array', maxItems: 50 },
  'roles[]': { type: 'string', minLength: 1, maxLength: 40 },
  spaces: { type: 'array', maxItems: 200 },
  'spaces[]': { type: 'object' },
  'spaces[].spaceId': { type: 'string', required: true, format: 'uuid' },
  'spaces[].role': { type: 'string', required: true, minLength: 1, maxLength: 40 },
  products: { type: 'array', maxItems: 200 },
  'products[]': { type: 'string', format: 'uuid' },
  attributes: { type: 'object' },
  locale: { type: 'string', minLength: 2, maxLength: 35 },
  guest: { type: 'boolean' },
  notify: { type: 'boolean' },
} as const satisfies BodyRules;

export const removeMember = {
  successorMemberId: { type: 'string', format: 'uuid' },
} as const satisfies BodyRules;

export const unlockMember = {
  hours: { type: 'integer', required: true, minimum: 1, maximum: 72 },
  reason: { type: 'string', required: true, trimmed: true, minLength: 1, maxLength: 500 },
} as const satisfies BodyRules;

export const updateMember = {
  name: { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  firstName: { type: 'string', nullable: true, trimmed: true, minLength: 1, maxLength: 100 },
  lastName: { type: 'string', nullable: true, trimmed: true, minLength: 1, maxLength: 100 },
  email: { type: 'string', trimmed: true, maxLength: 320, format: 'idn-email' },
  locale: { type: 'string', minLength: 2, maxLength: 35 },
  attributes: { type: 'object' },
} as const satisfies BodyRules;

export const changeMembers = {
  selection: { type: 'object', required: true },
  'selection.ids': { type: 'array', minItems: 1, maxItems: 1000 },
  'selection.ids[]': { type: 'string', format: 'uuid' },
  'selection.filter': { type: 'object' },
  'selection.filter.state': { type: 'string', maxLength: 60 },
  'selection.filter.q': { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  'selection.filter.email': { type: 'string', minLength: 1, maxLength: 320 },
  'selection.filter.filter': { type: 'string', minLength: 1, maxLength: 8192 },
  'selection.exclude': { type: 'array', maxItems: 1000 },
  'selection.exclude[]': { type: 'string', format: 'uuid' },
  'selection.invitations': { type: 'object' },
  'selection.invitations.status': {
    type: 'string',
    options: ['pending', 'accepted', 'declined', 'expired', 'revoked', 'superseded'],
  },
  'selection.invitations.email': { type: 'string', minLength: 1, maxLength: 320 },
  'selection.invitations.role': { type: 'string', minLength: 1, maxLength: 60 },
  'selection.invitations.inviter': { type: 'string', minLength: 1, maxLength: 100 },
  'selection.invitations.expiresFrom': { type: 'string', format: 'date-time' },
  'selection.invitations.expiresTo': { type: 'string', format: 'date-time' },
  'selection.invitations.q': { type: 'string', minLength: 1, maxLength: 200 },
  change: { type: 'object', required: true },
  'change.kind': {
    type: 'string',
    required: true,
    options: [
      'suspend',
      'restore',
      'remove',
      'addRoles',
      'removeRoles',
      'setRoles',
      'assignSeats',
      'releaseSeats',
      'addToSpaces',
      'removeFromSpaces',
      'resendInvitations',
      'renewInvitations',
      'revokeInvitations',
    ],
  },
  'change.successorMemberId': { type: 'string', format: 'uuid' },
  'change.roles': { type: 'array', minItems: 1, maxItems: 50 },
  'change.roles[]': { type: 'string', minLength: 1, maxLength: 40 },
  'change.until': { type: 'string', format: 'date-time' },
  'change.confirm': { type: 'boolean' },
  'change.productId': { type: 'string', format: 'uuid' },
  'change.whenFull': { type: 'string', options: ['refuse', 'request', 'queue'] },
  'change.spaceIds': { type: 'array', minItems: 1, maxItems: 100 },
  'change.spaceIds[]': { type: 'string', format: 'uuid' },
  'change.role': { type: 'string', minLength: 1, maxLength: 40 },
  'change.notify': { type: 'boolean' },
  'change.note': { type: 'string', trimmed: true, minLength: 1, maxLength: 1000 },
  expected: { type: 'integer', minimum: 0 },
} as const satisfies BodyRules;

export const previewMemberChange = {
  selection: { type: 'object', required: true },
  'selection.ids': { type: 'array', minItems: 1, maxItems: 1000 },
  'selection.ids[]': { type: 'string', format: 'uuid' },
  'selection.filter': { type: 'object' },
  'selection.filter.state': { type: 'string', maxLength: 60 },
  'selection.filter.q': { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  'selection.filter.email': { type: 'string', minLength: 1, maxLength: 320 },
  'selection.filter.filter': { type: 'string', minLength: 1, maxLength: 8192 },
  'selection.exclude': { type: 'array', maxItems: 1000 },
  'selection.exclude[]': { type: 'string', format: 'uuid' },
  'selection.invitations': { type: 'object' },
  'selection.invitations.status': {
    type: 'string',
    options: ['pending', 'accepted', 'declined', 'expired', 'revoked', 'superseded'],
  },
  'selection.invitations.email': { type: 'string', minLength: 1, maxLength: 320 },
  'selection.invitations.role': { type: 'string', minLength: 1, maxLength: 60 },
  'selection.invitations.inviter': { type: 'string', minLength: 1, maxLength: 100 },
  'selection.invitations.expiresFrom': { type: 'string', format: 'date-time' },
  'selection.invitations.expiresTo': { type: 'string', format: 'date-time' },
  'selection.invitations.q': { type: 'string', minLength: 1, maxLength: 200 },
  change: { type: 'object', required: true },
  'change.kind': {
    type: 'string',
    required: true,
    options: [
      'suspend',
      'restore',
      'remove',
      'addRoles',
      'removeRoles',
      'setRoles',
      'assignSeats',
      'releaseSeats',
      'addToSpaces',
      'removeFromSpaces',
      'resendInvitations',
      'renewInvitations',
      'revokeInvitations',
    ],
  },
  'change.successorMemberId': { type: 'string', format: 'uuid' },
  'change.roles': { type: 'array', minItems: 1, maxItems: 50 },
  'change.roles[]': { type: 'string', minLength: 1, maxLength: 40 },
  'change.until': { type: 'string', format: 'date-time' },
  'change.confirm': { type: 'boolean' },
  'change.productId': { type: 'string', format: 'uuid' },
  'change.whenFull': { type: 'string', options: ['refuse', 'request', 'queue'] },
  'change.spaceIds': { type: 'array', minItems: 1, maxItems: 100 },
  'change.spaceIds[]': { type: 'string', format: 'uuid' },
  'change.role': { type: 'string', minLength: 1, maxLength: 40 },
  'change.notify': { type: 'boolean' },
  'change.note': { type: 'string', trimmed: true, minLength: 1, maxLength: 1000 },
} as const satisfies BodyRules;

export const bulkMembers = {
  action: { type: 'string', required: true, options: ['suspend', 'restore', 'remove', 'setRoles'] },
  ids: { type: 'array', required: true, minItems: 1, maxItems: 1000 },
  'ids[]': { type: 'string', format: 'uuid' },
  successorMemberId: { type: 'string', format: 'uuid' },
  roles: { type: 'array', minItems: 1, maxItems: 50 },
  'roles[]': { type: 'string', minLength: 1, maxLength: 40 },
  confirm: { type: 'boolean' },
} as const satisfies BodyRules;

export const fetchLogo = {
  url: { type: 'string', required: true, maxLength: 2000, format: 'uri' },
} as const satisfies BodyRules;

export const mergeMember = {
  into: { type: 'string', required: true, format: 'uuid' },
  intoVersion: { type: 'integer', minimum: 1 },
  confirm: { type: 'boolean' },
} as const satisfies BodyRules;

export const previewMemberMerge = {
  into: { type: 'string', required: true, format: 'uuid' },
} as const satisfies BodyRules;

export const eraseMember = {} as const satisfies BodyRules;

export const replaceAttributes = {
  attributes: { type: 'array', required: true, maxItems: 50 },
  'attributes[]': { type: 'object' },
  'attributes[].name': {
    type: 'string',
    required: true,
    maxLength: 40,
    pattern: '^[a-z][a-z0-9_]*$',
  },
  'attributes[].title': {
    type: 'string',
    required: true,
    trimmed: true,
    minLength: 1,
    maxLength: 100,
  },
  'attributes[].type': {
    type: 'string',
    required: true,
    options: ['text', 'number', 'boolean', 'date', 'choice'],
  },
  'attributes[].choices': { type: 'array', maxItems: 200 },
  'attributes[].choices[]': { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  'attributes[].scim': {
    type: 'string',
    maxLength: 200,
    pattern: '^(?:urn:[^\\s]+:)?[A-Za-z$][\\w$-]*(?:\\.[A-Za-z$][\\w$-]*)?$',
  },
} as const satisfies BodyRules;

export const bulkCreateInvitations = {
  common: { type: 'object' },
  'common.firstName': { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  'common.lastName': { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  'common.roles': { type: 'array', maxItems: 20 },
  'common.roles[]': { type: 'string', minLength: 1, maxLength: 60 },
  'common.spaces': { type: 'array', maxItems: 200 },
  'common.spaces[]': { type: 'object' },
  'common.spaces[].spaceId': { type: 'string', required: true, minLength: 1, maxLength: 100 },
  'common.spaces[].role': { type: 'string', required: true, minLength: 1, maxLength: 60 },
  'common.products': { type: 'array', maxItems: 100 },
  'common.products[]': { type: 'string', minLength: 1, maxLength: 100 },
  'common.attributes': { type: 'object' },
  'common.locale': { type: 'string', minLength: 2, maxLength: 35 },
  'common.message': { type: 'string', maxLength: 5000 },
  'common.guest': { type: 'boolean' },
  'common.lifeDays': { type: 'integer' },
  'common.redirectUrl': { type: 'string', maxLength: 2000 },
  'common.send': { type: 'boolean' },
  invitations: { type: 'array', required: true, minItems: 1, maxItems: 1000 },
  'invitations[]': { type: 'object' },
  'invitations[].email': { type: 'string', required: true, maxLength: 320, format: 'idn-email' },
  'invitations[].name': { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  'invitations[].firstName': { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  'invitations[].lastName': { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  'invitations[].roles': { type: 'array', maxItems: 20 },
  'invitations[].roles[]': { type: 'string', minLength: 1, maxLength: 60 },
  'invitations[].spaces': { type: 'array', maxItems: 200 },
  'invitations[].spaces[]': { type: 'object' },
  'invitations[].spaces[].spaceId': {
    type: 'string',
    required: true,
    minLength: 1,
    maxLength: 100,
  },
  'invitations[].spaces[].role': { type: 'string', required: true, minLength: 1, maxLength: 60 },
  'invitations[].products': { type: 'array', maxItems: 100 },
  'invitations[].products[]': { type: 'string', minLength: 1, maxLength: 100 },
  'invitations[].attributes': { type: 'object' },
  'invitations[].locale': { type: 'string', minLength: 2, maxLength: 35 },
  'invitations[].message': { type: 'string', maxLength: 5000 },
  'invitations[].guest': { type: 'boolean' },
  'invitations[].lifeDays': { type: 'integer' },
  'invitations[].redirectUrl': { type: 'string', maxLength: 2000 },
  'invitations[].send': { type: 'boolean' },
} as const satisfies BodyRules;

export const bulkResendInvitations = {
  ids: { type: 'array', minItems: 1, maxItems: 1000 },
  'ids[]': { type: 'string', minLength: 1, maxLength: 100 },
  filter: { type: 'object' },
  'filter.email': { type: 'string', minLength: 1, maxLength: 320 },
  'filter.role': { type: 'string', minLength: 1, maxLength: 60 },
  'filter.inviter': { type: 'string', minLength: 1, maxLength: 100 },
  'filter.expiresFrom': { type: 'string', format: 'date-time' },
  'filter.expiresTo': { type: 'string', format: 'date-time' },
  'filter.q': { type: 'string', minLength: 1, maxLength: 200 },
} as const satisfies BodyRules;

export const bulkRevokeInvitations = {
  ids: { type: 'array', minItems: 1, maxItems: 1000 },
  'ids[]': { type: 'string', minLength: 1, maxLength: 100 },
  filter: { type: 'object' },
  'filter.email': { type: 'string', minLength: 1, maxLength: 320 },
  'filter.role': { type: 'string', minLength: 1, maxLength: 60 },
  'filter.inviter': { type: 'string', minLength: 1, maxLength: 100 },
  'filter.expiresFrom': { type: 'string', format: 'date-time' },
  'filter.expiresTo': { type: 'string', format: 'date-time' },
  'filter.q': { type: 'string', minLength: 1, maxLength: 200 },
  notify: { type: 'boolean' },
  note: { type: 'string', trimmed: true, minLength: 1, maxLength: 1000 },
} as const satisfies BodyRules;

export const createInvitation = {
  email: { type: 'string', required: true, maxLength: 320, format: 'idn-email' },
  name: { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  firstName: { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  lastName: { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  roles: { type: 'array', maxItems: 20 },
  'roles[]': { type: 'string', minLength: 1, maxLength: 60 },
  spaces: { type: 'array', maxItems: 200 },
  'spaces[]': { type: 'object' },
  'spaces[].spaceId': { type: 'string', required: true, minLength: 1, maxLength: 100 },
  'spaces[].role': { type: 'string', required: true, minLength: 1, maxLength: 60 },
  products: { type: 'array', maxItems: 100 },
  'products[]': { type: 'string', minLength: 1, maxLength: 100 },
  attributes: { type: 'object' },
  locale: { type: 'string', minLength: 2, maxLength: 35 },
  message: { type: 'string', maxLength: 5000 },
  guest: { type: 'boolean' },
  lifeDays: { type: 'integer' },
  redirectUrl: { type: 'string', maxLength: 2000 },
  send: { type: 'boolean' },
} as const satisfies BodyRules;

export const lookUpInvitee = {
  email: { type: 'string', required: true, maxLength: 320, format: 'idn-email' },
} as const satisfies BodyRules;

export const renewInvitation = {
  name: { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  firstName: { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  lastName: { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  roles: { type: 'array', maxItems: 20 },
  'roles[]': { type: 'string', minLength: 1, maxLength: 60 },
  spaces: { type: 'array', maxItems: 200 },
  'spaces[]': { type: 'object' },
  'spaces[].spaceId': { type: 'string', required: true, minLength: 1, maxLength: 100 },
  'spaces[].role': { type: 'string', required: true, minLength: 1, maxLength: 60 },
  products: { type: 'array', maxItems: 100 },
  'products[]': { type: 'string', minLength: 1, maxLength: 100 },
  attributes: { type: 'object' },
  locale: { type: 'string', minLength: 2, maxLength: 35 },
  message: { type: 'string', maxLength: 5000 },
  guest: { type: 'boolean' },
  lifeDays: { type: 'integer' },
  redirectUrl: { type: 'string', nullable: true, maxLength: 2000 },
} as const satisfies BodyRules;

export const revokeInvitation = {
  notify: { type: 'boolean' },
  note: { type: 'string', trimmed: true, minLength: 1, maxLength: 1000 },
} as const satisfies BodyRules;

export const updateInvitation = {
  name: { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  firstName: { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  lastName: { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  roles: { type: 'array', maxItems: 20 },
  'roles[]': { type: 'string', minLength: 1, maxLength: 60 },
  spaces: { type: 'array', maxItems: 200 },
  'spaces[]': { type: 'object' },
  'spaces[].spaceId': { type: 'string', required: true, minLength: 1, maxLength: 100 },
  'spaces[].role': { type: 'string', required: true, minLength: 1, maxLength: 60 },
  products: { type: 'array', maxItems: 100 },
  'products[]': { type: 'string', minLength: 1, maxLength: 100 },
  attributes: { type: 'object' },
  locale: { type: 'string', minLength: 2, maxLength: 35 },
  message: { type: 'string', maxLength: 5000 },
  guest: { type: 'boolean' },
  lifeDays: { type: 'integer' },
  redirectUrl: { type: 'string', nullable: true, maxLength: 2000 },
} as const satisfies BodyRules;

export const acceptInvitation = {
  token: { type: 'string', required: true, minLength: 1, maxLength: 200 },
  email: { type: 'string', required: true, minLength: 1, maxLength: 320 },
  emailVerified: { type: 'boolean', required: true },
  name: { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  firstName: { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  lastName: { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  accountId: { type: 'string', format: 'uuid' },
  locale: { type: 'string', minLength: 2, maxLength: 35 },
  explicit: { type: 'boolean', required: true, options: [true] },
} as const satisfies BodyRules;

export const acceptInvitationHere = {
  token: { type: 'string', required: true, minLength: 1, maxLength: 200 },
  email: { type: 'string', required: true, minLength: 1, maxLength: 320 },
  emailVerified: { type: 'boolean', required: true },
  name: { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  firstName: { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  lastName: { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  accountId: { type: 'string', format: 'uuid' },
  locale: { type: 'string', minLength: 2, maxLength: 35 },
  explicit: { type: 'boolean', required: true, options: [true] },
} as const satisfies BodyRules;

export const askForInvitation = {
  token: { type: 'string', required: true, minLength: 1, maxLength: 200 },
} as const satisfies BodyRules;

export const declineInvitation = {
  token: { type: 'string', required: true, minLength: 1, maxLength: 200 },
  reportAbuse: { type: 'boolean' },
} as const satisfies BodyRules;

export const lookUpInvitation = {
  token: { type: 'string', required: true, minLength: 1, maxLength: 200 },
} as const satisfies BodyRules;

export const applyImport = {
  skipInvalid: { type: 'boolean' },
  confirm: { type: 'integer', minimum: 0 },
  maxDeactivate: { type: 'integer', minimum: 0 },
} as const satisfies BodyRules;

export const reportDelivery = {
  state: { type: 'string', required: true, options: ['delivered', 'bounced'] },
  reason: { type: 'string', trimmed: true, minLength: 1, maxLength: 300 },
} as const satisfies BodyRules;

export const previewMailTemplate = {
  words: { type: 'object' },
  'words.subject': { type: 'string', required: true, minLength: 1, maxLength: 1000 },
  'words.text': { type: 'string', required: true, minLength: 1, maxLength: 100000 },
  'words.html': { type: 'string', minLength: 1, maxLength: 200000 },
} as const satisfies BodyRules;

export const replaceMailTemplate = {
  subject: { type: 'string', required: true, minLength: 1, maxLength: 1000 },
  text: { type: 'string', required: true, minLength: 1, maxLength: 100000 },
  html: { type: 'string', minLength: 1, maxLength: 200000 },
} as const satisfies BodyRules;

export const testMailTemplate = {
  memberId: { type: 'string', format: 'uuid' },
} as const satisfies BodyRules;

export const markNoticesRead = {
  ids: { type: 'array', required: true, minItems: 1, maxItems: 200 },
  'ids[]': { type: 'string', format: 'uuid' },
} as const satisfies BodyRules;

export const raiseNotice = {
  notice: {
    type: 'string',
    required: true,
    maxLength: 60,
    pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
  },
  data: { type: 'object', required: true },
  'data.title': { type: 'string', required: true, trimmed: true, minLength: 1, maxLength: 200 },
  'data.text': { type: 'string', trimmed: true, minLength: 1, maxLength: 4000 },
  'data.url': { type: 'string', maxLength: 2000, format: 'uri' },
  memberIds: { type: 'array', minItems: 1, maxItems: 200 },
  'memberIds[]': { type: 'string', format: 'uuid' },
} as const satisfies BodyRules;

export const replaceNoticeMatrix = {
  own: { type: 'object', required: true },
} as const satisfies BodyRules;

export const updateNoticePreferences = {
  notices: { type: 'object', required: true },
} as const satisfies BodyRules;

export const addWebhookSecret = {
  scheme: { type: 'string', options: ['v1', 'v1a'] },
  secret: { type: 'string', minLength: 1, maxLength: 200 },
  overlapHours: { type: 'number', minimum: 0, maximum: 720 },
} as const satisfies BodyRules;

export const createWebhookEndpoint = {
  url: { type: 'string', required: true, minLength: 1, maxLength: 2000 },
  description: { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  types: { type: 'array', maxItems: 100 },
  'types[]': { type: 'string', minLength: 1, maxLength: 100 },
  payload: { type: 'string', options: ['full', 'thin'] },
  encoding: { type: 'string', options: ['native', 'cloudevents', 'cloudevents-binary', 'set'] },
  payloadVersion: { type: 'integer', minimum: 1, maximum: 1 },
  headers: { type: 'object' },
  after: { type: 'string', minLength: 1, maxLength: 200 },
  secret: { type: 'object' },
  'secret.scheme': { type: 'string', options: ['v1', 'v1a'] },
  'secret.secret': { type: 'string', minLength: 1, maxLength: 200 },
  'secret.overlapHours': { type: 'number', minimum: 0, maximum: 720 },
} as const satisfies BodyRules;

export const replayWebhookEvents = {
  after: { type: 'string', required: true, minLength: 1, maxLength: 200 },
  until: { type: 'string', minLength: 1, maxLength: 200 },
  missing: { type: 'boolean' },
} as const satisfies BodyRules;

export const setWebhookCursor = {
  after: { type: 'string', required: true, minLength: 1, maxLength: 200 },
} as const satisfies BodyRules;

export const updateWebhookEndpoint = {
  url: { type: 'string', minLength: 1, maxLength: 2000 },
  description: { type: 'string', nullable: true, trimmed: true, minLength: 1, maxLength: 200 },
  types: { type: 'array', maxItems: 100 },
  'types[]': { type: 'string', minLength: 1, maxLength: 100 },
  payload: { type: 'string', options: ['full', 'thin'] },
  encoding: { type: 'string', options: ['native', 'cloudevents', 'cloudevents-binary', 'set'] },
  payloadVersion: { type: 'integer', minimum: 1, maximum: 1 },
  headers: { type: 'object' },
  status: { type: 'string', options: ['enabled', 'disabled'] },
  resume: { type: 'string', options: ['stopped', 'now'] },
} as const satisfies BodyRules;

export const addInstallationWebhookSecret = {
  scheme: { type: 'string', options: ['v1', 'v1a'] },
  secret: { type: 'string', minLength: 1, maxLength: 200 },
  overlapHours: { type: 'number', minimum: 0, maximum: 720 },
} as const satisfies BodyRules;

export const createInstallationWebhookEndpoint = {
  url: { type: 'string', required: true, minLength: 1, maxLength: 2000 },
  description: { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  types: { type: 'array', maxItems: 100 },
  'types[]': { type: 'string', minLength: 1, maxLength: 100 },
  payload: { type: 'string', options: ['full', 'thin'] },
  encoding: { type: 'string', options: ['native', 'cloudevents', 'cloudevents-binary', 'set'] },
  payloadVersion: { type: 'integer', minimum: 1, maximum: 1 },
  headers: { type: 'object' },
  after: { type: 'string', minLength: 1, maxLength: 200 },
  secret: { type: 'object' },
  'secret.scheme': { type: 'string', options: ['v1', 'v1a'] },
  'secret.secret': { type: 'string', minLength: 1, maxLength: 200 },
  'secret.overlapHours': { type: 'number', minimum: 0, maximum: 720 },
} as const satisfies BodyRules;

export const replayInstallationWebhookEvents = {
  after: { type: 'string', required: true, minLength: 1, maxLength: 200 },
  until: { type: 'string', minLength: 1, maxLength: 200 },
  missing: { type: 'boolean' },
} as const satisfies BodyRules;

export const setInstallationWebhookCursor = {
  after: { type: 'string', required: true, minLength: 1, maxLength: 200 },
} as const satisfies BodyRules;

export const updateInstallationWebhookEndpoint = {
  url: { type: 'string', minLength: 1, maxLength: 2000 },
  description: { type: 'string', nullable: true, trimmed: true, minLength: 1, maxLength: 200 },
  types: { type: 'array', maxItems: 100 },
  'types[]': { type: 'string', minLength: 1, maxLength: 100 },
  payload: { type: 'string', options: ['full', 'thin'] },
  encoding: { type: 'string', options: ['native', 'cloudevents', 'cloudevents-binary', 'set'] },
  payloadVersion: { type: 'integer', minimum: 1, maximum: 1 },
  headers: { type: 'object' },
  status: { type: 'string', options: ['enabled', 'disabled'] },
  resume: { type: 'string', options: ['stopped', 'now'] },
} as const satisfies BodyRules;

export const giveMemberRole = {
  role: { type: 'string', required: true, minLength: 1, maxLength: 40 },
  until: { type: 'string', format: 'date-time' },
  confirm: { type: 'boolean' },
} as const satisfies BodyRules;

export const previewMemberRoles = {
  roles: { type: 'array', maxItems: 50 },
  'roles[]': { type: 'object' },
  'roles[].role': { type: 'string', minLength: 1, maxLength: 40 },
  'roles[].until': { type: 'string', format: 'date-time' },
  give: { type: 'object' },
  'give.role': { type: 'string', minLength: 1, maxLength: 40 },
  'give.until': { type: 'string', format: 'date-time' },
  take: { type: 'string', minLength: 1, maxLength: 40 },
} as const satisfies BodyRules;

export const restoreMemberRoles = { confirm: { type: 'boolean' } } as const satisfies BodyRules;

export const setMemberRoles = {
  roles: { type: 'array', required: true, maxItems: 50 },
  'roles[]': { type: 'object' },
  'roles[].role': { type: 'string', required: true, minLength: 1, maxLength: 40 },
  'roles[].until': { type: 'string', format: 'date-time' },
  confirm: { type: 'boolean' },
} as const satisfies BodyRules;

export const changeRole = {
  title: { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  description: { type: 'string', nullable: true, trimmed: true, minLength: 1, maxLength: 500 },
  permissions: { type: 'array', maxItems: 200 },
  'permissions[]': { type: 'string', minLength: 1, maxLength: 100 },
  grants: { type: 'array', maxItems: 200 },
  'grants[]': { type: 'string', pattern: '^[a-z][a-z0-9-]{0,39}$|^(?:\\*)$' },
  manages: { type: 'array', maxItems: 200 },
  'manages[]': { type: 'string', pattern: '^[a-z][a-z0-9-]{0,39}$|^(?:\\*)$' },
  mappable: { type: 'boolean' },
} as const satisfies BodyRules;

export const createRole = {
  name: { type: 'string', required: true, pattern: '^[a-z][a-z0-9-]{0,39}$' },
  title: { type: 'string', required: true, trimmed: true, minLength: 1, maxLength: 100 },
  description: { type: 'string', trimmed: true, minLength: 1, maxLength: 500 },
  permissions: { type: 'array', required: true, maxItems: 200 },
  'permissions[]': { type: 'string', minLength: 1, maxLength: 100 },
  grants: { type: 'array', maxItems: 200 },
  'grants[]': { type: 'string', pattern: '^[a-z][a-z0-9-]{0,39}$|^(?:\\*)$' },
  manages: { type: 'array', maxItems: 200 },
  'manages[]': { type: 'string', pattern: '^[a-z][a-z0-9-]{0,39}$|^(?:\\*)$' },
  mappable: { type: 'boolean' },
} as const satisfies BodyRules;

export const createApiKey = {
  name: { type: 'string', required: true, trimmed: true, minLength: 1, maxLength: 200 },
  scopes: { type: 'array', required: true, minItems: 1, maxItems: 200 },
  'scopes[]': { type: 'string', minLength: 1, maxLength: 100 },
  expiresAt: { type: 'string', format: 'date-time' },
} as const satisfies BodyRules;

export const addDomain = {
  name: { type: 'string', required: true, minLength: 3, maxLength: 253 },
} as const satisfies BodyRules;

export const confirmDomainCode = {
  code: { type: 'string', required: true, pattern: '^\\d{8}$' },
} as const satisfies BodyRules;

export const sendDomainCode = {
  mailbox: {
    type: 'string',
    required: true,
    options: ['admin', 'administrator', 'hostmaster', 'postmaster', 'webmaster'],
  },
} as const satisfies BodyRules;

export const updateDomain = {
  enrolment: { type: 'string', options: ['manual', 'suggest', 'auto'] },
  defaultRole: { type: 'string', nullable: true, minLength: 1, maxLength: 40 },
  defaultSpaces: { type: 'array', maxItems: 100 },
  'defaultSpaces[]': { type: 'object' },
  'defaultSpaces[].spaceId': { type: 'string', required: true, format: 'uuid' },
  'defaultSpaces[].role': { type: 'string', required: true, minLength: 1, maxLength: 40 },
} as const satisfies BodyRules;

export const approveJoinRequest = {
  roles: { type: 'array', maxItems: 20 },
  'roles[]': { type: 'string', minLength: 1, maxLength: 40 },
  spaces: { type: 'array', maxItems: 100 },
  'spaces[]': { type: 'object' },
  'spaces[].spaceId': { type: 'string', required: true, format: 'uuid' },
  'spaces[].role': { type: 'string', required: true, minLength: 1, maxLength: 40 },
  products: { type: 'array', maxItems: 100 },
  'products[]': { type: 'string', format: 'uuid' },
} as const satisfies BodyRules;

export const createJoinRequest = {
  email: { type: 'string', required: true, trimmed: true, maxLength: 320, format: 'idn-email' },
  name: { type: 'string', required: true, trimmed: true, minLength: 1, maxLength: 200 },
  firstName: { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  lastName: { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  emailVerified: { type: 'boolean', required: true },
  accountId: { type: 'string', format: 'uuid' },
  message: { type: 'string', trimmed: true, maxLength: 1000 },
} as const satisfies BodyRules;

export const decideJoinRequests = {
  decision: { type: 'string', required: true, options: ['approve', 'deny'] },
  ids: { type: 'array', required: true, minItems: 1, maxItems: 100 },
  'ids[]': { type: 'string', format: 'uuid' },
  roles: { type: 'array', maxItems: 20 },
  'roles[]': { type: 'string', minLength: 1, maxLength: 40 },
  spaces: { type: 'array', maxItems: 100 },
  'spaces[]': { type: 'object' },
  'spaces[].spaceId': { type: 'string', format: 'uuid' },
  'spaces[].role': { type: 'string', minLength: 1, maxLength: 40 },
  products: { type: 'array', maxItems: 100 },
  'products[]': { type: 'string', format: 'uuid' },
  reason: { type: 'string', trimmed: true, minLength: 1, maxLength: 1000 },
} as const satisfies BodyRules;

export const denyJoinRequest = {
  reason: { type: 'string', trimmed: true, minLength: 1, maxLength: 1000 },
} as const satisfies BodyRules;

export const enrol = {
  email: { type: 'string', required: true, trimmed: true, maxLength: 320, format: 'idn-email' },
  name: { type: 'string', required: true, trimmed: true, minLength: 1, maxLength: 200 },
  firstName: { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  lastName: { type: 'string', trimmed: true, minLength: 1, maxLength: 100 },
  emailVerified: { type: 'boolean', required: true },
  accountId: { type: 'string', format: 'uuid' },
} as const satisfies BodyRules;

export const approveLinkRequest = {} as const satisfies BodyRules;

export const decideLinkRequests = {
  ids: { type: 'array', required: true, minItems: 1, maxItems: 100 },
  'ids[]': { type: 'string', format: 'uuid' },
  decision: { type: 'string', required: true, options: ['approve', 'reject'] },
} as const satisfies BodyRules;

export const rejectLinkRequest = {} as const satisfies BodyRules;

export const createSignInLink = {
  email: { type: 'string', required: true, trimmed: true, maxLength: 320, format: 'idn-email' },
  ownerOf: { type: 'string', minLength: 1, maxLength: 100 },
} as const satisfies BodyRules;

export const createHook = {
  name: { type: 'string', required: true, trimmed: true, minLength: 1, maxLength: 200 },
  description: { type: 'string', trimmed: true, maxLength: 1000 },
  point: {
    type: 'string',
    required: true,
    options: [
      'before_user_create',
      'before_user_update',
      'before_user_deactivate',
      'before_group_create',
      'before_group_update',
      'before_group_delete',
      'before_role_resolution',
      'before_invitation_create',
      'before_invitation_accept',
      'before_join_request',
      'before_admission',
      'before_sign_in',
      'before_seat_allocation',
      'before_import_row',
    ],
  },
  url: { type: 'string', required: true, trimmed: true, minLength: 1, maxLength: 2000 },
  enabled: { type: 'boolean' },
  order: { type: 'integer', minimum: 0, maximum: 10000 },
  onFailure: { type: 'string', options: ['open', 'closed', 'last_known'] },
  budgetMs: { type: 'integer', minimum: 100, maximum: 10000 },
  condition: { type: 'string', trimmed: true, minLength: 1, maxLength: 2000 },
  percentage: { type: 'integer', minimum: 1, maximum: 100 },
  dryRun: { type: 'boolean' },
  apiKeyId: { type: 'string', format: 'uuid' },
} as const satisfies BodyRules;

export const createInstallationHook = {
  name: { type: 'string', required: true, trimmed: true, minLength: 1, maxLength: 200 },
  description: { type: 'string', trimmed: true, maxLength: 1000 },
  point: {
    type: 'string',
    required: true,
    options: [
      'before_user_create',
      'before_user_update',
      'before_user_deactivate',
      'before_group_create',
      'before_group_update',
      'before_group_delete',
      'before_role_resolution',
      'before_invitation_create',
      'before_invitation_accept',
      'before_join_request',
      'before_admission',
      'before_sign_in',
      'before_seat_allocation',
      'before_import_row',
    ],
  },
  url: { type: 'string', required: true, trimmed: true, minLength: 1, maxLength: 2000 },
  enabled: { type: 'boolean' },
  order: { type: 'integer', minimum: 0, maximum: 10000 },
  onFailure: { type: 'string', options: ['open', 'closed', 'last_known'] },
  budgetMs: { type: 'integer', minimum: 100, maximum: 10000 },
  condition: { type: 'string', trimmed: true, minLength: 1, maxLength: 2000 },
  percentage: { type: 'integer', minimum: 1, maximum: 100 },
  dryRun: { type: 'boolean' },
} as const satisfies BodyRules;

export const rotateHookSecret = {
  overlapHours: { type: 'integer', minimum: 0, maximum: 168 },
} as const satisfies BodyRules;

export const rotateInstallationHookSecret = {
  overlapHours: { type: 'integer', minimum: 0, maximum: 168 },
} as const satisfies BodyRules;

export const tryHook = {
  sampleId: { type: 'string', format: 'uuid' },
  proposed: { type: 'object' },
} as const satisfies BodyRules;

export const tryInstallationHook = {
  sampleId: { type: 'string', format: 'uuid' },
  proposed: { type: 'object' },
  organizationId: { type: 'string', format: 'uuid' },
} as const satisfies BodyRules;

export const updateHook = {
  name: { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  description: { type: 'string', nullable: true, trimmed: true, maxLength: 1000 },
  url: { type: 'string', trimmed: true, minLength: 1, maxLength: 2000 },
  enabled: { type: 'boolean' },
  order: { type: 'integer', minimum: 0, maximum: 10000 },
  onFailure: { type: 'string', nullable: true, options: ['open', 'closed', 'last_known'] },
  budgetMs: { type: 'integer', nullable: true, minimum: 100, maximum: 10000 },
  condition: { type: 'string', nullable: true, trimmed: true, minLength: 1, maxLength: 2000 },
  percentage: { type: 'integer', nullable: true, minimum: 1, maximum: 100 },
  dryRun: { type: 'boolean', nullable: true },
  apiKeyId: { type: 'string', nullable: true, format: 'uuid' },
} as const satisfies BodyRules;

export const updateInstallationHook = {
  name: { type: 'string', trimmed: true, minLength: 1, maxLength: 200 },
  description: { type: 'string', nullable: true, trimmed: true, maxLength: 1000 },
  url: { type: 'string', trimmed: true, minLength: 1, maxLength: 2000 },
  enabled: { type: 'boolean' },
  order: { type: 'integer', minimum: 0, maximum: 10000 },
  onFailure: { type: 'string', nullable: true, options: ['open', 'closed', 'last_known'] },
  budgetMs: { type: 'integer', nullable: true, minimum: 100, maximum: 10000 },
  condition: { type: 'string', nullable: true, trimmed: true, minLength: 1, maxLength: 2000 },
  percentage: { type: 'integer', nullable: true, minimum: 1, maximum: 100 },
  dryRun: { type: 'boolean', nullable: true },
} as const satisfies BodyRules;
