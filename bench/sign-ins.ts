import type { Express } from 'express';
import type { Application } from '#main.js';
import {
  FULL_AUTHORITY,
  newId,
  newTraceId,
  silentLog,
  systemClock,
  type Context,
} from '#kernel/index.js';
import type { SamlConnection } from '#store/index.js';
import { readRequest, samlProvider } from '../test/kit/saml-provider.js';
import type { ResponseWriter } from './bare-members.js';
import { quantile } from './load.js';
import type { Figures, Measuring, Row } from './measuring.js';

type Parts = Pick<Application, 'core' | 'store' | 'signIn'>;

/** Sign-ins of one row: each needs a flow and an answer of its own, both made before the clock runs. */
const COUNT = 200;

/** An organization that has proved its domain, with a tested connection to a provider whose signatures are real. */
async function makeCustomer({ core, store, signIn }: Parts, ctx: Context) {
  const organization = await core.organizations.create(ctx, { name: 'Signs In' });
  const domain = `d${newId()}.example`;
  const claimed = await core.domains.add(ctx, organization.id, domain);
  await core.domains.recordDnsAnswer(ctx, claimed, [claimed.dnsCode]);
  const provider = await samlProvider();
  const { id } = await core.connections.create(ctx, organization.id, {
    kind: 'saml',
    name: 'Provider',
    issuedFor: 'http://localhost',
    given: {
      ...(await signIn.saml.readMetadata(provider.metadata())),
      metadata: { kind: 'document', givenAt: new Date().toISOString() },
    },
  });
  const made = (await store.read.connections.get(id)) as SamlConnection;
  const connection: SamlConnection = { ...made, status: 'active', version: made.version + 1 };
  await store.transaction(organization.id, (tx) => tx.connections.update(connection));
  return { organization, domain, provider, connection };
}

type Customer = Awaited<ReturnType<typeof makeCustomer>>;

/** What a person does until the form is posted: not measured, for it is mostly the provider's signature. */
async function answerOf(
  { signIn }: Parts,
  ctx: Context,
  { connection, provider, domain }: Customer,
): Promise<{ readonly flowId: string; readonly form: Record<string, string> }> {
  const { flow } = await signIn.flows.begin(ctx, {
    purpose: 'sign_in',
    connectionId: connection.id,
    configuration: connection.configuration,
    requestId: newId(),
  });
  const { requestId, message } = await signIn.saml.begin(ctx, connection, { relayState: flow.id });
  await signIn.flows.update(ctx, flow.id, () => ({ requestId }));
  const attributes = { email: [`person@${domain}`] };
  const form = await provider.respond(readRequest(message), {
    now: Date.now(),
    subject: 'person',
    attributes,
  });
  return { flowId: flow.id, form };
}

/** From the posted form to the session, as the endpoint and the page behind it do. */
async function signInWith(
  { core, store, signIn }: Parts,
  ctx: Context,
  { connection, organization }: Customer,
  { flowId, form }: Awaited<ReturnType<typeof answerOf>>,
): Promise<void> {
  const found = await signIn.protocols.find(connection.id);
  if (found?.kind !== 'saml') throw new Error('The connection is gone.');
  await signIn.saml.receive(ctx, found, form);
  const flow = await store.read.signInFlows.get(flowId);
  if (!flow?.statement) throw new Error(`The answer was refused: ${flow?.refusal?.code}`);
  const result = await signIn.admission.admit(ctx, found, flow.statement, {});
  if (result.outcome !== 'admitted') throw new Error(`Not admitted: ${JSON.stringify(result)}`);
  await core.sessions.create(ctx, {
    accountId: result.account.id,
    method: 'saml',
    connectionId: connection.id,
    organizationId: organization.id,
    identityId: result.identity.id,
  });
}

async function measure(parts: Parts): Promise<Figures> {
  const ctx: Context = {
    actor: { kind: 'operator', name: 'operator' },
    authority: FULL_AUTHORITY,
    traceId: newTraceId(),
    clock: systemClock,
    log: silentLog,
  };
  const customer = await makeCustomer(parts, ctx);
  const answers: Awaited<ReturnType<typeof answerOf>>[] = [];
  for (let i = 0; i < COUNT; i += 1) answers.push(await answerOf(parts, ctx, customer));
  // the first ones make the member and warm the code
  for (const answer of answers.splice(0, COUNT / 4)) await signInWith(parts, ctx, customer, answer);
  const latencies: number[] = [];
  const before = process.cpuUsage();
  const startedAt = performance.now();
  for (const answer of answers) {
    const at = performance.now();
    await signInWith(parts, ctx, customer, answer);
    latencies.push(performance.now() - at);
  }
  const { user, system } = process.cpuUsage(before);
  const sorted = Float64Array.from(latencies).sort();
  return {
    rate: (answers.length * 1_000) / (performance.now() - startedAt),
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    cpuUs: (user + system) / answers.length,
  };
}

/** A sign-in by SAML in the process of the server; each answer can be used once, so that no load of requests can be made of it. */
export function addSignInRoute(app: Express, parts: Parts, { send }: ResponseWriter): void {
  app.get('/sign-ins', async (_request, response) => {
    send(response, await measure(parts));
  });
}

export async function* signInRows({ bare, size }: Measuring): AsyncGenerator<Row> {
  const answer = await fetch(`${bare.url}/sign-ins`);
  if (!answer.ok) throw new Error(`The sign-ins failed: ${await answer.text()}`);
  const own = (await answer.json()) as Figures;
  yield { operation: 'sign-in by SAML, one after the other', size, own, rssMb: bare.rssMb() };
}
