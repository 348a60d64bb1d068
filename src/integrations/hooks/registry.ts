import type { HookPoint } from '#core/index.js';
import { compare, type Hook, type Store } from '#store/index.js';
import { isHookPoint } from './points.js';
import { readCondition, type Condition } from './conditions.js';

/** A hook as it is asked. */
export interface AskedHook {
  readonly hook: Hook;
  readonly point: HookPoint;
  readonly condition?: Condition;
}

/** The enabled hooks of the database, in memory: a process asks which there are without a statement. */
export interface HookRegistry {
  /** Those of the installation first, then by order and age. */
  of(organizationId: string, point: HookPoint): readonly AskedHook[];
  /** After a commit of this process. */
  learn(hook: Hook): void;
  /** Reads what other processes have changed since: one statement. */
  refresh(): Promise<void>;
}

/** The key of hooks of the installation. */
const INSTALLATION = '';

const NONE: readonly AskedHook[] = [];
const PAGE_SIZE = 500;

export function createHookRegistry({ read }: Pick<Store, 'read'>): HookRegistry {
  const byId = new Map<string, AskedHook>();
  const byPlace = new Map<string, readonly AskedHook[]>();
  const revisions = new Map<string, number>();
  let last = 0;

  function learn(hook: Hook): void {
    if ((revisions.get(hook.id) ?? 0) >= hook.revision) return;
    revisions.set(hook.id, hook.revision);
    const known = byId.get(hook.id);
    byId.delete(hook.id);
    if (known) arrange(placeOf(known.hook));
    const asked = hook.enabled && hook.deleted !== true ? toAsked(hook) : undefined;
    if (!asked) return;
    byId.set(hook.id, asked);
    arrange(placeOf(hook));
  }

  function arrange(place: string): void {
    const there = [...byId.values()].filter(({ hook }) => placeOf(hook) === place);
    if (there.length === 0) byPlace.delete(place);
    else byPlace.set(place, there.sort(byOrder));
  }

  return {
    of(organizationId, point) {
      if (byPlace.size === 0) return NONE;
      const general = byPlace.get(`${INSTALLATION} ${point}`) ?? NONE;
      const own = byPlace.get(`${organizationId} ${point}`) ?? NONE;
      if (general.length === 0) return own;
      return own.length === 0 ? general : [...general, ...own];
    },
    learn,
    async refresh() {
      for (;;) {
        const { records } = await read.hooks.find({
          where: compare('revision', 'gt', last),
          sort: [{ field: { column: 'revision' } }],
          limit: PAGE_SIZE,
        });
        for (const hook of records) learn(hook);
        // the last revision that was read, not one that this process has learnt of by itself: there may be others before it
        last = records.at(-1)?.revision ?? last;
        if (records.length < PAGE_SIZE) return;
      }
    },
  };
}

function placeOf({ organizationId = INSTALLATION, point }: Hook): string {
  return `${organizationId} ${point}`;
}

function byOrder({ hook: a }: AskedHook, { hook: b }: AskedHook): number {
  return a.order - b.order || (a.id < b.id ? -1 : 1);
}

/** Of a point that a newer release has: nobody. */
export function toAsked(hook: Hook): AskedHook | undefined {
  const { point, condition } = hook;
  if (!isHookPoint(point)) return undefined;
  return {
    hook,
    point,
    ...(condition !== undefined && { condition: readCondition(condition) }),
  };
}
