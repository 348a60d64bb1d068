import type { Dialect } from './dialect.js';

const ENDPOINTS: ReadonlyMap<string, string> = new Map([
  ['/users', '/Users'],
  ['/groups', '/Groups'],
]);

/** Microsoft's reference server reads paths in any letter case, and its own collection asks for `/users`. */
export const microsoftReferenceCode: Dialect = {
  name: 'microsoft-reference-code',
  source: 'AzureAD/SCIMReferenceCode, Postman collection: "Get empty Users"',
  path(path) {
    const end = path.indexOf('/', 1);
    const name = end < 0 ? path : path.slice(0, end);
    const endpoint = ENDPOINTS.get(name.toLowerCase());
    return endpoint === undefined || endpoint === name ? path : endpoint + path.slice(name.length);
  },
};
