import { instant } from '#kernel/index.js';
import type { IdentityStatement, SignInFlow } from '#store/index.js';
import { ProviderRefusal } from '../refusals/index.js';

/** What was asked for must be what came. Refusals `authn_context_weak`, `authn_stale`. */
export function requireAsked(
  statement: IdentityStatement,
  { asked, createdAt }: SignInFlow,
  skewMs: number,
): void {
  const { authnContext = 'none', authenticatedAt } = statement;
  if (asked?.authnContext !== undefined && asked.authnContext !== authnContext) {
    const figures = { expected: asked.authnContext, received: authnContext.slice(0, 300) };
    throw new ProviderRefusal('authn_context_weak', figures);
  }
  const earliest = instant(Date.parse(createdAt) - skewMs);
  if (asked?.forceAuthn === true && (authenticatedAt ?? '') < earliest) {
    throw new ProviderRefusal('authn_stale', {
      providerSays: authenticatedAt ?? 'none',
      ownClock: createdAt,
    });
  }
}
