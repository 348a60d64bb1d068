import { createHash } from 'node:crypto';
import { Fault, instant, type Context, type Instant } from '#kernel/index.js';
import type { Member, Organization } from '#store/index.js';

/** The decisions before which a hook may be asked. Public names: each begins with `before`, for nothing is written yet. */
export const HOOK_POINTS = [
  'before_user_create',
  'before_user_update',
  'before_user_deactivate',
  'before_group_create',
  'before_group_update',
  'before_group_delete',
  'before_role_resolution',
  'before_invitation_create',
  'before_invitation_accept',
  'before_join_request',
  'before_admission',
  'before_sign_in',
  'before_seat_allocation',
  'before_import_row',
] as const;

export type HookPoint = (typeof HOOK_POINTS)[number];

/** What a hook is told of an object: JSON. */
export type HookObject = Readonly<Record<string, unknown>>;

/** One decision that hooks are asked about. */
export interface HookQuestion {
  readonly point: HookPoint;
  /** `id` is absent where the object does not exist yet and its id is not known */
  readonly object: { readonly kind: string; readonly id?: string; readonly name?: string };
  /** of the object as it was read; 0: it does not exist yet */
  readonly version: number;
  readonly before?: HookObject;
  readonly proposed: HookObject;
  /** what a hook may want to know beside it; nothing of it can be changed */
  readonly context?: HookObject;
}

/** What all hooks of a point said together. */
export interface HookVerdict {
  /** what was proposed, with the changes of the hooks; absent: denied */
  readonly proposed?: HookObject;
  /** `hook.denied`, `hook.failed` or `hook.loop` */
  readonly fault?: Fault;
  /** lines for the trace of an exchange */
  readonly steps: readonly { readonly step: string; readonly detail: string }[];
  /** by which the port finds again what it recorded */
  readonly records: readonly string[];
}

/** For whom is asked, and how long all hooks of one change may take together. */
export interface HookAsking {
  readonly organization: Pick<Organization, 'id' | 'name' | 'slug'>;
  /** milliseconds that are left of the change's twenty seconds */
  readonly leftMs: number;
}

/** Inline hooks as the rules see them. Implemented in `integrations`, joined in main.ts; absent: nobody is asked. */
export interface HookPort {
  /** Whether a hook is to be asked there. Answered from memory: no hook configured costs no statement. */
  concerns(ctx: Context, organizationId: string, point: HookPoint): boolean;
  /** Asks by network. Never called while a transaction is open; never rejects for what a hook does. */
  ask(ctx: Context, question: HookQuestion, asking: HookAsking): Promise<HookVerdict>;
  /** What became of the change that the records are about. */
  settle(records: readonly string[], carriedOut: boolean): void;
}

/** What a scope offers to rules. */
export interface ScopeHooks {
  /** when the change began, before the first run of its work: what is as new was made by it */
  readonly since: Instant;
  /** Whether there is anybody to ask: before something is put together for it. */
  concern(point: HookPoint): boolean;
  /**
   * Resolves to what the hooks let be written. The first time it throws: `inOrganization` gives the transaction up, asks, and runs the
   * work again with the answer, which holds for the same object at the same version and for the same proposal only. Faults
   * `hook.denied`, `hook.failed`, `hook.loop`.
   */
  ask<T extends HookObject>(question: HookQuestion & { readonly proposed: T }): T;
  /** Runs work on one of many: what it asks is asked together with what the others ask, after all of them. Undefined: it asked. */
  collect<T>(work: () => Promise<T>): Promise<T | undefined>;
}

export const NO_HOOKS: ScopeHooks = {
  since: '',
  concern: () => false,
  ask: ({ proposed }) => proposed,
  collect: (work) => work(),
};

/** Thrown through a transaction, which is given up by it. No Fault: no rule may take it for a refusal. */
export class HookQuestionOpen extends Error {
  override readonly name = 'HookQuestionOpen';

  constructor(readonly question: HookQuestion) {
    super(`The hooks of ${question.point} have to be asked first.`);
  }
}

/** For all hooks of one change; identity providers close their connections at a minute. */
const CHAIN_MS = 20_000;

