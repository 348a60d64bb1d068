import { operationList } from '#api/index.js';
import type { HttpDeps } from '../deps.js';
import { createPictures } from '../pictures.js';
import { createRateLimit } from '../rate-limits.js';
import { accessRoutes } from './access.js';
import { accountRoutes } from './accounts.js';
import { addressConflictRoutes } from './address-conflicts.js';
import { apiKeyRoutes } from './api-keys.js';
import { attributeRoutes } from './attributes.js';
import { avatarRoutes } from './avatars.js';
import { connectionHealthRoutes } from './connection-health.js';
import { connectionRoutes } from './connections.js';
import { consoleRoutes } from './console.js';
import { credentialRoutes } from './credentials.js';
import { directoryListRoutes } from './directory-lists.js';
import { domainRoutes } from './domains.js';
import { erasureRoutes } from './erasures.js';
import { eventTypeRoutes } from './event-types.js';
import { eventRoutes } from './events.js';
import { exchangeRoutes } from './exchanges.js';
import { groupMappingRoutes } from './group-mappings.js';
import { importRoutes } from './imports/index.js';
import { invitationLinkRoutes } from './invitation-links.js';
import { invitationRoutes } from './invitations.js';
import { jobRoutes } from './jobs.js';
import { joinRequestRoutes } from './join-requests.js';
import { journalRoutes } from './journal.js';
import { limitRoutes } from './limits.js';
import { logoRoutes } from './logos.js';
import { linkRequestRoutes } from './link-requests.js';
import { mailTemplateRoutes } from './mail-templates.js';
import { mailRoutes } from './mails.js';
import { massChangeRoutes } from './mass-changes.js';
import { memberListRoutes } from './member-lists.js';
import { memberRoleRoutes } from './member-roles.js';
import { memberRoutes } from './members.js';
import { noticeRoutes } from './notices.js';
import { organizationRoutes } from './organizations.js';
import { ownershipRoutes } from './ownership.js';
import { personRoutes } from './person.js';
import { planRoutes } from './plans.js';
import { productRoutes } from './products.js';
import { roleRoutes } from './roles.js';
import { samlConnectionRoutes } from './saml-connections.js';
import { seatRoutes } from './seats.js';
import { secondFactorRoutes } from './second-factors.js';
import { sessionRoutes } from './sessions.js';
import { signInEnforcementRoutes } from './sign-in-enforcement.js';
import { signInIdentityRoutes } from './sign-in-identities.js';
import { signInLinkRoutes } from './sign-in-links.js';
import { spaceRoutes } from './spaces.js';
import { hookRoutes } from './hooks.js';
import { taskRoutes } from './tasks.js';
import { webhookRoutes } from './webhooks.js';
import type { Route } from './routes.js';

/** Fetches for one organization in a second, and further ones within ten: what is asked may be anybody's server. */
const MAX_FETCHES = { sustained: 1, burst: 20 };

/** Operations that need the rules and nothing else. */
function routesOfRules(core: HttpDeps['core']): readonly Route[] {
  return [
    ...organizationRoutes(core),
    ...accountRoutes(core),
    ...planRoutes(core),
    ...limitRoutes(core),
    ...consoleRoutes(core),
    ...ownershipRoutes(core),
    ...credentialRoutes(core),
    ...sessionRoutes(core),
    ...spaceRoutes(core),
    ...productRoutes(core),
    ...seatRoutes(core),
    ...memberRoutes(core),
    ...erasureRoutes(core),
    ...addressConflictRoutes(core),
    ...attributeRoutes(core),
    ...memberRoleRoutes(core),
    ...accessRoutes(core),
    ...apiKeyRoutes(core),
    ...joinRequestRoutes(core),
    ...linkRequestRoutes(core),
    ...journalRoutes(core),
    ...invitationLinkRoutes(core),
    ...taskRoutes(core),
  ];
}

/** Every operation of the contract with its function. @throws Error when an operation has none */
export function allRoutes(deps: HttpDeps): readonly Route[] {
  const { core, provisioning } = deps;
  const pictures = createPictures();
  const limitFetches = createRateLimit(MAX_FETCHES);
  const routes = [
    ...routesOfRules(core),
    ...logoRoutes(deps, pictures, limitFetches),
    ...connectionRoutes(deps, limitFetches),
    ...samlConnectionRoutes(deps, limitFetches),
    ...groupMappingRoutes(deps),
    ...massChangeRoutes(deps),
    ...connectionHealthRoutes(deps),
    ...personRoutes(deps),
    ...signInEnforcementRoutes(deps),
    ...memberListRoutes(deps),
    ...avatarRoutes(deps, pictures),
    ...roleRoutes(deps),
    ...eventRoutes(deps),
    ...eventTypeRoutes(),
    ...exchangeRoutes(provisioning),
    ...directoryListRoutes(provisioning),
    ...domainRoutes(deps),
    ...jobRoutes(deps),
    ...secondFactorRoutes(deps),
    ...signInIdentityRoutes(deps),
    ...signInLinkRoutes(deps),
    ...importRoutes(deps),
    ...invitationRoutes(deps),
    ...mailRoutes(deps.notifications),
    ...mailTemplateRoutes(deps),
    ...noticeRoutes(deps.notifications),
    ...hookRoutes(deps.integrations),
    ...webhookRoutes(deps, limitFetches),
  ];
  const present = new Set(routes.map(({ operation }) => operation.operationId));
  const missing = operationList.find(({ operationId }) => !present.has(operationId));
  if (missing) throw new Error(`The operation ${missing.operationId} has no function.`);
  return routes;
}
