import type { Provider } from '../stages.js';
import { entra } from './entra.js';
import { jumpcloud } from './jumpcloud.js';
import { okta } from './okta.js';
import { onelogin } from './onelogin.js';
import { ping } from './ping.js';

export { entra, okta };

/** Whom `muster simulate` can play. */
export const providers: readonly Provider[] = [okta, entra, onelogin, jumpcloud, ping];
