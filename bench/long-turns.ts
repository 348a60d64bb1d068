/** What held the main thread: for `--bursts --trace`. */
import { Session, type Profiler } from 'node:inspector';

/** A turn of the event loop that took long; microseconds of the clock that the profile has. */
interface Turn {
  readonly from: number;
  readonly to: number;
  readonly cpuMs: number;
}

export interface Trace {
  /** Lines for people: of each long turn its processor time, and what the samples found running. */
  stop(): string[];
}

/** Turns that are told of, longest first. */
const TURN_COUNT = 4;
/** Places told of each. */
const PLACE_COUNT = 4;
/** Between two samples; each costs, so that what is measured beside a trace is not what is measured without. */
const SAMPLE_US = 500;
/** Functions of a place: the one that ran, and who called it. */
const DEPTH = 5;

/** Samples the main thread by the profiler of V8, and keeps which turns took more than `longMs` of processor time. */
export function startTrace(longMs: number): Trace {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: SAMPLE_US });
  session.post('Profiler.start');
  const turns: Turn[] = [];
  let before = look();
  const timer = setInterval(() => {
    const now = look();
    const cpuMs = now.cpuMs - before.cpuMs;
    if (cpuMs > longMs) turns.push({ from: before.at, to: now.at, cpuMs });
    before = now;
  }, 1);
  return {
    stop() {
      clearInterval(timer);
      const longest = turns.sort((a, b) => b.cpuMs - a.cpuMs).slice(0, TURN_COUNT);
      let lines: string[] = [];
      // answered before the call returns
      session.post('Profiler.stop', (error, { profile }) => {
        if (error) throw error;
        lines = longest.flatMap((turn) => [
          `    ${turn.cpuMs.toFixed(1)} ms`,
          ...placesOf(profile, turn).map((place) => `      ${place}`),
        ]);
      });
      session.disconnect();
      return lines;
    },
  };
}

/** Of node from version 24 on. */
interface WithThreadUsage {
  threadCpuUsage(): { readonly user: number; readonly system: number };
}

function look(): { readonly at: number; readonly cpuMs: number } {
  const { user, system } = (process as unknown as WithThreadUsage).threadCpuUsage();
  return { at: Number(process.hrtime.bigint() / 1_000n), cpuMs: (user + system) / 1_000 };
}

/** Where the samples of a turn were taken, most first. */
function placesOf({ nodes, samples, timeDeltas, startTime }: Profiler.Profile, turn: Turn) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const callers = new Map(
    nodes.flatMap(({ id, children }) => (children ?? []).map((child) => [child, id] as const)),
  );
  const found = new Map<string, number>();
  let at = startTime;
  for (const [index, sample] of (samples ?? []).entries()) {
    at += timeDeltas?.[index] ?? 0;
    if (at < turn.from || at > turn.to) continue;
    const names: string[] = [];
    for (let id: number | undefined = sample; id !== undefined && names.length < DEPTH;) {
      names.push(byId.get(id)?.callFrame.functionName || '(anonymous)');
      id = callers.get(id);
    }
    const place = names.join(' < ');
    found.set(place, (found.get(place) ?? 0) + 1);
  }
  const most = [...found].sort(([, a], [, b]) => b - a).slice(0, PLACE_COUNT);
  return most.map(([place, count]) => `${count} × ${place}`);
}
