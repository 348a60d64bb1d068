/** Owns the REST contract: operations, bodies, statuses; never knows what an operation does. */
import * as access from './access.js';
import * as accounts from './accounts.js';
import * as addressConflicts from './address-conflicts.js';
import * as apiKeys from './api-keys.js';
import * as attributes from './attributes.js';
import * as avatars from './avatars.js';
import * as connectionDeletions from './connection-deletions.js';
import * as connectionHealth from './connection-health.js';
import * as connections from './connections.js';
import * as consoles from './console.js';
import * as credentials from './credentials.js';
import * as directoryLists from './directory-lists.js';
import * as domains from './domains.js';
import * as erasures from './erasures.js';
import * as eventTypes from './event-types.js';
import * as events from './events.js';
import * as exchanges from './exchanges.js';
import * as groupMappings from './group-mappings.js';
import * as imports from './imports.js';
import * as invitationLinks from './invitation-links.js';
import * as invitations from './invitations.js';
import * as jobs from './jobs.js';
import * as joinRequests from './join-requests.js';
import * as journal from './journal.js';
import * as linkRequests from './link-requests.js';
import * as mails from './mails.js';
import * as mailTemplates from './mail-templates.js';
import * as memberMerges from './member-merges.js';
import * as memberRoles from './member-roles.js';
import * as person from './person.js';
import * as personFactors from './person-factors.js';
import * as personRequests from './person-requests.js';
import * as personSessions from './person-sessions.js';
import * as views from './views.js';
import * as personPreferences from './person-preferences.js';
import * as limits from './limits.js';
import * as logos from './logos.js';
import * as memberChanges from './member-changes.js';
import * as memberLists from './member-lists.js';
import * as massChanges from './mass-changes.js';
import * as members from './members.js';
import * as notices from './notices.js';
import { named, type Operation } from './operations.js';
import * as organizations from './organizations.js';
import * as samlConnections from './saml-connections.js';
import * as products from './products.js';
import * as seats from './seats.js';
import * as secondFactors from './second-factors.js';
import * as sessions from './sessions.js';
import * as signInEnforcement from './sign-in-enforcement.js';
import * as signInIdentities from './sign-in-identities.js';
import * as signInLinks from './sign-in-links.js';
import * as spaces from './spaces.js';
import * as tasks from './tasks.js';
import * as ownership from './ownership.js';
import * as installationWebhooks from './installation-webhooks.js';
import * as webhooks from './webhooks.js';
import * as plans from './plans.js';
import * as hooks from './hooks.js';
import * as roles from './roles.js';

export { BASE_PATH, takesIfMatch } from './operations.js';
export type { Operation, ParamsOf } from './operations.js';
export { DOCS_PATH, faultsOf, OPENAPI_PATH, openApiDocument } from './openapi.js';
export { projectionOf } from './projections.js';
export {
  CATALOGUE_VERSION,
  dataOf,
  EVENT_FAMILIES,
  EVENT_TYPES,
  eventSchemaOf,
  exampleOf,
  type EventType,
} from './events/index.js';
export { readInput } from './inputs.js';
export { ERRORS_PATH, errorsPage, UNKNOWN_CODE, UNKNOWN_MESSAGE } from './errors-page.js';
export { statusOf } from './statuses.js';

/** The contract by name. */
export const operations = named({
  ...organizations,
  ...massChanges,
  ...connectionHealth,
  ...accounts,
  ...plans,
  ...limits,
  ...consoles,
  ...ownership,
  ...connections,
  ...connectionDeletions,
  ...samlConnections,
  ...credentials,
  ...groupMappings,
  ...secondFactors,
  ...person,
  ...personPreferences,
  ...personRequests,
  ...personSessions,
  ...personFactors,
  ...views,
  ...sessions,
  ...signInEnforcement,
  ...signInIdentities,
  ...spaces,
  ...products,
  ...seats,
  ...members,
  ...memberChanges,
  ...memberLists,
  ...avatars,
  ...logos,
  ...addressConflicts,
  ...memberMerges,
  ...erasures,
  ...attributes,
  ...invitations,
  ...invitationLinks,
  ...tasks,
  ...imports,
  ...mails,
  ...mailTemplates,
  ...notices,
  ...webhooks,
  ...installationWebhooks,
  ...memberRoles,
  ...access,
  ...roles,
  ...apiKeys,
  ...events,
  ...eventTypes,
  ...exchanges,
  ...directoryLists,
  ...domains,
  ...joinRequests,
  ...linkRequests,
  ...journal,
  ...jobs,
  ...signInLinks,
  ...hooks,
});

/** The contract as a list, for everything that treats all operations alike. */
export const operationList = Object.values(operations) as unknown as readonly Operation[];
