import type { HookPort } from '#core/index.js';
import type { Integrations } from '#integrations/index.js';

/** Inline hooks as the rules ask them: what asks is made after the rules, for it writes by them. */
export function hookPortOf(parts: { readonly integrations: () => Integrations }): HookPort {
  const port = (): HookPort => parts.integrations().hooks.port;
  return {
    concerns: (ctx, organizationId, point) => port().concerns(ctx, organizationId, point),
    ask: (ctx, question, asking) => port().ask(ctx, question, asking),
    settle: (records, carriedOut) => port().settle(records, carriedOut),
  };
}
