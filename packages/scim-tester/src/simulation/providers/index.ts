import type { Provider } from '../simulation-context.js';
import { entra } from './entra.js';
import { jumpcloud } from './jumpcloud.js';
import { okta } from './okta.js';
import { onelogin } from './onelogin.js';
import { ping } from './ping.js';

export { entra, okta };

/** The providers that can be simulated. */
export const providers: readonly Provider[] = [okta, entra, onelogin, jumpcloud, ping];
