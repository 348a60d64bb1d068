/** Owns the choice of who takes over what somebody owns, found by the server; its words are the area `changes`. */
export { Successor } from './successor.js';
