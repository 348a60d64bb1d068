import { hash } from 'node:crypto';
import type { Express } from 'express';
import {
  FULL_AUTHORITY,
  newId,
  newTraceId,
  silentLog,
  systemClock,
  type Context,
} from '#kernel/index.js';
import type { Application } from '#main.js';
import { all, equals } from '#store/index.js';
import { samlConnectionOf } from '../test/kit/saml-records.js';
import type { ResponseWriter } from './bare-members.js';
import type { Figures, Measuring, Row } from './measuring.js';

const ctx = (): Context => ({
  actor: { kind: 'operator', name: 'operator' },
  authority: FULL_AUTHORITY,
  traceId: newTraceId(),
  clock: systemClock,
  log: silentLog,
});

/** A person with a session that a provider made, in an organization that is there. */
async function makeSession(
  { core, store }: Pick<Application, 'core' | 'store'>,
  organizationId: string,
): Promise<{ readonly token: string }> {
  const person = { email: `${newId()}@example.com`, name: 'Signed In' };
  const { account } = await core.accounts.create(ctx(), { ...person, emailVerified: true });
  await core.members.add(ctx(), organizationId, person);
  const connection = samlConnectionOf(organizationId, systemClock.now());
  await store.transaction(organizationId, (tx) => tx.connections.insert(connection));
  const { id: connectionId } = connection;
  const input = { accountId: account.id, method: 'saml', connectionId, organizationId } as const;
  return core.sessions.create(ctx(), input);
}

/** CPU of the process a check, in microseconds: the least of the rounds, which other work on the machine disturbs least. */
export interface SessionCheckFigures {
  readonly check: number;
  readonly lookUps: number;
}

const CHECKS_PER_ROUND = 300;

/** The check of a session as every request makes it; no REST around it. */
export async function sessionChecks(
  { core, store }: Pick<Application, 'core' | 'store'>,
  organizationId: string,
): Promise<{ readonly token: string; readonly check: () => Promise<void> }> {
  const { token } = await makeSession({ core, store }, organizationId);
  // every request has one, whoever asks
  const caller = ctx();
  const check = async (): Promise<void> => {
    const session = await core.sessions.authenticate(caller, token);
    await core.sessions.asPerson(caller, session, organizationId);
  };
  return { token, check };
}

/**
 * The check of a session as every request makes it, and the four look-ups that it is made of, turn by turn in one process; no REST around
 * either. The look-ups include the hash of the cookie, by which a session is kept.
 */
export async function compareSessionCheck(
  { core, store }: Pick<Application, 'core' | 'store'>,
  organizationId: string,
  roundCount = 100,
): Promise<SessionCheckFigures> {
  const { token, check } = await sessionChecks({ core, store }, organizationId);
  const { sessions, organizations, members, connections } = store.read;
  const lookUp = async (): Promise<void> => {
    const session = await sessions.first(equals('hash', hash('sha256', token, 'hex')));
    await organizations.get(organizationId);
    const ofAccount = all(
      equals('accountId', session?.accountId ?? ''),
      equals('organizationId', organizationId),
    );
    await members.first(all(ofAccount, equals('status', 'active')));
    await connections.get(session?.connectionId ?? '');
  };
  let least: SessionCheckFigures = { check: Infinity, lookUps: Infinity };
  for (let round = 0; round < roundCount; round += 1) {
    const lookUps = await cpuOf(lookUp);
    const figures = { lookUps, check: await cpuOf(check) };
    least = {
      check: Math.min(least.check, figures.check),
      lookUps: Math.min(least.lookUps, figures.lookUps),
    };
  }
  return least;
}

async function cpuOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < CHECKS_PER_ROUND; i += 1) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / CHECKS_PER_ROUND;
}

/** One round of the comparison, made in the process of the server. */
export function addSessionRoute(
  app: Express,
  parts: Pick<Application, 'core' | 'store'>,
  { send }: ResponseWriter,
): void {
  app.get('/session-checks/:organizationId', async ({ params }, response) => {
    send(response, await compareSessionCheck(parts, params.organizationId, 1));
  });
}

export async function* sessionRows(
  { bare, size, plan }: Measuring,
  organizationId: string,
): AsyncGenerator<Row> {
  let { check, lookUps } = { check: Infinity, lookUps: Infinity };
  // a request for each round: all of them in one last longer than fetch waits, on a slow MongoDB
  for (let round = 0; round < plan.rounds; round += 1) {
    const answer = await fetch(`${bare.url}/session-checks/${organizationId}`);
    if (!answer.ok) throw new Error(`The session checks failed: ${await answer.text()}`);
    const found = (await answer.json()) as SessionCheckFigures;
    check = Math.min(check, found.check);
    lookUps = Math.min(lookUps, found.lookUps);
  }
  yield {
    operation: 'session check, of its look-ups',
    size,
    own: inTurn(check),
    bare: inTurn(lookUps),
    rssMb: bare.rssMb(),
  };
}

/** Of work that is done one after the other and waits for nothing. */
function inTurn(cpuUs: number): Figures {
  return { rate: 1_000_000 / cpuUs, p50: cpuUs / 1_000, p99: cpuUs / 1_000, cpuUs };
}
