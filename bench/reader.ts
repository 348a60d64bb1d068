/**
 * A second client in a process of its own, which reads one thing after the other with a pause between two, while something large happens.
 * Run by bench/bursts.ts: the address, the path and the token are its arguments; it answers each message with what it saw since the last.
 */
import { setTimeout as pause } from 'node:timers/promises';

const PAUSE_MS = 5;

const [url = '', token = ''] = process.argv.slice(2);
const headers = { authorization: `Bearer ${token}` };
let latencies: number[] = [];
let reads = true;

process.on('message', (message) => {
  if (message === 'stop') {
    reads = false;
    process.disconnect();
    return;
  }
  const sorted = latencies.sort((a, b) => a - b);
  latencies = [];
  const at = Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99));
  process.send?.({ p99: sorted[at] ?? NaN, max: sorted.at(-1) ?? NaN, count: sorted.length });
});

while (reads) {
  const started = performance.now();
  const answer = await fetch(url, { headers });
  await answer.text();
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  latencies.push(performance.now() - started);
  await pause(PAUSE_MS);
}
