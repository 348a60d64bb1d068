import { z } from 'zod';
import { id, instant } from '../inputs.js';
import { eventTypes, ID, TIME } from './declarations.js';

const template = z.looseObject({ subject: z.string(), text: z.string() });
const status = z.looseObject({ status: z.string() });
const notices = z.looseObject({ notices: z.looseObject({}) });

const enforcement = {
  domains: z.array(z.string()),
  connectionIds: z.array(z.string()),
  guests: z.string(),
  breakGlassMemberIds: z.array(z.string()),
  since: instant,
};
const enforced = z.looseObject(enforcement);
/** Empty where there was none. */
const enforcedBefore = z.looseObject(enforcement).partial();

/** Those of the fields that differ. */
const details = z.looseObject({
  name: z.string().optional(),
  locale: z.string().optional(),
  timeZone: z.string().optional(),
  branding: z.looseObject({}).optional(),
  logoHash: z.string().optional(),
  policies: z.looseObject({}).optional(),
  limits: z.looseObject({}).optional(),
  billing: z.looseObject({}).optional(),
  attributes: z.array(z.looseObject({})).optional(),
});

const offer = z.looseObject({
  fromMemberId: id,
  toMemberId: id,
  roleAfter: z.string().nullable(),
  expiresAt: instant,
});

