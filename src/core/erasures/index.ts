/**
 * Owns the erasure of people: what is kept about a person in one organization, or about an account in all of them, goes in bounded steps
 * that another process can go on with. Each collection is erased by the module that keeps it; inventory.ts names them all. Never knows
 * who may read what is erased.
 *
 * A request takes the member out and begins; the job `erase-people` goes on: journal entries about the person, and what was made of them,
 * then records, until nothing is found, and once more a little later. Next door: `journal`, which takes persons out of entries.
 */
export { PERSONAL_DATA } from './inventory.js';
export { createErasures } from './erasures.js';
export type { Erasures } from './erasures.js';
export { withErasers } from './erasers.js';
export type { Erasers } from './steps.js';
