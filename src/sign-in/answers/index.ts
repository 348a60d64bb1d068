/**
 * What answers of every protocol share on their way in: what is noted of them, how one is refused, and whether it shows what was asked for.
 */
export { requireAsked } from './asked.js';
export { newReception, note, refuseAnswer } from './receptions.js';
export type { Reception, RefusedAnswer } from './receptions.js';
