/**
 * Second factors of people: authenticator apps, passkeys, and codes to recover with. Nobody but the person changes them, in a session that
 * has proved itself a moment ago; a stranger who guesses closes no other way.
 */
export { createFactors, type EnrolledFactor, type Factors, type FactorView } from './factors.js';
export { breakGlassFactorOf, holdBreakGlassFactors, type FactorState } from './break-glass.js';
export { createFactorResets } from './resets.js';
export { createMissingFactors } from './missing.js';
export { removeForeignFactors, rewrapFactors } from './wrapping.js';
export { relyingPartyOf } from './relying-parties.js';
