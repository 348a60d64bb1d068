/** Owns the question before somebody leaves an organization, and why they cannot. Never knows from which page they do. */
export { LeaveDialog } from './leave-dialog.js';
export { useLeavingReason } from './use-leaving.js';
