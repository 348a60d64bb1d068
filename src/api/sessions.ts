import { z } from 'zod';
import { operation } from './operations.js';
import { session } from './session-shapes.js';

const list = z.strictObject({ items: z.array(session) });
const ended = z.strictObject({ ended: z.int().meta({ description: 'How many ended.' }) });

const OF_MEMBER = '/organizations/{organizationId}/members/{memberId}/sessions';
const OF_ACCOUNT = '/accounts/{accountId}/sessions';

export const listMemberSessions = operation({
  method: 'GET',
  path: OF_MEMBER,
  summary:
    'Lists the sessions that open the organization for the member, the newest first; at most 100. Members see their own.',
  scope: 'members:read',
  own: true,
  answer: { description: 'The sessions.', body: list },
  faults: ['member.missing'],
});

export const endMemberSession = operation({
  method: 'DELETE',
  path: `${OF_MEMBER}/{sessionId}`,
  summary:
    'Ends a session for the organization. One that a provider of the organization made ends; another one goes on for other organizations.',
  scope: 'members:write',
  own: true,
  answer: { status: 204, description: 'It opens the organization no more.' },
  faults: ['member.missing', 'session.missing', 'permission.escalation'],
});

export const endMemberSessions = operation({
  method: 'POST',
  path: `${OF_MEMBER}/revoke`,
  summary: 'Ends all sessions of the member for the organization. The member can sign in again.',
  scope: 'members:write',
  own: true,
  answer: { description: 'How many sessions opened the organization.', body: ended },
  faults: ['member.missing', 'permission.escalation'],
});

export const listAccountSessions = operation({
  method: 'GET',
  path: OF_ACCOUNT,
  summary: 'Lists the sessions of an account, the newest first; at most 100.',
  scope: 'operator',
  answer: { description: 'The sessions.', body: list },
  faults: ['account.missing'],
});

export const endAccountSession = operation({
  method: 'DELETE',
  path: `${OF_ACCOUNT}/{sessionId}`,
  summary: 'Ends a session of an account, in every organization.',
  scope: 'operator',
  answer: { status: 204, description: 'It opens nothing any more.' },
  faults: ['account.missing', 'session.missing'],
});

export const endAccountSessions = operation({
  method: 'POST',
  path: `${OF_ACCOUNT}/revoke`,
  summary: 'Ends all sessions of an account, in every organization. The person can sign in again.',
  scope: 'operator',
  answer: { description: 'How many sessions there were.', body: ended },
  faults: ['account.missing'],
});
