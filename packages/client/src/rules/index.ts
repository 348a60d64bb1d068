/**
 * Owns what a form can say before the server does: the rules of every body of the contract, field by field, one constant for each
 * operation. Never knows a form. Import an operation by its name; what is not imported is not bundled.
 */
export {
  brokenRule,
  FORMAT_NAMES,
  type BodyRules,
  type BrokenRule,
  type FieldRule,
} from './check.js';
export * from './operations.js';
