import type { ImportView } from '#core/index.js';

/** Between two reads of the import. */
const LOOK_MS = 1_000;

/** Silence after which proxies may take a connection for dead. */
const KEEP_ALIVE_MS = 15_000;

const RESTING: readonly ImportView['task']['status'][] = ['checked', 'done', 'cancelled', 'failed'];

export interface ImportWatch {
  /** the import as it is now */
  look(): Promise<ImportView>;
  show(view: ImportView): unknown;
  readonly gone: AbortSignal;
  /** the process shuts down: the client comes back by itself, to another one */
  stopping(): boolean;
}

/**
 * `progress` whenever the import has moved and `done` when it does not move any more. The client comes back where it left off, since
 * every event is the whole of it.
 */
export async function* eventsOf({
  look,
  show,
  gone,
  stopping,
}: ImportWatch): AsyncGenerator<string> {
  let version = 0;
  let quietMs = 0;
  yield 'retry: 3000\n\n';
  while (!gone.aborted && !stopping()) {
    const view = await look();
    const { task } = view;
    if (RESTING.includes(task.status)) {
      yield event('done', task.version, show(view));
      return;
    }
    if (task.version !== version) {
      version = task.version;
      quietMs = 0;
      yield event('progress', version, show(view));
    } else if (quietMs >= KEEP_ALIVE_MS) {
      quietMs = 0;
      yield ': still here\n\n';
    }
    await pause(gone);
    quietMs += LOOK_MS;
  }
}

function event(name: string, id: number, data: unknown): string {
  return `event: ${name}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

function pause(gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      gone.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, LOOK_MS);
    gone.addEventListener('abort', end);
  });
}
