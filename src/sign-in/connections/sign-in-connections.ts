import {
  tenantReaders,
  type ConnectionTarget,
  type NewSignInConnection,
  type OrganizationScope,
  type SignInChange,
  type SweepResult,
} from '#core/index.js';
import { Fault, type Context, type Instant } from '#kernel/index.js';
import {
  isForSignIn,
  type Connection,
  type OidcConnection,
  type SignInAttempt,
  type SignInConnection,
  type SignInFlow,
  type Store,
} from '#store/index.js';
import type { Attempts } from '../attempts/index.js';
import type { SignInDeps } from '../deps.js';
import type { Flows } from '../flows/index.js';
import type { SamlKeys, SamlKeyView } from '../keys/index.js';
import type { Oidc } from '../oidc/index.js';
import type { Protocols } from '../protocols.js';
import type { Saml } from '../saml/index.js';
import { readProvider, type ProviderInput } from './provider-inputs.js';
import { finishTest } from './test-results.js';

/** Connections that one run of the job looks at. */
const WATCHED_PER_RUN = 100;

type NewInput = Omit<NewSignInConnection, 'given' | 'issuedFor' | 'clientSecret'> & {
  readonly provider?: ProviderInput;
  readonly clientSecret?: string;
};

type ChangeInput = Omit<SignInChange, 'given' | 'issuedFor' | 'clientSecret'> & {
  readonly provider?: ProviderInput;
  readonly clientSecret?: string;
  readonly reissueAddresses?: true;
};

interface Deps extends Pick<SignInDeps, 'core' | 'store' | 'baseUrl'> {
  readonly saml: Saml;
  readonly oidc: Oidc;
  readonly keys: SamlKeys;
  readonly protocols: Protocols;
  readonly flows: Flows;
  readonly attempts: Attempts;
}

/** What is said of identity providers, beside the rules of the core: their metadata are fetched and read here. */
export interface SignInConnections {
  /** Faults as `core.connections.create`, `request.invalid` where the provider cannot be read. */
  create(ctx: Context, organizationId: string, input: NewInput): Promise<Connection>;
  /** Faults as `core.connections.update`, `request.invalid` where the provider cannot be read. */
  update(ctx: Context, target: ConnectionTarget, change: ChangeInput): Promise<Connection>;
  /** Faults `connection.missing`, `connection.kind`, `connection.deleting`, `connection.no_url`. */
  refresh(ctx: Context, target: ConnectionTarget): Promise<SignInConnection>;
  /** For a job: fetches what is due, and tells of ends. */
  watchDue(ctx: Context, signal?: AbortSignal): Promise<SweepResult>;
  readonly keys: {
    list(ctx: Context, target: ConnectionTarget): Promise<readonly SamlKeyView[]>;
    add(ctx: Context, target: ConnectionTarget): Promise<SamlKeyView>;
    use(ctx: Context, target: ConnectionTarget, keyId: string): Promise<SamlKeyView>;
    remove(ctx: Context, target: ConnectionTarget, keyId: string): Promise<void>;
  };
  /**
   * The address that a browser opens, with the secret of the flow that it takes over. Faults `connection.missing`, `connection.kind`,
   * `connection.deleting`, `connection.no_provider`.
   */
  beginTest(
    ctx: Context,
    target: ConnectionTarget,
  ): Promise<{ readonly url: string; readonly expiresAt: Instant }>;
  /** The flow of a test that its address names, not used yet, with its connection. */
  openTest(
    ctx: Context,
    flowId: string,
    secret: string,
  ): Promise<{ readonly flow: SignInFlow; readonly connection: SignInConnection } | undefined>;
  /** The end of a test whose answer was checked. Undefined: the connection is another one by now. */
  finishTest(ctx: Context, flow: SignInFlow): Promise<SignInAttempt | undefined>;
  /** below which addresses of ours are given out today */
  publicUrl(): string;
}

