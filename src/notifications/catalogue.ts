import type { NoticePreference } from '#store/index.js';

/** How a member is notified. What is mailed is also in the inbox inside the product. */
export type Channel = NoticePreference['notices'][string];

export interface NoticeKind {
  /** name of the mail */
  readonly template: string;
  /** the recipient may switch it off (RFC 8058); what concerns security and access stays on */
  readonly optional: boolean;
  /** for the member whom the change concerns, unless the matrix says otherwise */
  readonly person?: Channel;
  /** for owners and administrators, unless the matrix says otherwise */
  readonly admins?: Channel;
}

/** Every notice of Muster by its name in the matrix. Host applications add their own by sending them. */
export const NOTICES: Readonly<Record<string, NoticeKind>> = {
  'membership-request': { template: 'join-requested', optional: true, admins: 'mail' },
  'seat-request': { template: 'seat-requested', optional: true, admins: 'mail' },
  'seat-limit': { template: 'seat-limit', optional: true, admins: 'mail' },
  'member-limit': { template: 'member-limit', optional: true, admins: 'mail' },
  'token-expiring': { template: 'token-expiring', optional: false, admins: 'mail' },
  'directory-failing': { template: 'sync-failing', optional: false, admins: 'mail' },
  'directory-lockout': { template: 'lockout-refused', optional: false, admins: 'mail' },
  'connection-changed': { template: 'connection-changed', optional: false, admins: 'mail' },
  'sign-in-certificate': { template: 'sign-in-certificate', optional: false, admins: 'mail' },
  'sign-in-metadata': { template: 'sign-in-metadata', optional: false, admins: 'mail' },
  'sign-in-groups': { template: 'sign-in-groups', optional: true, admins: 'mail' },
  'sign-in-address': { template: 'sign-in-address', optional: true, admins: 'mail' },
  'link-request': { template: 'link-requested', optional: true, admins: 'mail' },
  'link-alert': { template: 'link-alert', optional: false, admins: 'mail' },
  'address-conflict': { template: 'address-conflict', optional: true, admins: 'mail' },
  'mapping-changed': { template: 'mapping-changed', optional: true, admins: 'mail' },
  'mapping-dormant': { template: 'mapping-dormant', optional: false, admins: 'mail' },
  'directory-recovered': { template: 'sync-recovered', optional: true, admins: 'mail' },
  'mass-change-held': { template: 'mass-change-held', optional: false, admins: 'mail' },
  'mass-change-applied': { template: 'mass-change-applied', optional: false, admins: 'mail' },
  'mass-change-brake-off': { template: 'mass-change-brake-off', optional: false, admins: 'mail' },
  'webhook-failing': { template: 'webhook-failing', optional: false, admins: 'mail' },
  'webhook-unconfirmed': { template: 'webhook-unconfirmed', optional: false, admins: 'mail' },
  'webhook-disabled': { template: 'webhook-disabled', optional: false, admins: 'mail' },
  'import-finished': { template: 'import-finished', optional: true, person: 'mail' },
  'invitation-accepted': { template: 'invitation-accepted', optional: true, person: 'mail' },
  'invitation-declined': { template: 'invitation-declined', optional: true, person: 'mail' },
  'invitation-expired': { template: 'invitation-expired', optional: true, person: 'mail' },
  'invitation-bounced': { template: 'invitation-bounced', optional: true, person: 'mail' },
  'member-added': { template: 'member-added', optional: false, person: 'mail' },
  'access-changed': { template: 'access-changed', optional: false, person: 'mail' },
  'role-changed': { template: 'role-changed', optional: false, person: 'mail' },
  removed: { template: 'member-removed', optional: false, person: 'mail' },
  'second-factors-reset': { template: 'second-factors-reset', optional: false, person: 'mail' },
  'break-glass-used': { template: 'break-glass-used', optional: false, person: 'mail' },
  'sign-in-enforced': { template: 'sign-in-enforced', optional: false, person: 'mail' },
  'sign-in-enforcement-ended': {
    template: 'sign-in-enforcement-ended',
    optional: false,
    person: 'mail',
  },
  'second-factor-due': { template: 'second-factor-due', optional: false, person: 'mail' },
  'second-factors-missing': { template: 'second-factors-missing', optional: false, admins: 'mail' },
  'sign-in-way-added': { template: 'sign-in-way-added', optional: false, person: 'mail' },
  'seat-assigned': { template: 'seat-assigned', optional: false, person: 'mail' },
  'seat-removed': { template: 'seat-removed', optional: false, person: 'mail' },
  'seat-granted': { template: 'seat-granted', optional: false, person: 'mail' },
  'seat-denied': { template: 'seat-denied', optional: false, person: 'mail' },
  ownership: { template: 'ownership-offered', optional: false, person: 'mail' },
  /** what was collected in a day; off: it stays in the inbox */
  digest: { template: 'digest', optional: true, person: 'mail' },
  'ownership-accepted': { template: 'ownership-accepted', optional: false, person: 'mail' },
};

/** The kind of one of our notices, or of one that a host application sends. */
export function noticeKindOf(notice: string): NoticeKind {
  return (Object.hasOwn(NOTICES, notice) && NOTICES[notice]) || HOST_NOTICE_KIND;
}

/** The members it names find it in their inbox; roles get a mail where the matrix says so. */
const HOST_NOTICE_KIND: NoticeKind = { template: 'host-notice', optional: true, person: 'in_app' };

/** `licence-generated` */
export const NOTICE_NAME_PATTERN = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
