import { z } from 'zod';
import { id } from '../inputs.js';
import { eventTypes, source, ID } from './declarations.js';

export const spacesEvents = eventTypes({
  'space.created': {
    description: 'A space was made.',
    objects: ['space'],
    after: z.looseObject({ name: z.string(), description: z.string().optional() }),
    example: { after: { name: 'Ann Example', description: 'All of North.' } },
  },
  'space.deleted': {
    description: 'A space was deleted.',
    objects: ['space'],
    before: z.looseObject({ name: z.string().optional() }),
    example: { before: { name: 'Ann Example' } },
  },
  'space.member_added': {
    description: 'A member has a role in a space.',
    objects: ['member'],
    before: z.looseObject({ role: z.string().optional(), source: source.optional() }),
    after: z.looseObject({
      spaceId: id,
      space: z.string(),
      memberId: id,
      role: z.string(),
      source: source,
      notify: z.boolean().optional(),
    }),
    example: {
      before: { role: 'member', source: { kind: 'manual' } },
      after: {
        spaceId: ID,
        space: 'Design',
        memberId: ID,
        role: 'member',
        source: { kind: 'manual' },
        notify: false,
      },
    },
  },
  'space.member_removed': {
    description: 'A member lost a role in a space, or in several.',
    objects: ['member'],
    before: z.looseObject({ roles: z.array(z.looseObject({})).optional() }),
    after: z.looseObject({
      spaceId: id.optional(),
      space: z.string().optional(),
      memberId: id,
      because: z.string().optional(),
      assignments: z.int().optional(),
      spaces: z.array(z.looseObject({})).optional(),
      notify: z.boolean().optional(),
    }),
    example: {
      before: { roles: [{ role: 'member', source: { kind: 'manual' } }] },
      after: {
        spaceId: ID,
        space: 'Design',
        memberId: ID,
        because: 'connection.deleted',
        notify: false,
      },
    },
  },
  'space.updated': {
    description: 'The name or description of a space changed.',
    objects: ['space'],
    before: z.looseObject({ name: z.string().optional(), description: z.string().optional() }),
    after: z.looseObject({ name: z.string().optional(), description: z.string().optional() }),
    example: {
      before: { name: 'Ann Example', description: 'All of South.' },
      after: { name: 'Ann Example', description: 'Of a user admin' },
    },
  },
});
