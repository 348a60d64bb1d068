/** Owns the calls of a host application to Muster; never knows how Muster executes them. Depends on no package. */
export { createClient, MusterError } from './client.js';
export type { CallOptions, ClientOptions, MusterClient } from './client.js';
export type * from './contract.js';
export { defineHook, type FileHook, type HookAnswer, type HookQuestion } from './hooks.js';
export { followEvents, isStale, type EventPage, type FollowOptions } from './follow-events.js';
export { streamEvents, type StreamOptions } from './stream-events.js';
