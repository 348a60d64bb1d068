/**
 * The loop of one process that sends what is due. It holds nothing that matters: what is in flight has a row with a lease, and what is new
 * stands in the feed. Several processes may run it at once.
 */
import { INSTALLATION } from '#core/index.js';
import { FULL_AUTHORITY, instant, isFault, newTraceId, type Context } from '#kernel/index.js';
import { all, compare, equals, oneOf } from '#store/index.js';
import { attempt, EVENT_GONE } from './attempts.js';
import { bodyOf } from './bodies.js';
import { claimDeliveries, LEASE_MS, MAX_IN_FLIGHT, type Claim } from './claims.js';
import type { WebhookDeps } from './deps.js';
import { EndpointIndex } from './index-of-endpoints.js';
import { followOutcome, watchFailing, watchUnconfirmed } from './health.js';
import { writeOutcome } from './outcomes.js';
import { MAX_FAST, MAX_PER_OWNER, MAX_TOTAL, Slots, Turns } from './slots.js';

/** Between two looks at what is due, milliseconds. */
const LOOK_EVERY_MS = 1_000;
/** Between two readings of which endpoints there are. */
const INDEX_EVERY_MS = 2_000;
/** Between two looks at endpoints that fail for days. */
const WATCH_EVERY_MS = 60_000;
/** Due deliveries of one look, of which only the endpoints are wanted. */
const DUE_PER_LOOK = 500;
/** Claims at one time: each is a transaction. */
const MAX_CLAIMS = 8;
/** An attempt that lasts longer gives its place to others. */
const SLOW_MS = 1_000;
/** Attempts that run when the process stops are waited for so long. */
const DRAIN_MS = 8_000;

export interface Dispatcher {
  /** Begins to send, in this process. */
  start(): void;
  /** The feed of this owner has something new. */
  wake(organizationId: string): void;
  /** The endpoint may have something to do. */
  touch(organizationId: string, endpointId: string): void;
  /** Sends what is due now, and waits for it: for tests and the command line. Resolves to how many attempts were made. */
  runOnce(): Promise<number>;
  /** Begins nothing more; waits a while for what is in flight. Its leases lapse otherwise, and another process goes on. */
  drain(): Promise<void>;
}

export function createDispatcher(deps: WebhookDeps): Dispatcher {
  return new DispatchLoop(deps);
}

