/**
 * Owns organizations themselves: creation, change, disabling and deletion, accounts, ownership, plans, metered use, and limits as they are
 * shown.
 */
export { createAccounts } from './accounts.js';
export type { AccountChange, Accounts, Membership, NewAccount } from './accounts.js';
export { visibleAttributes, createAttributes } from './attributes.js';
export type { Attributes } from './attributes.js';
export { createLimits } from './limits.js';
export type { Limits, LimitsView } from './limits.js';
export { meterUsage } from './metering.js';
export { createOrganizations } from './organizations.js';
export type {
  LimitChange,
  NoticeMatrix,
  NewOrganization,
  OrganizationChange,
  OrganizationQuery,
  Organizations,
  SecondFactor,
} from './organizations.js';
export { createOwnership } from './ownership.js';
export type { NewOffer, Ownership } from './ownership.js';
export { createPlans } from './plans.js';
export type { PlanPreview, Plans } from './plans.js';
