import type { NoticePreference } from '#store/index.js';

/** How somebody is told. What is mailed stands inside the product, too. */
export type Channel = NoticePreference['notices'][string];

export interface NoticeKind {
  /** name of the mail */
  readonly template: string;
  /** may be switched off by whoever gets it; security and access are not (RFC 8058 is for the others) */
  readonly optional: boolean;
  /** for the person whom the fact concerns, where no matrix says otherwise */
  readonly person?: Channel;
  /** for owners and administrators, where no matrix says otherwise */
  readonly admins?: Channel;
}

/** Every notice of the house by its name in the matrix. Host applications add their own by sending them. */
export const NOTICES: Readonly<Record<string, NoticeKind>> = {
  'membership-request': { template: 'join-requested', optional: true, admins: 'mail' },
  'seat-request': { template: 'seat-requested', optional: true, admins: 'mail' },
  'seat-limit': { template: 'seat-limit', optional: true, admins: 'mail' },
  'member-limit': { template: 'member-limit', optional: true, admins: 'mail' },
  'token-expiring': { template: 'token-expiring', optional: false, admins: 'mail' },
  'directory-failing': { template: 'sync-failing', optional: false, admins: 'mail' },
  'directory-lockout': { template: 'lockout-refused', optional: false, admins: 'mail' },
  'directory-recovered': { template: 'sync-recovered', optional: true, admins: 'mail' },
  'webhook-disabled': { template: 'webhook-disabled', optional: false, admins: 'mail' },
  'import-finished': { template: 'import-finished', optional: true, person: 'mail' },
  'invitation-accepted': { template: 'invitation-accepted', optional: true, person: 'mail' },
  'access-changed': { template: 'access-changed', optional: false, person: 'mail' },
  'role-changed': { template: 'role-changed', optional: false, person: 'mail' },
  removed: { template: 'member-removed', optional: false, person: 'mail' },
  'seat-assigned': { template: 'seat-assigned', optional: false, person: 'mail' },
  'seat-removed': { template: 'seat-removed', optional: false, person: 'mail' },
  'seat-granted': { template: 'seat-granted', optional: false, person: 'mail' },
  'seat-denied': { template: 'seat-denied', optional: false, person: 'mail' },
  ownership: { template: 'ownership-offered', optional: false, person: 'mail' },
  /** what was collected in a day; off: it stays inside the product */
  digest: { template: 'digest', optional: true, person: 'mail' },
  'ownership-accepted': { template: 'ownership-accepted', optional: false, person: 'mail' },
};

/** A host application's notice, or one of ours: its kind. */
export function noticeKindOf(notice: string): NoticeKind {
  return (Object.hasOwn(NOTICES, notice) && NOTICES[notice]) || HOST_NOTICE_KIND;
}

/** Who is named in it sees it inside the product; mail is for whom a matrix gives it. */
const HOST_NOTICE_KIND: NoticeKind = { template: 'host-notice', optional: true, person: 'in_app' };

/** `licence-generated`: names of notices are written so. */
export const NOTICE_NAME_PATTERN = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
