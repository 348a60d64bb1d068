import type { Core, NewSession } from '#core/index.js';
import { localName } from '#http/base-url.js';
import {
  newTraceId,
  NO_AUTHORITY,
  silentLog,
  systemClock,
  type Clock,
  type Context,
} from '#kernel/index.js';
import type { SamlConnection, SignInSession, Store } from '#store/index.js';
import { samlConnectionOf } from './saml-records.js';

/** What signs people in: no caller with rights of its own. */
export function signInContext(clock: Clock = systemClock): Context {
  return {
    actor: { kind: 'system', name: 'sign-in' },
    authority: NO_AUTHORITY,
    traceId: newTraceId(),
    clock,
    log: silentLog,
  };
}

/** A person with a session, and what their browser sends with every request. */
export interface SignedIn {
  readonly session: SignInSession;
  readonly token: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A session of an account, as the pages make it after a proof; `isProved`: the person has proved it once more, a moment ago. */
export async function signIn(
  { core, url, clock }: { readonly core: Core; readonly url: string; readonly clock?: Clock },
  input: Omit<NewSession, 'method'> & Partial<Pick<NewSession, 'method'>>,
  { isProved = false }: { readonly isProved?: boolean } = {},
): Promise<SignedIn> {
  const method = input.connectionId === undefined ? 'email_code' : 'saml';
  const ctx = signInContext(clock);
  const begun = await core.sessions.create(ctx, { method, ...input });
  const made = isProved ? await core.sessions.stepUp(ctx, begun.session, 'email_code') : begun;
  const cookie = `muster-${await core.sessions.installation()}=${made.token}`;
  const origin = localName(url);
  return { ...made, headers: { cookie, origin, 'sec-fetch-site': 'same-origin' } };
}

/** An active connection of a SAML provider, as far as sessions ask of it. */
export async function samlConnection(
  store: Store,
  organizationId: string,
): Promise<SamlConnection> {
  const connection = samlConnectionOf(organizationId, Date.now());
  await store.transaction(organizationId, (tx) => tx.connections.insert(connection));
  return connection;
}
