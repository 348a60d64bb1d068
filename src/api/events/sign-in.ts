import { z } from 'zod';
import { id, instant } from '../inputs.js';
import { connectionDeleted, connectionDeleting } from './connections.js';
import { eventTypes, ID, TIME } from './declarations.js';

/** What a provider says of itself: of SAML an entity, of OpenID Connect an issuer. Certificates and keys by their fingerprints. */
const provider = z.looseObject({
  entityId: z.string().optional(),
  signOn: z.array(z.string()).optional(),
  logout: z.array(z.string()).optional(),
  certificates: z.array(z.string()).optional(),
  issuer: z.string().optional(),
  endpoints: z.array(z.string()).optional(),
  keys: z.array(z.string()).optional(),
});

/** Options are there as far as they were said. `metadata` is a URL, or `document`; `tested` a configuration. */
const connection = z.looseObject({
  name: z.string(),
  status: z.string(),
  configuration: z.int(),
  preset: z.string(),
  names: z.looseObject({}),
  issuedFor: z.string(),
  provider: provider.optional(),
  metadata: z.string().optional(),
  tested: z.int().optional(),
  justInTime: z.enum(['on', 'off']).optional(),
  unsolicited: z.boolean().optional(),
  nameIdFormat: z.string().optional(),
  pairedWith: id.optional(),
  signInContext: z.string().optional(),
  stepUpContext: z.string().optional(),
  secondStep: z.enum(['ours', 'provider']).optional(),
  secondStepValues: z.array(z.string()).optional(),
  forceAuthn: z.boolean().optional(),
  singleLogout: z.boolean().optional(),
  notifyMembers: z.boolean().optional(),
  clientId: z.string().optional(),
  clientAuthentication: z.string().optional(),
  clientSecretId: z.string().optional(),
  scopes: z.array(z.string()).optional(),
  maxAge: z.int().optional(),
  hostedDomains: z.array(z.string()).optional(),
  withoutPkce: z.boolean().optional(),
});

const signingKey = z.looseObject({ keyId: id, signsFrom: instant, notAfter: instant });

const identity = z.looseObject({
  identityId: id,
  connectionId: id,
  connection: z.string().optional(),
  issuer: z.string(),
  subject: z.string(),
  provedBy: z.string(),
  accountId: id,
});

