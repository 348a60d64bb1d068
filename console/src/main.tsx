import { start } from './app/start.js';
import { installNonce } from './security/nonce.js';
import { installTrustedTypes } from './security/trusted-types.js';

// before anything makes an element
installNonce();
installTrustedTypes();
void start();
