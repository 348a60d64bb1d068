/**
 * Owns the lending of a role that is an elevation (root access): the switch beside a name, the question, its end. Never knows where the
 * switch stands.
 */
export { ElevationSwitch } from './elevation-switch.js';
