import type { Dialect } from './dialect.js';

const ENDPOINTS: ReadonlyMap<string, string> = new Map([
  ['/users', '/Users'],
  ['/groups', '/Groups'],
]);

/** Microsoft's reference server reads paths in any letter case, and its own collection asks for `/users`. */
export const microsoftReferenceCode: Dialect = {
  name: 'microsoft-reference-code',
  source: 'AzureAD/SCIMReferenceCode, Postman collection: "Get empty Users"',
  path: (path) =>
    path.replace(
      /^\/(?:users|groups)(?=\/|$)/i,
      (name) => ENDPOINTS.get(name.toLowerCase()) ?? name,
    ),
};
