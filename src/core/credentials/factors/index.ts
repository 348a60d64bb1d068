/** Second factors, where the core has to do with them: a person who is erased. `sign-in` makes and checks them. */
export { eraseFactors, eraseFactorsOfAccount } from './erase.js';
