import { z } from 'zod';
import { id, instant } from '../inputs.js';
import { eventTypes, grant, ID, TIME } from './declarations.js';

/** Whether the person is notified; absent: as the notices of the organization say. */
const notify = z.boolean().optional();

/** A new status, or another who suspended: what a directory does with a member whom a person suspended, and the other way around. */
const statusBefore = z.looseObject({ status: z.string() });
const statusAfter = z.looseObject({ status: z.string(), notify });
const suspension = z.looseObject({
  status: z.string().optional(),
  suspendedBy: z.string().optional(),
  notify,
});

const details = z.looseObject({
  name: z.string(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  photoUrl: z.string().optional(),
  avatarHash: z.string().optional(),
  email: z.string().optional(),
  accountId: z.string().optional(),
  locale: z.string().optional(),
  attributes: z.looseObject({}).optional(),
  unlockedUntil: instant.optional(),
  source: z.string(),
  wanted: z.string().optional(),
  conflict: z.string().optional(),
  withheldAccess: z.array(z.string()).optional(),
});

/** Of a member who goes: hosts that know the person no more find them by it. */
const lastState = z.looseObject({
  status: z.string(),
  email: z.string().optional(),
  accountId: z.string().optional(),
  source: z.string(),
  roles: z.array(z.string()),
});

const LAST_STATE = {
  status: 'active',
  email: 'ann@example.com',
  source: 'manual',
  roles: ['member'],
};

export const membersEvents = eventTypes({
  'member.added': {
    description: 'A person became a member.',
    objects: ['member'],
    after: z.looseObject({
      status: z.string(),
      source: z.string(),
      roles: z.array(z.string()),
      email: z.string().optional(),
      wanted: z.string().optional(),
      notify,
    }),
    example: {
      after: {
        status: 'active',
        source: 'manual',
        roles: ['admin'],
        email: 'ann@example.com',
        notify: true,
      },
    },
  },
  'member.address_conflict': {
    description: 'A directory gave a member the address of another one.',
    objects: ['member'],
    after: z.looseObject({
      email: z.string(),
      connectionId: z.string().optional(),
      connection: z.string().optional(),
      notify,
    }),
    example: { after: { email: 'ann@example.com', connectionId: ID, connection: 'Directory' } },
  },
  'member.erased': {
    description: 'The personal data of a member was erased.',
    objects: ['member'],
    after: z.looseObject({ erasureId: id, entries: z.int(), records: z.int() }),
    example: { after: { erasureId: ID, entries: 4, records: 0 } },
  },
  'member.erasure_started': {
    description: 'The erasure of a member has begun.',
    objects: ['member'],
    after: z.looseObject({ erasureId: id }),
    example: { after: { erasureId: ID } },
  },
  'member.left': {
    description: 'A member left by themselves.',
    objects: ['member'],
    before: lastState,
    after: statusAfter,
    example: { before: LAST_STATE, after: { status: 'left' } },
  },
  'member.merged': {
    description: 'A member was merged into another one.',
    objects: ['member'],
    before: lastState,
    after: statusAfter.extend({ mergedInto: id }),
    example: { before: LAST_STATE, after: { status: 'left', mergedInto: ID } },
  },
  'member.objects_reassigned': {
    description: 'What a member owns in host applications goes to a successor.',
    objects: ['member'],
    after: z.looseObject({
      successorMemberId: id.nullable(),
      successor: z.string().optional(),
    }),
    example: { after: { successorMemberId: ID, successor: 'Ann Example' } },
  },
  'member.removed': {
    description: 'A member was removed; the person is no member any more.',
    objects: ['member'],
    before: lastState,
    after: statusAfter,
    example: { before: LAST_STATE, after: { status: 'left', notify: false } },
  },
  'member.restored': {
    description: 'A suspended or removed member is active again.',
    objects: ['member'],
    before: statusBefore,
    after: statusAfter,
    example: { before: { status: 'suspended' }, after: { status: 'active' } },
  },
  'member.role_changed': {
    description: 'The roles of a member changed.',
    objects: ['member'],
    before: z.looseObject({ grants: z.array(grant) }),
    after: z.looseObject({ grants: z.array(grant), notify }),
    example: {
      before: { grants: [{ role: 'member', source: { kind: 'manual' }, since: TIME }] },
      after: {
        grants: [{ role: 'admin', since: TIME, source: { kind: 'manual' } }],
        notify: false,
      },
    },
  },
  'member.second_factor_due': {
    description: 'A second factor will be asked of a member.',
    objects: ['member'],
    after: z.looseObject({ from: instant, days: z.int() }),
    example: { after: { from: TIME, days: 7 } },
  },
  'member.second_factors_reset': {
    description: 'The second factors of a member were removed.',
    objects: ['member'],
    after: z.looseObject({ removed: z.int() }),
    example: { after: { removed: 3 } },
  },
  'member.sessions_ended': {
    description: 'All sessions of a member in this organization ended.',
    objects: ['member'],
    example: {},
  },
  'member.suspended': {
    description: 'A member was suspended.',
    objects: ['member'],
    before: suspension.omit({ notify: true }),
    after: suspension,
    example: { before: { status: 'active' }, after: { status: 'suspended', notify: false } },
  },
  'member.unlocked': {
    description: 'A member that a directory manages can be changed by hand for some hours.',
    objects: ['member'],
    after: z.looseObject({ unlockedUntil: instant, hours: z.number(), reason: z.string() }),
    example: { after: { unlockedUntil: TIME, hours: 4, reason: 'The directory is being moved.' } },
  },
  'member.updated': {
    description: 'The name, address, attributes or other details of a member changed.',
    objects: ['member'],
    before: details,
    after: details.extend({ notify }),
    example: {
      before: {
        name: 'Ann Example',
        firstName: 'Ann',
        lastName: 'Example',
        email: 'ann@example.com',
        attributes: { department: { value: 'Sales', source: 'directory' } },
        source: 'scim',
      },
      after: {
        name: 'Ann Example',
        firstName: 'Ann',
        lastName: 'Example',
        email: 'ann@example.com',
        attributes: { department: { value: 'Accounting', source: 'directory' } },
        unlockedUntil: TIME,
        source: 'scim',
      },
    },
  },
});
