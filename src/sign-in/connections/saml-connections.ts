import {
  tenantReaders,
  type ConnectionTarget,
  type NewSamlConnection,
  type SamlChange,
  type SweepResult,
} from '#core/index.js';
import { Fault, type Context, type Instant } from '#kernel/index.js';
import type { Connection, SamlConnection, SignInAttempt, SignInFlow, Store } from '#store/index.js';
import type { Attempts } from '../attempts/index.js';
import type { SignInDeps } from '../deps.js';
import type { Flows } from '../flows/index.js';
import type { SamlKeyView } from '../keys/index.js';
import type { Saml } from '../saml/index.js';
import { readProvider, type ProviderInput } from './provider-inputs.js';
import { finishTest } from './test-results.js';

/** Connections that one run of the job looks at. */
const WATCHED_PER_RUN = 100;

type NewInput = Omit<NewSamlConnection, 'given' | 'issuedFor'> & {
  readonly provider?: ProviderInput;
};

type ChangeInput = Omit<SamlChange, 'given' | 'issuedFor'> & {
  readonly provider?: ProviderInput;
  readonly reissueAddresses?: true;
};

interface Deps extends Pick<SignInDeps, 'core' | 'store' | 'baseUrl'> {
  readonly saml: Saml;
  readonly flows: Flows;
  readonly attempts: Attempts;
}

/** What is said of identity providers, beside the rules of the core: their metadata are fetched and read here. */
export interface SamlConnections {
  /** Faults as `core.connections.create`, `request.invalid` where the provider cannot be read. */
  create(ctx: Context, organizationId: string, input: NewInput): Promise<Connection>;
  /** Faults as `core.connections.update`, `request.invalid` where the provider cannot be read. */
  update(ctx: Context, target: ConnectionTarget, change: ChangeInput): Promise<Connection>;
  /** Faults `connection.missing`, `connection.kind`, `connection.deleting`, `connection.no_url`. */
  refresh(ctx: Context, target: ConnectionTarget): Promise<SamlConnection>;
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
  ): Promise<{ readonly flow: SignInFlow; readonly connection: SamlConnection } | undefined>;
  /** The end of a test whose answer was checked. Undefined: the connection is another one by now. */
  finishTest(ctx: Context, flow: SignInFlow): Promise<SignInAttempt | undefined>;
  /** below which addresses of ours are given out today */
  publicUrl(): string;
}

export function createSamlConnections(deps: Deps): SamlConnections {
  const { core, saml, store } = deps;
  const given = async (ctx: Context, input: ProviderInput | undefined) =>
    input && { given: await readProvider(saml, ctx, input) };
  return {
    async create(ctx, organizationId, { provider, ...input }) {
      const issuedFor = deps.baseUrl();
      const more = await given(ctx, provider);
      return core.connections.create(ctx, organizationId, { ...input, issuedFor, ...more });
    },
    async update(ctx, target, { provider, reissueAddresses, ...change }) {
      // a stranger's id and a stale version are refused before anything is fetched
      if (provider) await requireVersionOf(store, target);
      const more = await given(ctx, provider);
      return core.connections.update(ctx, target, {
        ...change,
        ...more,
        ...(reissueAddresses && { issuedFor: deps.baseUrl() }),
      });
    },
    async refresh(ctx, target) {
      const connection = await requireSaml(store, target);
      const refreshed = await saml.refreshMetadata(ctx, connection);
      if (!refreshed) throw new Fault('connection.no_url', { id: connection.id });
      return refreshed;
    },
    watchDue: (ctx, signal) => watchDue(deps, ctx, signal),
    keys: {
      list: async (ctx, target) => saml.keys.list(ctx, await requireSaml(store, target, 'any')),
      add: async (ctx, target) => saml.keys.add(ctx, await requireSaml(store, target)),
      use: async (ctx, target, id) => saml.keys.use(ctx, await requireSaml(store, target), id),
      remove: async (ctx, target, id) =>
        saml.keys.remove(ctx, await requireSaml(store, target), id),
    },
    async openTest(ctx, flowId, secret) {
      const flow = await deps.flows.open(ctx, flowId, secret);
      if (flow?.purpose !== 'test' || flow.requestId !== undefined) return undefined;
      const connection = await saml.find(flow.connectionId ?? '');
      if (!connection || connection.configuration !== flow.configuration) return undefined;
      return { flow, connection };
    },
    finishTest: (ctx, flow) => finishTest(deps, ctx, flow),
    publicUrl: () => deps.baseUrl(),
    async beginTest(ctx, target) {
      const connection = await requireSaml(store, target);
      if (!connection.provider) throw new Fault('connection.no_provider', { id: connection.id });
      const { flow, secret } = await deps.flows.begin(ctx, {
        purpose: 'test',
        organizationId: connection.organizationId,
        connectionId: connection.id,
        configuration: connection.configuration,
      });
      const query = new URLSearchParams({ flow: flow.id, key: secret });
      return {
        url: `${deps.baseUrl()}/sign-in/test?${query.toString()}`,
        expiresAt: flow.expiresAt,
      };
    },
  };
}

/** Faults `connection.missing`, `connection.kind`, `connection.deleting`. */
async function requireSaml(
  { read }: Pick<Store, 'read'>,
  { organizationId, connectionId: id }: ConnectionTarget,
  state: 'kept' | 'any' = 'kept',
): Promise<SamlConnection> {
  const connection = await tenantReaders(read, organizationId).connections.require(id);
  if (connection.kind !== 'saml') {
    throw new Fault('connection.kind', { id, kind: connection.kind, wanted: 'saml' });
  }
  if (state === 'kept' && connection.status === 'deleting') {
    throw new Fault('connection.deleting', { id, taskId: connection.deletion?.taskId });
  }
  return connection;
}

/** Faults as `requireSaml`, `request.precondition`. */
async function requireVersionOf(store: Store, target: ConnectionTarget): Promise<void> {
  const { id, version } = await requireSaml(store, target);
  if (target.expected === undefined || target.expected === version) return;
  throw new Fault('request.precondition', { id, version });
}

async function watchDue(
  { core, saml }: Deps,
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
        ? await saml.refreshMetadata(ctx, connection)
        : await core.connections.watch(ctx, organizationId, { connectionId });
    if (watched) done += 1;
  }
  return { done, more: due.length === WATCHED_PER_RUN && done > 0 };
}
