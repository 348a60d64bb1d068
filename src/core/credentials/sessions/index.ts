/** Sessions of people who have signed in: made, recognised, judged, listed and ended. */
export { SESSION_PREFIX } from './create.js';
export { closeSession, endSessionsIn, endSessionsOfIdentity } from './end.js';
export { eraseSessions, eraseSessionsOfAccount } from './erase.js';
export { endOtherSessions, inScopeOfSession, isSecondStep, stepUpIn } from './step-up.js';
export { createSessions } from './sessions.js';
export type { Sessions, SessionSettings } from './sessions.js';
export type { MadeSession, NewSession } from './create.js';
export type { LogoutName } from './end.js';
