import type { CoreDeps, HookPort, ListQuery, SweepResult } from '#core/index.js';
import { Fault, type Clock, type Context, type Log, type Page } from '#kernel/index.js';
import type { HttpClient } from '#outgoing/index.js';
import type { Hook, HookSample, Store } from '#store/index.js';
import type { EndpointSecrets } from '../signing/index.js';
import { createChain, policyOf, type Trial } from './chain.js';
import { createHookDefinitions, type HookDefinitions, type HookOwner } from './definitions.js';
import { NO_FILE_HOOKS, type FileHooks } from './file-hooks.js';
import type { HookFigures, HookTotals } from './figures.js';
import type { FailurePolicy } from './points.js';
import { createHookRegistry, toAsked, type AskedHook } from './registry.js';
import { createSamples, type Samples } from './samples.js';
import { createHttpTransport, type Transport } from './transport.js';
import { organizationOfTrial, questionOfTrial, type TrialInput } from './trials.js';

export interface HooksOptions {
  readonly store: Store;
  readonly core: CoreDeps;
  readonly outgoing: HttpClient;
  readonly secrets: EndpointSecrets;
  readonly clock: Clock;
  readonly log: Log;
  /** absent: there are none */
  readonly fileHooks?: FileHooks;
}

export interface Hooks {
  readonly definitions: HookDefinitions;
  readonly samples: Samples;
  /** what the rules ask */
  readonly port: HookPort;
  figures(hook: Hook): HookFigures & { readonly effectiveOnFailure: FailurePolicy };
  /** Of this process. */
  totals(): HookTotals;
  /** Asks the hook and changes nothing. Faults `hook.missing`, `hook.sample_missing`, `request.invalid`. */
  tryOut(ctx: Context, owner: HookOwner, id: string, input: TrialInput): Promise<Trial>;
  listSamples(
    ctx: Context,
    owner: HookOwner,
    id: string,
    query: ListQuery,
  ): Promise<Page<HookSample>>;
  /** Reads what other processes changed. */
  refresh(): Promise<void>;
  /** Reads it again and again, until it is closed. */
  watch(): void;
  removeOldSamples(ctx: Context): Promise<SweepResult>;
  close(): Promise<void>;
}

/** How late a process learns of a hook that another one changed. */
const REFRESH_MS = 1_000;

const SAMPLE_DAYS = 7;

/** Of a trial: the whole budget of a change. */
const TRIAL_MS = 20_000;

export function createHooks(options: HooksOptions): Hooks {
  const registry = createHookRegistry(options.store);
  const deps = { ...options, registry };
  const samples = createSamples(deps);
  const definitions = createHookDefinitions(deps);
  const { fileHooks = NO_FILE_HOOKS } = options;
  const byHttp = createHttpTransport(deps);
  const transport: Transport = (ctx, call) =>
    fileHooks.isOne(call.asked) ? fileHooks.ask(ctx, call) : byHttp(ctx, call);
  const chain = createChain({ ...deps, samples, transport, fileHooks: fileHooks.of });
  let timer: NodeJS.Timeout | undefined;
  return {
    definitions,
    samples,
    port: {
      concerns: (ctx, organizationId, point) => chain.concerns(ctx, organizationId, point),
      ask: (ctx, question, asking) => chain.ask(ctx, question, asking),
      settle: (records, carriedOut) => samples.settle(records, carriedOut),
    },
    figures: (hook) => ({
      ...chain.figures(hook.id),
      effectiveOnFailure: policyOf(requireAsked(hook)),
    }),
    totals: () => chain.totals(),
    async tryOut(ctx, owner, id, input) {
      const hook = await definitions.get(ctx, owner, id);
      const asked = requireAsked(hook);
      const { question, organizationId = input.organizationId } = await questionOfTrial(
        samples,
        hook,
        input,
      );
      const organization = await organizationOfTrial(options.store, owner, organizationId);
      return chain.tryOut(ctx, asked, question, { organization, leftMs: TRIAL_MS });
    },
    async listSamples(ctx, owner, id, query) {
      const hook = await definitions.get(ctx, owner, id);
      await samples.flush();
      return samples.list(hook.id, query);
    },
    refresh: () => registry.refresh(),
    watch() {
      timer ??= setInterval(() => {
        registry.refresh().catch((error: unknown) => {
          options.log.warn({ err: error }, 'hooks could not be read; the ones before go on');
        });
      }, REFRESH_MS).unref();
    },
    removeOldSamples: (ctx) => samples.removeOld(ctx, SAMPLE_DAYS),
    async close() {
      clearInterval(timer);
      await samples.flush();
      await fileHooks.close();
    },
  };
}

/** Fault `hook.missing`: the hook is of a point that this release has not. */
function requireAsked(hook: Hook): AskedHook {
  const asked = toAsked(hook);
  if (!asked) throw new Fault('hook.missing', { id: hook.id });
  return asked;
}
