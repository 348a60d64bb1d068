import type { Dialect } from './dialects/index.js';
import type { ScimRequest } from './exchange.js';
import type { PageLimits } from './list.js';
import type { FindReferences, Present } from './references.js';
import type { ResourceHandler, ScimContext } from './resource-handler.js';

/** A request on its way through the engine: rewritten, not yet parsed. */
export interface Call<C extends ScimContext> {
  readonly ctx: C;
  readonly request: ScimRequest;
  readonly dialects: readonly Dialect[];
  readonly present: Present<C>;
  readonly findReferences: FindReferences<C>;
  readonly pages: PageLimits;
}

/** A call that was routed to a resource type, or to one resource of it. */
export interface TypeCall<C extends ScimContext> extends Call<C> {
  readonly handler: ResourceHandler<C>;
}
