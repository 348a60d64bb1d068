/**
 * Owns how people are added: the button, the forms and steps that the preset's data say, many by a pasted list, one by a link. Never knows
 * which page the button stands on, nor the name of a preset.
 */
export { AddPeople } from './add-people.js';
