import { z } from 'zod';
import { id } from '../inputs.js';
import { eventTypes, source, ID } from './declarations.js';

const details = z.looseObject({ name: z.string(), description: z.string().optional() });

export const spacesEvents = eventTypes({
  'space.created': {
    description: 'A space was made.',
    objects: ['space'],
    after: details,
    example: { after: { name: 'North', description: 'All of North.' } },
  },
  'space.deleted': {
    description: 'A space was deleted.',
    objects: ['space'],
    before: z.looseObject({ name: z.string() }),
    example: { before: { name: 'North' } },
  },
  'space.member_added': {
    description: 'A member has a role in a space.',
    objects: ['member'],
    before: z.looseObject({ role: z.string(), source }),
    after: z.looseObject({
      spaceId: id,
      space: z.string(),
      memberId: id,
      role: z.string(),
      source,
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
    before: z.looseObject({ roles: z.array(z.looseObject({ role: z.string(), source })) }),
    after: z.looseObject({
      spaceId: id.optional(),
      space: z.string().optional(),
      memberId: id,
      because: z.string().optional(),
      assignments: z.int().optional(),
      spaces: z.array(z.looseObject({ id, name: z.string() })).optional(),
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
    before: details,
    after: details,
    example: {
      before: { name: 'South', description: 'All of South.' },
      after: { name: 'South', description: 'All of South and West.' },
    },
  },
});
