/** What a call lacked, and the page that gives it. */
export interface Asked {
  readonly why: 'ended' | 'stepUp' | 'ownProof';
  readonly page: string;
}

interface Waiting extends Asked {
  readonly ended: Promise<boolean>;
  settle(isBack: boolean): void;
}

let waiting: Waiting | undefined;
let isWatched = false;
const listeners = new Set<() => void>();

/** Before the frame is shown nobody could answer; a call is refused as it is then. */
export function watchSession(): void {
  isWatched = true;
}

/** True when somebody has proved who they are, false when they chose not to. One dialog for all calls that wait. */
export function awaitSignIn(asked: Asked): Promise<boolean> {
  if (!isWatched) return Promise.resolve(false);
  if (!waiting) {
    let settle: (isBack: boolean) => void = () => undefined;
    const ended = new Promise<boolean>((resolve) => (settle = resolve));
    waiting = { why: asked.why, page: asked.page, ended, settle };
    tell();
  }
  return waiting.ended;
}

export function settleSignIn(isBack: boolean): void {
  waiting?.settle(isBack);
  waiting = undefined;
  tell();
}

/** What is asked for at this moment. */
export function askedNow(): Asked | undefined {
  return waiting;
}

export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}
