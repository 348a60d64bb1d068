import { z } from 'zod';
import { id } from '../inputs.js';
import { eventTypes, ID, TIME } from './declarations.js';

const definition = z.looseObject({
  title: z.string(),
  description: z.string().optional(),
  permissions: z.array(z.string()),
  grants: z.array(z.string()),
  manages: z.array(z.string()),
  mappable: z.boolean(),
});

/** What a group gives: a role, a role in a space, or a seat. */
const mapping = z.looseObject({
  groupId: z.string(),
  role: z.string().optional(),
  space: z.looseObject({ spaceId: id, role: z.string() }).optional(),
  productId: id.optional(),
  externalId: z.string().optional(),
  groupName: z.string().optional(),
  byName: z.boolean().optional(),
  dormantSince: z.string().optional(),
});

/** All settings where people wrote them; the mappings of one group where it came or went. */
const mappingSettings = {
  mode: z.string().optional(),
  defaultRole: z.string().optional(),
  overSeatLimit: z.string().optional(),
  mappings: z.array(mapping).optional(),
  group: z.string().optional(),
};

const ofGroup = z.looseObject({ group: z.string(), mappings: z.array(mapping) });

export const rolesEvents = eventTypes({
  'role.created': {
    description: 'A custom role was made.',
    objects: ['role'],
    after: definition,
    example: {
      after: {
        grants: ['member'],
        manages: ['member'],
        mappable: true,
        title: 'Integrator',
        permissions: ['directory:write'],
      },
    },
  },
  'role.deleted': {
    description: 'A custom role was deleted.',
    objects: ['role'],
    before: definition,
    after: z.looseObject({ replaced: z.int(), to: z.string().optional() }),
    example: {
      before: {
        grants: [],
        manages: [],
        mappable: true,
        title: 'short-lived',
        permissions: ['members:read'],
      },
      after: { replaced: 1, to: 'auditor' },
    },
  },
  'role.updated': {
    description: 'A custom role changed.',
    objects: ['role'],
    before: definition,
    after: definition,
    example: {
      before: {
        grants: [],
        manages: [],
        mappable: true,
        title: 'Auditor',
        permissions: ['journal:read'],
        description: 'Looks on',
      },
      after: {
        grants: [],
        manages: [],
        mappable: true,
        title: 'Auditor',
        permissions: ['journal:read'],
        description: 'Reads everything.',
      },
    },
  },
  'role_mapping.changed': {
    description: 'What groups of a directory give changed.',
    objects: ['connection'],
    before: z.looseObject({
      ...mappingSettings,
      removed: z.array(z.looseObject({ groupId: z.string(), gives: z.string() })).optional(),
    }),
    after: z.looseObject({
      ...mappingSettings,
      vouchedFor: z.array(z.looseObject({ id, kind: z.string(), name: z.string() })).optional(),
      reason: z.string().optional(),
      because: z.string().optional(),
    }),
    example: {
      before: { mode: 'union', defaultRole: 'auditor', mappings: [] },
      after: { mode: 'union', defaultRole: 'auditor', mappings: [] },
    },
  },
  'role_mapping.dormant': {
    description: 'A mapped group was deleted; what it gave waits for another one.',
    objects: ['connection'],
    before: ofGroup,
    after: ofGroup.extend({ reason: z.string() }),
    example: {
      before: { group: 'Nobodies', mappings: [{ groupId: ID, role: 'admin' }] },
      after: {
        group: 'Nobodies',
        reason: 'group deleted',
        mappings: [{ groupId: ID, role: 'admin', groupName: 'Nobodies', dormantSince: TIME }],
      },
    },
  },
});
