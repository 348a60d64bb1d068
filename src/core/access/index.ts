/**
 * Owns what a caller may do and how much an organization may have: permissions, the authority of roles, grantable and manageable
 * roles, limits of the plan and their counters. Never knows how a member came to a role.
 */
export { createCallers } from './callers.js';
export { authorityUnder, ceilingOf, fromCeiling, toCeiling } from './ceilings.js';
export {
  releasePlace,
  releaseOrganizationQuota,
  heldTallyKey,
  includes,
  isAutomatic,
  memberLimitOf,
  countMembers,
  placesTaken,
  placesTallyKey,
  planOf,
  refusalLimitOf,
  requireFeature,
  requireRolesOfPlan,
  reserveOrganizationQuota,
  reservePlace,
} from './limits.js';
export {
  AREAS,
  hostAreasOf,
  isPermission,
  isPowerful,
  mayGive,
  mayGrant,
  mayManage,
  reachOf,
  readPermissions,
  requireGrantable,
  requireHeld,
  requireManageable,
  requireMayGive,
  requireOwn,
  requirePermission,
} from './permissions.js';
export type { GivenAccess } from './permissions.js';
