/** Owns the REST contract: operations, bodies, statuses; never knows what an operation does. */
import * as connections from './connections.js';
import * as credentials from './credentials.js';
import * as exchanges from './exchanges.js';
import * as groupMappings from './group-mappings.js';
import * as jobs from './jobs.js';
import * as journal from './journal.js';
import * as members from './members.js';
import type { Operation } from './operations.js';
import * as organizations from './organizations.js';

export { BASE_PATH, BODY_FAULTS, COMMON_FAULTS, ORGANIZATION_FAULTS } from './operations.js';
export type { Method, Operation, ParamsOf, Scope } from './operations.js';
export { clientSource } from './client-source.js';
export { DOCS_PATH, faultsOf, OPENAPI_PATH, openApiDocument, tagOf } from './openapi.js';
export { readInput, type FieldProblem } from './inputs.js';
export { ERRORS_PATH, errorsPage, UNKNOWN_CODE, UNKNOWN_MESSAGE } from './errors-page.js';
export { statusOf } from './statuses.js';

/** The contract by name. */
export const operations = {
  ...organizations,
  ...connections,
  ...credentials,
  ...groupMappings,
  ...members,
  ...exchanges,
  ...journal,
  ...jobs,
};

/** The contract as a list, for everything that treats all operations alike. */
export const operationList = Object.values(operations) as unknown as readonly Operation[];
