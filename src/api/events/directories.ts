import { z } from 'zod';
import { id, instant } from '../inputs.js';
import { connectionDeleted, connectionDeleting } from './connections.js';
import { eventTypes, change, ID, TIME } from './declarations.js';

/** What directories wanted to take from many people at once. */
const massChange = z.looseObject({
  connectionId: id,
  connection: z.string().optional(),
  people: z.int(),
  base: z.int(),
  reason: z.string().optional(),
});

const brakeOff = z.looseObject({ until: instant, reason: z.string(), by: z.string() });

/** By which a token or client is known again: a prefix, or whose tokens it trusts. */
const credential = z.looseObject({
  connectionId: id,
  prefix: z.string().optional(),
  trust: z
    .looseObject({ issuer: z.string(), subject: z.string(), audience: z.string().optional() })
    .optional(),
});

const connection = z.looseObject({
  name: z.string(),
  compatibility: z.string(),
  status: z.string(),
  notifyMembers: z.boolean().optional(),
});

/** A person of a directory, and the member that it asks for. */
const link = z.looseObject({
  connectionId: id,
  connection: z.string().optional(),
  scimUserId: id,
  memberId: id,
  member: z.string().optional(),
  email: z.string().optional(),
  active: z.boolean(),
  reason: z.enum(['owner', 'administrator', 'authority', 'departed']),
});

export const directoriesEvents = eventTypes({
  'scim.brake.switched_off': {
    description: 'The brake on mass changes was switched off for a day.',
    objects: ['organization'],
    before: z.looseObject({ massChangeBrakeOff: brakeOff.optional() }),
    after: z.looseObject({ massChangeBrakeOff: brakeOff }),
    example: {
      before: {},
      after: { massChangeBrakeOff: { until: TIME, reason: 'It is meant.', by: 'operator' } },
    },
  },
  'scim.brake.switched_on': {
    description: 'The brake on mass changes was switched on again.',
    objects: ['organization'],
    before: z.looseObject({ massChangeBrakeOff: brakeOff }),
    after: z.looseObject({}),
    example: {
      before: { massChangeBrakeOff: { until: TIME, reason: 'It is meant.', by: 'operator' } },
      after: {},
    },
  },
  'scim.client.created': {
    description: 'A client that gets tokens of a directory was made.',
    objects: ['credential'],
    after: credential.extend({ scopes: z.array(z.string()), expiresAt: instant }),
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
    after: credential,
    example: { after: { connectionId: ID, prefix: 'muster_client_sXhgn6' } },
  },
  'scim.connection.created': {
    description: 'A directory was connected.',
    objects: ['connection'],
    after: z.looseObject({
      kind: z.string(),
      compatibility: z.string(),
      notifyMembers: z.boolean().optional(),
    }),
    example: { after: { kind: 'scim', compatibility: 'lenient' } },
  },
  'scim.connection.deleted': {
    description: 'A connection was deleted, with what became of its people.',
    objects: ['connection'],
    ...connectionDeleted,
  },
  'scim.connection.deleting': {
    description: 'A connection is being deleted.',
    objects: ['connection'],
    ...connectionDeleting,
  },
  'scim.connection.updated': {
    description: 'A connection of a directory changed.',
    objects: ['connection'],
    before: connection,
    after: connection,
    example: {
      before: { name: 'Directory', compatibility: 'strict', status: 'active' },
      after: { name: 'Directory', compatibility: 'strict', status: 'disabled' },
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
    before: z.looseObject({ connectionId: id }),
    example: { before: { connectionId: ID } },
  },
  'scim.group.members_skipped': {
    description: 'A directory named members of a group that it never sent.',
    objects: ['scim-group'],
    after: z.looseObject({ connectionId: id, count: z.int(), ids: z.array(z.string()) }),
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
    after: link,
    example: {
      after: {
        connectionId: ID,
        connection: 'Directory',
        scimUserId: ID,
        memberId: ID,
        member: 'Ann Example',
        email: 'ann@example.com',
        active: true,
        reason: 'administrator',
      },
    },
  },
  'scim.link.deactivated': {
    description: 'A directory deactivated a person whose link still waits.',
    objects: ['link-request'],
    after: link,
    example: {
      after: {
        connectionId: ID,
        connection: 'Directory',
        scimUserId: ID,
        memberId: ID,
        member: 'Ann Example',
        email: 'ann@example.com',
        active: false,
        reason: 'administrator',
      },
    },
  },
  'scim.link.moved': {
    description: 'The person of a directory belongs to another member, after a merge.',
    objects: ['member'],
    before: z.looseObject({ memberId: id }),
    after: z.looseObject({ memberId: id, scimUserIds: z.array(id) }),
    example: { before: { memberId: ID }, after: { memberId: ID, scimUserIds: [ID] } },
  },
  'scim.link.rejected': {
    description: 'A link of a person of a directory to a member was refused.',
    objects: ['link-request'],
    after: link,
    example: {
      after: {
        connectionId: ID,
        connection: 'Directory',
        scimUserId: ID,
        memberId: ID,
        member: 'Ann Example',
        email: 'ann@example.com',
        active: true,
        reason: 'administrator',
      },
    },
  },
  'scim.link.requested': {
    description: 'A directory asks to manage a member that was there before.',
    objects: ['link-request'],
    after: link,
    example: {
      after: {
        connectionId: ID,
        connection: 'Directory',
        scimUserId: ID,
        memberId: ID,
        member: 'Ann Example',
        email: 'ann@example.com',
        active: true,
        reason: 'administrator',
      },
    },
  },
  'scim.link.withdrawn': {
    description: 'A request for a link is not needed any more.',
    objects: ['link-request'],
    after: link,
    example: {
      after: {
        connectionId: ID,
        connection: 'Directory',
        scimUserId: ID,
        memberId: ID,
        member: 'Ann Example',
        email: 'ann@example.com',
        active: true,
        reason: 'administrator',
      },
    },
  },
  'scim.lockout_refused': {
    description: 'A directory would have left the organization without an owner or administrator.',
    objects: ['member'],
    // of a request or a deletion the connection, of a decided mass change its id
    after: z.looseObject({
      code: z.string(),
      connectionId: id.optional(),
      massChangeId: id.optional(),
    }),
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
    after: credential.extend({ scopes: z.array(z.string()), expiresAt: instant }),
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
    after: z.looseObject({ days: z.int(), expiresAt: z.string() }),
    example: { after: { days: 29, expiresAt: TIME } },
  },
  'scim.token.revoked': {
    description: 'A token of a directory was revoked.',
    objects: ['credential'],
    after: credential,
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
    // the member is empty where the person waited for a link
    before: z.looseObject({ connectionId: id, memberId: z.string(), active: z.boolean() }),
    example: { before: { connectionId: ID, memberId: ID, active: true } },
  },
  'scim.user.updated': {
    description: 'A directory changed a person.',
    objects: ['scim-user'],
    after: z.looseObject({ changes: z.array(change) }),
    example: { after: { changes: [{ path: 'title', before: 'Engineer', after: 'Director' }] } },
  },
});
