/**
 * Holds people of proved domains to the connections of their organization: the conditions under which that is switched on, what it would
 * do to whom, and its end. What it says to a session is a rule of the core.
 */
export { createEnforcement } from './enforcement.js';
export type { Enforcement, EnforcementPreview, HeldMember } from './enforcement.js';
export type { UnmetCondition, WantedEnforcement } from './conditions.js';
