import { createHash } from 'node:crypto';
import type { HookAsking, HookObject, HookPoint, HookQuestion, HookVerdict } from '#core/index.js';
import { addressKey, Fault, newId, type Context } from '#kernel/index.js';
import { readAnswer, type Reason, type Said } from './answers.js';
import type { HookDeps } from './deps.js';
import { HookState, totalsOf, type HookFigures, type HookTotals } from './figures.js';
import { DEFAULT_BUDGET_MS } from './inputs.js';
import { appendDenied, appendFailed } from './entries.js';
import { describePoint, type FailurePolicy } from './points.js';
import type { AskedHook } from './registry.js';
import type { Samples } from './samples.js';
import { problemOf, type HookReply, type Transport } from './transport.js';

/** Hooks that call back and ask hooks again: at the third the change is refused. */
const MAX_DEPTH = 3;

export interface ChainDeps extends HookDeps {
  readonly samples: Samples;
  readonly transport: Transport;
  /** hooks of `config/hooks/`, asked before all others */
  readonly fileHooks: (point: HookPoint) => readonly AskedHook[];
}

/** Asks the hooks of a point one after the other. */
export interface Chain {
  concerns(ctx: Context, organizationId: string, point: HookPoint): boolean;
  ask(ctx: Context, question: HookQuestion, asking: HookAsking): Promise<HookVerdict>;
  /** Asks one hook and obeys it not: for trying it out. */
  tryOut(
    ctx: Context,
    asked: AskedHook,
    question: HookQuestion,
    asking: HookAsking,
  ): Promise<Trial>;
  figures(hookId: string): HookFigures;
  totals(): HookTotals;
}

export interface Trial {
  readonly outcome: 'allowed' | 'modified' | 'denied' | 'failed' | 'skipped';
  readonly latencyMs: number;
  readonly proposed?: HookObject;
  readonly patch?: unknown;
  readonly reason?: Reason;
  readonly problem?: string;
}

export function createChain(deps: ChainDeps): Chain {
  const states = new Map<string, HookState>();
  const stateOf = (id: string): HookState => {
    const known = states.get(id) ?? new HookState();
    states.set(id, known);
    return known;
  };
  const hooksAt = (organizationId: string, point: HookPoint): readonly AskedHook[] => {
    const own = deps.registry.of(organizationId, point);
    const ofFiles = deps.fileHooks(point);
    return ofFiles.length === 0 ? own : [...ofFiles, ...own];
  };
  return {
    concerns(ctx, organizationId, point) {
      // the operator's key is the way back from a hook that refuses everything
      if (ctx.actor.kind === 'operator') return false;
      const hooks = hooksAt(organizationId, point);
      return hooks.length > 0 && hooks.some((asked) => !isBoundTo(asked, ctx));
    },
    ask: (ctx, question, asking) =>
      new Asking(deps, ctx, { question, asking, stateOf }).all(
        hooksAt(asking.organization.id, question.point),
      ),
    async tryOut(ctx, asked, question, asking) {
      const one = new Asking(deps, ctx, { question, asking, stateOf });
      return one.tryOut(asked);
    },
    figures: (hookId) => stateOf(hookId).figures(deps.clock.now()),
    totals: () => totalsOf(states.values(), deps.clock.now()),
  };
}

/** A change made with the key of a hook does not ask that hook. */
function isBoundTo({ hook: { apiKeyId } }: AskedHook, { actor }: Context): boolean {
  if (apiKeyId === undefined) return false;
  if (actor.kind === 'api_key') return actor.id === apiKeyId;
  return actor.kind === 'member' && actor.via === apiKeyId;
}

interface Asked {
  readonly question: HookQuestion;
  readonly asking: HookAsking;
  readonly stateOf: (hookId: string) => HookState;
}

/** What one hook said, and what was recorded of it. */
interface Outcome {
  readonly said?: Said;
  readonly problem?: string;
  readonly latencyMs: number;
  readonly record?: string | undefined;
}

/** One question on its way through the hooks of its point. */
class Asking {
  readonly #steps: { step: string; detail: string }[] = [];
  readonly #records: string[] = [];
  readonly #startedAt = performance.now();
  #proposed: HookObject;

