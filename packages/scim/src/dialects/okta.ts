import type { Dialect } from './dialect.js';

/** Okta's SCIM 1.1 connector and its old test suites ask for the plural of SCIM 1.1 (O12). */
export const okta: Dialect = {
  name: 'okta',
  source: 'okta-developer-docs reference/scim/scim-11: GET /ServiceProviderConfigs',
  path: (path) => path.replace(/^\/ServiceProviderConfigs(?=\/|$)/, '/ServiceProviderConfig'),
};
