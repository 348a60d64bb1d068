import { loadTexts, type Texts } from '#settings/index.js';

let loaded: Texts | undefined;

/** Those of config/locales/, read once for all servers of a test file. */
export function shippedTexts(): Texts {
  return (loaded ??= loadTexts());
}
