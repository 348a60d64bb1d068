/** Our key pairs, one or several for each connection: they sign our requests and decrypt assertions; and secrets of clients. */
export { createClientSecrets, type ClientSecrets } from './client-secrets.js';
export {
  createSamlKeys,
  MAX_KEYS,
  removeForeignSamlKeys,
  rewrapSamlKeys,
  type OpenSamlKeys,
  type SamlKeys,
  type SamlKeyView,
} from './keys.js';