export function createSignInConnections(deps: Deps): SignInConnections {
  const { core, oidc, protocols, store } = deps;
  const kept = (secret: string | undefined) =>
    secret !== undefined && {
      clientSecret: (
        scope: OrganizationScope,
        owner: Pick<OidcConnection, 'id' | 'organizationId'>,
      ) => oidc.clientSecrets.keep(scope, owner, secret),
    };
  return {
    async create(ctx, organizationId, { provider, clientSecret, ...input }) {
      const issuedFor = deps.baseUrl();
      const given = provider && (await readProvider(deps, ctx, input.kind, provider));
      return core.connections.create(ctx, organizationId, {
        ...input,
        issuedFor,
        ...(given && { given }),
        ...kept(clientSecret),
      });
    },
    async update(ctx, target, { provider, clientSecret, reissueAddresses, ...change }) {
      // a stranger's id and a stale version are refused before anything is fetched
      const kind = provider && (await requireVersionOf(store, target)).kind;
      const given = provider && kind && (await readProvider(deps, ctx, kind, provider));
      return core.connections.update(ctx, target, {
        ...change,
        ...(given && { given }),
        ...kept(clientSecret),
        ...(reissueAddresses && { issuedFor: deps.baseUrl() }),
      });
    },
    async refresh(ctx, target) {
      const connection = await requireForSignIn(store, target);
      const refreshed = await protocols.refresh(ctx, connection);
      if (!refreshed) throw new Fault('connection.no_url', { id: connection.id });
      return refreshed;
    },
    watchDue: (ctx, signal) => watchDue(deps, ctx, signal),
    keys: keysOf(deps),
    async openTest(ctx, flowId, secret) {
      const flow = await deps.flows.open(ctx, flowId, secret);
      if (flow?.purpose !== 'test' || flow.requestId !== undefined) return undefined;
      const connection = await protocols.find(flow.connectionId ?? '');
      if (!connection || connection.configuration !== flow.configuration) return undefined;
      return { flow, connection };
    },
    finishTest: (ctx, flow) => finishTest(deps, ctx, flow),
    publicUrl: () => deps.baseUrl(),
    beginTest: (ctx, target) => beginTest(deps, ctx, target),
  };
}

async function beginTest(
  { store, flows, baseUrl }: Deps,
  ctx: Context,
  target: ConnectionTarget,
): Promise<{ readonly url: string; readonly expiresAt: Instant }> {
  const connection = await requireForSignIn(store, target);
  requireWhole(connection);
  const { flow, secret } = await flows.begin(ctx, {
    purpose: 'test',
    organizationId: connection.organizationId,
    connectionId: connection.id,
    configuration: connection.configuration,
  });
  const query = new URLSearchParams({ flow: flow.id, key: secret });
  return {
    url: `${baseUrl()}/sign-in/test?${query.toString()}`,
    expiresAt: flow.expiresAt,
  };
}

function keysOf({ store, keys }: Deps): SignInConnections['keys'] {
  return {
    list: async (ctx, target) => keys.list(ctx, await requireForSignIn(store, target, 'any')),
    add: async (ctx, target) => keys.add(ctx, await requireForSignIn(store, target)),
    use: async (ctx, target, id) => keys.use(ctx, await requireForSignIn(store, target), id),
    remove: async (ctx, target, id) => keys.remove(ctx, await requireForSignIn(store, target), id),
  };
}

/** Fault `connection.no_provider`: a request could not be made. */
function requireWhole(connection: SignInConnection): void {
  const { id, provider } = connection;
  const missing: string[] = provider ? [] : ['provider'];
  if (connection.kind === 'oidc') {
    const { clientId, clientAuthentication, clientSecretId } = connection;
    if (clientId === undefined) missing.push('clientId');
    const isBySecret = clientAuthentication !== 'private_key_jwt';
    if (isBySecret && clientSecretId === undefined) missing.push('clientSecret');
  }
  if (missing.length > 0) throw new Fault('connection.no_provider', { id, missing });
}

/** Faults `connection.missing`, `connection.kind`, `connection.deleting`. */
async function requireForSignIn(
  { read }: Pick<Store, 'read'>,
  { organizationId, connectionId: id }: ConnectionTarget,
  state: 'kept' | 'any' = 'kept',
): Promise<SignInConnection> {
  const connection = await tenantReaders(read, organizationId).connections.require(id);
  if (!isForSignIn(connection)) {
    throw new Fault('connection.kind', { id, kind: connection.kind, wanted: 'saml or oidc' });
  }
  if (state === 'kept' && connection.status === 'deleting') {
    throw new Fault('connection.deleting', { id, taskId: connection.deletion?.taskId });
  }
  return connection;
}

/** Faults as `requireSaml`, `request.precondition`. */
async function requireVersionOf(store: Store, target: ConnectionTarget): Promise<SignInConnection> {
  const connection = await requireForSignIn(store, target);
  const { id, version } = connection;
  if (target.expected === undefined || target.expected === version) return connection;
  throw new Fault('request.precondition', { id, version });
}

async function watchDue(
  { core, protocols }: Deps,
  ctx: Context,
  signal?: AbortSignal,
): Promise<SweepResult> {
  const due = await core.connections.listDue(ctx, WATCHED_PER_RUN);
  let done = 0;
  for (const connection of due) {
    if (signal?.aborted) break;
    const { id: connectionId, organizationId, metadata } = connection;
    const watched =
      metadata?.kind === 'url'
        ? await protocols.refresh(ctx, connection)
        : await core.connections.watch(ctx, organizationId, { connectionId });
    if (watched) done += 1;
  }
  return { done, more: due.length === WATCHED_PER_RUN && done > 0 };
}
