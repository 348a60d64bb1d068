import type { Dialect } from './dialect.js';

/** Keycloak's plugins join a base URL that ends in a slash with a path that begins with one. */
export const keycloak: Dialect = {
  name: 'keycloak',
  source:
    'Captain-P-Goldfish/scim-for-keycloak #127, mitodl/keycloak-scim #184: /v2//Users, /Users/',
  path: (path) => {
    if (!path.includes('//') && !path.endsWith('/')) return path;
    const segments = path.split('/').filter((segment) => segment !== '');
    return `/${segments.join('/')}`;
  },
};
