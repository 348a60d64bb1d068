import { attributeNamesOf, findAll, saysSecondStep, type Core } from '#core/index.js';
import type { Context } from '#kernel/index.js';
import {
  equals,
  isForSignIn,
  type IdentityStatement,
  type SignInConnection,
  type SignInAttempt,
  type SignInFlow,
  type Store,
} from '#store/index.js';
import type { Attempts } from '../attempts/index.js';
import type { Flows } from '../flows/index.js';

interface Deps {
  readonly core: Core;
  readonly store: Store;
  readonly attempts: Attempts;
  readonly flows: Flows;
}

/** Mappings and groups that are shown. */
const MAX_SHOWN = 200;

/**
 * The end of a test: what came and what it would make of the person, in the log of the connection. Nobody is signed in or changed. A test
 * without an address for the person does not count: it says which attributes did come. Undefined: the connection is another one by now.
 */
export async function finishTest(
  { core, store, attempts, flows }: Deps,
  ctx: Context,
  flow: SignInFlow,
): Promise<SignInAttempt | undefined> {
  const { statement, connectionId = '', configuration = 0 } = flow;
  const connection = await store.read.connections.get(connectionId);
  if (!isForSignIn(connection) || connection.status === 'deleting' || !statement) return undefined;
  if (connection.configuration !== configuration) return undefined;
  const finished = await flows.update(ctx, flow.id, (now) =>
    now.status === 'answered' ? { status: 'finished' } : undefined,
  );
  if (!finished) return undefined;
  const { issuer, subject, attributes, authnContext, authnMethods = [] } = statement;
  const isComplete = statement.email !== undefined;
  if (isComplete) {
    const { organizationId } = connection;
    const shown = [...(authnContext === undefined ? [] : [authnContext]), ...authnMethods];
    const test = { connectionId, configuration, shown };
    await core.connections.noteTest(ctx, organizationId, test);
  }
  return attempts.note(ctx, connection, {
    purpose: 'test',
    ...(isComplete
      ? { outcome: 'ok' }
      : {
          outcome: 'refused',
          reason: 'attribute_missing',
          details: missingDetails(connection, statement),
        }),
    issuer,
    subject,
    attributes,
    mapping: await mappingOf(store, connection, statement),
    configuration,
    trace: [{ step: 'test', detail: 'nobody is signed in or changed by a test' }],
  });
}

function missingDetails(connection: SignInConnection, { attributes }: IdentityStatement) {
  const expected = attributeNamesOf(connection).email ?? '';
  return { expected, received: Object.keys(attributes).slice(0, 50).join(' ') };
}

/**
 * Whether what the provider said of the method is a second step here: `ours`: the connection lets none of the provider count; `not_said`:
 * it would, and the answer does not say that there was one.
 */
export function secondStepOf(
  connection: SignInConnection,
  statement: IdentityStatement,
): 'counts' | 'not_said' | 'ours' {
  if (connection.secondStep !== 'provider') return 'ours';
  return saysSecondStep(statement, connection) ? 'counts' : 'not_said';
}

/** What the answer would make of the person: the fields as they are read, and what the groups give. */
async function mappingOf(
  store: Store,
  connection: SignInConnection,
  statement: IdentityStatement,
): Promise<Record<string, unknown>> {
  const { email, name, firstName, lastName, locale, externalId, groups } = statement;
  const { authnContext, authnMethods } = statement;
  const values = { email, name, firstName, lastName, locale, externalId };
  const read = Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  );
  const missing = Object.entries(attributeNamesOf(connection)).flatMap(([field, attribute]) =>
    statement.attributes[attribute as string] === undefined ? [{ field, attribute }] : [],
  );
  const mappings = await findAll(store.read.groupMappings, equals('connectionId', connection.id));
  const listed = typeof groups === 'string' ? [] : groups;
  // by name or by id: what the provider sends
  const gives = mappings.flatMap(({ groupName, externalId, gives: what, dormantSince }) => {
    const group = [groupName, externalId].find((one) => one !== undefined && listed.includes(one));
    return group === undefined || dormantSince !== undefined ? [] : [{ group, gives: what }];
  });
  return {
    subject: statement.subject,
    ...read,
    groups: typeof groups === 'string' ? groups : listed.slice(0, MAX_SHOWN),
    ...(authnContext !== undefined && { authnContext }),
    ...(authnMethods && { authnMethods }),
    secondStep: secondStepOf(connection, statement),
    missing,
    gives: gives.slice(0, MAX_SHOWN),
  };
}
