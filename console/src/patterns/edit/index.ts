/**
 * Owns what every form over a record needs: a draft that is seeded once, the difference to what was read, and the meeting of two people
 * who change the same record. Never knows which record it is, nor how it is saved.
 */
export { ChangedMeanwhile } from './changed-meanwhile.js';
export { Difference, type DifferenceRow } from './difference.js';
export { type FieldValue, type Fields, type Seen } from './draft.js';
export { useDraft, type Editing } from './use-draft.js';
