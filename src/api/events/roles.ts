import { z } from 'zod';
import { eventTypes, ID, TIME } from './declarations.js';

export const rolesEvents = eventTypes({
  'role.created': {
    description: 'A custom role was made.',
    objects: ['role'],
    after: z.looseObject({
      grants: z.array(z.string()),
      manages: z.array(z.string()),
      mappable: z.boolean(),
      title: z.string(),
      permissions: z.array(z.string()),
      standing: z.string().optional(),
    }),
    example: {
      after: {
        grants: ['member'],
        manages: ['member'],
        mappable: true,
        title: 'Integrator',
        standing: 'none',
        permissions: ['directory:write'],
      },
    },
  },
  'role.deleted': {
    description: 'A custom role was deleted.',
    objects: ['role'],
    before: z.looseObject({
      grants: z.array(z.unknown()).optional(),
      manages: z.array(z.unknown()).optional(),
      mappable: z.boolean().optional(),
      title: z.string().optional(),
      permissions: z.array(z.string()).optional(),
    }),
    after: z.looseObject({ replaced: z.int().optional(), to: z.string().optional() }),
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
    before: z.looseObject({
      grants: z.array(z.unknown()).optional(),
      manages: z.array(z.unknown()).optional(),
      mappable: z.boolean().optional(),
      title: z.string().optional(),
      permissions: z.array(z.string()).optional(),
      description: z.string().optional(),
    }),
    after: z.looseObject({
      grants: z.array(z.unknown()).optional(),
      manages: z.array(z.unknown()).optional(),
      mappable: z.boolean().optional(),
      title: z.string().optional(),
      permissions: z.array(z.string()).optional(),
      description: z.string().optional(),
    }),
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
      mode: z.string().optional(),
      mappings: z.array(z.looseObject({})).optional(),
      defaultRole: z.string().optional(),
      group: z.string().optional(),
      removed: z.array(z.looseObject({})).optional(),
      overSeatLimit: z.string().optional(),
    }),
    after: z.looseObject({
      mode: z.string().optional(),
      defaultRole: z.string().optional(),
      overSeatLimit: z.string().optional(),
      mappings: z.array(z.looseObject({})).optional(),
      group: z.string().optional(),
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
    before: z.looseObject({
      group: z.string().optional(),
      mappings: z.array(z.looseObject({})).optional(),
    }),
    after: z.looseObject({
      group: z.string().optional(),
      reason: z.string().optional(),
      mappings: z.array(z.looseObject({})).optional(),
    }),
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
