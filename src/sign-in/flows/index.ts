/** Sign-ins under way, each in one browser: from the first page to the session. */
export { createFlows } from './flows.js';
export type { FlowChange, Flows, NewFlow } from './flows.js';
