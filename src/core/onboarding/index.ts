/**
 * Owns the ways in: invitations, requests to join, mail domains and what they open, imports of sheets. Each of them ends in
 * `createMember` of `members`. Never knows SCIM, and writes no member itself. Next door: `members`, `entitlements`, whose checks say
 * what may be promised, and `tasks`, which run imports and bulk invitations row by row.
 */
export { NO_DOMAIN_RULES, createDomains, MAX_DOMAINS } from './domains/domains.js';
export type { DomainChange, DomainRules } from './domains/domains.js';
export {
  createImports,
  FACT_KEYS,
  fillProblem,
  IDENTITY_KEYS,
  importTasks,
  PROBLEMS,
  writeList,
} from './imports/imports.js';
export type {
  ImportColumn,
  ImportForm,
  ImportKey,
  ImportView,
  SheetLine,
} from './imports/imports.js';
export {
  createInvitations,
  daysLeft,
  INVITATION_TASKS,
  invitationTasks,
  statusAt,
} from './invitations/invitations.js';
export type { InvitationSettings, IssuedInvitation } from './invitations/invitations.js';
export type { InvitationDeps } from './invitations/deps.js';
export { alternativeTerms } from './invitations/list.js';
export type { InvitationFilter } from './invitations/list.js';
export { renewInvitation, resendInvitation } from './invitations/resend.js';
export { revokeInvitation } from './invitations/revoke.js';
export type { Revocation } from './invitations/revoke.js';
export { eraseDomainProofs } from './domains/erase.js';
export { eraseEnder, eraseInvitations, eraseInviter } from './invitations/erase.js';
export { eraseDecisions, eraseJoinRequests } from './join-requests/erase.js';
export { replaceRoleInInvitations } from './invitations/replace-role.js';
export { countPeople } from './people-counts.js';
export { isBelowOne } from './invitations/redirect-urls.js';
export { takeRate } from './invitations/rates.js';
export { writeInvitation } from './invitations/write.js';
export { createJoinRequests } from './join-requests/join-requests.js';
export { endInvitationsWithMembers } from './invitations/supersede.js';
