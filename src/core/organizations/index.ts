/**
 * Owns organizations themselves: creation, change, disabling and deletion, accounts, ownership, plans, metered use, limits as they are
 * shown, and what their console shows to whom.
 */
export { visibleAttributes, createAttributes } from './attributes.js';
export { createConsoleServices } from './console-services.js';
export type { ConsoleView } from './consoles.js';
export { endPersonalOrganization } from './endings.js';
export { eraseAccountRecord, eraseBillingContacts } from './erase.js';
export { purgeDeleted } from './purge.js';
export { createLimits } from './limits.js';
export { meterUsage } from './metering.js';
export { createOrganizations } from './organizations.js';
export type { NoticeMatrix } from './organizations.js';
export type { FindLacking } from './second-factor-notices.js';
export { createOwnership, endOffersWithMembers } from './ownership.js';
export { erasePersonPreferences } from './person-preferences.js';
export { createPersonServices } from './person-services.js';
export { createPlans } from './plans.js';
