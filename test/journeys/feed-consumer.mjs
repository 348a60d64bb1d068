// A host application that follows the feed of an organization and keeps what it dealt with in a file: one line for each page, with its cursor
// and the ids of its events, written at once. What a kill has left of a line is cut off at the next start.
import { Buffer } from 'node:buffer';
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { followEvents } from '@muster/client';

const [url, key, organizationId, file] = process.argv.slice(2);

function keptCursor() {
  if (!existsSync(file)) return 'oldest';
  const text = readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  truncateSync(file, Buffer.byteLength(whole));
  const last = whole.trimEnd().split('\n').at(-1);
  return last ? JSON.parse(last).cursor : 'oldest';
}

const options = { url, key, organizationId, after: keptCursor() };
process.send?.('started');
for (;;) {
  try {
    for await (const { items, cursor } of followEvents(options)) {
      options.after = cursor;
      appendFileSync(file, `${JSON.stringify({ cursor, ids: items.map(({ id }) => id) })}\n`);
    }
  } catch {
    // the server was ended; it is asked again for what follows the cursor
    await setTimeout(50);
  }
}
