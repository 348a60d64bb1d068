import type { AttributePath, Filter } from '../filter/ast.js';
import type { Resource } from '../schema/definition.js';
import { ENTERPRISE_USER_URN } from '../schema/enterprise-user.js';
import { rewriteOperations, type Dialect } from './dialect.js';

/**
 * Entra ID writes `manager` without the enterprise URN, in its check of references (`id eq "X" and
 * manager eq "Y"`, E3) and in older PATCH operations (E13). Everything else of its manners, with
 * and without the `aadOptscim062020` flag, is the engine's own leniency: see
 * packages/scim/test/dialects/entra.test.ts.
 */
export const entra: Dialect = {
  name: 'entra',
  source:
    'MicrosoftDocs/entra-docs app-provisioning/use-scim-to-provision-users-and-groups.md; ' +
    'MicrosoftDocs/azure-docs #69234',
  filter: (resourceType, filter) => (resourceType === 'User' ? qualified(filter) : filter),
  patch: (resourceType, body) =>
    resourceType === 'User' ? rewriteOperations(body, qualifiedOperation) : body,
};

function qualifiedOperation(operation: Resource): Resource {
  const { path } = operation;
  if (typeof path !== 'string' || !/^manager(\.\$?\w+)?$/i.test(path)) return operation;
  return { ...operation, path: `${ENTERPRISE_USER_URN}:${path}` };
}

/** Only what mentions `manager` is built anew. */
function qualified(filter: Filter): Filter {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const filters = filter.filters.map(qualified);
      const same = filters.every((one, index) => one === filter.filters[index]);
      return same ? filter : { kind: filter.kind, filters };
    }
    case 'not': {
      const inner = qualified(filter.filter);
      return inner === filter.filter ? filter : { kind: 'not', filter: inner };
    }
    case 'compare':
    case 'present':
      return isBareManager(filter.path)
        ? { ...filter, path: { ...filter.path, urn: ENTERPRISE_USER_URN } }
        : filter;
    case 'has':
      return filter;
  }
}

function isBareManager({ urn, name }: AttributePath): boolean {
  return urn === undefined && name.toLowerCase() === 'manager';
}
