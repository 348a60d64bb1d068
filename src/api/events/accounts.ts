import { z } from 'zod';
import { id } from '../inputs.js';
import { eventTypes, ID } from './declarations.js';

const factor = z.looseObject({
  factorId: id,
  kind: z.enum(['totp', 'passkey', 'recovery_codes']),
});

const details = z.looseObject({
  name: z.string(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  email: z.string().optional(),
  locale: z.string().optional(),
  emailVerified: z.boolean(),
});

export const accountsEvents = eventTypes({
  'account.created': {
    description: 'An account was made: a person, across organizations.',
    objects: ['account'],
    after: z.looseObject({ email: z.string().optional(), emailVerified: z.boolean() }),
    example: { after: { email: 'ann@example.com', emailVerified: true } },
  },
  'account.erased': {
    description: 'An account and its personal data were erased.',
    objects: ['account'],
    after: z.looseObject({ erasureId: id, entries: z.int(), records: z.int() }),
    example: { after: { erasureId: ID, entries: 2, records: 2 } },
  },
  'account.erasure_started': {
    description: 'The erasure of an account has begun.',
    objects: ['account'],
    after: z.looseObject({ erasureId: id }),
    example: { after: { erasureId: ID } },
  },
  'account.second_factor_added': {
    description: 'A second factor was set up for an account.',
    objects: ['account'],
    after: factor,
    example: { after: { factorId: ID, kind: 'passkey' } },
  },
  'account.second_factor_codes_made': {
    description: 'Recovery codes were made for an account.',
    objects: ['account'],
    after: factor,
    example: { after: { factorId: ID, kind: 'recovery_codes' } },
  },
  'account.second_factor_recovered': {
    description: 'A recovery code was used in place of a second factor.',
    objects: ['account'],
    after: factor,
    example: { after: { factorId: ID, kind: 'recovery_codes' } },
  },
  'account.second_factor_removed': {
    description: 'A second factor of an account was removed.',
    objects: ['account'],
    after: factor,
    example: { after: { factorId: ID, kind: 'passkey' } },
  },
  'account.second_factor_went_back': {
    description: 'A passkey counted backwards: it may have been copied.',
    objects: ['account'],
    after: factor,
    example: { after: { factorId: ID, kind: 'passkey' } },
  },
  'account.second_factors_reset': {
    description: 'The operator removed all second factors of an account.',
    objects: ['account'],
    after: z.looseObject({ removed: z.int() }),
    example: { after: { removed: 2 } },
  },
  'account.updated': {
    description: 'The name, address or language of an account changed.',
    objects: ['account'],
    before: details,
    after: details,
    example: {
      before: { name: 'Ann Example', email: 'ann@example.com', locale: 'fr', emailVerified: false },
      after: { name: 'Ann Example', email: 'ann@example.com', locale: 'fr', emailVerified: true },
    },
  },
  'operator_key.created': {
    description: 'A key of the operator was made.',
    objects: ['operator_key'],
    after: z.looseObject({ prefix: z.string() }),
    example: { after: { prefix: 'muster_op_XGjvNg' } },
  },
  'operator_key.revoked': {
    description: 'A key of the operator was revoked.',
    objects: ['operator_key'],
    after: z.looseObject({ prefix: z.string() }),
    example: { after: { prefix: 'muster_op_XGjvNg' } },
  },
});