/** Questions of one change that are asked at a time. */
const ASKED_AT_ONCE = 8;

/** Rounds of asking, each followed by another run of the work: a change that keeps asking anew is refused. */
const MAX_ROUNDS = 12;

/** What hooks have said in the course of one change, over all runs of its transaction. */
export class HookAnswers {
  readonly #verdicts = new Map<string, HookVerdict>();
  #open = new Map<string, HookQuestion>();
  #organization: Organization | undefined;
  readonly #since: Instant;
  #rounds = 0;
  #spentMs = 0;

  constructor(
    private readonly port: HookPort,
    private readonly ctx: Context,
    private readonly organizationId: string,
  ) {
    this.#since = instant(ctx.clock.now());
  }

  /** For one run of the work, in the organization as that run has read it. */
  scope(organization: Organization): ScopeHooks {
    this.#open = new Map();
    this.#organization = organization;
    return {
      since: this.#since,
      concern: (point) => this.port.concerns(this.ctx, this.organizationId, point),
      ask: (question) => this.#answer(question),
      collect: (work) => this.#collect(work),
    };
  }

  /** Called at the end of the work, inside of the transaction: it is given up where something is still to be asked. */
  requireAsked(): void {
    const [first] = this.#open.values();
    if (first) throw new HookQuestionOpen(first);
  }

  /** Asks what is open, outside of any transaction. Fault `hook.failed` for a change that asks something else each time. */
  async askOpen(): Promise<void> {
    this.#rounds += 1;
    if (this.#rounds > MAX_ROUNDS) throw new Fault('hook.failed', { rounds: MAX_ROUNDS });
    const open = [...this.#open];
    const startedAt = performance.now();
    const before = this.#spentMs;
    for (let from = 0; from < open.length; from += ASKED_AT_ONCE) {
      const group = open.slice(from, from + ASKED_AT_ONCE);
      await Promise.all(group.map(([key, question]) => this.#ask(key, question)));
      this.#spentMs = before + performance.now() - startedAt;
    }
  }

  async #ask(key: string, question: HookQuestion): Promise<void> {
    const { ctx } = this;
    const organization = this.#organization;
    if (!organization) return;
    const leftMs = Math.max(0, CHAIN_MS - this.#spentMs);
    const verdict = await this.port.ask(ctx, question, { organization, leftMs });
    this.#verdicts.set(key, verdict);
    for (const { step, detail } of verdict.steps) ctx.note?.(step, detail);
  }

  settle(carriedOut: boolean): void {
    const records = [...this.#verdicts.values()].flatMap((verdict) => verdict.records);
    if (records.length > 0) this.port.settle(records, carriedOut);
  }

  #answer<T extends HookObject>(question: HookQuestion & { readonly proposed: T }): T {
    if (!this.port.concerns(this.ctx, this.organizationId, question.point)) {
      return question.proposed;
    }
    const key = keyOf(question);
    const verdict = this.#verdicts.get(key);
    if (verdict?.fault) throw verdict.fault;
    // the port changes what its allow-list names and keeps the rest, so the shape is that of the proposal
    if (verdict) return verdict.proposed as T;
    this.#open.set(key, question);
    throw new HookQuestionOpen(question);
  }

  async #collect<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof HookQuestionOpen) return undefined;
      throw error;
    }
  }
}

/**
 * A member as hooks are told of them. One who is made by this very change has no id yet: it is another one in each run of the work, and
 * an answer would never be found again.
 */
export function hookObjectOf(
  { since }: Pick<ScopeHooks, 'since'>,
  { id, name, version, createdAt }: Pick<Member, 'id' | 'name' | 'version' | 'createdAt'>,
): Pick<HookQuestion, 'object' | 'version'> {
  if (createdAt >= since) return { object: { kind: 'member', name }, version: 0 };
  return { object: { kind: 'member', id, name }, version };
}

/** An answer is bound to the point, the object, the version that was read and the digest of what was proposed. */
function keyOf({ point, object, version, proposed }: HookQuestion): string {
  const digest = createHash('sha256').update(JSON.stringify(proposed)).digest('base64');
  return `${point} ${object.kind}:${object.id ?? ''}@${version} ${digest}`;
}