class DispatchLoop implements Dispatcher {
  readonly #index: EndpointIndex;
  readonly #turns = new Turns();
  readonly #slots = new Slots({
    fast: MAX_FAST,
    total: MAX_TOTAL,
    perOwner: MAX_PER_OWNER,
    perEndpoint: MAX_IN_FLIGHT,
  });
  readonly #stopping = new AbortController();
  readonly #claiming = new Set<string>();
  readonly #attempts = new Set<Promise<void>>();
  /** of rows in flight, by id: when their lease was last written */
  readonly #leases = new Map<string, number>();
  readonly #pausedUntil = new Map<string, number>();
  #indexedAt = -Infinity;
  #renewedAt = performance.now();
  #watchedAt = -Infinity;
  #made = 0;
  #kick: (() => void) | undefined;
  #loop: Promise<void> | undefined;

  constructor(private readonly deps: WebhookDeps) {
    this.#index = new EndpointIndex(deps.store);
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  wake(organizationId: string): void {
    // the feed of the installation has the events of every organization
    this.#changed(new Set([organizationId]));
  }

  touch(organizationId: string, endpointId: string): void {
    // it may be a new one
    this.#indexedAt = -Infinity;
    this.#pausedUntil.delete(endpointId);
    this.#turns.add(organizationId, endpointId);
    this.#kick?.();
  }

  async runOnce(): Promise<number> {
    const before = this.#made;
    this.#indexedAt = -Infinity;
    await this.#look(true);
    for (let idle = false; !idle;) {
      this.#pump();
      await Promise.all(this.#attempts);
      idle = this.#claiming.size === 0 && this.#attempts.size === 0 && !this.#hasTurn();
      if (!idle) await new Promise((resolve) => setImmediate(resolve));
    }
    return this.#made - before;
  }

  async drain(): Promise<void> {
    this.#stopping.abort();
    this.#kick?.();
    await this.#loop;
    const timeout = new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref());
    await Promise.race([Promise.allSettled(this.#attempts), timeout]);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    let lookedAt = -Infinity;
    const stopWatching = this.deps.feed.watch((organizationIds) => this.#changed(organizationIds));
    while (!signal.aborted) {
      const isTime = performance.now() - lookedAt >= LOOK_EVERY_MS;
      if (isTime) lookedAt = performance.now();
      await this.#safely(async () => {
        if (isTime) await this.#look(false);
        await this.#renew();
      });
      this.#pump();
      await this.#pause(Math.max(10, lookedAt + LOOK_EVERY_MS - performance.now()));
    }
    stopWatching();
  }

  /** Until the next look, or until there is something to do. */
  #pause(ms: number): Promise<void> {
    if (this.#stopping.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      const kick = (): void => {
        clearTimeout(timer);
        this.#kick = undefined;
        resolve();
      };
      this.#kick = kick;
    });
  }

  /** The database may be away: the next look finds what this one did not. */
  async #safely(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      this.deps.log.warn(
        { err: error },
        'webhooks could not be looked at; they are looked at again',
      );
    }
  }

  /** Finds endpoints that have something to do: new ones, and those with deliveries that are due. `everything`: all of them. */
  async #look(everything: boolean): Promise<void> {
    if (performance.now() - this.#indexedAt >= INDEX_EVERY_MS) {
      this.#indexedAt = performance.now();
      // what was written before it was known here has woken nobody
      for (const { owner, id } of await this.#index.refresh()) this.#turns.add(owner, id);
    }
    if (everything || performance.now() - this.#watchedAt >= WATCH_EVERY_MS) {
      this.#watchedAt = performance.now();
      await watchFailing(this.deps, this.#context());
      await watchUnconfirmed(this.deps, this.#context());
    }
    await this.#lookAtDue();
    if (everything) this.#changed(undefined);
    const now = this.deps.clock.now();
    for (const [endpointId, until] of this.#pausedUntil) {
      const owner = this.#index.ownerOf(endpointId);
      if (owner !== undefined && until > now) continue;
      this.#pausedUntil.delete(endpointId);
      if (owner !== undefined) this.#turns.add(owner, endpointId);
    }
  }

  async #lookAtDue(): Promise<void> {
    const due = compare('dueAt', 'le', instant(this.deps.clock.now()));
    const sort = [{ field: { column: 'dueAt' } }];
    for (const status of ['sending', 'waiting']) {
      const where = all(equals('status', status), due);
      const { records } = await this.deps.store.read.webhookDeliveries.find({
        where,
        sort,
        limit: DUE_PER_LOOK,
      });
      for (const { organizationId, endpointId } of records) {
        this.#turns.add(organizationId, endpointId);
      }
    }
  }

  /** The journals of these organizations have grown; undefined: any of them may have. */
  #changed(organizationIds: ReadonlySet<string> | undefined): void {
    const owners = organizationIds ? [...organizationIds, INSTALLATION] : this.#index.owners;
    for (const owner of owners) {
      for (const id of this.#index.ofOwner(owner)) this.#turns.add(owner, id);
    }
    this.#kick?.();
  }

  #isFree(owner: string, endpointId: string): boolean {
    return !this.#claiming.has(endpointId) && this.#slots.free(owner, endpointId) > 0;
  }

  #hasTurn(): boolean {
    let found = false;
    this.#turns.next((owner, endpointId) => {
      found ||= this.#isFree(owner, endpointId);
      return false;
    });
    return found;
  }

  #pump(): void {
    while (this.#claiming.size < MAX_CLAIMS && !this.#stopping.signal.aborted) {
      const endpointId = this.#turns.next((owner, id) => this.#isFree(owner, id));
      if (endpointId === undefined) return;
      void this.#serve(endpointId);
    }
  }

  async #serve(endpointId: string): Promise<void> {
    const owner = this.#index.ownerOf(endpointId) ?? '';
    this.#claiming.add(endpointId);
    await this.#safely(async () => {
      const want = this.#slots.free(owner, endpointId);
      const result = await claimDeliveries(this.deps, this.#context(), endpointId, want);
      if (result.isSpared) this.#slots.spare(endpointId);
      if (result.pausedUntil !== undefined) this.#pausedUntil.set(endpointId, result.pausedUntil);
      for (const claim of result.claims) this.#begin(claim);
      if (result.more) this.#turns.add(owner, endpointId);
    });
    this.#claiming.delete(endpointId);
    this.#pump();
  }

  #begin(claim: Claim): void {
    const { organizationId, id: endpointId } = claim.endpoint;
    const slot = this.#slots.take(organizationId, endpointId);
    const timer = setTimeout(() => {
      slot.slow();
      this.#pump();
    }, SLOW_MS);
    this.deps.figures.inFlight = this.#slots.inFlight;
    this.#leases.set(claim.delivery.id, performance.now());
    const running = this.#safely(() => this.#deliver(claim)).finally(() => {
      clearTimeout(timer);
      slot.over();
      this.#leases.delete(claim.delivery.id);
      this.deps.figures.inFlight = this.#slots.inFlight;
      this.#attempts.delete(running);
      this.#turns.add(organizationId, endpointId);
      this.#pump();
    });
    this.#attempts.add(running);
  }

  async #deliver(claim: Claim): Promise<void> {
    const { deps } = this;
    const { endpoint, delivery } = claim;
    const ctx = this.#context();
    const body = await bodyOf(deps, endpoint, delivery).catch((error: unknown) => {
      if (!isFault(error, 'webhook.event_gone')) throw error;
      return undefined;
    });
    // a process that stood still may have lost it meanwhile
    const leasedAt = this.#leases.get(delivery.id) ?? 0;
    if (performance.now() - leasedAt > LEASE_MS - deps.settings.timeoutSeconds * 1_000) return;
    this.#made += 1;
    const outcome = body
      ? await attempt(deps, ctx, endpoint, { ...delivery, ...body })
      : EVENT_GONE;
    const isWell = outcome.isSuccess || outcome.ends === 'refused';
    if (isWell) this.#slots.succeeded(endpoint.id);
    else this.#slots.failed(endpoint.id);
    deps.figures[outcome.isSuccess ? 'delivered' : 'failed'] += 1;
    const written = await writeOutcome(deps, ctx, claim, outcome);
    if (written) await followOutcome(deps, ctx, written);
  }

  /** Signs of life for what is in flight, a third of a lease apart: a new time, and no new version. */
  async #renew(): Promise<void> {
    if (performance.now() - this.#renewedAt < LEASE_MS / 3) return;
    this.#renewedAt = performance.now();
    const ids = [...this.#leases.keys()];
    if (ids.length === 0) return;
    const startedAt = performance.now();
    const where = all(oneOf('id', ids), equals('status', 'sending'));
    const dueAt = instant(this.deps.clock.now() + LEASE_MS);
    await this.deps.store.transaction('webhook-leases', (tx) =>
      tx.webhookDeliveries.setWhere(where, 'dueAt', dueAt),
    );
    for (const id of ids) if (this.#leases.has(id)) this.#leases.set(id, startedAt);
  }

  #context(): Context {
    const { clock, log, tracer } = this.deps;
    const actor = { kind: 'system', name: 'webhooks' } as const;
    const traceId = tracer.traceId() ?? newTraceId();
    return { actor, authority: FULL_AUTHORITY, traceId, clock, log };
  }
}
