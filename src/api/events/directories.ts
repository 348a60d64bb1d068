import { z } from 'zod';
import { id, instant } from '../inputs.js';
import { eventTypes, change, open, ID, TIME } from './declarations.js';

/** What directories wanted to take from many people at once. */
const massChange = z.looseObject({
  connectionId: id,
  connection: z.string().optional(),
  people: z.int(),
  base: z.int(),
  reason: z.string().optional(),
});

export const directoriesEvents = eventTypes({
  'scim.brake.switched_off': {
    description: 'The brake on mass changes was switched off for a day.',
    objects: ['organization'],
    before: z.looseObject({}),
    after: z.looseObject({ massChangeBrakeOff: z.looseObject({}).optional() }),
    example: {
      before: {},
      after: { massChangeBrakeOff: { until: TIME, reason: 'It is meant.', by: 'operator' } },
    },
  },
  'scim.brake.switched_on': {
    description: 'The brake on mass changes was switched on again.',
    objects: ['organization'],
    before: z.looseObject({ massChangeBrakeOff: z.looseObject({}).optional() }),
    after: z.looseObject({}),
    example: {
      before: { massChangeBrakeOff: { until: TIME, reason: 'It is meant.', by: 'operator' } },
      after: {},
    },
  },
  'scim.client.created': {
    description: 'A client that gets tokens of a directory was made.',
    objects: ['credential'],
    after: z.looseObject({
      connectionId: id,
      prefix: z.string().optional(),
      scopes: z.array(z.string()),
      expiresAt: instant,
      trust: z.looseObject({}).optional(),
    }),
    example: {
      after: {
        connectionId: ID,
        prefix: 'muster_client_XGjvNg',
        scopes: ['users:read'],
        expiresAt: TIME,
      },
    },
  },
  'scim.client.revoked': {
    description: 'A client of a directory was revoked.',
    objects: ['credential'],
    after: z.looseObject({
      connectionId: z.string().optional(),
      prefix: z.string().optional(),
      trust: z.looseObject({}).optional(),
    }),
    example: { after: { connectionId: ID, prefix: 'muster_client_sXhgn6' } },
  },
  'scim.connection.created': {
    description: 'A directory was connected.',
    objects: ['connection'],
    after: z.looseObject({ kind: z.string(), compatibility: z.string() }),
    example: { after: { kind: 'scim', compatibility: 'lenient' } },
  },
  'scim.connection.deleted': {
    description: 'A connection was deleted, with what became of its people.',
    objects: ['connection'],
    after: z.looseObject({
      people: z.string().optional(),
      kept: z.int().optional(),
      suspended: z.int().optional(),
      removed: z.int().optional(),
      waiting: z.int().optional(),
      gone: z.int().optional(),
      roles: z.looseObject({}).optional(),
      spaces: z.looseObject({}).optional(),
      seats: z.looseObject({}).optional(),
    }),
    example: { after: { people: 'keep', kept: 3, suspended: 0, removed: 0, waiting: 1, gone: 0 } },
  },
  'scim.connection.deleting': {
    description: 'A connection is being deleted.',
    objects: ['connection'],
    before: z.looseObject({ status: z.string().optional() }),
    after: z.looseObject({
      status: z.string().optional(),
      people: z.string().optional(),
      users: z.int().optional(),
      taskId: z.string().optional(),
      credentials: z.array(z.looseObject({})).optional(),
    }),
    example: {
      before: { status: 'active' },
      after: {
        status: 'deleting',
        people: 'keep',
        users: 4,
        taskId: ID,
        credentials: [{ id: ID, kind: 'token', name: 'Ann Example' }],
      },
    },
  },
  'scim.connection.updated': {
    description: 'A connection of a directory changed.',
    objects: ['connection'],
    before: z.looseObject({
      name: z.string().optional(),
      compatibility: z.string().optional(),
      status: z.string().optional(),
    }),
    after: z.looseObject({
      name: z.string().optional(),
      compatibility: z.string().optional(),
      status: z.string().optional(),
    }),
    example: {
      before: { name: 'Ann Example', compatibility: 'strict', status: 'active' },
      after: { name: 'Ann Example', compatibility: 'strict', status: 'disabled' },
    },
  },
  'scim.group.created': {
    description: 'A directory sent a group.',
    objects: ['scim-group'],
    after: z.looseObject({ connectionId: id, members: z.int() }),
    example: { after: { connectionId: ID, members: 4 } },
  },
  'scim.group.deleted': {
    description: 'A directory deleted a group.',
    objects: ['scim-group'],
    before: z.looseObject({ connectionId: z.string().optional() }),
    example: { before: { connectionId: ID } },
  },
  'scim.group.members_skipped': {
    description: 'A directory named members of a group that it never sent.',
    objects: ['scim-group'],
    after: z.looseObject({
      connectionId: z.string().optional(),
      count: z.int().optional(),
      ids: z.array(z.string()).optional(),
    }),
    example: { after: { connectionId: ID, count: 1, ids: [ID] } },
  },
  'scim.group.updated': {
    description: 'A directory changed a group or its members.',
    objects: ['scim-group'],
    after: z.looseObject({ changes: z.array(change) }),
    example: {
      after: { changes: [{ path: 'members', before: { removed: { count: 1, ids: [ID] } } }] },
    },
  },
  'scim.link.approved': {
    description: 'A person of a directory was linked to a member, as asked.',
    objects: ['link-request'],
    after: z.looseObject({
      connectionId: z.string().optional(),
      connection: z.string().optional(),
      scimUserId: z.string().optional(),
      memberId: z.string().optional(),
      member: z.string().optional(),
      email: z.string().optional(),
      active: z.boolean().optional(),
      reason: z.string().optional(),
    }),
    example: {
      after: {
        connectionId: ID,
        connection: 'Directory',
        scimUserId: ID,
        memberId: ID,
        member: 'Ann Example',
        email: 'ann@example.com',
      },
    },
  },
  'scim.link.deactivated': {
    description: 'A directory deactivated a person whose link still waits.',
    objects: ['link-request'],
    after: open,
    example: {},
  },
  'scim.link.moved': {
    description: 'The person of a directory belongs to another member, after a merge.',
    objects: ['link-request'],
    after: open,
    example: {},
  },
  'scim.link.rejected': {
    description: 'A link of a person of a directory to a member was refused.',
    objects: ['link-request'],
    after: open,
    example: {},
  },
  'scim.link.requested': {
    description: 'A directory asks to manage a member that was there before.',
    objects: ['link-request'],
    after: z.looseObject({
      connectionId: z.string().optional(),
      connection: z.string().optional(),
      scimUserId: z.string().optional(),
      memberId: z.string().optional(),
      member: z.string().optional(),
      email: z.string().optional(),
      active: z.boolean().optional(),
      reason: z.string().optional(),
    }),
    example: {
      after: {
        connectionId: ID,
        connection: 'Directory',
        scimUserId: ID,
        memberId: ID,
        member: 'Ann Example',
        email: 'ann@example.com',
      },
    },
  },
  'scim.link.withdrawn': {
    description: 'A request for a link is not needed any more.',
    objects: ['link-request'],
    after: z.looseObject({
      connectionId: z.string().optional(),
      connection: z.string().optional(),
      scimUserId: z.string().optional(),
      memberId: z.string().optional(),
      member: z.string().optional(),
      email: z.string().optional(),
      active: z.boolean().optional(),
      reason: z.string().optional(),
    }),
    example: {
      after: {
        connectionId: ID,
        connection: 'Directory',
        scimUserId: ID,
        memberId: ID,
        member: 'Ann Example',
        email: 'ann@example.com',
      },
    },
  },
  'scim.lockout_refused': {
    description: 'A directory would have left the organization without an owner or administrator.',
    objects: ['member'],
    after: z.looseObject({ code: z.string(), connectionId: id }),
    example: { after: { code: 'member.last_admin', connectionId: ID } },
  },
  'scim.sync.applied': {
    description: 'Nobody decided about a mass change in time, and it is applied.',
    objects: ['mass-change'],
    after: massChange,
    example: { after: { connectionId: ID, connection: 'Directory', people: 101, base: 1000 } },
  },
  'scim.sync.approved': {
    description: 'A mass change was approved, and is applied.',
    objects: ['mass-change'],
    after: massChange,
    example: { after: { connectionId: ID, connection: 'Directory', people: 101, base: 1000 } },
  },
  'scim.sync.failing': {
    description: 'A directory has not been heard of, or its requests fail.',
    objects: ['connection'],
    after: z.looseObject({ state: z.enum(['failing', 'stale']), reason: z.string() }),
    example: { after: { state: 'failing', reason: '401 user.create' } },
  },
  'scim.sync.held': {
    description:
      'Directories wanted to take from so many people that the rest waits for a decision.',
    objects: ['mass-change'],
    after: massChange.extend({ percent: z.int(), least: z.int(), appliesAt: instant }),
    example: {
      after: {
        connectionId: ID,
        connection: 'Directory',
        people: 101,
        base: 1000,
        percent: 10,
        least: 20,
        appliesAt: TIME,
      },
    },
  },
  'scim.sync.recovered': {
    description: 'A directory that failed works again.',
    objects: ['connection'],
    after: z.looseObject({ state: z.string() }),
    example: { after: { state: 'healthy' } },
  },
  'scim.sync.rejected': {
    description: 'A mass change was rejected.',
    objects: ['mass-change'],
    after: massChange,
    example: { after: { connectionId: ID, connection: 'Directory', people: 101, base: 1000 } },
  },
  'scim.sync.released': {
    description: 'What a mass change held of one person was applied.',
    objects: ['member'],
    after: z.looseObject({ massChangeId: id }),
    example: { after: { massChangeId: ID } },
  },
  'scim.sync.restored': {
    description: 'What was applied before a mass change was held is given back.',
    objects: ['mass-change'],
    after: massChange,
    example: { after: { connectionId: ID, connection: 'Directory', people: 101, base: 1000 } },
  },
  'scim.token.created': {
    description: 'A token of a directory was made.',
    objects: ['credential'],
    after: z.looseObject({
      connectionId: id,
      prefix: z.string(),
      scopes: z.array(z.string()),
      expiresAt: instant,
    }),
    example: {
      after: {
        connectionId: ID,
        prefix: 'muster_scim_wEee9W',
        scopes: ['users:read'],
        expiresAt: TIME,
      },
    },
  },
  'scim.token.expiring': {
    description: 'A token of a directory expires in 30, 7 or 1 days.',
    objects: ['credential'],
    after: z.looseObject({ days: z.int().optional(), expiresAt: z.string().optional() }),
    example: { after: { days: 29, expiresAt: TIME } },
  },
  'scim.token.revoked': {
    description: 'A token of a directory was revoked.',
    objects: ['credential'],
    after: z.looseObject({ connectionId: z.string().optional(), prefix: z.string().optional() }),
    example: { after: { connectionId: ID, prefix: 'muster_scim_WlWnSj' } },
  },
  'scim.user.created': {
    description: 'A directory sent a person.',
    objects: ['scim-user'],
    after: z.looseObject({ connectionId: id, memberId: id.optional(), active: z.boolean() }),
    example: { after: { connectionId: ID, memberId: ID, active: true } },
  },
  'scim.user.deleted': {
    description: 'A directory deleted a person.',
    objects: ['scim-user'],
    before: z.looseObject({ connectionId: id, memberId: id, active: z.boolean() }),
    example: { before: { connectionId: ID, memberId: ID, active: true } },
  },
  'scim.user.updated': {
    description: 'A directory changed a person.',
    objects: ['scim-user'],
    after: z.looseObject({ changes: z.array(change) }),
    example: { after: { changes: [{ path: 'title', before: 'Engineer', after: 'Director' }] } },
  },
});
