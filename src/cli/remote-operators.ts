import {
  createClient,
  MusterError,
  type Connection,
  type OidcConnection,
  type SamlConnection,
} from '@muster/client';
import { EXIT } from './exit-codes.js';
import { listAll, type ConnectionView, type Operator, type PageQuery } from './operators.js';
import { Refusal } from './refusals.js';

const NEXT = 'see the log of that server; if it is not Muster, correct http.port or --url';

export interface RemoteServer {
  /** without trailing slash */
  readonly url: string;
  readonly key: string;
}

/** Whether a server answers there. Anything that speaks HTTP counts; the first request shows what it is. */
export async function isAnswering(url: string): Promise<boolean> {
  try {
    await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(3_000), redirect: 'manual' });
    return true;
  } catch {
    return false;
  }
}

/** An installation over its own REST API. Every method throws a Refusal. */
export function createRemoteOperator({ url, key }: RemoteServer): Operator {
  const client = createClient({ url, key, retries: 0 });
  const answered = async <T>(call: Promise<T>): Promise<T> => {
    const answer = await call.catch((error: unknown) => {
      throw refusalOf(url, error);
    });
    // every answer that is read here is JSON; the client hands on what is not
    if (!(answer instanceof Response)) return answer;
    throw new Refusal(
      `${url} does not answer as Muster does`,
      'the server',
      NEXT,
      EXIT.unreachable,
    );
  };
  return {
    source: url,
    createOrganization: (body) => answered(client.createOrganization({ body })),
    organizations: () => listAll((query) => answered(client.listOrganizations({ query }))),
    async createConnection(organizationId, name) {
      const call = { params: { organizationId }, body: { kind: 'scim', name } } as const;
      const [made] = directoriesAmong([await answered(client.createConnection(call))]);
      if (!made) throw new TypeError('The answer is no connection of kind scim.');
      return made;
    },
    async connections(organizationId) {
      const params = { organizationId };
      const list = (query: PageQuery) => answered(client.listConnections({ params, query }));
      return directoriesAmong(await listAll(list));
    },
    async createToken({ organizationId, id: connectionId }: ConnectionView, input) {
      const params = { organizationId, connectionId };
      const body = { kind: 'token', ...input } as const;
      const { token = '', expiresAt } = await answered(client.createCredential({ params, body }));
      return { token, ...(expiresAt !== undefined && { expiresAt }) };
    },
    createSignInLink: (body) => answered(client.createSignInLink({ body })),
    close: () => Promise.resolve(),
  };
}

/** Commands speak of directories: identity providers that people sign in at have no tokens. */
function directoriesAmong(
  connections: readonly (Connection | SamlConnection | OidcConnection)[],
): ConnectionView[] {
  return connections.flatMap((connection) => (connection.kind === 'scim' ? [connection] : []));
}

function refusalOf(url: string, error: unknown): Refusal {
  if (!(error instanceof MusterError)) {
    const why = error instanceof Error ? error.message : String(error);
    const next = 'see whether it still runs, and its log';
    return new Refusal(`${url} gave no answer: ${why}`, 'the server', next, EXIT.unreachable);
  }
  const { status, code, problem } = error;
  if (status === 401) {
    const next = 'run this where the settings or the data folder have the key of that server';
    const text = `${url} refuses the operator key (401)`;
    return new Refusal(text, 'the operator key', next, EXIT.unreachable);
  }
  const errors = (problem.errors ?? []).map((one) => `${one.field} ${one.problem}`);
  const text = [`${problem.detail} (${status})`, ...errors].join('; ');
  if (status >= 400 && status < 500 && code !== 'client.unreadable') {
    return new Refusal(text, 'the command', 'correct the options and try again', EXIT.usage);
  }
  return new Refusal(`${url}: ${text}`, 'the server', NEXT, EXIT.unreachable);
}
