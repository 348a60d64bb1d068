/**
 * Owns what the inbox and the pages of people say of a change of many people: its sentence, why a row was not done, and how it is taken
 * back. Its words are the area `changes`. Never knows the pages.
 */
export { DepartureLine, DepartureList } from './departure-list.js';
export { isOver, type MemberChange } from './member-change.js';
export { useUndo } from './undo.js';
export { useChangeSome, type SomeResult, type SomeRow } from './change-some.js';
export { useRemoveOne } from './remove-one.js';
export { useReasonOf } from './reason.js';
export { useSaying } from './saying.js';
