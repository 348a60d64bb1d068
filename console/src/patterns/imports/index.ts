/** Owns what both pages of imports say of one: its state and how it is written; never knows the pages. */
export { isMoving, TONES, type Import } from './import.js';
export { SheetMenu } from './sheet-menu.js';