export const signInEvents = eventTypes({
  'session.closed': {
    description: 'A session does not open this organization any more.',
    objects: ['account'],
    after: z.looseObject({ sessionId: id }),
    example: { after: { sessionId: ID } },
  },
  'session.ended': {
    description: 'A session ended.',
    objects: ['account'],
    after: z.looseObject({ sessionId: id, reason: z.string() }),
    example: { after: { sessionId: ID, reason: 'revoked' } },
  },
  'session.started': {
    description: 'A person signed in.',
    objects: ['account'],
    after: z.looseObject({
      sessionId: id,
      method: z.string(),
      expiresAt: instant,
      connectionId: id.optional(),
    }),
    example: { after: { sessionId: ID, method: 'saml', connectionId: ID, expiresAt: TIME } },
  },
  'session.stepped_up': {
    description: 'A person proved once more who they are.',
    objects: ['account'],
    after: z.looseObject({ sessionId: id, by: z.string() }),
    example: { after: { sessionId: ID, by: 'passkey' } },
  },
  'sign_in.address_kept': {
    description: 'A provider told another address; it was not taken over.',
    objects: ['member'],
    before: z.looseObject({ email: z.string().optional() }),
    after: z.looseObject({ email: z.string(), connectionId: id, connection: z.string() }),
    example: {
      before: { email: 'ann@example.com' },
      after: { email: 'ann@example.org', connectionId: ID, connection: 'Company' },
    },
  },
  'sign_in.admitted': {
    description: 'A person was admitted by signing in.',
    objects: ['member'],
    after: z.looseObject({
      connectionId: id,
      connection: z.string(),
      identityId: id,
      isNew: z.boolean().optional(),
    }),
    example: { after: { connectionId: ID, connection: 'Company', identityId: ID, isNew: true } },
  },
  'sign_in.break_glass_used': {
    description: 'A named owner came in past the enforced provider.',
    objects: ['member'],
    after: z.looseObject({ sessionId: id, method: z.string(), by: z.string().optional() }),
    example: { after: { sessionId: ID, method: 'email_code', by: 'totp' } },
  },
  'sign_in.connection.certificate_expiring': {
    description: 'A certificate of a provider is about to expire.',
    objects: ['connection'],
    after: z.looseObject({ days: z.int(), expiresAt: z.string() }),
    example: { after: { days: 30, expiresAt: TIME } },
  },
  'sign_in.connection.created': {
    description: 'A connection for signing in was made.',
    objects: ['connection'],
    after: connection.extend({ kind: z.enum(['saml', 'oidc']) }),
    example: {
      after: {
        kind: 'saml',
        name: 'Company',
        status: 'disabled',
        configuration: 1,
        preset: 'custom',
        names: {},
        issuedFor: 'https://muster.example',
      },
    },
  },
  'sign_in.connection.deleted': {
    description: 'A connection for signing in was deleted.',
    objects: ['connection'],
    ...connectionDeleted,
  },
  'sign_in.connection.deleting': {
    description: 'A connection for signing in is being deleted.',
    objects: ['connection'],
    ...connectionDeleting,
  },
  'sign_in.connection.key_added': {
    description: 'A connection has a new key.',
    objects: ['connection'],
    after: signingKey,
    example: { after: { keyId: ID, signsFrom: TIME, notAfter: TIME } },
  },
  'sign_in.connection.key_removed': {
    description: 'A key of a connection was removed.',
    objects: ['connection'],
    after: signingKey,
    example: { after: { keyId: ID, signsFrom: TIME, notAfter: TIME } },
  },
  'sign_in.connection.key_used': {
    description: 'Another key of a connection signs now.',
    objects: ['connection'],
    after: signingKey,
    example: { after: { keyId: ID, signsFrom: TIME, notAfter: TIME } },
  },
  'sign_in.connection.metadata_changed': {
    description: 'The metadata of a provider changed.',
    objects: ['connection'],
    before: z.looseObject({ provider }),
    after: z.looseObject({ provider, changed: z.array(z.string()) }),
    example: {
      before: {
        provider: {
          entityId: 'https://idp.example/metadata',
          signOn: ['post https://idp.example/sso'],
          logout: ['post https://idp.example/slo'],
          certificates: ['signing 5f2c0a91'],
        },
      },
      after: {
        provider: {
          entityId: 'https://idp.example/metadata',
          signOn: ['post https://idp.example/sso'],
          logout: ['post https://idp.example/slo'],
          certificates: ['signing 5f2c0a91', 'signing 9b07e3d4'],
        },
        changed: ['certificates'],
      },
    },
  },
  'sign_in.connection.metadata_ending': {
    description: 'The metadata of a provider are about to end.',
    objects: ['connection'],
    after: z.looseObject({ validUntil: z.string(), usableUntil: instant }),
    example: { after: { validUntil: TIME, usableUntil: TIME } },
  },
  'sign_in.connection.metadata_failing': {
    description: 'The metadata of a provider cannot be read.',
    objects: ['connection'],
    after: z.looseObject({ reason: z.string(), since: instant }),
    example: { after: { reason: 'fetch.unreachable', since: TIME } },
  },
  'sign_in.connection.metadata_recovered': {
    description: 'The metadata of a provider can be read again.',
    objects: ['connection'],
    after: z.looseObject({ failedSince: instant }),
    example: { after: { failedSince: TIME } },
  },
  'sign_in.connection.reconfigured': {
    description: 'A connection changed so that it has to be tested again.',
    objects: ['connection'],
    before: connection,
    after: connection.extend({ changed: z.array(z.string()) }),
    example: {
      before: {
        name: 'Company',
        status: 'active',
        configuration: 1,
        preset: 'custom',
        names: {},
        issuedFor: 'https://muster.example',
      },
      after: {
        name: 'Company',
        status: 'disabled',
        configuration: 2,
        preset: 'custom',
        names: { email: 'mail' },
        issuedFor: 'https://muster.example',
        changed: ['names.email'],
      },
    },
  },
  'sign_in.connection.tested': {
    description: 'A test sign-in of a connection went well.',
    objects: ['connection'],
    after: z.looseObject({ configuration: z.int() }),
    example: { after: { configuration: 1 } },
  },
  'sign_in.connection.updated': {
    description: 'A connection for signing in changed.',
    objects: ['connection'],
    before: connection,
    after: connection,
    example: {
      before: {
        name: 'Company',
        status: 'active',
        configuration: 1,
        preset: 'custom',
        names: {},
        issuedFor: 'https://muster.example',
      },
      after: {
        name: 'Company',
        status: 'disabled',
        configuration: 1,
        preset: 'custom',
        names: {},
        issuedFor: 'https://muster.example',
      },
    },
  },
  'sign_in.groups_unreadable': {
    description: 'A provider told groups in a form that cannot be read.',
    objects: ['connection'],
    after: z.looseObject({ memberId: id, member: z.string() }),
    example: { after: { memberId: ID, member: 'Ann Example' } },
  },
  'sign_in.identity_added': {
    description: 'A person has a new way of signing in.',
    objects: ['member'],
    after: identity,
    example: {
      after: {
        identityId: ID,
        connectionId: ID,
        connection: 'Company',
        issuer: 'https://idp.example.com',
        subject: 'user-1',
        provedBy: 'domain',
        accountId: ID,
      },
    },
  },
  'sign_in.identity_moved': {
    description: 'A way of signing in belongs to another member, after a merge.',
    objects: ['member'],
    after: identity,
    example: {
      after: {
        identityId: ID,
        connectionId: ID,
        connection: 'Company',
        issuer: 'https://idp.example.com',
        subject: 'user-1',
        provedBy: 'domain',
        accountId: ID,
      },
    },
  },
  'sign_in.identity_removed': {
    description: 'A way of signing in was removed.',
    objects: ['member'],
    after: identity,
    example: {
      after: {
        identityId: ID,
        connectionId: ID,
        connection: 'Company',
        issuer: 'https://idp.example.com',
        subject: 'user-1',
        provedBy: 'domain',
        accountId: ID,
      },
    },
  },
  'sign_in.link_created': {
    description: 'The operator made a link to sign in by.',
    objects: ['sign-in-link'],
    after: z.looseObject({ expiresAt: instant, ownerOf: id.nullable() }),
    example: { after: { expiresAt: TIME, ownerOf: null } },
  },
  'sign_in.refused': {
    description: 'A sign-in was refused.',
    objects: ['connection'],
    // an answer that is not taken has a reason; a person who is not let in a code
    after: z.looseObject({
      reason: z.string().optional(),
      purpose: z.string().optional(),
      details: z.looseObject({}).optional(),
      attemptId: id.optional(),
      connectionId: id.optional(),
      connection: z.string().optional(),
      code: z.string().optional(),
      issuer: z.string().optional(),
      subject: z.string().optional(),
      email: z.string().optional(),
    }),
    example: {
      after: { reason: 'subject_transient', purpose: 'sign_in', details: {}, attemptId: ID },
    },
  },
  'sign_in.waiting': {
    description: 'A person who signed in waits for a decision.',
    objects: ['link-request'],
    after: z.looseObject({
      connectionId: id,
      connection: z.string(),
      code: z.string(),
      issuer: z.string(),
      subject: z.string(),
      email: z.string().optional(),
    }),
    example: {
      after: {
        connectionId: ID,
        connection: 'Company',
        code: 'sign_in.waiting',
        issuer: 'https://idp.example.com',
        subject: 'user-1',
        email: 'ann@example.com',
      },
    },
  },
});
