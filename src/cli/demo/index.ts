/**
 * Owns example organizations: made-up people, two months of history, and their end. Everything goes through the rules, as operator and as
 * owner, and through the SCIM engine with a token, under a clock that is set to the time of each event. Never knows a database.
 */
export { DEMO_SLUG, fillOrganization, type FilledOrganization } from './fill.js';
export { DAY_MS, DemoClock, HISTORY_DAYS } from './timeline.js';
