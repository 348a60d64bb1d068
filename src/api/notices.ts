import { z } from 'zod';
import { id, instant, locale, name, order, pageAnswer, pageQuery, text } from './inputs.js';
import { operation } from './operations.js';

const ORGANIZATION = '/organizations/{organizationId}';
const MATRIX = `${ORGANIZATION}/notice-matrix` as const;
const PREFERENCES = `${ORGANIZATION}/notice-preferences` as const;
const NOTICES = `${ORGANIZATION}/notices` as const;
const UNSUBSCRIBE = '/notices/unsubscribe';

const notice = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words with - between them');

const channel = z.enum(['mail', 'digest', 'in_app', 'off']);

/** role → notice → how */
const matrix = z.record(z.string().min(1).max(40), z.record(notice, channel));

const matrixView = z.strictObject({
  notices: z.array(z.strictObject({ name: z.string(), optional: z.boolean() })),
  own: matrix,
  roles: matrix,
  version: z.int(),
});

export const getNoticeMatrix = operation({
  method: 'GET',
  path: MATRIX,
  summary:
    "Reads which roles receive which notices. `own` has the organization's changes to the preset.",
  scope: 'notices:read',
  versioned: true,
  answer: { description: 'The matrix.', body: matrixView },
  faults: ['organization.missing'],
});

export const replaceNoticeMatrix = operation({
  method: 'PUT',
  path: MATRIX,
  summary: "Replaces the organization's changes. Where it has none, the preset applies.",
  scope: 'notices:write',
  body: z.strictObject({ own: matrix }),
  versioned: true,
  answer: { description: 'The matrix as it is now.', body: matrixView },
  example: { body: { own: { admin: { 'user-action': 'mail' } } } },
  faults: ['organization.missing', 'role.unknown'],
});

const preferences = z.strictObject({
  notices: z.array(
    z.strictObject({ name: z.string(), optional: z.boolean(), channel, own: channel.optional() }),
  ),
});

export const getNoticePreferences = operation({
  method: 'GET',
  path: PREFERENCES,
  summary:
    "Reads which notices the acting member receives, and how. `own` is the member's own choice.",
  scope: 'self',
  answer: { description: 'The preferences.', body: preferences },
  faults: ['member.missing'],
});

export const updateNoticePreferences = operation({
  method: 'PATCH',
  path: PREFERENCES,
  summary:
    'Sets how the acting member receives optional notices. Null returns to the default of the roles.',
  scope: 'self',
  body: z.strictObject({ notices: z.record(notice, channel.nullable()) }),
  answer: { description: 'The preferences as they are now.', body: preferences },
  example: { body: { notices: { 'seat-limit': 'digest' } } },
  faults: ['member.missing'],
});

const inboxItem = z.strictObject({
  id,
  notice: z.string(),
  title: z.string().meta({ description: 'One line: the subject of its mail.' }),
  journalId: id,
  about: z
    .strictObject({ kind: z.string(), id: z.string() })
    .optional()
    .meta({ description: 'Whom or what its journal entry is about; absent when that is purged.' }),
  data: z.record(z.string(), z.unknown()),
  createdAt: instant,
  readAt: instant.optional(),
});

export const listNotices = operation({
  method: 'GET',
  path: NOTICES,
  summary: 'Lists the in-product notices of the acting member.',
  scope: 'self',
  query: pageQuery.extend({
    unread: z.enum(['true', 'false']).default('false'),
    language: locale.optional().meta({
      description: 'Of the titles; the member’s own where none is asked for.',
    }),
    order,
  }),
  answer: {
    description: 'A page, oldest first where nothing else is asked.',
    body: pageAnswer(inboxItem),
  },
  example: { query: { unread: 'true' } },
});

export const markNoticesRead = operation({
  method: 'POST',
  path: `${NOTICES}/read`,
  summary: 'Marks notices of the acting member as read. Ids of other notices are ignored.',
  scope: 'self',
  body: z.strictObject({ ids: z.array(id).min(1).max(200) }),
  answer: {
    description: 'How many were new.',
    body: z.strictObject({ read: z.int() }),
  },
  example: { body: { ids: ['{noticeId}'] } },
});

export const raiseNotice = operation({
  method: 'POST',
  path: NOTICES,
  summary:
    'Sends a notice of the host application to the named members, or to those whom the matrix names.',
  scope: 'notices:write',
  body: z.strictObject({
    notice,
    data: z.strictObject({
      title: name,
      text: text(4_000).min(1).optional(),
      url: z
        .url({ protocol: /^https?$/ })
        .max(2_000)
        .optional(),
    }),
    memberIds: z.array(id).min(1).max(200).optional(),
  }),
  idempotent: true,
  answer: {
    status: 202,
    description: 'The notice will be sent.',
    body: z.strictObject({ notice: z.string() }),
  },
  example: { body: { notice: 'user-action', data: { title: 'A licence was generated' } } },
  faults: ['organization.missing', 'member.missing'],
});

const unsubscribeQuery = z.strictObject({
  memberId: id,
  notice,
  token: z.string().min(1).max(200),
});

export const showUnsubscribe = operation({
  method: 'GET',
  path: UNSUBSCRIBE,
  summary:
    'Shows a page with one button, for people who follow the link in a mail. Changes nothing.',
  scope: 'public',
  query: unsubscribeQuery,
  answer: { description: 'The page.', mediaTypes: ['text/html'] },
  example: { query: { memberId: '{memberId}', notice: 'seat-limit', token: '{noticesToken}' } },
  faults: ['request.too_many'],
});

export const unsubscribe = operation({
  method: 'POST',
  path: UNSUBSCRIBE,
  summary:
    'Unsubscribes from a notice with one click (RFC 8058). Repeating the call is not an error.',
  scope: 'public',
  query: unsubscribeQuery,
  answer: { description: 'It is off.', mediaTypes: ['text/plain'] },
  example: { query: { memberId: '{memberId}', notice: 'seat-limit', token: '{noticesToken}' } },
  faults: ['link.invalid', 'request.too_many', 'store.contention'],
});
