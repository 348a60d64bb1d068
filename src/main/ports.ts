import type { CoreOptions, HookPort } from '#core/index.js';
import type { Integrations } from '#integrations/index.js';

interface Parts {
  readonly integrations: () => Integrations;
}

/** What the rules ask of the parts that are made after them. */
export function portsOf(parts: Parts): Pick<CoreOptions, 'hooks' | 'heldFrom'> {
  const heldFrom: CoreOptions['heldFrom'] = (organizationId) =>
    parts.integrations().heldFrom(organizationId);
  return { hooks: hookPortOf(parts), heldFrom };
}

/** Inline hooks as the rules ask them: what asks is made after the rules, for it writes by them. */
function hookPortOf(parts: Parts): HookPort {
  const port = (): HookPort => parts.integrations().hooks.port;
  return {
    concerns: (ctx, organizationId, point) => port().concerns(ctx, organizationId, point),
    ask: (ctx, question, asking) => port().ask(ctx, question, asking),
    settle: (records, carriedOut) => port().settle(records, carriedOut),
  };
}
