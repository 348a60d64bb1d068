import { BASE } from '../../data/server.js';
import { isMoving, type Import } from '../../patterns/imports/index.js';

/** Before a stream that broke is opened anew. */
const RETRY_MS = 3_000;

interface Watched {
  readonly organizationId: string;
  readonly importId: string;
  readonly gone: AbortSignal;
}

/**
 * Shows the import as often as the server says that it has moved, until it rests. Every event is the whole of it, so that a stream that
 * broke goes on where the import is. A refusal ends it: the page asks by itself, too, and shows why.
 */
export async function watchImport(
  { organizationId, importId, gone }: Watched,
  show: (next: Import) => void,
): Promise<void> {
  const url = `${BASE}/api/v1/organizations/${organizationId}/imports/${importId}/events`;
  while (!gone.aborted) {
    try {
      const answer = await fetch(url, { headers: { accept: 'text/event-stream' }, signal: gone });
      if (!answer.ok || !answer.body) return;
      for await (const next of importsOf(answer.body)) {
        if (gone.aborted) return;
        show(next);
        if (!isMoving(next)) return;
      }
    } catch {
      // the connection is lost, or the page is left
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/** Events are divided by an empty line; what they say is in one line (src/http/rest/imports/events.ts). */
async function* importsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Import> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = (text + decoder.decode(value, { stream: true })).split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data !== undefined) yield JSON.parse(data) as Import;
    }
  }
}
