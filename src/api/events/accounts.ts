import { z } from 'zod';
import { id } from '../inputs.js';
import { eventTypes, open, ID } from './declarations.js';

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
    after: z.looseObject({
      erasureId: z.string().optional(),
      entries: z.int().optional(),
      records: z.int().optional(),
    }),
    example: { after: { erasureId: ID, entries: 2, records: 2 } },
  },
  'account.erasure_started': {
    description: 'The erasure of an account has begun.',
    objects: ['account'],
    after: z.looseObject({ erasureId: z.string().optional() }),
    example: { after: { erasureId: ID } },
  },
  'account.second_factor_added': {
    description: 'A second factor was set up for an account.',
    objects: ['account'],
    after: z.looseObject({ factorId: id, kind: z.string() }),
    example: { after: { factorId: ID, kind: 'passkey' } },
  },
  'account.second_factor_codes_made': {
    description: 'Recovery codes were made for an account.',
    objects: ['account'],
    after: z.looseObject({ factorId: id, kind: z.string() }),
    example: { after: { factorId: ID, kind: 'recovery_codes' } },
  },
  'account.second_factor_recovered': {
    description: 'A recovery code was used in place of a second factor.',
    objects: ['account'],
    after: z.looseObject({ factorId: z.string().optional(), kind: z.string().optional() }),
    example: { after: { factorId: ID, kind: 'recovery_codes' } },
  },
  'account.second_factor_removed': {
    description: 'A second factor of an account was removed.',
    objects: ['account'],
    after: z.looseObject({ factorId: z.string().optional(), kind: z.string().optional() }),
    example: { after: { factorId: ID, kind: 'passkey' } },
  },
  'account.second_factor_went_back': {
    description: 'A passkey counted backwards: it may have been copied.',
    objects: ['account'],
    after: z.looseObject({ factorId: z.string().optional(), kind: z.string().optional() }),
    example: { after: { factorId: ID, kind: 'passkey' } },
  },
  'account.second_factors_reset': {
    description: 'The operator removed all second factors of an account.',
    objects: ['account'],
    after: z.looseObject({ removed: z.int().optional() }),
    example: { after: { removed: 2 } },
  },
  'account.updated': {
    description: 'The name, address or language of an account changed.',
    objects: ['account'],
    before: z.looseObject({
      name: z.string().optional(),
      email: z.string().optional(),
      locale: z.string().optional(),
      emailVerified: z.boolean().optional(),
      firstName: z.string().optional(),
    }),
    after: z.looseObject({
      name: z.string().optional(),
      email: z.string().optional(),
      locale: z.string().optional(),
      emailVerified: z.boolean().optional(),
      firstName: z.string().optional(),
    }),
    example: {
      before: { name: 'Ann Example', email: 'ann@example.com', locale: 'fr', emailVerified: false },
      after: {
        name: 'Ann Example',
        firstName: 'User',
        email: 'ann@example.com',
        locale: 'fr',
        emailVerified: true,
      },
    },
  },
  'operator_key.created': {
    description: 'A key of the operator was made.',
    objects: ['operator_key'],
    after: open,
    example: {},
  },
  'operator_key.revoked': {
    description: 'A key of the operator was revoked.',
    objects: ['operator_key'],
    after: open,
    example: {},
  },
});
