import { instant } from '#kernel/index.js';
import type { SignInConnection } from '#store/index.js';
import type { OrganizationScope } from '#core/tenancy/index.js';
import { isTested } from './configurations.js';
import { connectionEntry, requireSignInConnection, writeConnection } from './records.js';

export interface FinishedTest {
  readonly connectionId: string;
  /** with which the request left */
  readonly configuration: number;
  /** what the answer said of the method: AuthnContextClassRef or `acr`, and values of `amr` */
  readonly shown?: readonly string[];
}

/**
 * A test sign-in went well. It counts for the configuration that it was made with: undefined where that is another one meanwhile. Faults
 * `connection.missing`, `connection.deleting`, `connection.kind`.
 */
export async function noteTest(
  scope: OrganizationScope,
  { connectionId, configuration, shown = [] }: FinishedTest,
): Promise<SignInConnection | undefined> {
  const before = await requireSignInConnection(scope, connectionId);
  if (before.configuration !== configuration) return undefined;
  const at = instant(scope.ctx.clock.now());
  const tested = { configuration, at, ...(shown.length > 0 && { shown }) };
  const after = await writeConnection(scope, before, { tested });
  if (!isTested(before)) {
    await scope.journal.append({
      ...connectionEntry(after, 'tested'),
      after: { configuration },
    });
  }
  return after;
}