  constructor(
    private readonly deps: ChainDeps,
    private readonly ctx: Context,
    private readonly asked: Asked,
  ) {
    this.#proposed = asked.question.proposed;
  }

  async all(hooks: readonly AskedHook[]): Promise<HookVerdict> {
    const depth = this.ctx.hookDepth ?? 0;
    for (const asked of hooks) {
      if (isBoundTo(asked, this.ctx) || !this.#isConcerned(asked)) continue;
      if (depth >= MAX_DEPTH)
        return this.#refuse(new Fault('hook.loop', { depth, traceId: this.ctx.traceId }));
      const outcome = await this.#one(asked);
      if (outcome.record !== undefined) this.#records.push(outcome.record);
      const fault = await this.#follow(asked, outcome);
      if (fault) return this.#refuse(fault);
    }
    const [steps, records] = [this.#steps, this.#records];
    return { proposed: this.#proposed, steps, records };
  }

  async tryOut(asked: AskedHook): Promise<Trial> {
    if (!this.#isConcerned(asked)) return { outcome: 'skipped', latencyMs: 0 };
    const { said, problem, latencyMs } = await this.#one(asked, true);
    return {
      outcome: outcomeOf(said),
      latencyMs,
      ...(said?.action === 'modify' && { proposed: said.proposed, patch: said.patch }),
      ...(said?.action === 'deny' && { reason: said.reason }),
      ...(problem !== undefined && { problem }),
    };
  }

  #refuse(fault: Fault): HookVerdict {
    this.#note(fault.code, fault.message);
    return { fault, steps: this.#steps, records: this.#records };
  }

  #note(step: string, detail: string): void {
    this.#steps.push({ step, detail });
  }

  #isConcerned({ hook: { id, percentage }, condition }: AskedHook): boolean {
    const { object } = this.asked.question;
    if (percentage !== undefined && shareOf(`${id} ${object.id ?? ''}`) >= percentage) return false;
    return condition?.(this.#proposed) ?? true;
  }

  async #one(asked: AskedHook, isTrial = false): Promise<Outcome> {
    const { deps, ctx } = this;
    const { hook } = asked;
    const state = this.asked.stateOf(hook.id);
    const body = Buffer.from(JSON.stringify(this.#envelope(asked, isTrial)));
    const beganAt = performance.now();
    const leftMs = this.asked.asking.leftMs - (beganAt - this.#startedAt);
    const budgetMs = Math.floor(Math.min(hook.budgetMs ?? DEFAULT_BUDGET_MS, leftMs));
    let reply: HookReply | undefined;
    let said: Said | undefined;
    let problem: string | undefined;
    if (budgetMs < 1) {
      problem =
        'The hooks of this change have taken twenty seconds together; this one was not asked.';
    } else if (!isTrial && !state.circuit.tryEnter(deps.clock.now())) {
      problem = 'The hook failed five times in a row and is not asked for half a minute.';
    } else {
      try {
        const depth = (ctx.hookDepth ?? 0) + 1;
        reply = await deps.transport(ctx, { asked, body, budgetMs, depth });
        said = readAnswer(asked, this.#proposed, reply.answer);
        state.circuit.succeeded();
      } catch (error) {
        problem = problemOf(error);
        const hasOpened = state.circuit.failed(deps.clock.now());
        if (problem === undefined) throw error;
        await appendFailed(deps, ctx, { ...this.asked, asked, problem, hasOpened });
      }
    }
    const latencyMs = Math.round(performance.now() - beganAt);
    state.note(said ? (said.action === 'deny' ? 'denied' : 'answered') : 'failed', latencyMs);
    const record = this.#record(asked, { body, reply, said, problem, latencyMs });
    return { latencyMs, record, ...(said && { said }), ...(problem !== undefined && { problem }) };
  }

  #envelope({ hook, point }: AskedHook, isTrial: boolean): object {
    const { object, version, before, context } = this.asked.question;
    const { id, name, slug } = this.asked.asking.organization;
    const { actor } = this.ctx;
    return {
      specversion: '1.0',
      id: newId(),
      hook: { id: hook.id, name: hook.name },
      operation: point,
      org: { id, name, slug },
      actor: { kind: actor.kind, name: actor.name, ...('id' in actor && { id: actor.id }) },
      object: { ...object, version },
      ...(before && { before }),
      proposed: this.#proposed,
      context: { ...context, traceId: this.ctx.traceId, dryRun: hook.dryRun === true || isTrial },
    };
  }

  /** What the answer means for the change; a fault refuses it. */
  async #follow(asked: AskedHook, { said, latencyMs }: Outcome): Promise<Fault | undefined> {
    const { hook, point } = asked;
    const name = `hook "${hook.name}"`;
    if (!said) return this.#fail(asked);
    if (hook.dryRun) {
      this.#note('hook.dry_run', `${name} would have said ${said.action} (${latencyMs} ms)`);
      return undefined;
    }
    if (said.action === 'deny') {
      await appendDenied(this.deps, this.ctx, { ...this.asked, asked, reason: said.reason });
      this.#note('hook.denied', `${name}: ${said.reason.message} (${said.reason.code})`);
      const { traceId } = this.ctx;
      return new Fault('hook.denied', { ...said.reason, hook: hook.name, point, traceId });
    }
    if (said.action === 'modify') this.#proposed = said.proposed;
    this.#note(`hook.${said.action}`, `${name} (${latencyMs} ms)`);
    return undefined;
  }

  async #fail(asked: AskedHook): Promise<Fault | undefined> {
    const { hook, point } = asked;
    const policy = policyOf(asked);
    this.#note('hook.failed', `hook "${hook.name}" gave no answer; its policy is ${policy}`);
    if (hook.dryRun || policy === 'open') return undefined;
    if (policy === 'last_known') {
      const known = await this.#lastKnown(asked);
      if (known) this.#proposed = known;
      return undefined;
    }
    return new Fault('hook.failed', { hook: hook.name, point, traceId: this.ctx.traceId });
  }

  /** What the hook last changed of that object, done again to what is proposed now; undefined: nothing is known, or it does not fit. */
  async #lastKnown(asked: AskedHook): Promise<HookObject | undefined> {
    const { id } = this.asked.question.object;
    const text =
      id === undefined ? undefined : await this.deps.samples.lastAnswer(asked.hook.id, id);
    if (text === undefined) return undefined;
    try {
      const said = readAnswer(asked, this.#proposed, JSON.parse(text));
      return said.action === 'modify' ? said.proposed : undefined;
    } catch {
      return undefined;
    }
  }

  #record(
    { hook, point }: AskedHook,
    made: {
      readonly body: Buffer;
      readonly reply: HookReply | undefined;
      readonly said: Said | undefined;
      readonly problem: string | undefined;
      readonly latencyMs: number;
    },
  ): string | undefined {
    const { object } = this.asked.question;
    const { body, reply, said, problem, latencyMs } = made;
    const email = addressIn(this.#proposed);
    return this.deps.samples.add(this.ctx, {
      organizationId: this.asked.asking.organization.id,
      hookId: hook.id,
      point,
      outcome: outcomeOf(said),
      dryRun: hook.dryRun === true,
      latencyMs,
      traceId: this.ctx.traceId,
      question: body.toString(),
      ...(reply && { answer: reply.text }),
      ...(problem !== undefined && { problem }),
      ...(object.id !== undefined && { objectId: object.id }),
      ...(email !== undefined && { emailKey: addressKey(email) }),
    });
  }
}

/** What stands for the hook when it gives no answer. */
export function policyOf({ hook, point }: AskedHook): FailurePolicy {
  return hook.onFailure ?? describePoint(point).onFailure;
}

function outcomeOf(said: Said | undefined): Trial['outcome'] {
  if (!said) return 'failed';
  if (said.action === 'deny') return 'denied';
  return said.action === 'modify' ? 'modified' : 'allowed';
}

/** 0 to 99, the same for the same hook and object. */
function shareOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) % 100;
}

/** By which a sample is found when its person is erased. */
function addressIn({ email, emails, userName }: HookObject): string | undefined {
  const [first] = Array.isArray(emails) ? (emails as unknown[]) : [];
  const value = (first as { readonly value?: unknown } | undefined)?.value;
  const found = [email, value, userName].find(
    (one) => typeof one === 'string' && one.includes('@'),
  );
  return found as string | undefined;
}
