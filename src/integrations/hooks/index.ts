/**
 * Owns inline hooks: who is asked before a decision, how, and what becomes of the answer. The rules know only the port that they ask
 * (`core/tenancy/hooks.ts`); this folder never knows what they decide about.
 */
export { createHooks, type Hooks, type HooksOptions } from './hooks.js';
export { disableHooks } from './definitions.js';
export type { HookChange, HookDefinitions, HookOwner } from './definitions.js';
export { openFileHooks, type FileHooks } from './file-hooks.js';
export type { HookFigures } from './figures.js';
export type { HookInput } from './inputs.js';
export type { Trial } from './chain.js';
export type { TrialInput } from './trials.js';
export { hookPoints, POINTS, pointerOf, type FailurePolicy } from './points.js';
export { eraseHookSamples } from './samples.js';
export { DEPTH_HEADER } from './transport.js';
