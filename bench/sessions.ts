import { hash } from 'node:crypto';
import type { Express } from 'express';
import type { Core } from '#core/index.js';
import {
  FULL_AUTHORITY,
  newId,
  newTraceId,
  silentLog,
  systemClock,
  type Context,
} from '#kernel/index.js';
import { all, equals, type Store } from '#store/index.js';
import { samlConnectionOf } from '../test/kit/saml-records.js';
import type { ResponseWriter } from './bare-members.js';
import { message, row, type Measuring, type Row } from './measuring.js';

const ctx = (): Context => ({
  actor: { kind: 'operator', name: 'operator' },
  authority: FULL_AUTHORITY,
  traceId: newTraceId(),
  clock: systemClock,
  log: silentLog,
});

/** A person with a session that a provider made, in an organization that is there. */
async function makeSession({ core, store }: { core: Core; store: Store }, organizationId: string) {
  const person = { email: `${newId()}@example.com`, name: 'Signed In' };
  const { account } = await core.accounts.create(ctx(), { ...person, emailVerified: true });
  const { id: memberId } = await core.members.add(ctx(), organizationId, person);
  const connection = samlConnectionOf(organizationId, systemClock.now());
  await store.transaction(organizationId, (tx) => tx.connections.insert(connection));
  const { id: connectionId } = connection;
  const input = { accountId: account.id, method: 'saml', connectionId, organizationId } as const;
  const { token } = await core.sessions.create(ctx(), input);
  return { token, accountId: account.id, memberId, connectionId };
}

/** The check of a session as every request makes it, and beside it the four look-ups that it is made of; no REST around either. */
export function addSessionRoutes(
  app: Express,
  { core, store }: { readonly core: Core; readonly store: Store },
  { send, finish }: ResponseWriter,
): void {
  const { sessions, organizations, members, connections } = store.read;
  app.get('/sessions/:organizationId', async ({ params }, response) => {
    send(response, await makeSession({ core, store }, params.organizationId));
  });
  app.get('/session-check/:organizationId/:token', async ({ params }, response) => {
    const caller = ctx();
    const session = await core.sessions.authenticate(caller, params.token);
    await core.sessions.asPerson(caller, session, params.organizationId);
    finish(response);
  });
  app.get('/session-reads/:organizationId/:token', async ({ params }, response) => {
    const { organizationId, token } = params;
    // a session is kept by the hash of its cookie
    const session = await sessions.first(equals('hash', hash('sha256', token, 'hex')));
    await organizations.get(organizationId);
    const ofAccount = all(
      equals('accountId', session?.accountId ?? ''),
      equals('organizationId', organizationId),
    );
    await members.first(all(ofAccount, equals('status', 'active')));
    await connections.get(session?.connectionId ?? '');
    finish(response);
  });
}

export async function* sessionRows(on: Measuring, organizationId: string): AsyncGenerator<Row> {
  const made = await fetch(`${on.subject.bareUrl}/sessions/${organizationId}`);
  const { token } = (await made.json()) as { token: string };
  const path = (name: string): string => `/${name}/${organizationId}/${token}`;
  yield row('session check', on, {
    own: () => message('GET', path('session-check'), undefined),
    bare: () => message('GET', path('session-reads'), undefined),
    onBareServer: true,
  });
}