export const organizationsEvents = eventTypes({
  'api_key.created': {
    description: 'An API key was made.',
    objects: ['api_key'],
    after: z.looseObject({ prefix: z.string(), scopes: z.array(z.string()), expiresAt: instant }),
    example: { after: { prefix: 'muster_key_Ze13lt', scopes: ['members:read'], expiresAt: TIME } },
  },
  'api_key.expiring': {
    description: 'An API key expires in 30, 7 or 1 days.',
    objects: ['api_key'],
    after: z.looseObject({ days: z.int(), expiresAt: instant }),
    example: { after: { days: 29, expiresAt: TIME } },
  },
  'api_key.revoked': {
    description: 'An API key was revoked.',
    objects: ['api_key'],
    after: z.looseObject({ prefix: z.string() }),
    example: { after: { prefix: 'muster_key_JsPp6t' } },
  },
  'mail_template.changed': {
    description: 'A text of the organization’s mails was written.',
    objects: ['mail-template'],
    before: template,
    after: template,
    example: { after: { subject: 'Join {{organization}}', text: 'Hello {{name}}\n\n{{link}}' } },
  },
  'mail_template.removed': {
    description: 'A text of the organization’s mails was taken away.',
    objects: ['mail-template'],
    before: template,
    example: { before: { subject: 'Join {{organization}}', text: 'Hello {{name}}\n\n{{link}}' } },
  },
  'notice.raised': {
    description: 'A host application told members something.',
    objects: ['organization'],
    after: z.looseObject({
      notice: z.string(),
      title: z.string(),
      text: z.string().optional(),
      url: z.string().optional(),
      memberIds: z.array(id).optional(),
    }),
    example: {
      after: {
        notice: 'user-action',
        title: 'A licence was generated',
        text: 'Number 5',
        url: 'https://example.com/5',
        memberIds: [ID],
      },
    },
  },
  'notices.matrix_changed': {
    description: 'Who is notified of what changed.',
    objects: ['organization'],
    before: notices,
    after: notices,
    example: {
      before: { notices: {} },
      after: {
        notices: { admin: { 'user-action': 'digest' }, auditor: { 'seat-limit': 'in_app' } },
      },
    },
  },
  'org.deleted': {
    description: 'An organization was deleted; it can be restored for a while.',
    objects: ['organization'],
    before: status,
    after: status.extend({ purgeAt: instant }),
    example: { before: { status: 'active' }, after: { status: 'deleted', purgeAt: TIME } },
  },
  'org.disabled': {
    description: 'An organization was disabled.',
    objects: ['organization'],
    before: status,
    after: status,
    example: { before: { status: 'active' }, after: { status: 'disabled' } },
  },
  'org.enabled': {
    description: 'An organization was enabled again.',
    objects: ['organization'],
    before: status,
    after: status,
    example: { before: { status: 'disabled' }, after: { status: 'active' } },
  },
  'org.limit_exceeded': {
    description: 'An organization is over a limit that may be exceeded.',
    objects: ['organization'],
    after: z.looseObject({ limit: z.int(), used: z.int() }),
    example: { after: { limit: 1, used: 2 } },
  },
  'org.limit_reached': {
    description: 'An organization is near or at a limit.',
    objects: ['organization'],
    after: z.looseObject({
      percent: z.int(),
      limit: z.int(),
      used: z.int(),
    }),
    example: { after: { percent: 80, limit: 6, used: 5 } },
  },
  'org.plan_changed': {
    description: 'An organization is on another plan.',
    objects: ['organization'],
    before: z.looseObject({ plan: z.string() }),
    after: z.looseObject({ plan: z.string() }),
    example: { before: { plan: 'unlimited' }, after: { plan: 'business' } },
  },
  'org.renamed': {
    description: 'An organization has another slug.',
    objects: ['organization'],
    before: z.looseObject({ slug: z.string() }),
    after: z.looseObject({ slug: z.string() }),
    example: { before: { slug: 'example-company' }, after: { slug: 'example' } },
  },
  'org.restored': {
    description: 'A deleted organization was restored.',
    objects: ['organization'],
    before: status,
    after: status,
    example: { before: { status: 'deleted' }, after: { status: 'active' } },
  },
  'org.second_factor_due': {
    description: 'A second factor will be asked of holders of a role.',
    objects: ['organization'],
    after: z.looseObject({
      from: instant,
      days: z.int(),
      missing: z.int(),
    }),
    example: { after: { from: TIME, days: 7, missing: 1 } },
  },
  'org.sign_in_enforced': {
    description: 'People of named domains come in by named connections only.',
    objects: ['organization'],
    before: enforcedBefore,
    after: enforced,
    example: {
      before: {},
      after: {
        domains: ['acme.example'],
        connectionIds: [ID],
        guests: 'refused',
        breakGlassMemberIds: [ID],
        since: TIME,
      },
    },
  },
  'org.sign_in_enforcement_ended': {
    description: 'The enforcement of sign-in ended.',
    objects: ['organization'],
    before: enforced,
    after: z.looseObject({}),
    example: {
      before: {
        domains: ['acme.example'],
        connectionIds: [ID],
        guests: 'refused',
        breakGlassMemberIds: [ID],
        since: TIME,
      },
      after: {},
    },
  },
  'org.updated': {
    description: 'The name, policies, limits or other details of an organization changed.',
    objects: ['organization'],
    before: details,
    after: details,
    example: {
      before: {
        locale: 'de',
        branding: { supportUrl: 'https://example.com/help' },
        policies: {
          journalDays: 90,
          secondFactor: { signIn: true, roles: [{ role: 'admin', from: TIME }] },
        },
      },
      after: {
        name: 'Ann Example',
        locale: 'de',
        branding: { color: '#102030' },
        policies: { guests: 'refused', reminders: false },
      },
    },
  },
  'org.usage_metered': {
    description: 'The use of a metered plan was recorded for a day.',
    objects: ['organization'],
    after: z.looseObject({
      date: z.string(),
      since: z.string(),
      used: z.int(),
      included: z.int(),
      extra: z.int(),
    }),
    example: {
      after: { date: '2026-04-18', since: '2026-02-06', used: 17, included: 25, extra: 0 },
    },
  },
  'organization.created': {
    description: 'An organization was made.',
    objects: ['organization'],
    after: z.looseObject({
      name: z.string(),
      slug: z.string(),
      preset: z.string(),
      plan: z.string(),
    }),
    example: {
      after: { name: 'Ann Example', slug: 'short-memory', preset: 'standard', plan: 'unlimited' },
    },
  },
  'ownership.accepted': {
    description: 'An offer of ownership was accepted.',
    objects: ['ownership-offer'],
    after: offer,
    example: { after: { fromMemberId: ID, toMemberId: ID, roleAfter: 'admin', expiresAt: TIME } },
  },
  'ownership.declined': {
    description: 'An offer of ownership was declined.',
    objects: ['ownership-offer'],
    after: offer,
    example: { after: { fromMemberId: ID, toMemberId: ID, roleAfter: 'admin', expiresAt: TIME } },
  },
  'ownership.expired': {
    description: 'An offer of ownership was not accepted in time.',
    objects: ['ownership-offer'],
    after: offer,
    example: { after: { fromMemberId: ID, toMemberId: ID, roleAfter: 'admin', expiresAt: TIME } },
  },
  'ownership.offered': {
    description: 'The ownership was offered to a member.',
    objects: ['ownership-offer'],
    after: offer,
    example: { after: { fromMemberId: ID, toMemberId: ID, roleAfter: 'admin', expiresAt: TIME } },
  },
  'ownership.withdrawn': {
    description: 'An offer of ownership was taken back.',
    objects: ['ownership-offer'],
    after: offer,
    example: { after: { fromMemberId: ID, toMemberId: ID, roleAfter: 'admin', expiresAt: TIME } },
  },
});
