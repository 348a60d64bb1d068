/** Owns the question before somebody leaves an organization. Never knows from which page they do. */
export { LeaveDialog } from './leave-dialog.js';
