/**
 * Sign-ins under way, each in one browser: from the first page to the session, and what may be used once. Whoever posts an answer stores
 * it; the browser's cookie makes use of it.
 */
export {
  findFlowOfConnection,
  findFlowOfRequest,
  finishLogout,
  isUsable,
  storeAnswer,
  storeRefusal,
} from './answers.js';
export type { CheckedAnswer, StoredAnswer } from './answers.js';
export { createFlows, takeChallenge } from './flows.js';
export type { FlowChange, Flows, NewFlow } from './flows.js';
export { noteUse, tryUse, type Use } from './used-messages.js';
