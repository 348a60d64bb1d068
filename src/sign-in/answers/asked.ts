import { showsContext } from '#core/index.js';
import { instant } from '#kernel/index.js';
import type { IdentityStatement, SignInFlow } from '#store/index.js';
import { ProviderRefusal } from '../refusals/index.js';

/** What was asked for must be what came. Refusals `authn_context_weak`, `authn_stale`. */
export function requireAsked(
  statement: IdentityStatement,
  { asked, createdAt }: SignInFlow,
  skewMs: number,
): void {
  const { authnContext = 'none', authnMethods = [], authenticatedAt } = statement;
  if (asked?.authnContext !== undefined && !showsContext(statement, asked.authnContext)) {
    throw new ProviderRefusal('authn_context_weak', {
      expected: asked.authnContext,
      received: authnContext.slice(0, 300),
      ...(authnMethods.length > 0 && { methods: authnMethods.join(' ').slice(0, 300) }),
    });
  }
  const earliest = instant(Date.parse(createdAt) - skewMs);
  if (asked?.forceAuthn === true && (authenticatedAt ?? '') < earliest) {
    throw new ProviderRefusal('authn_stale', {
      providerSays: authenticatedAt ?? 'none',
      ownClock: createdAt,
    });
  }
}
