/**
 * Owns what can be seen of a SCIM 2.0 service from outside: the checks of the RFCs row by row, and the sequences of identity
 * providers. It never knows a particular server: it talks HTTP to a URL with a token, and removes what it created.
 */
export {
  createScimClient,
  literal,
  queryOf,
  type SendOptions,
  type ClientProfile,
  type ScimClient,
  type ScimClientOptions,
} from './client/client.js';
export type { Answer, SentRequest } from './client/exchanges.js';
export { at, excerpt, listAt, textAt } from './client/json.js';
export type { Access } from './conformance/access.js';
export type { Check, CheckGroup } from './conformance/checks.js';
export type { Finding } from './conformance/findings.js';
export { checkGroups } from './conformance/groups.js';
export { runChecks, type CheckReport, type CheckOptions } from './conformance/run-checks.js';
export type { SimulationProgress } from './simulation/progress.js';
export { entra, okta, providers } from './simulation/providers/index.js';
export {
  CannotSimulate,
  simulate,
  type SimulationOptions,
  type SimulationResult,
} from './simulation/simulate.js';
export type { Provider } from './simulation/simulation-context.js';
