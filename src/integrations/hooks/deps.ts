import type { CoreDeps } from '#core/index.js';
import type { Clock, Log } from '#kernel/index.js';
import type { HttpClient } from '#outgoing/index.js';
import type { Store } from '#store/index.js';
import type { EndpointSecrets } from '../signing/index.js';
import type { HookRegistry } from './registry.js';

/** What hooks are made of. */
export interface HookDeps {
  readonly store: Store;
  readonly core: CoreDeps;
  readonly outgoing: HttpClient;
  readonly secrets: EndpointSecrets;
  readonly registry: HookRegistry;
  readonly clock: Clock;
  readonly log: Log;
}
